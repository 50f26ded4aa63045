"""What a store has and what is coming to it, on the evening before a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from sqlalchemy import bindparam, select

from sync.hq.planning.items import LONGEST_LIFE, Ints
from sync.hq.store import supply_tables as st
from sync.hq.store.database import Scope
from sync.hq.store.supply_order_book import HELD, OPEN, SHIPPED

LATE_DAYS = 7
"""An arrival that is overdue by more does not come any more."""
AHEAD = 30

_x, _o, _l, _s = (
    st.dated_stock.c, st.supply_order.c, st.supply_order_line.c, st.shipment.c,
)  # fmt: skip
_DATED = (
    select(_x.item, _x.expiry, _x.qty)
    .where(_x.store_id == bindparam("store"), _x.qty > 0)
    .order_by(_x.expiry.desc())
)
_COMING = (
    select(_o.delivery, _l.item, _l.packs, _l.given, _l.pack)
    .join_from(
        st.supply_order, st.supply_order_line,
        (_o.store_id == _l.store_id) & (_o.order_id == _l.order_id),
    )
    .outerjoin(st.shipment, (_o.store_id == _s.store_id) & (_o.order_id == _s.order_id))
    .where(_o.store_id == bindparam("store"), _o.placed < bindparam("day"))
    .where(_o.state.in_((*OPEN, HELD, SHIPPED)) | (_s.received_on >= bindparam("day")))
)  # fmt: skip


def on_hand(
    scope: Scope, store: str, index: Mapping[str, int], life: Ints, closing: Ints, day: date
) -> Ints:
    """Stock by days of life left: the oldest were sold first; unknown dates are half-way."""
    lives = np.where(life <= LONGEST_LIFE, life, 0)
    left: Ints = np.maximum(closing, 0)
    table: Ints = np.zeros((len(lives), int(lives.max(initial=0)) + 2), dtype=np.int64)
    eve = day - timedelta(days=1)
    for item, expiry, qty in scope.conn.execute(_DATED, {"store": store}):
        n = index.get(item, -1)
        if n >= 0 and lives[n]:
            part = min(int(left[n]), int(qty))
            days = (date.fromisoformat(expiry) - eve).days
            table[n, min(max(days, 0), lives[n])] += part
            left[n] -= part
    keeps = lives == 0
    table[keeps, -1] = left[keeps]
    table[~keeps, (lives[~keeps] + 1) // 2] += left[~keeps]
    return table


def on_order(scope: Scope, store: str, index: Mapping[str, int], day: date) -> Ints:
    """What is ordered or on the way, by day ahead of the evening before; orders of the day itself
    are what the plan is about and do not count."""
    table: Ints = np.zeros((len(index), AHEAD + 1), dtype=np.int64)
    rows = scope.conn.execute(_COMING, {"store": store, "day": day.isoformat()})
    eve = day - timedelta(days=1)
    for delivery, item, packs, given, pack in rows:
        ahead = (date.fromisoformat(delivery) - eve).days
        if item in index and -LATE_DAYS <= ahead <= AHEAD:
            table[index[item], max(ahead, 0)] += (packs if given is None else given) * pack
    return table
