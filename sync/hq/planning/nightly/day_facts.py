"""Sales, moves and stock by day and item, out of HQ's tables.

Shelf: goods with stock at the close were there all day; with none left and some sold, half of the
day; with none at all, not. More sold than was ever booked in says nothing of the shelf and counts
as there. Goods that a customer asked for in vain were missing for half of the day at least. A day
on which nothing at all was sold was no trading day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeAlias

import numpy as np
from sqlalchemy import bindparam, func, select

from sync.hq.planning.items import Ints
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.database import Scope

Asked: TypeAlias = dict[str, list[int]]
"""Places of the items by date."""
LAST = "9999-12-31"

_d, _i, _m, _h, _a = t.sales_day.c, t.sales_item.c, t.till_move.c, t.on_hand.c, st.asked.c
_TRADING = (
    select(_d.date)
    .where(_d.store_id == bindparam("store"), _d.sales > 0)
    .where(_d.date > bindparam("since"), _d.date < bindparam("day"))
    .distinct()
    .order_by(_d.date)
)
_SOLD = select(_i.date, _i.item, _i.qty).where(
    _i.store_id == bindparam("store"), _i.date >= bindparam("first"), _i.date < bindparam("day")
)
_FIRST_TILL = select(func.min(_m.till)).where(
    _m.store_id == bindparam("store"), _m.till > bindparam("behind")
)
_MOVED = select(_m.date, _m.item, _m.qty).where(
    _m.store_id == bindparam("store"), _m.till == bindparam("till"),
    _m.date >= bindparam("first"), _m.date < bindparam("day"),
)  # fmt: skip
_STOCK = select(_h.item, _h.qty).where(_h.store_id == bindparam("store"))
_ASKED = select(_a.date, _a.item).where(
    _a.store_id == bindparam("store"), _a.date >= bindparam("first")
)


def trading_days(scope: Scope, store: str, since: str, day: date) -> list[date]:
    """Days with sales behind ``since`` and before ``day``."""
    asked = {"store": store, "since": since, "day": day.isoformat()}
    return [date.fromisoformat(text) for text in scope.conn.execute(_TRADING, asked).scalars()]


def sold_by_day(scope: Scope, store: str, first: date, day: date) -> Iterable[Any]:
    """Date, item, thousandths from ``first`` on and before ``day``."""
    asked = {"store": store, "first": first.isoformat(), "day": day.isoformat()}
    return scope.conn.execute(_SOLD, asked).all()


def moved(scope: Scope, store: str, first: date, day: date | None) -> Iterable[Any]:
    """The same of all moves; till by till, because that is how they are kept."""
    asked = {"store": store, "first": first.isoformat(), "day": day.isoformat() if day else LAST}
    till = ""
    while True:
        found = scope.conn.execute(_FIRST_TILL, {"store": store, "behind": till}).scalar_one()
        if found is None:
            return
        till = found
        yield from scope.conn.execute(_MOVED, asked | {"till": till}).all()


def by_day(rows: Iterable[Any], index: Mapping[str, int], first: date, day: date) -> Ints:
    """Thousandths by day and item, a last row for ``day`` and all behind it."""
    span = (day - first).days
    found: Ints = np.zeros((span + 1, len(index)), dtype=np.int64)
    start, known = first.toordinal(), {}
    for text, item, qty in rows:
        column = index.get(item)
        if column is not None:
            if text not in known:
                known[text] = found[min(date.fromisoformat(text).toordinal() - start, span)]
            known[text][column] += qty
    return found


def stock_now(scope: Scope, store: str, index: Mapping[str, int]) -> Ints:
    hand: Ints = np.zeros(len(index), dtype=np.int64)
    for item, qty in scope.conn.execute(_STOCK, {"store": store}):
        if item in index:
            hand[index[item]] = qty
    return hand


def asked_in_vain(scope: Scope, store: str, index: Mapping[str, int], first: date) -> Asked:
    found: Asked = {}
    rows = scope.conn.execute(_ASKED, {"store": store, "first": first.isoformat()})
    for text, item in rows:
        if item in index:
            found.setdefault(text, []).append(index[item])
    return found


def on_shelf(opening: Ints, moves: Ints, closing: Ints, sold: Ints) -> np.ndarray:
    """The share of a day on the shelf, as the module says."""
    there = opening + np.maximum(moves + sold, 0)
    share = np.ones(len(opening), dtype=np.float32)
    share[(closing == 0) & (sold > 0) & (there > 0)] = 0.5
    share[(closing == 0) & (sold <= 0) & (there <= 0)] = 0.0
    return share
