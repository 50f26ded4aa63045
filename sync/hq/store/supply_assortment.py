"""What a shop should list and take out: proposed with a reason, answered by the owner.

To list: goods that most shops like it sell, that were asked for in its district, that stand in for
what HQ is out of, that come straight from a factory or are in season. To take out: goods that
nobody bought for two months while some lay there, or of which even the smallest order outlasts its
shelf life.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
from sqlalchemy import func

from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.catalogue import put_in, rows_of
from sync.hq.store.database import Scope
from sync.hq.store.supply import Pack, Supplier, packs, packs_of, suppliers
from sync.hq.store.supply_order_book import TAKEN, OrderLine
from sync.hq.store.supply_orders import NewOrder, keep_order
from sync.wire.facts import AssortmentAnswered
from sync.wire.feed import CategoryRow, ItemRow, PriceRow
from sync.wire.feed_row import Row
from sync.wire.supply import FACTORY, FIRST_ORDER, ORIGIN, Said
from sync.wire.supply_feed import AssortmentRow

LIST, DELIST = "list", "delist"
OPEN, YES, NO = "open", "yes", "no"
LOOK_BACK = 28
DEAD_DAYS = 60
QUIET_DAYS = 90
"""Goods that the owner said no to are not proposed again for so long."""
MOST = 12
"""Proposals of a kind that lie open in a store."""
MANY_SHARE = 2
"""Sold by at least one in so many of the other shops of the region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """What is known of a region: shops that sell an item, and how often it was asked for."""

    stores: int
    sellers: Mapping[str, int]
    asked: Mapping[str, tuple[int, int]]  # item -> times, shops


def district(scope: Scope, region: str, day: str) -> District:
    """``scope`` sees all stores."""
    first = (date.fromisoformat(day) - timedelta(days=LOOK_BACK)).isoformat()
    s, i, a = t.store.c, t.sales_item.c, st.asked.c
    stores = scope.conn.execute(
        scope.select(t.store, func.count()).where(s.region == region)
    ).scalar_one()
    sellers = scope.conn.execute(
        scope.select(t.sales_item, i.item, func.count(i.store_id.distinct()))
        .join(t.store, s.store_id == i.store_id)
        .where(s.region == region, i.date >= first, i.qty > 0)
        .group_by(i.item)
    )
    asked = scope.conn.execute(
        scope.select(st.asked, a.item, func.count(), func.count(a.store_id.distinct()))
        .join(t.store, s.store_id == a.store_id)
        .where(s.region == region, a.date >= first, a.item != "")
        .group_by(a.item)
    )
    return District(
        stores=int(stores),
        sellers={item: int(n) for item, n in sellers},
        asked={item: (int(times), int(shops)) for item, times, shops in asked},
    )


def propose(
    scope: Scope, store: str, around: District, day: str, in_force: Mapping[str, int]
) -> int:
    """Write what to list and to take out into the store's feed; gives how many are new.

    ``in_force``: the store's prices (fen). What is open stays as it was proposed.
    """
    chain = packs(scope)
    mine, known = packs_of(scope, store, chain), suppliers(scope)
    items = {row.id: row for row in rows_of(scope, store, ItemRow)}
    quiet = (date.fromisoformat(day) - timedelta(days=QUIET_DAYS)).isoformat()
    a = st.assortment.c
    held = scope.conn.execute(
        scope.select(st.assortment).where(a.store_id == store).order_by(a.proposal_id)
    ).all()
    silent = {r.item for r in held if r.state == OPEN or r.date >= quiet}
    open_now = {d: sum(r.state == OPEN and r.deed == d for r in held) for d in (LIST, DELIST)}
    listed = [row for row in _to_list(mine, known, items, around, day) if row.item not in silent][
        : max(MOST - open_now[LIST], 0)
    ]
    dead = _to_delist(scope, store, mine, items, day, in_force)
    delisted = [r for r in dead if r.item not in silent][: max(MOST - open_now[DELIST], 0)]
    fresh = [*listed, *delisted]
    scope.insert(
        st.assortment,
        [
            {"store_id": store, "proposal_id": row.id, "deed": row.deed, "item": row.item,
             "state": OPEN, "date": day, "body": msgspec.json.encode(row)}
            for row in fresh
        ],
    )  # fmt: skip
    put_in(scope, store, [("assortment", row.id, row) for row in fresh])
    return len(fresh)


