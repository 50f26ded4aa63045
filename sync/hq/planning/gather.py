"""All that is known of a store on the morning of a day, out of HQ's tables, for one plan.

Only what is new since the last plan is read: sales and moves of about a week, and the sums of four
weeks that a line shows. The last week is learned anew every night on what was settled before it,
so that a till that was offline for days is not taken for a shop without customers.

Shelf: goods with stock at the close were there all day; with none left and some sold, half of the
day; with none at all, not. More sold than was ever booked in says nothing of the shelf and counts
as there. Goods that a customer asked for in vain were missing for half of the day at least. A day
on which nothing at all was sold was no trading day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import func

from sync.hq.planning.items import LONGEST_LIFE, Ints
from sync.hq.planning.task import StoreTask, day_number
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.catalogue import rows_of
from sync.hq.store.database import Scope
from sync.hq.store.supply import Pack, Supplier, packs_of
from sync.hq.store.supply_ledger import account
from sync.hq.store.supply_orders import OPEN, SHIPPED
from sync.wire.feed import ItemRow, PriceRow

SETTLE_DAYS = 7
"""Days that are learned anew every night: facts may come that late."""
MOST_DAYS = 400
LATE_DAYS = 7
"""An arrival that is overdue by more does not come any more."""
AHEAD = 30
SHOWN_DAYS = 28
PROMO_WINDOW = (56, 28)
PROMO_SHARE = 95
"""A price of at most so many percent of the usual one is a promotion."""
NOON_MS = 4 * 3_600_000
"""Noon in China as UTC of the same day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What all stores share; read once."""

    suppliers: dict[str, Supplier]
    packs: dict[str, Pack]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A store's task, and what its lines show beside it, in the order of the task's items."""

    task: StoreTask
    goods: tuple[ItemRow, ...]
    packs: tuple[Pack, ...]
    prices: Ints
    week: Ints
    month: Ints
    fresh: frozenset[str]
    sold_out: frozenset[str]
    settled: str
    codes: tuple[str, ...]


def gather(scope: Scope, store: str, chain: Chain, day: date) -> Known:
    """``scope`` is one consistent view of the store."""
    held = scope.conn.execute(
        scope.select(st.plan_state).where(st.plan_state.c.store_id == store)
    ).first()
    goods, mine, skipped = _range(scope, store, chain)
    codes = tuple(sorted({mine[g.id].supplier for g in goods}))
    index = {g.id: n for n, g in enumerate(goods)}
    trading, settled = _trading_days(scope, store, held.settled if held else "", day)
    days = np.array([day_number(d) for d in trading], dtype=np.int64)
    sold, in_stock, closing = _sales(scope, store, index, trading, day)
    prices = _Prices(scope, store, index)
    categories = tuple(sorted({g.category for g in goods}))
    packs = tuple(mine[g.id] for g in goods)
    budget = account(scope, store).room
    task = StoreTask(
        store=store, day=day_number(day), items=tuple(index),
        names=tuple(f"{g.id} {g.name}" for g in goods), units=tuple(g.unit or "件" for g in goods),
        categories=categories, columns=_columns(goods, packs, categories, codes, prices, day),
        suppliers={
            n: (frozenset(chain.suppliers[c].order_days), chain.suppliers[c].lead_days)
            for n, c in enumerate(codes)
        },
        days=days, settle=sum(d <= settled for d in trading), sold=sold, in_stock=in_stock,
        promo=prices.promoted(trading, day),
        on_hand=_on_hand(scope, store, goods, closing, day),
        on_order=_on_order(scope, store, index, day),
        promo_ahead=prices.promoted([day + timedelta(days=n - 1) for n in range(AHEAD)], day).T,
        budget=budget, state=bytes(held.body) if held else b"", skipped=skipped,
    )  # fmt: skip
    week, month = _shown(scope, store, index, day)
    out = {g.id for g, share in zip(goods, in_stock[-7:].T, strict=True) if (share == 0.5).any()}
    return Known(
        task=task, goods=goods, packs=packs, prices=task.columns["price"], week=week, month=month,
        fresh=_fresh(scope, store, index, day), sold_out=frozenset(out),
        settled=settled.isoformat(), codes=codes,
    )  # fmt: skip


