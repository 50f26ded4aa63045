"""Supply at the till: what was ordered, received, claimed, sent back and marked down.

All of it projections of this till's facts; what HQ answers lies in the feed's rows (`fed`).
"""

from __future__ import annotations

from pos_app.storage.connection import Connection
from sync.wire.chain import Entry
from sync.wire.facts import (
    AssortmentAnswered,
    ClaimMade,
    GoodsReceived,
    GoodsSentBack,
    MarkedDown,
    SupplyOrdered,
)

SCHEMA = """
CREATE TABLE supply_order (
  id TEXT PRIMARY KEY,
  pos INTEGER NOT NULL,
  supplier TEXT NOT NULL,
  supplier_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  date TEXT NOT NULL,
  delivery TEXT NOT NULL,
  deadline INTEGER NOT NULL,
  total INTEGER NOT NULL,
  proposal TEXT NOT NULL,
  fallback INTEGER NOT NULL,
  automatic INTEGER NOT NULL,
  actor_name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX supply_order_pos ON supply_order(pos);
CREATE TABLE supply_order_line (
  order_id TEXT NOT NULL,
  no INTEGER NOT NULL,
  item TEXT NOT NULL,
  name TEXT NOT NULL,
  packs INTEGER NOT NULL,
  pack INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  proposed INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (order_id, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX supply_order_line_item ON supply_order_line(item);
CREATE TABLE receiving (
  id TEXT PRIMARY KEY,
  pos INTEGER NOT NULL,
  supplier TEXT NOT NULL,
  supplier_name TEXT NOT NULL,
  at INTEGER NOT NULL,
  date TEXT NOT NULL,
  shipment TEXT NOT NULL,
  order_id TEXT NOT NULL,
  total INTEGER NOT NULL,
  blind INTEGER NOT NULL,
  note TEXT NOT NULL,
  paid_cash INTEGER NOT NULL,
  actor_name TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX receiving_pos ON receiving(pos);
CREATE INDEX receiving_shipment ON receiving(shipment) WHERE shipment <> '';
CREATE TABLE receiving_line (
  pos INTEGER NOT NULL,
  no INTEGER NOT NULL,
  item TEXT NOT NULL,
  name TEXT NOT NULL,
  expected INTEGER NOT NULL,
  qty INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  average INTEGER NOT NULL,
  expiry TEXT NOT NULL,
  batch TEXT NOT NULL,
  carton TEXT NOT NULL,
  PRIMARY KEY (pos, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX receiving_line_item ON receiving_line(item, expiry);
CREATE TABLE claim (
  id TEXT PRIMARY KEY,
  pos INTEGER NOT NULL,
  receiving TEXT NOT NULL,
  shipment TEXT NOT NULL,
  supplier TEXT NOT NULL,
  at INTEGER NOT NULL,
  date TEXT NOT NULL,
  amount INTEGER NOT NULL,
  deadline INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE claim_line (
  claim TEXT NOT NULL,
  no INTEGER NOT NULL,
  item TEXT NOT NULL,
  name TEXT NOT NULL,
  qty INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  reason TEXT NOT NULL,
  note TEXT NOT NULL,
  photo TEXT NOT NULL,
  PRIMARY KEY (claim, no)
) STRICT, WITHOUT ROWID;
CREATE TABLE sent_back (
  pos INTEGER NOT NULL,
  no INTEGER NOT NULL,
  sending TEXT NOT NULL,
  supplier TEXT NOT NULL,
  date TEXT NOT NULL,
  item TEXT NOT NULL,
  name TEXT NOT NULL,
  qty INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  expiry TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (pos, no)
) STRICT, WITHOUT ROWID;
CREATE TABLE mark_down (
  item TEXT NOT NULL,
  expiry TEXT NOT NULL,
  pos INTEGER NOT NULL,
  date TEXT NOT NULL,
  name TEXT NOT NULL,
  old INTEGER NOT NULL,
  price INTEGER NOT NULL,
  qty INTEGER NOT NULL,
  PRIMARY KEY (item, expiry)
) STRICT, WITHOUT ROWID;
CREATE TABLE item_cost (
  item TEXT PRIMARY KEY,
  pos INTEGER NOT NULL,
  average INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE assortment_answer (
  proposal TEXT PRIMARY KEY,
  pos INTEGER NOT NULL,
  deed TEXT NOT NULL,
  item TEXT NOT NULL,
  name TEXT NOT NULL,
  accepted INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

REPLACED_SCHEMA = """
CREATE TABLE receiving_replaced (
  receiving TEXT PRIMARY KEY,
  pos INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""
"""Receivings without a note that no longer count: that at ``pos`` by its note stands for them."""

TABLES = (
    "supply_order",
    "supply_order_line",
    "receiving",
    "receiving_line",
    "receiving_replaced",
    "claim",
    "claim_line",
    "sent_back",
    "mark_down",
    "item_cost",
    "assortment_answer",
)


def fold_ordered(conn: Connection, pos: int, entry: Entry, fact: SupplyOrdered) -> None:
    """The same order id again changes nothing: an order is sent once."""
    done = conn.execute(
        "INSERT OR IGNORE INTO supply_order VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            fact.order, pos, fact.supplier, fact.supplier_name, entry.at, entry.date,
            fact.delivery, fact.deadline, fact.total, fact.proposal, int(fact.fallback),
            int(fact.automatic), entry.actor.name,
        ),
    )  # fmt: skip
    if not done.rowcount:
        return
    conn.executemany(
        "INSERT INTO supply_order_line VALUES (?,?,?,?,?,?,?,?,?)",
        [
            (
                fact.order, no, ln.item, ln.name, ln.packs, ln.pack, ln.cost, ln.proposed,
                ln.reason,
            )
            for no, ln in enumerate(fact.lines, 1)
        ],
    )  # fmt: skip


