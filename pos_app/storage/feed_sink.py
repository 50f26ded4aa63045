"""What HQ feeds: a page and its cursor in one transaction, shown whole when no more wait.

`fed` holds every row as HQ sent it, for digests; `feed_stage` what has come but is not shown yet.
New goods of a long catch-up are stored switched off as they come, with their prices and search
keys, so that showing a whole catalogue at its end is one quick step. A long page is taken in
pieces, each with its own place of the cursor, and the file is left alone between them as long as it
was held: a sale gets in at once.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence

import msgspec

from pos_app.storage import feed_checks, feed_tables
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

REFUSED_SCHEMA = """
CREATE TABLE feed_refused (
  tab TEXT NOT NULL,
  key TEXT NOT NULL,
  body BLOB NOT NULL,
  reason TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (tab, key)
) STRICT, WITHOUT ROWID;
"""
"""Rows that cannot be what they say. They count for the digest; in `fed` stays what landed before
of that key, and is in force."""

PAGE = 500
"""Rows that are shown in one step."""
HOLD_SECONDS = 0.008
"""How long a piece may hold the file. SQLite asks again after 1, 3, 8, 18 and 33 ms, so a sale that
finds it held meets one of the gaps, which are at least as long."""
GAP_SECONDS = 0.01
FIRST_PIECE, SMALLEST_PIECE = 40, 5
log = logging.getLogger(__name__)


class FeedMirror:
    """The mirrors of this till. Each call is one transaction of its own."""

    def __init__(
        self,
        conn: Connection,
        now: Callable[[], int],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        """``pause`` is what happens between pieces; nothing where nobody sells."""
        self._conn = conn
        self._now = now
        self._pause = pause
        self._rows = FIRST_PIECE

    def cursor(self) -> int:
        (cursor,) = self._conn.execute("SELECT cursor FROM hq_link").fetchone()
        return int(cursor)

    def apply(self, changes: Sequence[Change], cursor: int, *, complete: bool) -> None:
        feed_tables.warm_up(changes)
        for piece, last in self._pieces(changes):
            reasons = [feed_checks.objection(c) if c.table in feed.TABLES else "" for c in piece]
            with immediate(self._conn):
                self._stage(piece, reasons)
                place = cursor if last else piece[-1].seq
                self._conn.execute("UPDATE hq_link SET cursor = ?", (place,))
                if last and complete and self._staged() <= PAGE:
                    self._show()
        if complete:
            self._show_the_rest()

    def _pieces(self, changes: Sequence[Change]) -> Iterator[tuple[Sequence[Change], bool]]:
        """Pieces of a page and whether it is the last; an empty page is one."""
        done = 0
        while True:
            started = time.monotonic()
            piece = changes[done : done + self._rows]
            done += len(piece)
            yield piece, done >= len(changes)
            if done >= len(changes):
                return
            self._leave_alone(len(piece), time.monotonic() - started)

    def _leave_alone(self, rows: int, held: float) -> None:
        """A gap for whoever sells, and a better size for the next piece."""
        fitting = int(rows * HOLD_SECONDS / max(held, 1e-4))
        self._rows = min(PAGE, max(SMALLEST_PIECE, min(fitting, 2 * self._rows)))
        self._pause(max(GAP_SECONDS, held))

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

    def _stage(self, changes: Sequence[Change], reasons: Sequence[str]) -> None:
        """``reasons``: what is wrong with each (`feed_checks`), looked at before anything was held.

        Tables that this program does not know are passed over.

        A row that cannot be so is kept apart for the digest and named with the reason: it must not
        hold up the rows behind it.
        """
        known, refused = [], []
        for change, reason in zip(changes, reasons, strict=True):
            if reason:
                log.error("HQ sent a row that is %s: %s %s", reason, change.table, change.key)
                refused.append((change, reason))
            elif change.table in feed.TABLES:
                known.append(change)
        self._forget_refused(changes)
        self._refuse(refused)
        fresh = self._store_ahead([c for c in known if c.table == "item" and c.row])
        priced = self._price_ahead([c for c in known if c.table == "price" and c.row])
        self._conn.executemany(
            "INSERT OR REPLACE INTO feed_stage VALUES (?,?,?,?)",
            [(c.table, c.key, c.row, int(c.key in fresh)) for c in known if c.key not in priced],
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
        fresh = {row.item.id for row in rows}
        self._conn.executemany(
            "INSERT OR REPLACE INTO fed VALUES ('item',?,?)",
            [(c.key, c.row) for c in items if c.key in fresh],
        )
        return fresh

    def _price_ahead(self, prices: Sequence[Change]) -> set[str]:
        """Prices of goods that nobody sees yet need not wait for them."""
        rows: list[feed_tables.Landed] = []
        for change in prices:
            item = change.key.rpartition("|")[0]
            hidden = self._conn.execute(
                "SELECT fresh FROM feed_stage WHERE tab = 'item' AND key = ?", (item,)
            ).fetchone()
            if hidden == (1,):
                rows.append((change.key, change.row, None))
        if rows:
            feed_tables.land_prices(self._conn, rows, self._now())
            self._keep("price", rows)
        return {key for key, _, _ in rows}

    def _show_the_rest(self) -> None:
        """A long catch-up: new goods appear together, then what changed, a piece at a time."""
        if not self._staged():
            return
        fresh = "FROM feed_stage WHERE tab = 'item' AND fresh = 1"
        with immediate(self._conn):
            self._conn.execute(
                f"""UPDATE item SET active = 1 WHERE active = 0 AND id IN
                (SELECT key {fresh} AND json_extract(body, '$.active'))"""
            )
        while keys := self._conn.execute(f"SELECT key {fresh} LIMIT ?", (PAGE,)).fetchall():
            started = time.monotonic()
            with immediate(self._conn):
                self._conn.executemany(
                    "DELETE FROM feed_stage WHERE tab = 'item' AND key = ? AND fresh = 1", keys
                )
            self._pause(max(GAP_SECONDS, time.monotonic() - started))
        while self._staged():
            started = time.monotonic()
            with immediate(self._conn):
                self._show(self._rows)
            self._leave_alone(self._rows, time.monotonic() - started)

    def _show(self, left: int = PAGE) -> None:
        """Land so many staged rows, table by table."""
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

    def _forget_refused(self, changes: Sequence[Change]) -> None:
        self._conn.executemany(
            "DELETE FROM feed_refused WHERE tab = ? AND key = ?",
            [(c.table, c.key) for c in changes],
        )

    def _refuse(self, refused: Sequence[tuple[Change, str]]) -> None:
        """Keep rows apart; what of them was staged is not HQ's word any more."""
        self._conn.executemany(
            "DELETE FROM feed_stage WHERE tab = ? AND key = ?",
            [(c.table, c.key) for c, _ in refused],
        )
        self._conn.executemany(
            "INSERT OR REPLACE INTO feed_refused VALUES (?,?,?,?,?)",
            [(c.table, c.key, c.row, why, self._now()) for c, why in refused if c.row is not None],
        )

    def begin_snapshot(self) -> None:
        """Everything that is fed counts as deleted until its row comes again."""
        with immediate(self._conn):
            self._conn.execute("DELETE FROM feed_stage")
            self._conn.execute("DELETE FROM feed_refused")
            self._conn.execute("INSERT INTO feed_stage SELECT tab, key, NULL, 0 FROM fed")
            self._conn.execute("UPDATE hq_link SET snapshot_after = ''")

    def snapshot_page(self, changes: Sequence[Change], after: str) -> None:
        feed_tables.warm_up(changes)
        for piece, last in self._pieces(changes):
            reasons = [feed_checks.objection(c) if c.table in feed.TABLES else "" for c in piece]
            with immediate(self._conn):
                self._stage(piece, reasons)
                if last:
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
            rows = dict(self._conn.execute("SELECT key, body FROM fed WHERE tab = ?", (tab,)))
            rows |= dict(
                self._conn.execute("SELECT key, body FROM feed_refused WHERE tab = ?", (tab,))
            )
            found[tab] = feed.digest(sorted((key, bytes(body)) for key, body in rows.items()))
        return found


def set_refused_apart(conn: Connection) -> None:
    """Move rows that cannot be what they say out of those that landed."""
    rows = conn.execute("SELECT tab, key, body FROM fed").fetchall()
    known = [(tab, key, body) for tab, key, body in rows if tab in feed.TABLES]
    for tab, key, body in known:
        reason = feed_checks.objection(Change(seq=0, table=tab, key=key, body=msgspec.Raw(body)))
        if reason:
            conn.execute(
                "INSERT INTO feed_refused VALUES (?,?,?,?,0)", (tab, key, bytes(body), reason)
            )
            conn.execute("DELETE FROM fed WHERE tab = ? AND key = ?", (tab, key))
