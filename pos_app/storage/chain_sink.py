"""Filling a new file with the chains that HQ kept: the very bytes, folded as they were at first."""

from __future__ import annotations

import msgspec

from pos_app.domain.errors import ShopError
from pos_app.services.ports import kind_of
from pos_app.storage import journal, projections
from pos_app.storage.connection import Connection
from pos_app.storage.ledger import immediate
from sync.wire import chain


class RestoredChains:
    """Takes facts of earlier epochs in order; a restore that was cut off goes on where it was."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def restored_seq(self, epoch: int) -> int:
        return journal.head(self._conn, epoch).seq

    def append_restored(self, epoch: int, payloads: list[bytes]) -> None:
        """Consecutive facts behind what is here, with their projections, in one transaction.

        Raises ShopError ``chain_broken`` for facts that are not the next ones, ``chain_newer`` for
        one that only a newer program can read.
        """
        with immediate(self._conn):
            head = journal.head(self._conn, epoch)
            for payload in payloads:
                head = self._append(epoch, payload, head)

    def _append(self, epoch: int, payload: bytes, head: journal.Head) -> journal.Head:
        try:
            entry = chain.decode(payload)
        except msgspec.MsgspecError as error:
            raise ShopError("chain_newer", seq=head.seq + 1) from error
        if (entry.epoch, entry.seq) != (epoch, head.seq + 1):
            raise ShopError("chain_broken", seq=head.seq + 1)
        digest = chain.link(head.hash, payload)
        journal.insert(self._conn, entry, kind_of(entry), payload, head.hash, digest)
        projections.apply(self._conn, journal.position(epoch, entry.seq), entry)
        return journal.Head(epoch, entry.seq, digest)
