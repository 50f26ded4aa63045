"""Sending the journal: in order, the very bytes, as much at once as HQ and the line bear."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from msgspec import Raw

from sync.client.line import Line, LineError, RefusedError
from sync.client.ports import Link, Outbox
from sync.wire.limits import BATCH_FACTS, BODY_BYTES
from sync.wire.messages import HeadAnswer, PushAnswer, PushRequest, Quarantined

FIRST_BATCH = 100
SLOW_SECONDS = 8.0
QUICK_SECONDS = 2.0
PLAIN_BYTES = BODY_BYTES - (64 << 10)
"""A batch before compression, with room for its envelope."""


class ChainLostError(Exception):
    """HQ holds another chain than this till, or more of it: an older copy of the shop's file.

    The till must not go on with this file; what HQ holds comes back by `restore` in a new epoch.
    """


@dataclass(slots=True)
class Pace:
    """How many facts a batch takes: doubled while it goes well, halved when it does not."""

    facts: int = FIRST_BATCH

    def went(self, seconds: float) -> None:
        if seconds < QUICK_SECONDS:
            self.facts = min(BATCH_FACTS, self.facts * 2)
        elif seconds > SLOW_SECONDS:
            self.slower()

    def slower(self) -> None:
        self.facts = max(1, self.facts // 2)


class Pusher:
    """Sends what waits, a batch at a call."""

    def __init__(
        self, line: Line, link: Link, outbox: Outbox, lost: Callable[[], None] = lambda: None
    ) -> None:
        """``lost`` hears, before it is noted, that HQ lost facts that it had acknowledged."""
        self._line = line
        self._link = link
        self._outbox = outbox
        self._lost = lost
        self.pace = Pace()
        self.quarantined: dict[int, Quarantined] = {}

    def push(self) -> bool:
        """One batch; True when it was acknowledged, False when nothing waits.

        Raises LineError, RefusedError, ChainLostError.
        """
        after = self._outbox.acked_seq()
        batch = self._outbox.batch(after, self.pace.facts, PLAIN_BYTES)
        if not batch.payloads:
            return False
        request = PushRequest(
            device=self._link.device,
            epoch=self._link.epoch,
            from_seq=batch.from_seq,
            prev_hash=batch.prev_hash.hex(),
            facts=[Raw(p) for p in batch.payloads],
        )
        started = time.monotonic()
        try:
            answer = self._line.post("/v1/journal", request, PushAnswer)
        except LineError:
            self.pace.slower()
            raise
        except RefusedError as error:
            return self._refused(error)
        self.pace.went(time.monotonic() - started)
        self._take(answer)
        return True

    def _take(self, answer: PushAnswer) -> None:
        """HQ's head must be ours at that seq: anything else is another chain."""
        ours = self._outbox.hash_at(answer.acked_seq).hex()
        if ours != answer.head_hash:
            raise ChainLostError(answer.acked_seq)
        self.quarantined |= {q.seq: q for q in answer.quarantined}
        self._outbox.acknowledge(answer, ours)

    def _refused(self, error: RefusedError) -> bool:
        """HQ expects another seq: it was restored from an older backup, so it is filled again."""
        if error.code == "too_large" and self.pace.facts > 1:
            self.pace.slower()
            return True
        if error.code == "fork":
            raise ChainLostError(self._outbox.acked_seq() + 1) from error
        if error.code != "gap":
            raise error
        self.compare()
        return True

    def compare(self) -> None:
        """Hold HQ's head against this chain and go on from there.

        What HQ lost waits again. Raises LineError, RefusedError, ChainLostError.
        """
        head = self._line.get("/v1/head", HeadAnswer)
        ours = self._outbox.hash_at(head.seq).hex()
        if ours != head.hash:
            raise ChainLostError(head.seq)
        if head.seq < self._outbox.acked_seq():
            self._lost()
        held = PushAnswer(acked_seq=head.seq, head_hash=head.hash, signature=head.signature)
        self._outbox.acknowledge(held, ours)
