"""The two things that the client knows of a till: a journal to send and a feed to apply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sync.wire.chain import Batch
from sync.wire.messages import Change, PushAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """How this till is joined to HQ. ``epoch`` is the chain it writes now."""

    url: str
    device: str
    epoch: int
    hq_key: str = ""


class Outbox(Protocol):
    """The journal as the outbox: what lies behind HQ's acknowledged seq waits."""

    def waiting(self) -> int: ...

    def batch(self, after_seq: int, facts: int, max_bytes: int) -> Batch:
        """Facts behind a seq, at least one if there is one, at most so many and so large."""
        ...

    def acked_seq(self) -> int: ...

    def acknowledge(self, answer: PushAnswer, hash_at_acked: str) -> None:
        """HQ holds everything up to the answer's seq."""
        ...

    def hash_at(self, seq: int) -> bytes:
        """The chain's hash at a seq; the genesis hash at 0."""
        ...


class FeedSink(Protocol):
    """The mirrors that HQ feeds."""

    def cursor(self) -> int: ...

    def catch_up(self) -> None:
        """Do what fell due by itself, as prices that are in force from now on."""
        ...

    def pending(self) -> bool:
        """Whether rows have come that are not shown yet, because a kill came between."""
        ...

    def digests(self) -> dict[str, tuple[str, int]]:
        """Digest and number of rows of each fed table."""
        ...

    def apply(self, changes: Sequence[Change], cursor: int, *, complete: bool) -> None:
        """Rows and cursor in one transaction. ``complete``: no more wait, show them whole."""
        ...

    def begin_snapshot(self) -> None:
        """Rows that follow replace everything that the mirrors hold."""
        ...

    def snapshot_page(self, changes: Sequence[Change], after: str) -> None: ...

    def end_snapshot(self, cursor: int) -> None: ...

    def snapshot_place(self) -> str | None:
        """Where an interrupted snapshot goes on, None when none is under way."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How sync stands, for the pill. ``since`` UTC ms of the last good contact, 0 never."""

    online: bool
    waiting: int
    since: int
    code: str = ""
    quarantined: int = 0