def _range(
    scope: Scope, store: str, chain: Chain
) -> tuple[tuple[ItemRow, ...], dict[str, Pack], tuple[str, ...]]:
    """Goods of the store's catalogue that HQ can deliver, and what was left out and why."""
    mine = packs_of(scope, store, chain.packs)
    goods, skipped = [], []
    for row in rows_of(scope, store, ItemRow):
        pack = mine.get(row.id)
        if not row.active or pack is None or not pack.available:
            continue
        supplier = chain.suppliers.get(pack.supplier)
        if pack.pack <= 0 or pack.cost < 0 or pack.moq < 0:
            skipped.append(f"{row.id} {row.name}: a pack of {pack.pack} for {pack.cost}")
        elif supplier is None or not supplier.order_days:
            skipped.append(f"{row.id} {row.name}: {pack.supplier} has no order days")
        else:
            goods.append(row)
    return tuple(goods), mine, tuple(skipped)


def _trading_days(scope: Scope, store: str, settled: str, day: date) -> tuple[list[date], date]:
    """Days with sales behind what is settled, and up to where they settle now."""
    d = t.sales_day.c
    oldest = (day - timedelta(days=MOST_DAYS)).isoformat()
    dates = scope.conn.execute(
        scope.select(t.sales_day, d.date)
        .where(d.store_id == store, d.date > max(settled, oldest), d.date < day.isoformat())
        .where(d.sales > 0)
        .distinct()
        .order_by(d.date)
    ).scalars()
    found = [date.fromisoformat(text) for text in dates]
    before = date.fromisoformat(settled) if settled else day - timedelta(days=MOST_DAYS)
    last = found[-1] - timedelta(days=SETTLE_DAYS) if found else before
    return found, max(before, last)


def _sales(
    scope: Scope, store: str, index: Mapping[str, int], trading: list[date], day: date
) -> tuple[Ints, np.ndarray, Ints]:
    """Sold, share on the shelf by trading day, and the stock at the close of the day before."""
    n = len(index)
    hand: Ints = np.zeros(n, dtype=np.int64)
    rows = scope.conn.execute(scope.select(t.on_hand).where(t.on_hand.c.store_id == store))
    for row in rows:
        if row.item in index:
            hand[index[row.item]] = row.qty
    first = trading[0] if trading else day
    moves, place = _by_day(scope, store, index, t.till_move, first, day)
    hand = hand - moves[place(day) :].sum(axis=0)
    closing = hand.copy()
    sales, _ = _by_day(scope, store, index, t.sales_item, first, day)
    asked = _asked(scope, store, index, first)
    sold: Ints = np.zeros((len(trading), n), dtype=np.int64)
    shelf = np.ones((len(trading), n), dtype=np.float32)
    at, current = len(trading) - 1, day
    while at >= 0:
        current -= timedelta(days=1)
        opening = hand - moves[place(current)]
        if trading[at] == current:
            sold[at] = sales[place(current)]
            shelf[at] = _on_shelf(opening, moves[place(current)], hand, sold[at])
            for item in asked.get(current.isoformat(), ()):
                shelf[at, item] = min(shelf[at, item], 0.5)
            at -= 1
        hand = opening
    return sold, shelf, closing


def _on_shelf(opening: Ints, moved: Ints, closing: Ints, sold: Ints) -> np.ndarray:
    """The share of a day on the shelf, as the module says."""
    there = opening + np.maximum(moved + sold, 0)
    share = np.ones(len(opening), dtype=np.float32)
    share[(closing == 0) & (sold > 0) & (there > 0)] = 0.5
    share[(closing == 0) & (sold <= 0) & (there <= 0)] = 0.0
    return share


