"""Orders at the till: what was placed and moved here, what HQ told of, and how they stand now.

`order_placed` and `order_move` are projections of this till's facts, `hq_order` is a mirror of the
feed. `order_book` and `order_held` are worked out from both whenever one of them changes: the fold
does not depend on the order of arrival.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from pos_app.storage.connection import Connection
from sync.wire.chain import Entry
from sync.wire.facts import OrderMoved, OrderPlaced, SaleCompleted, ShopRulesSet
from sync.wire.feed import OrderRow, ShopRulesRow
from sync.wire.order_machine import OrderView, fold, reserved
from sync.wire.orders import OrderMove, PlacedOrder

SCHEMA = """
CREATE TABLE order_placed (
  id TEXT PRIMARY KEY,
  pos INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE order_move (
  id TEXT PRIMARY KEY,
  order_id TEXT NOT NULL,
  pos INTEGER NOT NULL,
  at INTEGER NOT NULL,
  date TEXT NOT NULL,
  move TEXT NOT NULL,
  amount INTEGER NOT NULL,
  actor_name TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX order_move_order ON order_move(order_id);
CREATE INDEX order_move_date ON order_move(date);
CREATE TABLE order_cash (
  pos INTEGER NOT NULL,
  n INTEGER NOT NULL,
  order_id TEXT NOT NULL,
  shift TEXT NOT NULL,
  date TEXT NOT NULL,
  move TEXT NOT NULL,
  method TEXT NOT NULL,
  amount INTEGER NOT NULL,
  reference TEXT NOT NULL,
  PRIMARY KEY (pos, n)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_cash_shift ON order_cash(shift);
CREATE TABLE order_sale (
  pos INTEGER PRIMARY KEY,
  order_id TEXT NOT NULL,
  mode TEXT NOT NULL,
  fee INTEGER NOT NULL,
  date TEXT NOT NULL
) STRICT;
CREATE INDEX order_sale_date ON order_sale(date);
CREATE INDEX order_sale_order ON order_sale(order_id);
"""
"""Projections of this till's facts."""

MIRROR_SCHEMA = """
CREATE TABLE hq_order (
  id TEXT PRIMARY KEY,
  body BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE order_book (
  id TEXT PRIMARY KEY,
  open INTEGER NOT NULL,
  state TEXT NOT NULL,
  mode TEXT NOT NULL,
  number TEXT NOT NULL,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  phone TEXT NOT NULL,
  placed_at INTEGER NOT NULL,
  since INTEGER NOT NULL,
  total INTEGER NOT NULL,
  view BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX order_book_open ON order_book(placed_at) WHERE open = 1;
CREATE INDEX order_book_since ON order_book(since);
CREATE INDEX order_book_words ON order_book(phone, name, number, code);
CREATE INDEX order_book_placed ON order_book(placed_at, mode, state, total);
CREATE TABLE order_held (
  item TEXT NOT NULL,
  order_id TEXT NOT NULL,
  qty INTEGER NOT NULL,
  PRIMARY KEY (item, order_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX order_held_order ON order_held(order_id);
CREATE TABLE shop_rules (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  id TEXT NOT NULL,
  body BLOB NOT NULL
) STRICT;
"""
"""A mirror of the feed and what is worked out from it and the projections."""

OWED_SCHEMA = """
ALTER TABLE order_book ADD COLUMN owed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX order_book_owed ON order_book(since) WHERE owed > 0;
ALTER TABLE shop_rules ADD COLUMN version INTEGER NOT NULL DEFAULT 0;
"""
"""What is still to be given back of an order (fen); which of two rules is the later one."""

TABLES = ("order_placed", "order_move", "order_cash", "order_sale")
WORKED_OUT = ("order_book", "order_held")
"""Follow from this till's facts and the feed's rows together."""

_encode = msgspec.json.encode
_order = msgspec.json.Decoder(PlacedOrder).decode
_move = msgspec.json.Decoder(OrderMove).decode
_row = msgspec.json.Decoder(OrderRow).decode


def fold_placed(conn: Connection, pos: int, entry: Entry, fact: OrderPlaced) -> None:
    _keep_order(conn, pos, fact.order)
    refresh(conn, fact.order.id)


def fold_moved(conn: Connection, pos: int, entry: Entry, fact: OrderMoved) -> None:
    if fact.order is not None:
        _keep_order(conn, pos, fact.order)
    for move in (*fact.known, fact.move):
        conn.execute(
            "INSERT OR IGNORE INTO order_move VALUES (?,?,?,?,?,?,?,?,?)",
            (
                move.id, move.order, pos, move.at, entry.date, move.move, move.amount,
                move.by, _encode(move),
            ),
        )  # fmt: skip
    conn.executemany(
        "INSERT INTO order_cash VALUES (?,?,?,?,?,?,?,?,?)",
        [
            (
                pos, n, fact.move.order, fact.shift, entry.date, fact.move.move, t.method,
                t.amount, t.reference,
            )
            for n, t in enumerate(fact.tenders, 1)
        ],
    )  # fmt: skip
    refresh(conn, fact.move.order)


def fold_sale(conn: Connection, pos: int, entry: Entry, fact: SaleCompleted) -> None:
    """Which sales handed an order over, in which of the three ways, and the fee in them."""
    if fact.order:
        conn.execute(
            "INSERT INTO order_sale VALUES (?,?,?,?,?)",
            (pos, fact.order, fact.order_mode, fact.fee, entry.date),
        )


def fold_rules(conn: Connection, pos: int, entry: Entry, fact: ShopRulesSet) -> None:
    keep_rules(conn, ShopRulesRow(id=entry.id, rules=fact.rules, version=fact.version))


def keep_rules(conn: Connection, row: ShopRulesRow) -> None:
    """The highest version holds, then the highest id, from wherever it came."""
    conn.execute(
        """INSERT INTO shop_rules (one, id, body, version) VALUES (1, ?, ?, ?)
        ON CONFLICT(one) DO UPDATE
        SET id = excluded.id, body = excluded.body, version = excluded.version
        WHERE (excluded.version, excluded.id) > (version, id)""",
        (row.id, _encode(row.rules), row.version),
    )


def land_orders(conn: Connection, rows: Iterable[tuple[str, bytes | None]]) -> None:
    """Orders as HQ feeds them; one that HQ let go of goes on here by this till's own facts."""
    for key, body in rows:
        if body is None:
            conn.execute("DELETE FROM hq_order WHERE id = ?", (key,))
        else:
            conn.execute("INSERT OR REPLACE INTO hq_order VALUES (?,?)", (key, body))
        refresh(conn, key)


def _keep_order(conn: Connection, pos: int, order: PlacedOrder) -> None:
    conn.execute(
        "INSERT OR IGNORE INTO order_placed VALUES (?,?,?)", (order.id, pos, _encode(order))
    )


def sources(conn: Connection, order_id: str) -> tuple[PlacedOrder | None, list[OrderMove]]:
    """What is known of an order from this till's facts and from HQ; moves may come twice."""
    placed = None
    moves: list[OrderMove] = []
    row = conn.execute("SELECT body FROM hq_order WHERE id = ?", (order_id,)).fetchone()
    if row is not None:
        fed = _row(row[0])
        placed = fed.order
        moves += fed.moves
    row = conn.execute("SELECT body FROM order_placed WHERE id = ?", (order_id,)).fetchone()
    if row is not None:
        placed = _order(row[0])
    own = conn.execute("SELECT body FROM order_move WHERE order_id = ?", (order_id,))
    moves += [_move(body) for (body,) in own]
    return placed, moves


def view_of(conn: Connection, order_id: str) -> OrderView | None:
    """The order as it stands, folded anew; None when nothing was placed under that id."""
    placed, moves = sources(conn, order_id)
    return fold(placed, moves) if placed is not None else None


def refresh(conn: Connection, order_id: str) -> None:
    """Work the order's row in the book and its held stock out again."""
    view = view_of(conn, order_id)
    conn.execute("DELETE FROM order_held WHERE order_id = ?", (order_id,))
    if view is None:
        conn.execute("DELETE FROM order_book WHERE id = ?", (order_id,))
        return
    order = view.order
    conn.execute(
        "INSERT OR REPLACE INTO order_book VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            order.id, int(view.is_open), view.state, order.mode, order.number, order.code,
            order.customer.name, order.customer.phone, order.placed_at, view.since, view.total,
            _encode(view), view.owed_here,
        ),
    )  # fmt: skip
    conn.executemany(
        "INSERT INTO order_held VALUES (?,?,?)",
        [(item, order_id, qty) for item, qty in reserved(view).items()],
    )


def rebuild(conn: Connection) -> None:
    """Work the whole book out again; afterwards it is what it was before, or it was wrong."""
    ids: Sequence[tuple[str]] = conn.execute(
        "SELECT id FROM hq_order UNION SELECT id FROM order_placed UNION SELECT id FROM order_book"
    ).fetchall()
    for (order_id,) in ids:
        refresh(conn, order_id)
