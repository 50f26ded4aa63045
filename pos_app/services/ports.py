"""What the use cases ask of their surroundings; bootstrap hands them the real things."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from sync.wire.chain import Entry
from sync.wire.facts import AnyFact, Person


class Clock(Protocol):
    """Wall time; orders nothing."""

    def now_ms(self) -> int:
        """UTC milliseconds."""
        ...

    def offset_minutes(self, at_ms: int) -> int:
        """Minutes east of UTC at that moment."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Whose file this is. ``epoch`` counts the till's installations."""

    store: str
    till: str
    epoch: int
    shop_name: str


class Tx(Protocol):
    """One use case's transaction: what is appended is on disk, whole, when the block has ended."""

    def append(self, fact: AnyFact) -> Entry:
        """Write one fact and its projections; the entry tells the number it got."""
        ...

    def next_receipt(self) -> str:
        """The receipt number that the next appended fact will have."""
        ...


class Ledger(Protocol):
    """The journal as the use cases see it."""

    @property
    def identity(self) -> Identity: ...

    def transaction(self, actor: Person) -> AbstractContextManager[Tx]:
        """Begin; commit at the end of the block; roll back when it raises.

        Raises ShopError ``disk_full``, ``disk_fault``, ``file_busy``; then nothing was recorded.
        """
        ...


def kind_of(entry: Entry) -> str:
    """The kind of an entry's fact, as it stands in the journal."""
    return str(entry.fact.__struct_config__.tag)
