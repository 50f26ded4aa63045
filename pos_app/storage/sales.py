"""Sales, their lines and tenders: projections of `sale.completed`, and what screens ask of them."""

from __future__ import annotations

from pos_app.storage.connection import Connection
from sync.wire.chain import Entry
from sync.wire.facts import SaleCompleted

SCHEMA = """
CREATE TABLE sale (
  pos INTEGER PRIMARY KEY,
  receipt TEXT NOT NULL,
  mode TEXT NOT NULL,
  at INTEGER NOT NULL,
  hour INTEGER NOT NULL,
  date TEXT NOT NULL,
  shift TEXT NOT NULL,
  actor TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  total INTEGER NOT NULL,
  rounding INTEGER NOT NULL,
  due INTEGER NOT NULL,
  saved INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  basket TEXT NOT NULL,
  source TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sale_receipt ON sale(receipt);
CREATE UNIQUE INDEX sale_basket ON sale(basket) WHERE basket <> '';
CREATE INDEX sale_date ON sale(date);
CREATE INDEX sale_source ON sale(source) WHERE source <> '';
CREATE TABLE sale_line (
  pos INTEGER NOT NULL,
  no INTEGER NOT NULL,
  item TEXT NOT NULL,
  name TEXT NOT NULL,
  category TEXT NOT NULL,
  category_name TEXT NOT NULL,
  qty INTEGER NOT NULL,
  price INTEGER NOT NULL,
  list_price INTEGER NOT NULL,
  discount INTEGER NOT NULL,
  share INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  net INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  reason TEXT NOT NULL,
  approved_by TEXT NOT NULL,
  source_receipt TEXT NOT NULL,
  source_line INTEGER NOT NULL,
  PRIMARY KEY (pos, no)
) STRICT, WITHOUT ROWID;
CREATE INDEX sale_line_source ON sale_line(source_receipt, source_line) WHERE source_receipt <> '';
CREATE TABLE sale_tender (
  pos INTEGER NOT NULL,
  n INTEGER NOT NULL,
  method TEXT NOT NULL,
  amount INTEGER NOT NULL,
  received INTEGER NOT NULL,
  change INTEGER NOT NULL,
  reference TEXT NOT NULL,
  PRIMARY KEY (pos, n)
) STRICT, WITHOUT ROWID;
"""

TABLES = ("sale", "sale_line", "sale_tender")
DAY_MS = 86_400_000
HOUR_MS = 3_600_000


def local_hour(entry: Entry) -> int:
    """Hour of the shop's wall clock, 0 to 23."""
    return (entry.at + entry.offset * 60_000) % DAY_MS // HOUR_MS


def fold(conn: Connection, pos: int, entry: Entry, fact: SaleCompleted) -> None:
    conn.execute(
        "INSERT INTO sale VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        (
            pos, fact.receipt, fact.mode, entry.at, local_hour(entry), entry.date, fact.shift,
            entry.actor.id, entry.actor.name, fact.total, fact.rounding, fact.due, fact.saved,
            len(fact.lines), fact.basket, fact.source,
        ),
    )  # fmt: skip
    conn.executemany(
        "INSERT INTO sale_line VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
        [
            (
                pos, ln.no, ln.item, ln.name, ln.category, ln.category_name, ln.qty, ln.price,
                ln.list_price, ln.discount, ln.share, ln.amount, ln.net, ln.cost, ln.reason,
                ln.approved_by.name if ln.approved_by else "",
                ln.source.receipt if ln.source else "", ln.source.line if ln.source else 0,
            )
            for ln in fact.lines
        ],
    )  # fmt: skip
    conn.executemany(
        "INSERT INTO sale_tender VALUES (?,?,?,?,?,?,?)",
        [
            (pos, n, t.method, t.amount, t.received, t.change, t.reference)
            for n, t in enumerate(fact.tenders, 1)
        ],
    )