def _to_list(
    mine: Mapping[str, Pack], known: Mapping[str, Supplier], items: Mapping[str, ItemRow],
    around: District, day: str,
) -> list[AssortmentRow]:  # fmt: skip
    """Best reason first: it stands in for what HQ is out of, was asked for, is sold around, comes
    straight from the maker, is in season."""
    month = int(day[5:7])
    out = {
        pack.substitute: items[item].name
        for item, pack in mine.items()
        if pack.substitute and not pack.can_be_had and item in items and items[item].active
    }
    found = []
    for item, pack in mine.items():
        here = items.get(item)
        if (here is not None and here.active) or not pack.can_be_had:
            continue
        if pack.price <= 0 or (pack.season and month not in pack.season):
            continue
        times, shops = around.asked.get(item, (0, 0))
        sellers = around.sellers.get(item, 0)
        many = around.stores > 1 and sellers * MANY_SHARE >= around.stores - 1
        supplier = known.get(pack.supplier)
        direct = supplier is not None and supplier.kind in (FACTORY, ORIGIN)
        zh, en = _why_list(pack, times, shops, sellers if many else 0, direct=direct)
        if item in out:
            zh = f"{out[item]}总部缺货,这个可以顶上;{zh}".removesuffix(";").rstrip("。") + "。"
            en = f"Stands in for {out[item]}, which HQ is out of. {en}".strip()
        if zh:
            row = _row(LIST, day, pack, supplier, zh, en)
            rank = (item not in out, -times, -sellers, item)
            found.append((rank, msgspec.structs.replace(row, asked=times)))
    return [row for _, row in sorted(found, key=lambda f: f[0])]


def _why_list(pack: Pack, times: int, shops: int, sellers: int, *, direct: bool) -> tuple[str, str]:
    zh, en = [], []
    if times:
        zh.append(f"这一带 {shops} 家店的顾客问过 {times} 次")
        en.append(f"asked for {times} times in {shops} shops of the district")
    if sellers:
        zh.append(f"这一带有 {sellers} 家店在卖")
        en.append(f"sold by {sellers} shops of the district")
    if direct:
        keeps = (pack.price - pack.unit_cost) * 100 // pack.price
        zh.append(f"产地、工厂直供,毛利 {keeps}%")
        en.append(f"straight from the maker, a margin of {keeps}%")
    if pack.season:
        zh.append("当季")
        en.append("in season")
    return (";".join(zh) + "。" if zh else ""), ("; ".join(en).capitalize() + "." if en else "")


def _to_delist(
    scope: Scope, store: str, mine: Mapping[str, Pack], items: Mapping[str, ItemRow], day: str,
    in_force: Mapping[str, int],
) -> list[AssortmentRow]:  # fmt: skip
    today = date.fromisoformat(day)
    first = (today - timedelta(days=DEAD_DAYS)).isoformat()
    i, h, m = t.sales_item.c, t.on_hand.c, t.till_move.c
    sold = {
        item: int(qty)
        for item, qty in scope.conn.execute(
            scope.select(t.sales_item, i.item, func.sum(i.qty))
            .where(i.store_id == store, i.date >= first)
            .group_by(i.item)
        )
    }
    moved = scope.conn.execute(
        scope.select(t.till_move, m.item, func.min(m.date))
        .where(m.store_id == store)
        .group_by(m.item)
    )
    since: dict[str, str] = {str(item): str(day) for item, day in moved}
    held = scope.conn.execute(
        scope.select(t.on_hand, h.item, h.qty).where(h.store_id == store, h.qty > 0)
    )
    hand: dict[str, int] = {item: int(qty) for item, qty in held}
    found = []
    for item, row in items.items():
        old = since.get(item, day) < first
        if not row.active or row.supply == "local" or not old:
            continue
        units, left, pack = sold.get(item, 0), hand.get(item, 0), mine.get(item)
        if units <= 0 and left > 0:
            zh = f"{DEAD_DAYS} 天没卖出一件,还压着 {left / 1000:g} {row.unit}。"
            en = f"Nothing sold in {DEAD_DAYS} days, {left / 1000:g} still there."
        elif pack and row.shelf_life > 0 and _outlasts(pack, units, row.shelf_life):
            lasts = pack.pack * pack.moq * DEAD_DAYS // max(units, 1)
            zh = f"最少一次订的要卖 {lasts} 天,保质期只有 {row.shelf_life} 天:订多少都不划算。"
            en = (
                f"The smallest order lasts {lasts} days and keeps {row.shelf_life}: "
                "no order of it pays."
            )
        else:
            continue
        card = Pack(item=item, supplier=pack.supplier if pack else "", pack=1000, card=row,
                    cost=row.cost, price=in_force.get(item, 0))  # fmt: skip
        found.append((-left * row.cost, item, _row(DELIST, day, card, None, zh, en)))
    return [row for *_, row in sorted(found, key=lambda f: f[:2])]


