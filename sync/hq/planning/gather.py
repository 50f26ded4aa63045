"""All that is known of a store on the morning of a day, out of HQ's tables, for one plan.

Only what is new since the last plan is read: sales and moves of about a week, and the sums of four
weeks that a line shows. The last week is learned anew every night on what was settled before it,
so that a till that was offline for days is not taken for a shop without customers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from sync.hq.planning import owner
from sync.hq.planning.items import Ints
from sync.hq.planning.price_list import PriceList
from sync.hq.planning.stock import AHEAD, on_hand, on_order
from sync.hq.planning.task import StoreTask, day_number
from sync.hq.planning.trading import SHOWN_DAYS, sales_of, shown, trading_days
from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import rows_of
from sync.hq.store.database import Scope
from sync.hq.store.supply import Pack, Supplier, packs_of
from sync.hq.store.supply_ledger import account
from sync.wire.feed import ItemRow


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
    trading, settled = trading_days(scope, store, held.settled if held else "", day)
    days = np.array([day_number(d) for d in trading], dtype=np.int64)
    sold, in_stock, closing = sales_of(scope, store, index, trading, day)
    prices = PriceList(scope, store, index)
    categories = tuple(sorted({g.category for g in goods}))
    packs = tuple(mine[g.id] for g in goods)
    budget = account(scope, store).room
    told = owner.answers(scope, store, day)
    week, month = shown(scope, store, index, day)
    out = {g.id for g, share in zip(goods, in_stock[-7:].T, strict=True) if (share == 0.5).any()}
    habit = owner.habits(told, frozenset(out))
    rooms = _column(owner.within_room(p.capacity, told.get(p.item, ())) for p in packs)
    task = StoreTask(
        store=store, day=day_number(day), items=tuple(index),
        names=tuple(f"{g.id} {g.name}" for g in goods), units=tuple(g.unit or "件" for g in goods),
        categories=categories,
        columns=_columns(goods, packs, categories, codes, prices.on(day)) | {"capacity": rooms},
        suppliers={n: _terms(chain.suppliers[c]) for n, c in enumerate(codes)},
        days=days, settle=sum(d <= settled for d in trading), sold=sold, in_stock=in_stock,
        promo=prices.promoted(trading, day),
        on_hand=on_hand(scope, store, goods, closing, day),
        on_order=on_order(scope, store, index, day),
        promo_ahead=prices.promoted([day + timedelta(days=n - 1) for n in range(AHEAD)], day).T,
        budget=budget, habit=_column([habit.get(g.id, 0) for g in goods]),
        stand_in=_stand_ins(packs, index), out=np.array([not p.can_be_had for p in packs], bool),
        state=bytes(held.body) if held else b"", skipped=skipped,
    )  # fmt: skip
    return Known(
        task=task, goods=goods, packs=packs, prices=task.columns["price"], week=week, month=month,
        fresh=_fresh(scope, store, index, day), sold_out=frozenset(out),
        settled=settled.isoformat(), codes=codes,
    )  # fmt: skip


def _range(
    scope: Scope, store: str, chain: Chain
) -> tuple[tuple[ItemRow, ...], dict[str, Pack], tuple[str, ...]]:
    """Goods of the store's catalogue that HQ delivers, and what was left out and why.

    What HQ is out of stays in it: its demand is still learned, and its substitute's plan needs it.
    """
    mine = packs_of(scope, store, chain.packs)
    goods, skipped = [], []
    for row in rows_of(scope, store, ItemRow):
        pack = mine.get(row.id)
        if not row.active or pack is None:
            continue
        supplier = chain.suppliers.get(pack.supplier)
        if pack.pack <= 0 or pack.cost < 0 or pack.moq < 0:
            skipped.append(f"{row.id} {row.name}: a pack of {pack.pack} for {pack.cost}")
        elif supplier is None or not supplier.order_days:
            skipped.append(f"{row.id} {row.name}: {pack.supplier} has no order days")
        else:
            goods.append(row)
    return tuple(goods), mine, tuple(skipped)


def _columns(
    goods: tuple[ItemRow, ...], packs: tuple[Pack, ...], categories: tuple[str, ...],
    codes: tuple[str, ...], prices: Ints,
) -> dict[str, Any]:  # fmt: skip
    category = {name: n for n, name in enumerate(categories)}
    code = {name: n for n, name in enumerate(codes)}
    return {
        "price": prices,
        "cost": _column([p.unit_cost for p in packs]),
        "pack": _column([p.pack for p in packs]),
        "moq": _column([p.moq for p in packs]),
        "life": _column([g.shelf_life for g in goods]),
        "category": _column([category[g.category] for g in goods]),
        "supplier": _column([code[p.supplier] for p in packs]),
        "first_day": _column([0] * len(goods)),
        "regulated": np.array(
            [g.tobacco or not p.can_be_had for g, p in zip(goods, packs, strict=True)], dtype=bool
        ),
    }


def _column(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _terms(supplier: Supplier) -> tuple[frozenset[int], int, int]:
    return frozenset(supplier.order_days), supplier.lead_days, supplier.lead_spread


def _stand_ins(packs: tuple[Pack, ...], index: Mapping[str, int]) -> Ints:
    """The position of the substitute of what HQ is out of, -1 where none can be had either."""
    at = [-1 if p.can_be_had else index.get(p.substitute, -1) for p in packs]
    return _column([n if n >= 0 and packs[n].can_be_had else -1 for n in at])


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