def _by_day(
    scope: Scope, store: str, index: Mapping[str, int], table: Any, first: date, day: date,  # noqa: ANN401 - either of two tables
) -> tuple[Ints, Any]:  # fmt: skip
    """Thousandths by day and item, the last row for ``day`` and all behind it; and a day's row."""
    span = (day - first).days
    found: Ints = np.zeros((span + 1, len(index)), dtype=np.int64)
    c = table.c
    rows = scope.conn.execute(
        scope.select(table, c.date, c.item, c.qty).where(
            c.store_id == store, c.date >= first.isoformat()
        )
    )
    start, known = first.toordinal(), {}
    for text, item, qty in rows:
        column = index.get(item)
        if column is not None:
            if text not in known:
                known[text] = min(date.fromisoformat(text).toordinal() - start, span)
            found[known[text], column] += qty

    def place(of: date) -> int:
        return of.toordinal() - start

    return found, place


def _asked(scope: Scope, store: str, index: Mapping[str, int], first: date) -> dict[str, list[int]]:
    a = st.asked.c
    rows = scope.conn.execute(
        scope.select(st.asked, a.date, a.item).where(
            a.store_id == store, a.date >= first.isoformat()
        )
    )
    found: dict[str, list[int]] = {}
    for text, item in rows:
        if item in index:
            found.setdefault(text, []).append(index[item])
    return found


class _Prices:
    """The store's price list by item, in the order of the goods."""

    def __init__(self, scope: Scope, store: str, index: Mapping[str, int]) -> None:
        self._lists: list[list[tuple[int, int]]] = [[] for _ in index]
        for row in rows_of(scope, store, PriceRow):
            if row.item in index:
                self._lists[index[row.item]].append((row.valid_from, row.price))
        for prices in self._lists:
            prices.sort()

    def on(self, day: date) -> Ints:
        """In force at noon; 0 where none is."""
        at = _noon(day)
        return np.array(
            [max((p for p in prices if p[0] <= at), default=(0, 0))[1] for prices in self._lists],
            dtype=np.int64,
        )

    def promoted(self, days: list[date], today: date) -> np.ndarray:
        """uint8[days, n]: the price is below what it usually is around ``today``."""
        found = np.zeros((len(days), len(self._lists)), dtype=np.uint8)
        first = today - timedelta(days=PROMO_WINDOW[0])
        around = [_noon(first + timedelta(days=n)) for n in range(sum(PROMO_WINDOW))]
        for column, prices in enumerate(self._lists):
            if len(prices) < 2:
                continue
            usual: dict[int, int] = {}
            for at in around:
                price = _at(prices, at)
                usual[price] = usual.get(price, 0) + 1
            plain = max(usual, key=lambda p: (usual[p], p))
            for row, day in enumerate(days):
                price = _at(prices, _noon(day))
                found[row, column] = 0 < price * 100 <= plain * PROMO_SHARE
        return found