def _outlasts(pack: Pack, sold: int, life: int) -> bool:
    """Whether the smallest order takes longer to sell than it keeps."""
    return 0 < sold < pack.pack * pack.moq * DEAD_DAYS // life


def _row(
    deed: str, day: str, pack: Pack, supplier: Supplier | None, zh: str, en: str
) -> AssortmentRow:
    card = pack.card
    return AssortmentRow(
        id=f"{deed}-{pack.item}-{day}", deed=deed, item=pack.item, name=card.name,
        supplier=pack.supplier, supplier_name=supplier.name if supplier else "", spec=card.spec,
        unit=card.unit, code=card.code, category=card.category, category_name=card.category_name,
        price=pack.price, cost=pack.unit_cost, pack=pack.pack, origin=card.origin,
        shelf_life=card.shelf_life, why_zh=zh, why_en=en,
    )  # fmt: skip


def take_answer(scope: Scope, store: str, fact: AssortmentAnswered, day: str, now: int) -> None:
    """The owner's answer: goods into the store's catalogue with a first order, or out of it."""
    a = st.assortment.c
    where = (a.store_id == store, a.proposal_id == fact.proposal)
    held = scope.conn.execute(scope.select(st.assortment).where(*where)).first()
    if held is None or held.state != OPEN:
        return
    row = msgspec.json.decode(bytes(held.body), type=AssortmentRow)
    told = msgspec.structs.replace(row, state="done")
    state = YES if fact.accepted else NO
    scope.conn.execute(
        scope.update(st.assortment)
        .where(*where)
        .values(state=state, body=msgspec.json.encode(told))
    )
    changes: list[tuple[str, str, Row | None]] = [("assortment", row.id, told)]
    if fact.accepted:
        changes += _follow(scope, store, row, now)
    put_in(scope, store, changes)
    if fact.accepted and row.deed == LIST:
        _first_order(scope, store, row, day, now)


def _follow(
    scope: Scope, store: str, row: AssortmentRow, now: int
) -> Iterable[tuple[str, str, Row | None]]:
    here = {item.id: item for item in rows_of(scope, store, ItemRow)}.get(row.item)
    if row.deed == DELIST:
        if here is not None:
            yield "item", row.item, msgspec.structs.replace(here, active=False)
        return
    if here is not None:
        yield "item", row.item, msgspec.structs.replace(here, active=True)
        return
    card = packs(scope, [row.item])
    if row.item not in card:
        return
    item = card[row.item].article
    if item.category:
        name = item.category_name or item.category
        yield "category", item.category, CategoryRow(code=item.category, name=name)
    yield "item", row.item, item
    yield "price", f"{row.item}|{now}", PriceRow(item=row.item, valid_from=now, price=row.price)


def _first_order(scope: Scope, store: str, row: AssortmentRow, day: str, now: int) -> None:
    """The least that can be ordered, with the next delivery; the owner's yes is the order."""
    pack = packs_of(scope, store, packs(scope, [row.item])).get(row.item)
    supplier = suppliers(scope).get(pack.supplier) if pack else None
    first = supplier.next_order_day(now) if supplier else None
    if pack is None or supplier is None or first is None:
        return
    line = OrderLine(
        item=row.item, name=row.name, packs=pack.moq, given=None, pack=pack.pack, cost=pack.cost,
        unit=row.unit, spec=row.spec, code=row.code,
    )  # fmt: skip
    order = NewOrder(
        id=f"first-{row.id}"[:64], supplier=supplier.code, supplier_name=supplier.name, state=TAKEN,
        delivery=(first + timedelta(days=supplier.lead_days)).isoformat(), placed=day,
        said=(Said(code=FIRST_ORDER),), proposal=row.id,
    )  # fmt: skip
    keep_order(scope, store, order, [line], now)
