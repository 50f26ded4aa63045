"""The shop's front: whether it is open, its goods by part, find, and the basket's presses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from sync.hq.store.database import Scope
from sync.hq.store.shelf import Good
from sync.hq.store.shop_rules import AWAY, CLOSED, NARROW, free_slots, openness_at, pulse, rules
from sync.hq.web.asking import Leaf, leaf
from sync.hq.web.storefront import figures
from sync.hq.web.storefront.asking import Answer, Data, Turn, View, Visit
from sync.hq.web.storefront.basket import Basket, new_basket
from sync.hq.web.storefront.goods import (
    FACTORY,
    OFFERS,
    ORIGIN,
    Held,
    Part,
    Sorted,
    Sorting,
    hold,
    look_for,
)
from sync.wire.fulfilment import ShopRules

LEAF = 40
"""Goods on one page of a part or of what was found."""
TASTE, OFFERED = 4, 6
"""Goods of a category, and of a special shelf, on the first page."""
PARTS_SHOWN = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """Whether the shop is open, in words."""

    kind: str
    pill: str
    sentence: str
    pickup: str = ""
    delivery: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    code: str
    kind: str
    name: str
    told: str
    goods: Sequence[Good]
    total: int
    more: bool


class ShopPages:
    """What a customer sees before she orders."""

    def __init__(self) -> None:
        self.sorting = Sorting()

    def shop(self, visit: Visit) -> Answer:
        place = visit.query.get("c", "")
        typed = visit.query.get("find", "").strip()[:40]
        with visit.hq.database.reading(visit.store) as scope:
            shelf = self.sorting.goods(scope, visit)
            shop_rules = rules(scope, visit.store)
            door = _door(scope, visit, shop_rules, whole=not place and not typed)
        sections, page = _sections(visit, shelf, place, typed)
        values = {
            "door": door, "rules": shop_rules, "sections": sections, "leaf": page,
            "chips": [_named(visit, p) for p in (*shelf.special, *shelf.parts)],
            "place": place, "typed": typed, "held": hold(visit, shelf, shop_rules),
            "heading": typed or (sections[0].name if place and sections else ""),
            "here": visit.at(c=place, find=typed, p=str(page.number) if page.number > 1 else ""),
        }  # fmt: skip
        return View(template="shop.html", values=values)

    def held(self, visit: Visit) -> tuple[Held, ShopRules]:
        with visit.hq.database.reading(visit.store) as scope:
            shop_rules = rules(scope, visit.store)
            return hold(visit, self.sorting.goods(scope, visit), shop_rules), shop_rules

    def basket(self, visit: Visit) -> Answer:
        held, _ = self.held(visit)
        changed = held.basket if held.changes else None
        return View(template="basket.html", values={"held": held}, basket=changed)

    def press(self, visit: Visit) -> Answer:
        """Plus or minus: one step more or less of an item, never more than there is."""
        with visit.hq.database.reading(visit.store) as scope:
            shelf = self.sorting.goods(scope, visit)
            shop_rules = rules(scope, visit.store)
        item = visit.form.get("add") or visit.form.get("less") or ""
        basket, told = _pressed(visit, shelf.by_id.get(item), more="add" in visit.form)
        if not visit.scripted:
            return Turn(path=_back(visit, item), basket=basket)
        had = dict(visit.basket.lines)
        held = hold(replace(visit, basket=basket), shelf, shop_rules)
        lines = {line.good.id: line for line in held.lines}
        items = {
            name: {
                "qty": figures.amount(lines[name].good, lines[name].qty) if name in lines else "",
                "amount": figures.yuan(lines[name].amount) if name in lines else "",
            }
            for name in {item, *had, *lines}
        }
        values = {
            "items": items, "count": held.count, "total": figures.yuan(held.goods),
            "hint": held.hint, "told": told,
            "reload": bool(held.changes) or (not held.lines and bool(had)),
        }  # fmt: skip
        return Data(values=values, basket=held.basket)


def _pressed(visit: Visit, good: Good | None, *, more: bool) -> tuple[Basket, str]:
    if good is None:
        return visit.basket, visit.say("有一样东西店里不卖了,已从购物篮拿掉")
    had, step = visit.basket.qty(good.id), figures.least(good)
    wanted = had + step if more else had - step
    if more and wanted > good.available:
        left = figures.amount(good, had)
        told = visit.say("{name} 只有 {left} 了", name=good.name, left=left)
        return visit.basket, told if had else visit.say("{name} 卖完了", name=good.name)
    basket = visit.basket if visit.basket.lines else new_basket()
    basket = basket.put(good.id, wanted)
    qty = figures.amount(good, max(wanted, 0))
    if wanted <= 0:
        return basket, visit.say("{name} 已拿掉", name=good.name)
    return basket, visit.say("{name} 现在 {qty}", name=good.name, qty=qty)


def _back(visit: Visit, item: str) -> str:
    """The page of this shop on which the button stood; nobody is led elsewhere."""
    there = visit.form.get("next", "")
    ours = there == visit.at() or there.startswith((visit.at() + "?", visit.at("basket")))
    plain = there.isascii() and there.isprintable() and " " not in there
    return f"{there if ours and plain else visit.at()}#g-{quote(item)}"


def _door(scope: Scope, visit: Visit, shop: ShopRules, *, whole: bool) -> Door:
    """``whole``: with the first hour that can be had, for the first page."""
    heard = pulse(scope, visit.store)
    kind = openness_at(shop, heard.seen if heard else 0, visit.now)
    hours = f"{figures.clock(shop.opens)}–{figures.clock(shop.closes)}"
    if kind == AWAY:
        sentence = visit.say("店里断网有一阵了,网上先不接单,请到店买或打电话")
        return Door(kind=kind, pill=visit.say("暂停接单"), sentence=sentence)
    free = free_slots(scope, visit.store, shop, visit.now) if whole else []
    first = visit.say("最早 {when}", when=figures.slot_words(visit, free[0])) if free else ""
    words = {
        CLOSED: (visit.say("已打烊"), visit.say("{hours} 营业,现在可以先订好", hours=hours)),
        NARROW: (visit.say("营业中"), visit.say("店里暂时没联网,只卖存货多的")),
    }
    pill, sentence = words.get(kind, (visit.say("营业中"), hours))
    return Door(
        kind=kind,
        pill=pill,
        sentence=sentence,
        pickup=first or visit.say("约满了"),
        delivery=_delivery(visit, shop),
    )


def _delivery(visit: Visit, shop: ShopRules) -> str:
    if not shop.zones:
        return ""
    fee = min(zone.fee for zone in shop.zones)
    minimum = min(zone.minimum for zone in shop.zones)
    told = visit.say("配送费 {fee} 起", fee=figures.yuan(fee)) if fee else visit.say("免配送费")
    return told + (visit.say(",满 {yuan} 送", yuan=figures.yuan(minimum)) if minimum else "")


def _named(visit: Visit, part: Part) -> Part:
    names = {
        OFFERS: visit.say("临期特价"),
        FACTORY: visit.say("工厂直供"),
        ORIGIN: visit.say("产地直发"),
    }
    if part.code not in names:
        return part
    return Part(code=part.code, name=names[part.code], goods=part.goods)


def _told(visit: Visit, code: str) -> str:
    return {
        OFFERS: visit.say("快到期,便宜卖,数量有限"),
        FACTORY: visit.say("从产业带的工厂直接进货"),
        ORIGIN: visit.say("从产地直接发来"),
    }.get(code, "")


def _sections(
    visit: Visit, shelf: Sorted, place: str, typed: str
) -> tuple[list[Section], Leaf[Good]]:
    number = visit.query.get("p", "1")
    n = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1
    if typed:
        page = leaf(look_for(shelf, typed), max(n, 1), LEAF)
        name = visit.say("找到 {n} 种", n=page.total)
        found = [_section(visit, Part(code="", name=name, goods=tuple(page.lines)), LEAF)]
        return (found if page.lines else []), page
    part = shelf.part(place) if place else None
    if part is not None:
        page = leaf(part.goods, max(n, 1), LEAF)
        named = _named(visit, part)
        shown = Part(code=part.code, name=named.name, goods=tuple(page.lines))
        return [_section(visit, shown, LEAF)], page
    sections = [_section(visit, _named(visit, p), OFFERED) for p in shelf.special]
    sections += [_section(visit, p, TASTE) for p in shelf.parts[:PARTS_SHOWN]]
    return sections, Leaf((), 1, 1, len(shelf.goods))


def _section(visit: Visit, part: Part, most: int) -> Section:
    return Section(
        code=part.code,
        kind="offers" if part.code == OFFERS else "shelf",
        name=part.name,
        told=_told(visit, part.code),
        goods=part.goods[:most],
        total=len(part.goods),
        more=len(part.goods) > most,
    )
