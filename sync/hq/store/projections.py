"""What HQ keeps ready: sales by store, day, hour and item, moves by till; from facts alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import func, tuple_

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.wire.chain import Entry, decode
from sync.wire.facts import SaleCompleted, StockAdjusted

HOUR_MS = 3_600_000
DAY_MS = 86_400_000
REBUILD_PAGE = 2_000


class Sums:
    """What a batch of facts adds to the projections of one store."""

    def __init__(self, store_id: str) -> None:
        self.store_id = store_id
        self.days: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        self.items: dict[tuple[str, str], list[Any]] = defaultdict(lambda: ["", 0, 0, 0])
        self.moves: dict[tuple[str, str, str], int] = defaultdict(int)
        self.sales = 0
        self.turnover = 0

    def add(self, entry: Entry) -> None:
        fact = entry.fact
        if isinstance(fact, SaleCompleted):
            self._add_sale(entry, fact)
        elif isinstance(fact, StockAdjusted):
            for line in fact.lines:
                self.moves[entry.till, entry.date, line.item] += line.qty

    def _add_sale(self, entry: Entry, sale: SaleCompleted) -> None:
        self.sales += 1
        self.turnover += sale.due
        hour = (entry.at + entry.offset * 60_000) % DAY_MS // HOUR_MS
        day = self.days[entry.date, hour]
        day[0] += sale.mode != "return"
        day[1] += sale.due
        for line in sale.lines:
            if line.qty < 0:
                day[2] -= line.net
            item = self.items[entry.date, line.item]
            item[0] = line.name
            item[1] += line.qty
            item[2] += line.net
            item[3] += line.cost * line.qty // 1000
            if line.qty > 0 or line.restock:
                self.moves[entry.till, entry.date, line.item] -= line.qty

    def write(self, scope: Scope) -> None:
        """Add everything to the tables, a statement for each."""
        s = self.store_id
        scope.upsert(
            t.sales_day,
            [
                {"store_id": s, "date": d, "hour": h, "sales": n, "turnover": due, "refunds": back}
                for (d, h), (n, due, back) in sorted(self.days.items())
            ],
            add=("sales", "turnover", "refunds"),
        )
        scope.upsert(
            t.sales_item,
            [
                {
                    "store_id": s, "date": d, "item": i, "name": name, "qty": qty, "amount": amount,
                    "cost": cost,
                }
                for (d, i), (name, qty, amount, cost) in sorted(self.items.items())
            ],
            add=("qty", "amount", "cost"),
        )  # fmt: skip
        scope.upsert(
            t.till_move,
            [
                {"store_id": s, "till": till, "date": d, "item": i, "qty": qty}
                for (till, d, i), qty in sorted(self.moves.items())
            ],
            add=("qty",),
        )


def rebuild(scope: Scope, store_id: str) -> int:
    """Empty the store's projections and fold every good fact again; gives their number."""
    for table in t.PROJECTIONS:
        scope.conn.execute(scope.delete(table).where(table.c.store_id == store_id))
    done = 0
    for entries in _pages(scope, store_id):
        sums = Sums(store_id)
        for entry in entries:
            sums.add(entry)
        sums.write(scope)
        done += len(entries)
    return done


def _pages(scope: Scope, store_id: str) -> Iterable[list[Entry]]:
    place: tuple[str, int, int] = ("", 0, 0)
    while True:
        rows = scope.conn.execute(
            scope.select(t.fact, t.fact.c.device_id, t.fact.c.epoch, t.fact.c.seq, t.fact.c.payload)
            .where(t.fact.c.store_id == store_id, t.fact.c.state == "ok")
            .where(_behind(place))
            .order_by(t.fact.c.device_id, t.fact.c.epoch, t.fact.c.seq)
            .limit(REBUILD_PAGE)
        ).all()
        if not rows:
            return
        place = (rows[-1][0], rows[-1][1], rows[-1][2])
        yield [decode(bytes(row[3])) for row in rows]


def _behind(place: tuple[str, int, int]) -> Any:  # noqa: ANN401 - a row comparison
    return tuple_(t.fact.c.device_id, t.fact.c.epoch, t.fact.c.seq) > tuple_(*place)


def stock(scope: Scope) -> dict[str, int]:
    """Thousandths on hand by item, over all tills of the store."""
    rows = scope.conn.execute(
        scope.select(t.till_move, t.till_move.c.item, func.sum(t.till_move.c.qty)).group_by(
            t.till_move.c.item
        )
    )
    return {item: int(qty) for item, qty in rows}
