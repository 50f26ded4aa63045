"""Prices with a date: setting one for a store, a region or all, and seeing it arrive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import and_, case, func, select

from sync.hq.store import catalogue
from sync.hq.store import tables as t
from sync.hq.store.catalogue import MOST_FEN, CatalogueError
from sync.hq.store.database import ALL_STORES, Scope
from sync.hq.web.asking import Answer, Ask, Go, Page, SorryError
from sync.hq.web.audience import Audience, UnclearError, audience, chosen
from sync.hq.web.entries import day, fen
from sync.hq.web.goods import find_item
from sync.hq.web.goods_words import catalogue_words
from sync.wire.feed import ItemRow, PriceRow

FURTHEST_DAYS = 366
MOST_SHOWN = 500
STAMP = 13
"""Digits of a time in UTC ms, from 2001 to 2286: the end of a price's key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """A price that is set and not yet in force, over the stores that get it.

    ``arrived`` counts stores whose every till has fetched it.
    """

    key: str
    item: str
    name: str
    price: int
    valid_from: int
    stores: int
    arrived: int
    where: str


def show(ask: Ask) -> Answer:
    """The form, filled from the address where the goods' list leads here, and what is coming."""
    store = ask.query.get("store", "")[:16]
    tomorrow = ask.today + timedelta(days=1)
    filled = {"item": ask.query.get("item", ""), "from": tomorrow.isoformat(), "price": ""}
    return _page(ask, audience(ask, {"store": store}), filled, "")


def _page(ask: Ask, whom: Audience, filled: dict[str, str], trouble: str) -> Page:
    with ask.hq.database.reading(ALL_STORES) as scope:
        coming = coming_prices(scope, ask.now)
    store = whom.store or (whom.stores[0].store_id if whom.stores else "")
    item = find_item(ask, store, filled["item"]) if store and filled.get("item") else None
    values = {
        "whom": whom,
        "filled": filled,
        "trouble": trouble,
        "coming": coming,
        "item": item,
        "first": ask.today.isoformat(),
        "last": (ask.today + timedelta(days=FURTHEST_DAYS)).isoformat(),
    }
    status = 400 if trouble else 200
    return Page(template="prices.html", values=values, status=status, here="/prices")


def set_price(ask: Ask) -> Answer:
    form = ask.form
    whom = audience(ask, form)
    filled = {"item": form.get("item", "").strip()[:32], "from": form.get("from", ""),
              "price": form.get("price", "").strip()[:16]}  # fmt: skip
    try:
        stores = chosen(ask, whom)
        item = _item(ask, stores, filled["item"])
        price = _price(ask, filled["price"], item)
        valid_from = _start(ask, filled["from"])
        catalogue.change_price(ask.hq.database, stores, item.id, price, valid_from)
        ask.noted(
            "price_set", stores, item=item.id, name=item.name, price=price, valid_from=valid_from
        )
    except UnclearError as error:
        return _page(ask, whom, filled, str(error))
    except CatalogueError as error:
        return _page(ask, whom, filled, catalogue_words(ask, error.code))
    return Go(path="/prices", told="price_saved", query={"n": str(len(stores))})


def _item(ask: Ask, stores: list[str], wanted: str) -> ItemRow:
    if not wanted:
        raise UnclearError(ask.say("请写商品的编号或条码"))
    item = find_item(ask, stores[0], wanted)
    if item is None:
        raise UnclearError(ask.say("没有编号或条码是 {item} 的商品", item=wanted))
    return item


def _price(ask: Ask, text: str, item: ItemRow) -> int:
    price = fen(text)
    if price is None or not 0 < price <= MOST_FEN:
        raise UnclearError(catalogue_words(ask, "bad_price"))
    if price < item.price_floor:
        low = f"{item.price_floor // 100}.{item.price_floor % 100:02d}"
        raise UnclearError(ask.say("低于这个商品的最低价 {low}", low=low))
    return price


def _start(ask: Ask, text: str) -> int:
    """Midnight of that day at HQ's place; today means now."""
    first = day(text)
    if first is None:
        raise UnclearError(ask.say("请选生效的日期"))
    if first < ask.today:
        raise UnclearError(ask.say("生效日期已经过去了"))
    if first > ask.today + timedelta(days=FURTHEST_DAYS):
        raise UnclearError(ask.say("生效日期最多一年以后"))
    return ask.now if first == ask.today else ask.midnight(first)


def coming_prices(scope: Scope, now: int) -> list[Coming]:
    """Prices that are set for later, soonest first."""
    f, s = t.feed.c, t.store.c
    tills = (
        select(t.device.c.store_id, func.min(t.device.c.cursor).label("got"))
        .where(t.device.c.revoked_at.is_(None))
        .group_by(t.device.c.store_id)
        .subquery()
    )
    stamp = func.substr(f.key, func.length(f.key) - (STAMP - 1))
    rows = scope.conn.execute(
        scope.select(
            t.store,
            f.key,
            f.body,
            func.count().label("stores"),
            func.sum(case((tills.c.got >= f.seq, 1), else_=0)).label("arrived"),
            func.min(s.store_id).label("first"),
            func.min(s.name).label("name"),
        )
        .select_from(t.store)
        .join(t.feed, and_(f.store_id == s.store_id, f.tab == "price"))
        .outerjoin(tills, tills.c.store_id == s.store_id)
        .where(f.body.is_not(None), stamp > str(now))
        .group_by(f.key, f.body)
    ).all()
    rows = sorted(rows, key=lambda row: (row.key[-STAMP:], row.key))[:MOST_SHOWN]
    return [_coming(scope, row) for row in rows]


def _coming(scope: Scope, row: Any) -> Coming:  # noqa: ANN401 - a row of the query above
    price = msgspec.json.decode(bytes(row.body), type=PriceRow)
    return Coming(
        key=row.key, item=price.item, name=_name(scope, row.first, price.item),
        price=price.price, valid_from=price.valid_from,
        stores=int(row.stores), arrived=int(row.arrived),
        where=row.name if row.stores == 1 else "",
    )  # fmt: skip


def _name(scope: Scope, store: str, item: str) -> str:
    """What the goods are called in that store; empty when it does not have them any more."""
    f = t.feed.c
    body = scope.conn.execute(
        scope.select(t.feed, f.body).where(
            f.store_id == store, f.tab == "item", f.key == item, f.body.is_not(None)
        )
    ).scalar()
    return "" if body is None else msgspec.json.decode(bytes(body), type=ItemRow).name


def drop(ask: Ask) -> Answer:
    """Take a price back that is not in force yet, from every store that has it."""
    key = ask.form.get("key", "")[:80]
    stamp = key.rpartition("|")[2]
    if not (stamp.isascii() and stamp.isdigit()) or int(stamp[:STAMP]) <= ask.now:
        raise SorryError(400, ask.say("已经生效的价格不能撤回,请改一个新价"))
    f = t.feed.c
    with ask.hq.database.reading(ALL_STORES) as scope:
        stores = scope.conn.execute(
            scope.select(t.store, f.store_id)
            .select_from(t.store)
            .join(t.feed, and_(f.store_id == t.store.c.store_id, f.tab == "price"))
            .where(f.key == key, f.body.is_not(None))
        ).scalars()
        holders = list(stores)
    catalogue.remove(ask.hq.database, holders, [("price", key)])
    if holders:
        ask.noted("price_dropped", holders, item=key.rpartition("|")[0], valid_from=stamp)
    return Go(path="/prices", told="price_dropped")
