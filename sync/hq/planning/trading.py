"""Sales, moves and the shelf of the days behind what was learned, out of HQ's tables.

Shelf: goods with stock at the close were there all day; with none left and some sold, half of the
day; with none at all, not. More sold than was ever booked in says nothing of the shelf and counts
as there. Goods that a customer asked for in vain were missing for half of the day at least. A day
on which nothing at all was sold was no trading day.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np
from sqlalchemy import func

from sync.hq.planning.items import Ints
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.database import Scope

SETTLE_DAYS = 7
"""Days that are learned anew every night: facts may come that late."""
MOST_DAYS = 400
SHOWN_DAYS = 28


def trading_days(scope: Scope, store: str, settled: str, day: date) -> tuple[list[date], date]:
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


def sales_of(
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


def shown(scope: Scope, store: str, index: Mapping[str, int], day: date) -> tuple[Ints, Ints]:
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
