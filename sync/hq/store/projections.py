"""What HQ keeps ready: sales by store, day, hour and item, moves by till; from facts alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import func, text, tuple_

from sync.hq.store import supply_tables
from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.day_marks import touch
from sync.hq.store.offer_table import mark_down
from sync.hq.store.orders_facts import OrderFacts, forget_orders, refold_orders
from sync.hq.store.reading import is_date
from sync.hq.store.supply_receipts import position, take_receipts
from sync.wire.chain import Entry, decode
from sync.wire.facts import (
    GoodsSentBack,
    MarkedDown,
    SaleCompleted,
    StockAdjusted,
    StockCounted,
)

HOUR_MS = 3_600_000
DAY_MS = 86_400_000
REBUILD_PAGE = 2_000


class Sums:
    """What a batch of facts adds to the projections of one store.

    Every sum is the same in whatever order the facts of several tills arrive. Which receipts count
    is known from all of them: `supply_receipts` adds what they move.
    """

    def __init__(self, store_id: str) -> None:
        self.store_id = store_id
        self.days: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0])
        self.items: dict[tuple[str, str], list[Any]] = defaultdict(lambda: ["", "", 0, 0, 0])
        self.moves: dict[tuple[str, str, str], int] = defaultdict(int)
        self.dated: dict[tuple[str, str], int] = defaultdict(int)
        self.marked: dict[tuple[str, str, str], tuple[int, int, int, int]] = {}
        self.sales = 0
        self.turnover = 0

    def add(self, entry: Entry) -> None:
        fact = entry.fact
        if isinstance(fact, SaleCompleted):
            self._add_sale(entry, fact)
        elif isinstance(fact, StockAdjusted):
            for line in fact.lines:
                self.move(entry.till, entry.date, line.item, line.qty)
                self.move_dated(line.item, line.expiry, line.qty)
        elif isinstance(fact, StockCounted):
            for shelf in fact.lines:
                if shelf.counted != shelf.book:
                    self.move(entry.till, entry.date, shelf.item, shelf.counted - shelf.book)
        elif isinstance(fact, GoodsSentBack):
            for back in fact.lines:
                self.move(entry.till, entry.date, back.item, -back.qty)
                self.move_dated(back.item, back.expiry, -back.qty)
        elif isinstance(fact, MarkedDown) and is_date(fact.expiry) and len(fact.item) <= 32:
            told = (position(entry), entry.at, fact.price, fact.qty)
            place = fact.item, fact.expiry, entry.till
            self.marked[place] = max(self.marked.get(place, told), told)

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
            if entry.id >= item[1]:
                item[0], item[1] = line.name, entry.id
            item[2] += line.qty
            item[3] += line.net
            item[4] += line.cost * line.qty
            if line.qty > 0 or line.restock:
                self.move(entry.till, entry.date, line.item, -line.qty)
                self.move_dated(line.item, line.expiry, -line.qty)

    def move(self, till: str, date: str, item: str, qty: int) -> None:
        self.moves[till, date, item] += qty

    def move_dated(self, item: str, expiry: str, qty: int) -> None:
        """Also nothing is written: a batch none of which is here is not a batch unheard of."""
        if is_date(expiry):
            self.dated[item, expiry] += qty

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
                    "store_id": s, "date": d, "item": i, "name": name, "named_by": by, "qty": qty,
                    "amount": amount, "cost": cost,
                }
                for (d, i), (name, by, qty, amount, cost) in sorted(self.items.items())
            ],
            add=("qty", "amount", "cost"),
            latest={"name": "named_by", "named_by": "named_by"},
        )  # fmt: skip
        scope.upsert(
            t.till_move,
            [
                {"store_id": s, "till": till, "date": d, "item": i, "qty": qty}
                for (till, d, i), qty in sorted(self.moves.items())
            ],
            add=("qty",),
        )
        scope.upsert(
            supply_tables.dated_stock,
            [
                {"store_id": s, "item": item, "expiry": expiry, "qty": qty}
                for (item, expiry), qty in sorted(self.dated.items())
            ],
            add=("qty",),
        )
        scope.upsert(
            mark_down,
            [
                {
                    "store_id": s, "item": item, "expiry": expiry, "till": till, "pos": pos,
                    "at": at, "price": price, "qty": qty,
                }
                for (item, expiry, till), (pos, at, price, qty) in sorted(self.marked.items())
            ],
            latest=dict.fromkeys(("pos", "at", "price", "qty"), "pos"),
        )  # fmt: skip
        dates = {date for date, _ in (*self.days, *self.items)} | {
            date for _, date, _ in self.moves
        }
        touch(scope, s, dates)
        hand: dict[str, int] = defaultdict(int)
        for (_, _, item), qty in self.moves.items():
            hand[item] += qty
        scope.upsert(
            t.on_hand,
            [{"store_id": s, "item": item, "qty": qty} for item, qty in sorted(hand.items())],
            add=("qty",),
        )


def rebuild(scope: Scope, store_id: str) -> int:
    """Empty the store's projections and fold every good fact again; gives their number.

    Pushes wait: their tills first, in one order, then the table of facts for a till that is new.
    """
    devices = scope.conn.execute(
        scope.select(t.device, t.device.c.device_id)
        .where(t.device.c.store_id == store_id)
        .order_by(t.device.c.device_id)
        .with_for_update()
    ).scalars()
    till_sums = {device_id: [0, 0] for device_id in devices}
    if scope.conn.dialect.name == "postgresql":
        scope.conn.execute(text("LOCK TABLE fact IN SHARE MODE"))
    for table in t.PROJECTIONS:
        scope.conn.execute(scope.delete(table).where(table.c.store_id == store_id))
    forget_orders(scope, store_id)
    done = 0
    for rows in _pages(scope, store_id):
        whole, orders = Sums(store_id), OrderFacts()
        for device_id, facts in groupby(rows, key=itemgetter(0)):
            before = whole.sales, whole.turnover
            entries = [decode(bytes(row[3])) for row in facts]
            for entry in entries:
                whole.add(entry)
                orders.add(entry)
            take_receipts(scope, store_id, entries, whole)
            done += len(entries)
            sums = till_sums.get(device_id, [0, 0])  # a till newer than the lock knows its own
            sums[0] += whole.sales - before[0]
            sums[1] += whole.turnover - before[1]
        whole.write(scope)
        orders.write_again(scope, store_id)
    refold_orders(scope, store_id)
    for device_id, (sales, turnover) in till_sums.items():
        scope.conn.execute(
            scope.update(t.device)
            .where(t.device.c.device_id == device_id)
            .values(sales=sales, turnover=turnover)
        )
    return done


def _pages(scope: Scope, store_id: str) -> Iterable[Sequence[Any]]:
    """Good facts as (device, epoch, seq, payload), a page at a time."""
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
        yield rows


def _behind(place: tuple[str, int, int]) -> Any:  # noqa: ANN401 - a row comparison
    return tuple_(t.fact.c.device_id, t.fact.c.epoch, t.fact.c.seq) > tuple_(*place)


def stock(scope: Scope) -> dict[str, int]:
    """Thousandths on hand by item, over all tills of the store."""
    rows = scope.conn.execute(
        scope.select(t.on_hand, t.on_hand.c.item, func.sum(t.on_hand.c.qty)).group_by(
            t.on_hand.c.item
        )
    )
    return {item: int(qty) for item, qty in rows}
