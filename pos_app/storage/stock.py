"""Stock: the level is the sum of moves; batches where their dates are known."""

from __future__ import annotations

from functools import cache

from pos_app.storage import supply
from pos_app.storage.connection import Connection
from sync.wire.chain import Entry
from sync.wire.facts import (
    GoodsReceived,
    GoodsSentBack,
    SaleCompleted,
    StockAdjusted,
    StockCounted,
)

SCHEMA = """
CREATE TABLE stock (
  item TEXT PRIMARY KEY,
  qty INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE stock_adjustment (
  pos INTEGER NOT NULL,
  no INTEGER NOT NULL,
  item TEXT NOT NULL,
  name TEXT NOT NULL,
  qty INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  expiry TEXT NOT NULL,
  reason TEXT NOT NULL,
  date TEXT NOT NULL,
  PRIMARY KEY (pos, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX stock_adjustment_item ON stock_adjustment(item);
CREATE TABLE batch (
  item TEXT NOT NULL,
  expiry TEXT NOT NULL,
  qty INTEGER NOT NULL,
  PRIMARY KEY (item, expiry)
) STRICT, WITHOUT ROWID;
"""

COUNT_SCHEMA = """
ALTER TABLE stock_adjustment ADD COLUMN why TEXT NOT NULL DEFAULT '';
CREATE TABLE stocktake (
  count TEXT PRIMARY KEY,
  pos INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
"""Why goods are gone (`why_of`, or what a line of a count says); the counts that are booked."""

TABLES = ("stock", "stock_adjustment", "stocktake", "batch")
COUNT = "count"
"""The reason of an adjustment that came of a stocktake."""

_MOVE = """INSERT INTO stock VALUES (?1, ?2)
ON CONFLICT(item) DO UPDATE SET qty = qty + excluded.qty"""
_ADJUST = "INSERT INTO stock_adjustment VALUES (?,?,?,?,?,?,?,?,?,?)"
_BATCH = """INSERT INTO batch VALUES (?1, ?2, ?3)
ON CONFLICT(item, expiry) DO UPDATE SET qty = qty + excluded.qty"""


ONE_STATEMENT = 24
"""Lines of a usual basket; their moves go in by one statement, prepared once for each number."""


@cache
def _move_all(lines: int) -> str:
    rows = ",".join(["(?,?)"] * lines)
    return f"""INSERT INTO stock VALUES {rows}
    ON CONFLICT(item) DO UPDATE SET qty = qty + excluded.qty"""


def fold_sale(conn: Connection, pos: int, entry: Entry, fact: SaleCompleted) -> None:
    """Goods sold leave; goods that come back and are not spoilt return to the shelf."""
    moved = [ln for ln in fact.lines if ln.qty > 0 or ln.restock]
    if 0 < len(moved) <= ONE_STATEMENT:
        flat = [value for ln in moved for value in (ln.item, -ln.qty)]
        conn.execute(_move_all(len(moved)), flat)
    else:
        conn.executemany(_MOVE, [(ln.item, -ln.qty) for ln in moved])
    dated = [(ln.item, ln.expiry, -ln.qty) for ln in moved if ln.expiry]
    if dated:
        conn.executemany(_BATCH, dated)


def fold_adjustment(conn: Connection, pos: int, entry: Entry, fact: StockAdjusted) -> None:
    why = why_of(fact)
    conn.executemany(_MOVE, [(line.item, line.qty) for line in fact.lines])
    conn.executemany(
        _ADJUST,
        [
            (pos, no, ln.item, ln.name, ln.qty, ln.cost, ln.expiry, fact.reason, entry.date, why)
            for no, ln in enumerate(fact.lines, 1)
        ],
    )
    conn.executemany(_BATCH, [(ln.item, ln.expiry, ln.qty) for ln in fact.lines if ln.expiry])


def why_of(fact: StockAdjusted) -> str:
    """Of a write-off the code that was tapped, of anything else its reason."""
    return fact.note if fact.reason == "write_off" and fact.note else fact.reason


def fold_counted(conn: Connection, pos: int, entry: Entry, fact: StockCounted) -> None:
    """What was counted replaces nothing: the difference is one more move, whatever comes later."""
    conn.execute("INSERT OR IGNORE INTO stocktake VALUES (?,?)", (fact.count, pos))
    differs = [(ln, ln.counted - ln.book) for ln in fact.lines if ln.counted != ln.book]
    conn.executemany(_MOVE, [(ln.item, qty) for ln, qty in differs])
    conn.executemany(
        _ADJUST,
        [
            (pos, no, ln.item, ln.name, qty, ln.cost, "", COUNT, entry.date, ln.why)
            for no, (ln, qty) in enumerate(differs, 1)
        ],
    )


def fold_received(conn: Connection, pos: int, entry: Entry, fact: GoodsReceived) -> None:
    """What came counts once, however often and by whatever receiving a delivery is told."""
    if supply.came_before(conn, fact):
        return
    back = supply.replaced_lines(conn, fact)
    conn.executemany(_MOVE, [(item, -qty) for item, _, qty in back])
    conn.executemany(_BATCH, [(item, expiry, -qty) for item, expiry, qty in back if expiry])
    conn.executemany(_MOVE, [(line.item, line.qty) for line in fact.lines])
    conn.executemany(_BATCH, [(ln.item, ln.expiry, ln.qty) for ln in fact.lines if ln.expiry])


def fold_sent_back(conn: Connection, pos: int, entry: Entry, fact: GoodsSentBack) -> None:
    conn.executemany(_MOVE, [(line.item, -line.qty) for line in fact.lines])
    conn.executemany(_BATCH, [(ln.item, ln.expiry, -ln.qty) for ln in fact.lines if ln.expiry])


class StockBook:
    """What is on hand."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def on_hand(self, item: str) -> int:
        """Thousandths over all tills; negative when more was sold than was ever booked in."""
        (qty,) = self._conn.execute(
            """SELECT coalesce((SELECT qty FROM stock WHERE item = ?1), 0)
            + coalesce((SELECT qty FROM other_stock WHERE item = ?1), 0)""",
            (item,),
        ).fetchone()
        return int(qty)

    def levels(self) -> dict[str, int]:
        """`on_hand` of everything that was ever here, in one walk."""
        rows = self._conn.execute(
            """SELECT item, sum(qty) FROM (SELECT item, qty FROM stock
            UNION ALL SELECT item, qty FROM other_stock) GROUP BY item"""
        )
        return {item: int(qty) for item, qty in rows}

    def was_counted(self, count: str) -> bool:
        """Whether that stocktake is booked."""
        row = self._conn.execute("SELECT 1 FROM stocktake WHERE count = ?", (count,)).fetchone()
        return row is not None

    def only_expired(self, item: str, today: str) -> str:
        """The latest expiry when every batch on hand has expired, else an empty string."""
        (latest,) = self._conn.execute(
            "SELECT max(expiry) FROM batch WHERE item = ? AND qty > 0", (item,)
        ).fetchone()
        return latest if latest and latest < today else ""

    def mark_down(self, item: str, expiry: str) -> int | None:
        """The price in fen of a marked-down batch; None when it has none."""
        row = self._conn.execute(
            "SELECT price FROM mark_down WHERE item = ? AND expiry = ?", (item, expiry)
        ).fetchone()
        return int(row[0]) if row else None
