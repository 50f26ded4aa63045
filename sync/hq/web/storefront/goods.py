"""The shelf as the pages show it: in parts, looked through, and a basket held against it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sync.hq.store.database import Scope
from sync.hq.store.shelf import Good
from sync.hq.web.storefront import figures
from sync.hq.web.storefront.asking import Visit
from sync.hq.web.storefront.basket import Basket
from sync.hq.web.storefront.finding import fold, found
from sync.wire.fulfilment import ShopRules, line_amount

OFFERS, FACTORY, ORIGIN = "!offers", "!factory", "!origin"
"""Parts that are no category; no category's code begins so."""
STORES_HELD = 300
ANSWERS_HELD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    code: str
    name: str
    goods: tuple[Good, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """The goods of a store that a page may offer, those that can be had first in each part."""

    goods: tuple[Good, ...]
    by_id: dict[str, Good]
    special: tuple[Part, ...]
    parts: tuple[Part, ...]
    answers: dict[str, tuple[Good, ...]] = field(default_factory=dict)

    def part(self, code: str) -> Part | None:
        return next((p for p in (*self.special, *self.parts) if p.code == code), None)


class Sorting:
    """Sorted shelves of the stores that were looked at last; anew when the shelf's goods are."""

    def __init__(self) -> None:
        self._held: dict[str, tuple[tuple[Good, ...], Sorted]] = {}

    def goods(self, scope: Scope, visit: Visit) -> Sorted:
        goods = visit.hq.shelf.goods(scope, visit.store, visit.now)
        held = self._held.get(visit.store)
        if held is not None and held[0] is goods:
            return held[1]
        made = _sort(goods)
        if len(self._held) >= STORES_HELD:
            self._held.clear()
        self._held[visit.store] = (goods, made)
        return made


def _sort(goods: Sequence[Good]) -> Sorted:
    # Tobacco is sold over the counter, to a face.
    shown = tuple(sorted((g for g in goods if not g.tobacco), key=_out))
    parts: dict[str, list[Good]] = {g.category: [] for g in goods if not g.tobacco}
    for good in shown:
        parts[good.category].append(good)
    special = (
        Part(code=OFFERS, name="", goods=tuple(g for g in shown if g.near_expiry and not _out(g))),
        Part(code=ORIGIN, name="", goods=tuple(g for g in shown if g.supply == "origin")),
        Part(code=FACTORY, name="", goods=tuple(g for g in shown if g.supply == "factory")),
    )
    return Sorted(
        goods=shown,
        by_id={good.id: good for good in shown},
        special=tuple(part for part in special if part.goods),
        parts=tuple(
            Part(code=code, name=found[0].category_name or code, goods=tuple(found))
            for code, found in _in_order(parts)
        ),
    )


def _in_order(parts: dict[str, list[Good]]) -> list[tuple[str, list[Good]]]:
    """As the owner ranked them; where nobody did (they come by their codes), the largest first."""
    if list(parts) != sorted(parts):
        return list(parts.items())
    return sorted(parts.items(), key=lambda part: -len(part[1]))


def _out(good: Good) -> bool:
    return good.available < figures.least(good)


def look_for(shelf: Sorted, typed: str) -> tuple[Good, ...]:
    """Goods of the shelf that are meant by what was typed; kept while the shelf is as it is."""
    known = shelf.answers.get(typed)
    if known is None:
        if len(shelf.answers) >= ANSWERS_HELD:
            shelf.answers.clear()
        known = shelf.answers[typed] = _look(shelf.goods, typed)
    return known


def _look(goods: Iterable[Good], typed: str) -> tuple[Good, ...]:
    """Goods whose name, spec, origin or category is meant by what was typed; names first."""
    wanted = fold(typed)
    if not wanted:
        return ()
    by_name, by_rest = [], []
    for good in goods:
        if found(good.name, wanted):
            by_name.append(good)
        elif good.code == wanted or any(wanted in fold(text) for text in _rest(good)):
            by_rest.append(good)
    return (*by_name, *by_rest)


def _rest(good: Good) -> tuple[str, ...]:
    return (good.spec, good.origin, good.category_name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    good: Good
    qty: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A basket held against the shelf: what of it can be had now, and what had to change.

    ``goods`` fen of all lines, ``count`` of lines and pieces, ``basket`` as it is now.
    """

    lines: tuple[Line, ...]
    changes: tuple[str, ...]
    goods: int
    count: int
    hint: str
    weighed: bool
    basket: Basket


def hold(visit: Visit, shelf: Sorted, rules: ShopRules) -> Held:
    lines, changes, basket = [], [], visit.basket
    for item, qty in visit.basket.lines:
        good = shelf.by_id.get(item)
        can_have = _can_have(good, qty)
        if can_have != qty:
            basket = basket.put(item, can_have)
            changes.append(_change(visit, good, can_have))
        if good is not None and can_have:
            cost = line_amount(good.price, can_have)
            lines.append(Line(good=good, qty=can_have, amount=cost))
    goods = sum(line.amount for line in lines)
    pieces = sum(1 if line.good.weighed else line.qty // 1000 for line in lines)
    return Held(
        lines=tuple(lines),
        changes=tuple(changes),
        goods=goods,
        count=pieces,
        hint=_hint(visit, rules, goods),
        weighed=any(line.good.weighed for line in lines),
        basket=basket,
    )


def _can_have(good: Good | None, qty: int) -> int:
    """So much of it as there is, in whole steps."""
    if good is None:
        return 0
    least = figures.least(good)
    return min(qty, good.available) // least * least


def _change(visit: Visit, good: Good | None, qty: int) -> str:
    if good is None:
        return visit.say("有一样东西店里不卖了,已从购物篮拿掉")
    if qty == 0:
        return visit.say("{name} 刚卖完,已从购物篮拿掉", name=good.name)
    left = figures.amount(good, qty)
    return visit.say("{name} 只剩 {left},已改成 {left}", name=good.name, left=left)


def _hint(visit: Visit, rules: ShopRules, goods: int) -> str:
    if not goods:
        return visit.say("还没选东西")
    minimum = min((zone.minimum for zone in rules.zones), default=0) if rules.delivery else 0
    if goods < minimum:
        return visit.say("再选 {yuan} 就能送到家", yuan=figures.yuan(minimum - goods))
    return ""
