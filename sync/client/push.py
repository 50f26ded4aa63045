"""Sending the journal: in order, the very bytes, as much at once as HQ and the line bear."""

from __future__ import annotations

import time
from dataclasses import dataclass

from msgspec import Raw

from sync.client.line import Line, LineError, RefusedError
from sync.client.ports import Link, Outbox
from sync.wire.limits import BATCH_FACTS, BODY_BYTES
from sync.wire.messages import PushAnswer, PushRequest, Quarantined

FIRST_BATCH = 100
SLOW_SECONDS = 8.0
QUICK_SECONDS = 2.0
PLAIN_BYTES = BODY_BYTES - (64 << 10)
"""A batch before compression, with room for its envelope."""


class ChainLostError(Exception):
    """HQ holds another chain, or less of it than it once acknowledged and this till still has."""


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

    def __init__(self, line: Line, link: Link, outbox: Outbox) -> None:
        self._line = line
        self._link = link
        self._outbox = outbox
        self.pace = Pace()
        self.quarantined: list[Quarantined] = []

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
        self.quarantined += answer.quarantined
        self._outbox.acknowledge(answer, ours)

    def _refused(self, error: RefusedError) -> bool:
        """HQ expects another seq: it was restored from an older backup, so it is filled again."""
        expected = error.problem.expected_seq
        if error.code == "too_large" and self.pace.facts > 1:
            self.pace.slower()
            return True
        if error.code != "gap" or expected is None:
            raise error
        if expected > self._outbox.acked_seq() + 1 or expected < 1:
            raise ChainLostError(expected) from error
        held = PushAnswer(
            acked_seq=expected - 1, head_hash=self._outbox.hash_at(expected - 1).hex()
        )
        self._outbox.acknowledge(held, held.head_hash)
        return True
