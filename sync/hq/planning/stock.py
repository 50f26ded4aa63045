"""What a store has and what is coming to it, on the evening before a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from sync.hq.planning.items import LONGEST_LIFE, Ints
from sync.hq.store import supply_tables as st
from sync.hq.store.database import Scope
from sync.hq.store.supply_orders import OPEN, SHIPPED
from sync.wire.feed import ItemRow

LATE_DAYS = 7
"""An arrival that is overdue by more does not come any more."""
AHEAD = 30


def on_hand(scope: Scope, store: str, goods: tuple[ItemRow, ...], closing: Ints, day: date) -> Ints:
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


def on_order(scope: Scope, store: str, index: Mapping[str, int], day: date) -> Ints:
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
