"""Near-expiry offers: batches that a shop marked down until their last day, as the page sells them.

While a batch is marked down the page sells that batch of the article and no other: at its price, as
many as are left of it. What the shop has besides waits on the shelf until the batch is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func

from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.offer_table import mark_down
from sync.hq.store.shop_rules import local_date


@dataclass(frozen=True, slots=True)
class Offer:
    """``price`` fen until ``expiry``; ``left`` thousandths that nobody was promised."""

    price: int
    expiry: str
    left: int


def offers(
    scope: Scope, store_id: str, now: int, items: Sequence[str] | None = None
) -> dict[str, Offer]:
    """The offer of each article that has one: of several batches the one that expires first.

    Of what several tills said of one batch the latest holds, by their clocks and then by the till:
    no journal orders the words of two tills.
    """
    m, d = mark_down.c, st.dated_stock.c
    query = (
        scope.select(mark_down, mark_down, d.qty.label("dated"))
        .select_from(mark_down)
        .outerjoin(
            st.dated_stock,
            (d.store_id == m.store_id) & (d.item == m.item) & (d.expiry == m.expiry),
        )
        .where(m.store_id == store_id, m.expiry >= local_date(now))
    )
    if items is not None:
        query = query.where(m.item.in_(sorted(items)))
    latest: dict[tuple[str, str], Any] = {}
    for row in sorted(scope.conn.execute(query), key=lambda r: (r.at, r.till)):
        latest[row.expiry, row.item] = row
    found: dict[str, Offer] = {}
    for _, row in sorted((place, row) for place, row in latest.items() if row.price > 0):
        left = row.qty if row.dated is None else min(row.qty, row.dated)
        if left > 0:
            found.setdefault(row.item, Offer(row.price, row.expiry, int(left)))
    return _unpromised(scope, store_id, found) if found else {}


def _unpromised(scope: Scope, store_id: str, found: dict[str, Offer]) -> dict[str, Offer]:
    r = t.order_reserve.c
    promised = scope.conn.execute(
        scope.select(t.order_reserve, r.item, func.sum(r.qty))
        .where(r.store_id == store_id, r.item.in_(sorted(found)))
        .group_by(r.item)
    )
    held = {item: int(qty) for item, qty in promised}
    return {
        item: Offer(offer.price, offer.expiry, max(0, offer.left - held.get(item, 0)))
        for item, offer in found.items()
    }
