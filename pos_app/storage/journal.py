"""The journal table: append, read, and the hash chain over the stored bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from pos_app.domain.errors import ShopError
from pos_app.storage.chain_walk import EPOCH_SHIFT, place
from pos_app.storage.connection import Connection
from sync.wire import chain
from sync.wire.limits import MAX_PAYLOAD

SCHEMA = """
CREATE TABLE journal (
  pos INTEGER PRIMARY KEY,
  epoch INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  id TEXT NOT NULL,
  kind TEXT NOT NULL,
  business_date TEXT NOT NULL,
  recorded_at INTEGER NOT NULL,
  utc_offset INTEGER NOT NULL,
  actor TEXT NOT NULL,
  payload BLOB NOT NULL,
  prev_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  signature BLOB
) STRICT;
CREATE UNIQUE INDEX journal_id ON journal(id);
"""

_INSERT = """INSERT INTO journal(pos, epoch, seq, id, kind, business_date, recorded_at, utc_offset,
 actor, payload, prev_hash, hash) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)"""


def position(epoch: int, seq: int) -> int:
    return epoch << EPOCH_SHIFT | seq


class Head(NamedTuple):
    """The end of an epoch's chain; seq 0 and the genesis hash before its first fact."""

    epoch: int
    seq: int
    hash: bytes

    @classmethod
    def at(cls, epoch: int, pos: int | None, digest: bytes | None) -> Head:
        """The link at that position; None for both before the epoch's first."""
        if pos is None or digest is None:
            return cls(epoch, 0, chain.GENESIS)
        return cls(epoch, place(pos)[1], digest)


@dataclass(frozen=True, slots=True)
class Row:
    """A journal row as it is stored."""

    epoch: int
    seq: int
    id: str
    kind: str
    business_date: str
    recorded_at: int
    utc_offset: int
    actor: str
    payload: bytes
    prev_hash: bytes
    hash: bytes


def span(epoch: int) -> tuple[int, int]:
    """The first and the last position that an epoch can have."""
    return position(epoch, 1), position(epoch + 1, 0) - 1


def head(conn: Connection, epoch: int) -> Head:
    """The last link of that epoch."""
    row = conn.execute(
        "SELECT max(pos), hash FROM journal WHERE pos BETWEEN ? AND ?", span(epoch)
    ).fetchone()
    return Head.at(epoch, *row)


def append(conn: Connection, entry: chain.Entry, kind: str, last: Head) -> Head:
    """Write one entry behind ``last``; the caller holds the transaction.

    Raises ShopError ``fact_too_large`` for one that HQ would not take.
    """
    payload = chain.encode(entry)
    if len(payload) > MAX_PAYLOAD:
        raise ShopError("fact_too_large")
    digest = chain.link(last.hash, payload)
    insert(conn, entry, kind, payload, last.hash, digest)
    return Head(entry.epoch, entry.seq, digest)


def insert(
    conn: Connection,
    entry: chain.Entry,
    kind: str,
    payload: bytes,
    prev_hash: bytes,
    digest: bytes,
) -> None:
    """One row, its columns taken from the entry that ``payload`` encodes."""
    conn.execute(
        _INSERT,
        (
            position(entry.epoch, entry.seq), entry.epoch, entry.seq, entry.id, kind, entry.date,
            entry.at, entry.offset, entry.actor.id, payload, prev_hash, digest,
        ),
    )  # fmt: skip


def rows_after(conn: Connection, pos: int, limit: int = -1) -> Iterator[Row]:
    """Stored rows behind a position, in order."""
    for row in conn.execute(
        """SELECT epoch, seq, id, kind, business_date, recorded_at, utc_offset, actor, payload,
        prev_hash, hash FROM journal WHERE pos > ? ORDER BY pos LIMIT ?""",
        (pos, limit),
    ):
        yield Row(*row)


def payloads_after(conn: Connection, pos: int) -> Iterator[tuple[int, bytes]]:
    """Position and bytes of every fact behind a position, in order."""
    yield from conn.execute("SELECT pos, payload FROM journal WHERE pos > ? ORDER BY pos", (pos,))
