"""The way back after a stolen PC: every chain of the till number, then the feed's snapshot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from sync.client.line import Line
from sync.client.pull import Puller
from sync.wire.limits import BATCH_FACTS
from sync.wire.messages import ChainAnswer, ChainsAnswer


class ChainSink(Protocol):
    """A file that is being filled again."""

    def restored_seq(self, epoch: int) -> int:
        """How far this epoch was restored already: a restore that was cut off goes on there."""
        ...

    def append_restored(self, epoch: int, payloads: list[bytes]) -> None:
        """Consecutive facts with their projections, in one transaction."""
        ...


@dataclass(frozen=True, slots=True)
class Progress:
    """Facts that are back, of how many."""

    done: int
    total: int


def restore(
    line: Line,
    sink: ChainSink,
    puller: Puller,
    tell: Callable[[Progress], None],
    stopped: Callable[[], bool],
) -> bool:
    """Fetch what HQ holds of this till number; False when ``stopped`` cut it off.

    Raises LineError, RefusedError; calling it again goes on where it was.
    """
    chains = line.get("/v1/chains", ChainsAnswer)
    total = sum(e.seq for e in chains.epochs)
    done = sum(min(sink.restored_seq(e.epoch), e.seq) for e in chains.epochs)
    tell(Progress(done, total))
    for head in chains.epochs:
        while (after := sink.restored_seq(head.epoch)) < head.seq:
            if stopped():
                return False
            piece = line.get(
                "/v1/journal",
                ChainAnswer,
                device=head.device,
                epoch=head.epoch,
                after=after,
                limit=BATCH_FACTS,
            )
            sink.append_restored(head.epoch, [bytes(raw) for raw in piece.facts])
            done += len(piece.facts)
            tell(Progress(done, total))
    while puller.pull():
        if stopped():
            return False
    return True