def _noon(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86_400_000 + NOON_MS


def _at(prices: list[tuple[int, int]], at: int) -> int:
    found = 0
    for valid_from, price in prices:
        if valid_from <= at:
            found = price
    return found


def _columns(
    goods: tuple[ItemRow, ...], packs: tuple[Pack, ...], categories: tuple[str, ...],
    codes: tuple[str, ...], prices: _Prices, day: date,
) -> dict[str, Any]:  # fmt: skip
    def column(values: list[int]) -> Ints:
        return np.array(values, dtype=np.int64)

    category = {name: n for n, name in enumerate(categories)}
    code = {name: n for n, name in enumerate(codes)}
    return {
        "price": prices.on(day),
        "cost": column([p.unit_cost for p in packs]),
        "pack": column([p.pack for p in packs]),
        "moq": column([p.moq for p in packs]),
        "life": column([g.shelf_life for g in goods]),
        "category": column([category[g.category] for g in goods]),
        "supplier": column([code[p.supplier] for p in packs]),
        "capacity": column([p.capacity for p in packs]),
        "first_day": column([0] * len(goods)),
        "regulated": np.array([g.tobacco for g in goods], dtype=bool),
    }


def _on_hand(
    scope: Scope, store: str, goods: tuple[ItemRow, ...], closing: Ints, day: date
) -> Ints:
    """Stock by days of life left: the oldest were sold first; unknown dates are half-way."""
    x = st.dated_stock.c
    dated: dict[str, list[tuple[str, int]]] = {}
    rows = scope.conn.execute(
        scope.select(st.dated_stock, x.item, x.expiry, x.qty)
        .where(x.store_id == store, x.qty > 0)
        .order_by(x.expiry.desc())
    )
    for item, expiry, qty in rows:
        dated.setdefault(item, []).append((expiry, int(qty)))
    lives = [g.shelf_life if 0 < g.shelf_life <= LONGEST_LIFE else 0 for g in goods]
    width = max(lives, default=0) + 2
    table: Ints = np.zeros((len(goods), width), dtype=np.int64)
    eve = day - timedelta(days=1)
    for n, (row, life) in enumerate(zip(goods, lives, strict=True)):
        left = max(int(closing[n]), 0)
        if not life:
            table[n, -1] = left
            continue
        for expiry, qty in dated.get(row.id, ()):
            part = min(left, qty)
            days = (date.fromisoformat(expiry) - eve).days
            table[n, min(max(days, 0), life)] += part
            left -= part
        table[n, (life + 1) // 2] += left
    return table


def _on_order(scope: Scope, store: str, index: Mapping[str, int], day: date) -> Ints:
    """What is ordered or on the way, by day ahead of the evening before; orders of the day itself
    are what the plan is about and do not count."""
    table: Ints = np.zeros((len(index), AHEAD + 1), dtype=np.int64)
    o, ln, s = st.supply_order.c, st.supply_order_line.c, st.shipment.c
    rows = scope.conn.execute(
        scope.select(st.supply_order, o.delivery, ln.item, ln.packs, ln.given, ln.pack)
        .join(st.supply_order_line, (o.store_id == ln.store_id) & (o.order_id == ln.order_id))
        .outerjoin(st.shipment, (o.store_id == s.store_id) & (o.order_id == s.order_id))
        .where(o.store_id == store, o.placed < day.isoformat())
        .where(o.state.in_((*OPEN, SHIPPED)) | (s.received_on >= day.isoformat()))
    )
    eve = day - timedelta(days=1)
    for delivery, item, packs, given, pack in rows:
        ahead = (date.fromisoformat(delivery) - eve).days
        if item in index and -LATE_DAYS <= ahead <= AHEAD:
            table[index[item], max(ahead, 0)] += (packs if given is None else given) * pack
    return table


def _shown(scope: Scope, store: str, index: Mapping[str, int], day: date) -> tuple[Ints, Ints]:
    """Sold by day of the last 7, oldest first, and in 28 days in all."""
    i = t.sales_item.c
    first = day - timedelta(days=7)
    by_day, _ = _by_day(scope, store, index, t.sales_item, first, day)
    month: Ints = np.zeros(len(index), dtype=np.int64)
    rows = scope.conn.execute(
        scope.select(t.sales_item, i.item, func.sum(i.qty))
        .where(i.store_id == store, i.date < day.isoformat())
        .where(i.date >= (day - timedelta(days=SHOWN_DAYS)).isoformat())
        .group_by(i.item)
    )
    for item, qty in rows:
        if item in index:
            month[index[item]] = int(qty)
    return by_day[:7].T.copy(), month


def _fresh(scope: Scope, store: str, index: Mapping[str, int], day: date) -> frozenset[str]:
    """Goods that the owner listed within four weeks."""
    a = st.assortment.c
    first = (day - timedelta(days=SHOWN_DAYS)).isoformat()
    rows = scope.conn.execute(
        scope.select(st.assortment, a.item).where(
            a.store_id == store, a.deed == "list", a.state == "yes", a.date >= first
        )
    ).scalars()
    return frozenset(item for item in rows if item in index)
