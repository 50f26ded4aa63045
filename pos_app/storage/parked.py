"""Baskets put aside: a projection of parking, recalling and voiding."""

from __future__ import annotations

from pos_app.services.parking import ParkedBasket
from pos_app.storage.connection import Connection
from sync.wire.chain import Entry
from sync.wire.facts import BasketParked, BasketRecalled

SCHEMA = """
CREATE TABLE parked (
  basket TEXT PRIMARY KEY,
  pos INTEGER NOT NULL,
  at INTEGER NOT NULL,
  actor_name TEXT NOT NULL,
  label TEXT NOT NULL,
  lines INTEGER NOT NULL,
  total INTEGER NOT NULL,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

TABLES = ("parked",)


def fold_parked(conn: Connection, pos: int, entry: Entry, fact: BasketParked) -> None:
    conn.execute(
        "INSERT OR REPLACE INTO parked VALUES (?,?,?,?,?,?,?,?)",
        (
            fact.basket, pos, entry.at, entry.actor.name, fact.label, fact.lines, fact.total,
            fact.content,
        ),
    )  # fmt: skip


def fold_recalled(conn: Connection, pos: int, entry: Entry, fact: BasketRecalled) -> None:
    conn.execute("DELETE FROM parked WHERE basket = ?", (fact.basket,))


class ParkedBook:
    """The baskets that wait."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def waiting(self) -> list[ParkedBasket]:
        """The oldest first."""
        return [
            ParkedBasket(
                basket=r[0], at=r[1], actor_name=r[2], label=r[3], lines=r[4], total=r[5],
                content=r[6],
            )
            for r in self._conn.execute(
                """SELECT basket, at, actor_name, label, lines, total, content
                FROM parked ORDER BY pos"""
            )
        ]  # fmt: skip

    def count(self) -> int:
        (n,) = self._conn.execute("SELECT count(*) FROM parked").fetchone()
        return int(n)