def came_before(conn: Connection, fact: GoodsReceived) -> bool:
    """Whether this file has that receiving or another one of the same delivery."""
    found = conn.execute(
        "SELECT 1 FROM receiving WHERE id = ?1 OR (shipment <> '' AND shipment = ?2)",
        (fact.receiving, fact.shipment),
    )
    return found.fetchone() is not None


def replaced_lines(conn: Connection, fact: GoodsReceived) -> list[tuple[str, str, int]]:
    """Item, date and thousandths that a receiving takes back because it stands for another one.

    None where that is not known, had a note itself or is replaced already.
    """
    if not (fact.instead_of and fact.shipment):
        return []
    return conn.execute(
        """SELECT l.item, l.expiry, l.qty FROM receiving r JOIN receiving_line l USING (pos)
        WHERE r.id = ? AND r.shipment = ''
        AND r.id NOT IN (SELECT receiving FROM receiving_replaced)""",
        (fact.instead_of,),
    ).fetchall()


def fold_received(conn: Connection, pos: int, entry: Entry, fact: GoodsReceived) -> None:
    """The stock itself is folded in `stock`; here is what came with what note and at what cost."""
    if came_before(conn, fact):
        return
    if replaced_lines(conn, fact):
        conn.execute("INSERT INTO receiving_replaced VALUES (?,?)", (fact.instead_of, pos))
    conn.execute(
        "INSERT INTO receiving VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            fact.receiving, pos, fact.supplier, fact.supplier_name, entry.at, entry.date,
            fact.shipment, fact.order, fact.total, int(fact.blind), fact.note, fact.paid_cash,
            entry.actor.name,
        ),
    )  # fmt: skip
    conn.executemany(
        "INSERT INTO receiving_line VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                pos, no, ln.item, ln.name, ln.expected, ln.qty, ln.cost, ln.average, ln.expiry,
                ln.batch, ln.carton,
            )
            for no, ln in enumerate(fact.lines, 1)
        ],
    )  # fmt: skip
    conn.executemany(
        "INSERT OR REPLACE INTO item_cost VALUES (?,?,?)",
        [(ln.item, pos, ln.average) for ln in fact.lines if ln.average and ln.qty > 0],
    )


def fold_claim(conn: Connection, pos: int, entry: Entry, fact: ClaimMade) -> None:
    done = conn.execute(
        "INSERT OR IGNORE INTO claim VALUES (?,?,?,?,?,?,?,?,?,?)",
        (
            fact.claim, pos, fact.receiving, fact.shipment, fact.supplier, entry.at, entry.date,
            fact.amount, fact.deadline, fact.note,
        ),
    )  # fmt: skip
    if done.rowcount:
        conn.executemany(
            "INSERT INTO claim_line VALUES (?,?,?,?,?,?,?,?,?)",
            [
                (fact.claim, no, ln.item, ln.name, ln.qty, ln.cost, ln.reason, ln.note, ln.photo)
                for no, ln in enumerate(fact.lines, 1)
            ],
        )


def fold_sent_back(conn: Connection, pos: int, entry: Entry, fact: GoodsSentBack) -> None:
    conn.executemany(
        "INSERT INTO sent_back VALUES (?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                pos, no, fact.sending, fact.supplier, entry.date, ln.item, ln.name, ln.qty,
                ln.cost, ln.expiry, fact.reason,
            )
            for no, ln in enumerate(fact.lines, 1)
        ],
    )  # fmt: skip


def fold_marked_down(conn: Connection, pos: int, entry: Entry, fact: MarkedDown) -> None:
    if not fact.price:
        conn.execute(
            "DELETE FROM mark_down WHERE item = ? AND expiry = ?", (fact.item, fact.expiry)
        )
        return
    conn.execute(
        "INSERT OR REPLACE INTO mark_down VALUES (?,?,?,?,?,?,?,?)",
        (fact.item, fact.expiry, pos, entry.date, fact.name, fact.old, fact.price, fact.qty),
    )


def fold_answered(conn: Connection, pos: int, entry: Entry, fact: AssortmentAnswered) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO assortment_answer VALUES (?,?,?,?,?,?,?)",
        (
            fact.proposal, pos, fact.deed, fact.goods.item, fact.goods.name, int(fact.accepted),
            fact.reason,
        ),
    )  # fmt: skip
