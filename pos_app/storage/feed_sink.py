"""What HQ feeds: a page and its cursor in one transaction, shown whole when no more wait.

`fed` holds every row as HQ sent it, for digests; `feed_stage` what has come but is not shown yet.
New goods of a long catch-up are stored switched off as their page comes, with their search keys, so
that showing a whole catalogue at its end is quick and no sale waits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

import msgspec

from pos_app.storage import feed_tables
from pos_app.storage.connection import Connection
from pos_app.storage.goods import GoodsBook
from pos_app.storage.ledger import immediate
from sync.wire import feed
from sync.wire.messages import Change

SCHEMA = """
CREATE TABLE fed (
  tab TEXT NOT NULL,
  key TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (tab, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE feed_stage (
  tab TEXT NOT NULL,
  key TEXT NOT NULL,
  body BLOB,
  fresh INTEGER NOT NULL,
  PRIMARY KEY (tab, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE price_due (
  item TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  price INTEGER NOT NULL,
  in_force INTEGER NOT NULL,
  PRIMARY KEY (item, valid_from)
) STRICT, WITHOUT ROWID;
CREATE INDEX price_due_time ON price_due(valid_from) WHERE in_force = 0;
CREATE TABLE other_stock (
  item TEXT PRIMARY KEY,
  qty INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

PAGE = 500
log = logging.getLogger(__name__)


class FeedMirror:
    """The mirrors of this till. Each call is one transaction of its own."""

    def __init__(self, conn: Connection, now: Callable[[], int]) -> None:
        self._conn = conn
        self._now = now

    def cursor(self) -> int:
        (cursor,) = self._conn.execute("SELECT cursor FROM hq_link").fetchone()
        return int(cursor)

    def apply(self, changes: Sequence[Change], cursor: int, *, complete: bool) -> None:
        with immediate(self._conn):
            self._stage(changes)
            self._conn.execute("UPDATE hq_link SET cursor = ?", (cursor,))
            if complete and self._staged() <= PAGE:
                self._show()
        if complete:
            self._show_the_rest()

    def catch_up(self) -> None:
        """Put prices in force whose time has come; no line is needed for that."""
        now = self._now()
        if feed_tables.any_due(self._conn, now):
            with immediate(self._conn):
                feed_tables.put_in_force(self._conn, now)

    def pending(self) -> bool:
        """Whether rows have come that are not shown yet."""
        return self._conn.execute("SELECT 1 FROM feed_stage LIMIT 1").fetchone() is not None

    def _staged(self) -> int:
        (count,) = self._conn.execute("SELECT count(*) FROM feed_stage").fetchone()
        return int(count)

    def _stage(self, changes: Sequence[Change]) -> None:
        """Tables that this program does not know are passed over.

        A row that it cannot read is kept for the digest and shown nowhere: it must not hold up the
        rows behind it.
        """
        known = []
        for change in (c for c in changes if c.table in feed.TABLES):
            if feed_tables.readable(change):
                known.append(change)
            else:
                log.error("HQ sent a row that cannot be read: %s %s", change.table, change.key)
                self._keep_unread(change)
        fresh = self._store_ahead([c for c in known if c.table == "item" and c.row])
        self._conn.executemany(
            "INSERT OR REPLACE INTO feed_stage VALUES (?,?,?,?)",
            [(c.table, c.key, c.row, int(c.key in fresh)) for c in known],
        )

    def _store_ahead(self, items: Sequence[Change]) -> set[str]:
        """Goods that are new here go in switched off, with their search keys."""
        rows = []
        for change in items:
            known = self._conn.execute("SELECT 1 FROM item WHERE id = ?", (change.key,)).fetchone()
            if known is None:
                row = msgspec.json.decode(change.row or b"", type=feed.ItemRow)
                rows.append(
                    feed_tables.goods_of(self._conn, row, active=False, version=self._now())
                )
        GoodsBook(self._conn).save_many(
            feed_tables.without_clashes(rows),
            at=self._now(),
            actor=feed_tables.HQ,
            source=feed_tables.HQ,
        )
        return {row.item.id for row in rows}

    def _show_the_rest(self) -> None:
        """A long catch-up: new goods appear together, then what changed, a page at a time."""
        if not self._staged():
            return
        with immediate(self._conn):
            self._conn.execute(
                """UPDATE item SET active = 1 WHERE id IN
                (SELECT key FROM feed_stage WHERE tab = 'item' AND fresh = 1
                 AND json_extract(body, '$.active'))"""
            )
            self._conn.execute(
                """INSERT OR REPLACE INTO fed SELECT tab, key, body FROM feed_stage
                WHERE tab = 'item' AND fresh = 1 AND body IS NOT NULL"""
            )
            self._conn.execute("DELETE FROM feed_stage WHERE tab = 'item' AND fresh = 1")
        while self._staged():
            with immediate(self._conn):
                self._show()

    def _show(self) -> None:
        """Land a page of staged rows, table by table."""
        left = PAGE
        for tab, land in feed_tables.LAND.items():
            rows = self._conn.execute(
                """SELECT s.key, s.body, f.body FROM feed_stage s LEFT JOIN fed f
                ON f.tab = s.tab AND f.key = s.key WHERE s.tab = ? ORDER BY s.key LIMIT ?""",
                (tab, left),
            ).fetchall()
            if not rows:
                continue
            land(self._conn, rows, self._now())
            self._keep(tab, rows)
            left -= len(rows)
            if left <= 0:
                return

    def _keep(self, tab: str, rows: Sequence[feed_tables.Landed]) -> None:
        self._conn.executemany(
            "INSERT OR REPLACE INTO fed VALUES (?,?,?)", [(tab, k, b) for k, b, _ in rows if b]
        )
        self._conn.executemany(
            "DELETE FROM fed WHERE tab = ? AND key = ?", [(tab, k) for k, b, _ in rows if not b]
        )
        self._conn.executemany(
            "DELETE FROM feed_stage WHERE tab = ? AND key = ?", [(tab, k) for k, _, _ in rows]
        )

    def _keep_unread(self, change: Change) -> None:
        self._conn.execute(
            "DELETE FROM feed_stage WHERE tab = ? AND key = ?", (change.table, change.key)
        )
        if change.row is None:
            place = (change.table, change.key)
            self._conn.execute("DELETE FROM fed WHERE tab = ? AND key = ?", place)
        else:
            self._conn.execute(
                "INSERT OR REPLACE INTO fed VALUES (?,?,?)", (change.table, change.key, change.row)
            )

    def begin_snapshot(self) -> None:
        """Everything that is fed counts as deleted until its row comes again."""
        with immediate(self._conn):
            self._conn.execute("DELETE FROM feed_stage")
            self._conn.execute("INSERT INTO feed_stage SELECT tab, key, NULL, 0 FROM fed")
            self._conn.execute("UPDATE hq_link SET snapshot_after = ''")

    def snapshot_page(self, changes: Sequence[Change], after: str) -> None:
        with immediate(self._conn):
            self._stage(changes)
            self._conn.execute("UPDATE hq_link SET snapshot_after = ?", (after,))

    def end_snapshot(self, cursor: int) -> None:
        with immediate(self._conn):
            self._conn.execute("UPDATE hq_link SET cursor = ?, snapshot_after = NULL", (cursor,))
        self._show_the_rest()

    def snapshot_place(self) -> str | None:
        (after,) = self._conn.execute("SELECT snapshot_after FROM hq_link").fetchone()
        return after if after is None else str(after)

    def digests(self) -> dict[str, tuple[str, int]]:
        """Digest and rows of each fed table, as HQ takes them."""
        found = {}
        for tab in feed.TABLES:
            rows = self._conn.execute("SELECT key, body FROM fed WHERE tab = ?", (tab,)).fetchall()
            found[tab] = feed.digest(sorted((key, bytes(body)) for key, body in rows))
        return found
