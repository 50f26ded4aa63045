"""All that is known of a store on the morning of a day, out of HQ's tables, for one plan.

Only what is new since the last plan is read, and all that is not settled where anything of it has
changed (`trading`): a till that was offline for days is not taken for a shop without customers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from sqlalchemy import bindparam, select

from sync.hq.planning.items import Ints
from sync.hq.planning.nightly import owner
from sync.hq.planning.nightly.held import Held, held
from sync.hq.planning.nightly.listing import listing
from sync.hq.planning.nightly.ranges import Deck, Range
from sync.hq.planning.nightly.stock import AHEAD, on_hand, on_order
from sync.hq.planning.nightly.task import StoreTask, day_number
from sync.hq.planning.nightly.trading import SHOWN_DAYS, Goods, Trade, trade
from sync.hq.store import supply_tables as st
from sync.hq.store.database import Scope
from sync.hq.store.supply import Supplier, special_packs
from sync.hq.store.supply_ledger import room


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A store's task, and what its lines show beside it, in the order of the task's items.

    ``held``, ``trade`` and ``packed`` (the listing, empty as it was): what the next night needs.
    """

    task: StoreTask
    range: Range
    prices: Ints
    week: Ints
    month: Ints
    fresh: frozenset[str]
    sold_out: frozenset[str]
    held: Held
    trade: Trade
    packed: bytes


def gather(scope: Scope, store: str, deck: Deck, day: date) -> Known:
    """``scope`` is one consistent view of the store."""
    before = held(scope, store)
    listed = listing(scope, store, before.range, before.place)
    mine = deck.range(listed, special_packs(scope, store, deck.chain.packs))
    prices = listed.prices(mine.chosen)
    goods = Goods(index=mine.index, digest=mine.digest)
    past = trade(scope, store, before, goods, prices, day)
    told = owner.answers(scope, store, day)
    out = frozenset(mine.goods[n].id for n in np.flatnonzero(past.gone))
    columns = mine.columns | {"price": prices.on(day)}
    for item in told.keys() & mine.index.keys():
        n = mine.index[item]
        columns["capacity"][n] = owner.within_room(mine.packs[n].capacity, told[item])
    task = StoreTask(
        store=store, day=day_number(day), items=tuple(mine.index), names=mine.names,
        units=mine.units, categories=mine.categories, columns=columns,
        suppliers={n: _terms(deck.chain.suppliers[c]) for n, c in enumerate(mine.codes)},
        days=_column(day_number(d) for d in past.days),
        keep=tuple(s.after for s in (past.settled, past.aside) if s and s.after >= 0),
        sold=past.sold, in_stock=past.in_stock, promo=past.promo,
        on_hand=on_hand(scope, store, mine.index, columns["life"], past.closing, day),
        on_order=on_order(scope, store, mine.index, day),
        promo_ahead=prices.promoted([day + timedelta(days=n - 1) for n in range(AHEAD)], day).T,
        budget=room(scope, store), habit=_habits(owner.habits(told, out), mine.index),
        stand_in=_stand_ins(mine), out=mine.out_of, state=past.state, skipped=mine.skipped,
    )  # fmt: skip
    return Known(
        task=task, range=mine, prices=columns["price"], week=past.week, month=past.month,
        fresh=_fresh(scope, store, mine.index, day), sold_out=out, held=before, trade=past,
        packed=listed.packed,
    )  # fmt: skip


def _column(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _terms(supplier: Supplier) -> tuple[frozenset[int], int, int]:
    return frozenset(supplier.order_days), supplier.lead_days, supplier.lead_spread


def _habits(habit: Mapping[str, int], index: Mapping[str, int]) -> Ints:
    found: Ints = np.zeros(len(index), dtype=np.int64)
    for item in habit.keys() & index.keys():
        found[index[item]] = habit[item]
    return found


def _stand_ins(mine: Range) -> Ints:
    """The position of the substitute of what HQ is out of, -1 where none can be had either."""
    found: Ints = np.full(len(mine.goods), -1, dtype=np.int64)
    for n in np.flatnonzero(mine.out_of).tolist():
        other = mine.index.get(mine.packs[n].substitute, -1)
        if other >= 0 and not mine.out_of[other]:
            found[n] = other
    return found


def _fresh(scope: Scope, store: str, index: Mapping[str, int], day: date) -> frozenset[str]:
    """Goods that the owner listed within four weeks."""
    first = (day - timedelta(days=SHOWN_DAYS)).isoformat()
    rows = scope.conn.execute(_LISTED, {"store": store, "first": first}).scalars()
    return frozenset(item for item in rows if item in index)


_a = st.assortment.c
_LISTED = select(_a.item).where(
    _a.store_id == bindparam("store"), _a.deed == "list", _a.state == "yes",
    _a.date >= bindparam("first"),
)  # fmt: skip
