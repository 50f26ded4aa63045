"""Shifts and the drawer: projections of shift, cash and sale facts."""

from __future__ import annotations

import msgspec

from pos_app.services.shifts import ShiftState
from pos_app.storage.connection import Connection
from sync.wire.chain import Entry
from sync.wire.facts import CashMoved, OrderMoved, SaleCompleted, ShiftClosed, ShiftOpened

SCHEMA = """
CREATE TABLE shift (
  id TEXT PRIMARY KEY,
  pos INTEGER NOT NULL,
  label TEXT NOT NULL,
  date TEXT NOT NULL,
  opened_at INTEGER NOT NULL,
  opened_by TEXT NOT NULL,
  opened_by_name TEXT NOT NULL,
  opening_float INTEGER NOT NULL,
  sales INTEGER NOT NULL DEFAULT 0,
  turnover INTEGER NOT NULL DEFAULT 0,
  refunds INTEGER NOT NULL DEFAULT 0,
  cash_sales INTEGER NOT NULL DEFAULT 0,
  cash_refunds INTEGER NOT NULL DEFAULT 0,
  cash_in INTEGER NOT NULL DEFAULT 0,
  cash_out INTEGER NOT NULL DEFAULT 0,
  closed_at INTEGER,
  closed_by TEXT,
  closed_by_name TEXT,
  counted INTEGER,
  expected INTEGER,
  variance INTEGER,
  left_in_drawer INTEGER,
  notes TEXT,
  reason TEXT,
  parked INTEGER,
  unsent INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX shift_date ON shift(date);
CREATE INDEX shift_open ON shift(pos) WHERE closed_at IS NULL;
CREATE TABLE cash_move (
  pos INTEGER PRIMARY KEY,
  shift TEXT NOT NULL,
  at INTEGER NOT NULL,
  date TEXT NOT NULL,
  amount INTEGER NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  approved_by TEXT NOT NULL
) STRICT;
CREATE INDEX cash_move_shift ON cash_move(shift);
"""

TABLES = ("shift", "cash_move")


def fold_opened(conn: Connection, pos: int, entry: Entry, fact: ShiftOpened) -> None:
    conn.execute(
        """INSERT INTO shift(id, pos, label, date, opened_at, opened_by, opened_by_name,
        opening_float) VALUES (?,?,?,?,?,?,?,?)""",
        (
            fact.shift, pos, fact.label, entry.date, entry.at, entry.actor.id, entry.actor.name,
            fact.opening_float,
        ),
    )  # fmt: skip


def fold_sale(conn: Connection, pos: int, entry: Entry, fact: SaleCompleted) -> None:
    cash = [t.amount for t in fact.tenders if t.method == "cash"]
    back = sum(line.amount for line in fact.lines if line.qty < 0)
    conn.execute(
        """UPDATE shift SET sales = sales + ?, turnover = turnover + ?, refunds = refunds + ?,
        cash_sales = cash_sales + ?, cash_refunds = cash_refunds + ? WHERE id = ?""",
        (
            int(fact.mode != "return"), fact.due, -back,
            sum(a for a in cash if a > 0), -sum(a for a in cash if a < 0), fact.shift,
        ),
    )  # fmt: skip


def fold_cash(conn: Connection, pos: int, entry: Entry, fact: CashMoved) -> None:
    conn.execute(
        "INSERT INTO cash_move VALUES (?,?,?,?,?,?,?,?,?)",
        (
            pos, fact.shift, entry.at, entry.date, fact.amount, fact.reason, fact.note,
            entry.actor.name, fact.approved_by.name if fact.approved_by else "",
        ),
    )  # fmt: skip
    column = "cash_in" if fact.amount > 0 else "cash_out"
    conn.execute(
        f"UPDATE shift SET {column} = {column} + ? WHERE id = ?",
        (abs(fact.amount), fact.shift),
    )


def fold_order_money(conn: Connection, pos: int, entry: Entry, fact: OrderMoved) -> None:
    """Cash that came for an order before hand-over, or went back for one, is in the drawer."""
    cash = [t.amount for t in fact.tenders if t.method == "cash"]
    if cash:
        conn.execute(
            """UPDATE shift SET cash_sales = cash_sales + ?, cash_refunds = cash_refunds + ?
            WHERE id = ?""",
            (sum(a for a in cash if a > 0), -sum(a for a in cash if a < 0), fact.shift),
        )


def fold_closed(conn: Connection, pos: int, entry: Entry, fact: ShiftClosed) -> None:
    conn.execute(
        """UPDATE shift SET closed_at = ?, closed_by = ?, closed_by_name = ?, counted = ?,
        expected = ?, variance = ?, left_in_drawer = ?, notes = ?, reason = ?, parked = ?,
        unsent = ? WHERE id = ?""",
        (
            entry.at, entry.actor.id, entry.actor.name, fact.counted, fact.expected, fact.variance,
            fact.left, msgspec.json.encode(fact.notes).decode(), fact.reason, fact.parked,
            fact.unsent, fact.shift,
        ),
    )  # fmt: skip


_COLUMNS = """id, label, date, opened_at, opened_by, opened_by_name, opening_float, sales, turnover,
 refunds, cash_sales, cash_refunds, cash_in, cash_out, closed_at, counted, variance,
 left_in_drawer"""


class ShiftTable:
    """The shifts of this till."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def _one(self, rest: str, *values: object) -> ShiftState | None:
        row = self._conn.execute(
            f"SELECT {_COLUMNS} FROM shift {rest}",
            values,
        ).fetchone()
        return ShiftState(**dict(zip(_FIELDS, row, strict=True))) if row else None

    def open_shift(self) -> ShiftState | None:
        return self._one("WHERE closed_at IS NULL ORDER BY pos DESC LIMIT 1")

    def open_shift_id(self) -> str | None:
        row = self._conn.execute(
            "SELECT id FROM shift WHERE closed_at IS NULL ORDER BY pos DESC LIMIT 1"
        ).fetchone()
        return row[0] if row else None

    def get(self, shift: str) -> ShiftState | None:
        return self._one("WHERE id = ?", shift)

    def recent(self, limit: int = 30) -> list[ShiftState]:
        """The newest first."""
        found = self._conn.execute(
            f"SELECT {_COLUMNS} FROM shift ORDER BY pos DESC LIMIT ?",
            (limit,),
        )
        return [ShiftState(**dict(zip(_FIELDS, row, strict=True))) for row in found]

    def last_left(self) -> int:
        """Fen that the last closed shift left as the next float."""
        last = self._one("WHERE closed_at IS NOT NULL ORDER BY pos DESC LIMIT 1")
        return (last.left or 0) if last else 0


_FIELDS = tuple(
    "left" if name.strip() == "left_in_drawer" else name.strip() for name in _COLUMNS.split(",")
)
