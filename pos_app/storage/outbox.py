"""The journal as the outbox: how this till is joined to HQ, and how far HQ holds its chain."""

from __future__ import annotations

from pos_app.domain.errors import ShopError
from pos_app.storage import journal
from pos_app.storage.connection import Connection
from pos_app.storage.ledger import immediate
from sync.wire.chain import GENESIS, Batch
from sync.wire.messages import PushAnswer

SCHEMA = """
CREATE TABLE hq_link (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  url TEXT NOT NULL,
  device TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  hq_key TEXT NOT NULL,
  acked_seq INTEGER NOT NULL DEFAULT 0,
  acked_hash TEXT NOT NULL DEFAULT '',
  countersigned TEXT NOT NULL DEFAULT '',
  cursor INTEGER NOT NULL DEFAULT 0,
  snapshot_after TEXT,
  last_contact INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE quarantined (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
"""


MATCH_SCHEMA = """
CREATE TABLE hq_match (
  pos INTEGER PRIMARY KEY,
  state TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
"""
"""What came of holding the books against HQ's when the shift that closed there was closed."""


def save_link(conn: Connection, url: str, device: str, epoch: int, hq_key: str) -> None:
    """Join this file to HQ; the epoch's facts all wait from now on."""
    conn.execute(
        "INSERT OR REPLACE INTO hq_link(one, url, device, epoch, hq_key) VALUES (1,?,?,?,?)",
        (url, device, epoch, hq_key),
    )


def renew_link(conn: Connection, url: str, device: str, hq_key: str) -> None:
    """Another device for the same chain: all of it waits until HQ says how far it holds it."""
    conn.execute(
        """UPDATE hq_link SET url = ?, device = ?, hq_key = ?, acked_seq = 0, acked_hash = '',
        countersigned = '', cursor = 0""",
        (url, device, hq_key),
    )
    conn.execute("DELETE FROM quarantined")


def keep_match(conn: Connection, state: str, epoch: int, seq: int, now: int) -> None:
    """Remember what came of the last shift's close, for whoever prints its Z later.

    HQ's sums are of the whole chain up to its seq: where they agree, whatever differed before is
    mended as well.
    """
    with immediate(conn):
        last = conn.execute(
            "SELECT max(pos) FROM journal WHERE kind = 'shift.closed' AND pos BETWEEN ? AND ?",
            (journal.position(epoch, 1), journal.position(epoch, seq)),
        ).fetchone()[0]
        if state == "matched":
            conn.execute("DELETE FROM hq_match WHERE pos <= ?", (journal.position(epoch, seq),))
        if last is not None:
            conn.execute("INSERT OR REPLACE INTO hq_match VALUES (?,?,?)", (last, state, now))


class JournalOutbox:
    """What lies behind HQ's acknowledged seq waits; nothing waits in a shop that never joined."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def link(self) -> tuple[str, str, int, str] | None:
        """Address, device, epoch and HQ's key; None for a shop on its own."""
        row = self._conn.execute("SELECT url, device, epoch, hq_key FROM hq_link").fetchone()
        return tuple(row) if row else None

    def address(self) -> str:
        """HQ's address; empty for a shop on its own."""
        link = self.link()
        return link[0] if link else ""

    def _joined(self) -> tuple[int, int]:
        row = self._conn.execute("SELECT epoch, acked_seq FROM hq_link").fetchone()
        if row is None:
            raise ShopError("not_joined")
        return int(row[0]), int(row[1])

    def unsent(self) -> int:
        row = self._conn.execute("SELECT epoch, acked_seq FROM hq_link").fetchone()
        return journal.head(self._conn, row[0]).seq - row[1] if row else 0

    def unsent_sales(self) -> int:
        """How many of the facts that wait are sales or returns."""
        row = self._conn.execute("SELECT epoch, acked_seq FROM hq_link").fetchone()
        if row is None:
            return 0
        (count,) = self._conn.execute(
            "SELECT count(*) FROM sale WHERE pos > ?", (journal.position(row[0], row[1]),)
        ).fetchone()
        return int(count)

    def waiting(self) -> int:
        return self.unsent()

    def acked_seq(self) -> int:
        return self._joined()[1]

    def hash_at(self, seq: int) -> bytes:
        if seq == 0:
            return GENESIS
        row = self._conn.execute(
            "SELECT hash FROM journal WHERE pos = ?", (journal.position(self._joined()[0], seq),)
        ).fetchone()
        return bytes(row[0]) if row else b""

    def batch(self, after_seq: int, facts: int, max_bytes: int) -> Batch:
        """Facts behind a seq: at least one if there is one, at most so many and so large."""
        epoch = self._joined()[0]
        rows = self._conn.execute(
            "SELECT payload FROM journal WHERE pos > ? AND pos < ? ORDER BY pos LIMIT ?",
            (journal.position(epoch, after_seq), journal.position(epoch + 1, 0), facts),
        )
        payloads: list[bytes] = []
        size = 0
        for (payload,) in rows:
            size += len(payload)
            if payloads and size > max_bytes:
                break
            payloads.append(bytes(payload))
        return Batch(
            from_seq=after_seq + 1, prev_hash=self.hash_at(after_seq), payloads=tuple(payloads)
        )

    def acknowledge(self, answer: PushAnswer, hash_at_acked: str) -> None:
        with immediate(self._conn):
            self._conn.execute(
                """UPDATE hq_link SET acked_seq = ?, acked_hash = ?, countersigned = ?,
                last_contact = max(last_contact, ?)""",
                (answer.acked_seq, hash_at_acked, answer.signature, answer.now),
            )
            self._conn.executemany(
                "INSERT OR REPLACE INTO quarantined VALUES (?,?,?)",
                [(q.seq, q.id, q.reason) for q in answer.quarantined],
            )

    def touch(self, now: int) -> None:
        """HQ answered just now."""
        with immediate(self._conn):
            self._conn.execute("UPDATE hq_link SET last_contact = ?", (now,))

    def last_contact(self) -> int:
        """UTC ms of the last good answer, 0 never."""
        row = self._conn.execute("SELECT last_contact FROM hq_link").fetchone()
        return row[0] if row else 0
