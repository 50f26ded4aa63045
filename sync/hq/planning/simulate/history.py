"""A store's own sales at HQ as demand to play: the one room of the simulation with tables."""

from __future__ import annotations

import msgspec

from sync.hq.planning.items import PlanningError
from sync.hq.planning.simulate.demand_file import DemandFile, from_sales
from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.wire.feed import ItemRow
from sync.wire.supply_feed import SupplyItemRow


def store_demand(scope: Scope, store_id: str) -> DemandFile:
    """Sales by day of ``store_id``, with shelf life, category and pack as its tills are told.

    What was sold is taken for what was asked. Raises PlanningError for a store without sales.
    """
    sales = scope.select(t.sales_item, t.sales_item.c["date", "item", "qty", "amount"])
    found = scope.conn.execute(sales.where(t.sales_item.c.store_id == store_id))
    items = [msgspec.json.decode(body, type=ItemRow) for body in _bodies(scope, store_id, "item")]
    supply = [
        msgspec.json.decode(body, type=SupplyItemRow)
        for body in _bodies(scope, store_id, "supply_item")
    ]
    try:
        return from_sales(
            ((row.date, row.item, row.qty, row.amount) for row in found),
            {item.id: item.shelf_life for item in items},
            {item.id: item.category for item in items},
            {row.item: row.pack for row in supply},
        )
    except PlanningError as error:
        raise PlanningError(f"store {store_id}: {error}") from error


def _bodies(scope: Scope, store_id: str, tab: str) -> list[bytes]:
    rows = scope.select(t.feed, t.feed.c.body).where(
        t.feed.c.store_id == store_id, t.feed.c.tab == tab, t.feed.c.body.is_not(None)
    )
    return list(scope.conn.execute(rows).scalars())
