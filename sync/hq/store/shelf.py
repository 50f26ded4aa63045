"""What a store's page offers: the fed goods at today's price with what can still be promised.

Working it out takes some milliseconds for a few hundred goods, so it is kept until the store's
feed or its tills' chains go on, or a price comes into force: then it is what the database says.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock

from sqlalchemy import func

from sync.hq.store import tables as t
from sync.hq.store.catalogue import rows_of
from sync.hq.store.database import Scope
from sync.hq.store.offers import Offer, offers
from sync.hq.store.shop_rules import Pulse, kept_back, next_midnight, pulse, rules
from sync.wire.feed import CategoryRow, ItemRow, PriceRow
from sync.wire.fulfilment import ShopRules

STORES_HELD = 300
FOR_EVER = 1 << 62
CATALOGUE_TABLES = ("category", "item", "price")


@dataclass(frozen=True, slots=True, kw_only=True)
class Good:
    """One article on the page. ``available`` thousandths, less what the owner keeps back.

    ``price`` fen; ``was`` is the price before a near-expiry markdown, 0 where there is none, and
    ``expiry`` the last day of what is marked down.
    ``supply`` says who it comes from, ``origin`` where it was grown or made.
    """

    id: str
    name: str
    spec: str
    unit: str
    code: str
    category: str
    category_name: str
    price: int
    available: int
    weighed: bool
    tobacco: bool
    colour: str
    supply: str
    origin: str
    shelf_life: int
    near_expiry: bool = False
    was: int = 0
    expiry: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A store's goods with their price lists."""

    items: dict[str, ItemRow]
    prices: dict[str, tuple[tuple[int, int], ...]]
    ranks: dict[str, int]

    def price(self, item: str, now: int) -> int | None:
        """Fen, None where no price is in force."""
        listed = self.prices.get(item, ())
        n = bisect_right(listed, (now, FOR_EVER))
        return listed[n - 1][1] if n else None

    def next_price(self, now: int) -> int:
        """When the next price of any article comes into force."""
        coming = (at for listed in self.prices.values() for at, _ in listed if at > now)
        return min(coming, default=FOR_EVER)


@dataclass(slots=True)
class _Held:
    """``head``: the place in the feed up to which the catalogue is known to be this."""

    catalogue: Catalogue
    head: int
    pulse: Pulse | None = None
    keep_back: int = -1
    until: int = 0
    rules: ShopRules = field(default_factory=ShopRules)
    goods: tuple[Good, ...] = ()


class Shelf:
    """The shelves of the stores that were looked at last. Safe from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: OrderedDict[str, _Held] = OrderedDict()

    def goods(self, scope: Scope, store_id: str, now: int) -> tuple[Good, ...]:
        """Every article with a price, by category and name; empty where there is no such store."""
        found = pulse(scope, store_id)
        if found is None:
            return ()
        with self._lock:
            held = self._held.get(store_id)
        if held is not None and held.pulse is not None:
            same = (held.pulse.feed_seq, held.pulse.acked) == (found.feed_seq, found.acked)
            keep_back = kept_back(held.rules, found.seen, now)
            if same and keep_back == held.keep_back and now < held.until:
                return held.goods
        return self._made(scope, store_id, found, now).goods

    def catalogue(self, scope: Scope, store_id: str) -> Catalogue:
        """Goods and price lists of the store, whether they are offered or not."""
        return self._catalogue(scope, store_id).catalogue

    def _catalogue(self, scope: Scope, store_id: str) -> _Held:
        # The place first: a row that comes between is looked at once more, never passed over.
        head = feed_head(scope, store_id)
        with self._lock:
            held = self._held.get(store_id)
        if held is not None and held.head == head:
            return held
        if held is None or _changed_since(scope, store_id, held.head):
            held = _Held(_read(scope, store_id), head)
            self._keep(store_id, held)
        held.head = max(held.head, head)
        return held

    def _made(self, scope: Scope, store_id: str, found: Pulse, now: int) -> _Held:
        known = self._catalogue(scope, store_id)
        catalogue = known.catalogue
        shop = rules(scope, store_id)
        keep_back = kept_back(shop, found.seen, now)
        held = _Held(
            catalogue=catalogue,
            head=known.head,
            pulse=found,
            keep_back=keep_back,
            until=min(catalogue.next_price(now), next_midnight(now)),
            rules=shop,
            goods=_offered(scope, store_id, catalogue, keep_back, now),
        )
        self._keep(store_id, held)
        return held

    def _keep(self, store_id: str, held: _Held) -> None:
        with self._lock:
            self._held[store_id] = held
            self._held.move_to_end(store_id)
            if len(self._held) > STORES_HELD:
                self._held.popitem(last=False)


def feed_head(scope: Scope, store_id: str) -> int:
    """The store's place in its feed, 0 where there is no such store."""
    head = scope.select(t.store, t.store.c.feed_seq).where(t.store.c.store_id == store_id)
    return int(scope.conn.execute(head).scalar_one_or_none() or 0)


def _changed_since(scope: Scope, store_id: str, head: int) -> bool:
    c = t.feed.c
    later = scope.select(t.feed, c.seq).where(
        c.store_id == store_id, c.seq > head, c.tab.in_(CATALOGUE_TABLES)
    )
    return scope.conn.execute(later.limit(1)).first() is not None


def _read(scope: Scope, store_id: str) -> Catalogue:
    prices: dict[str, list[tuple[int, int]]] = {}
    for row in rows_of(scope, store_id, PriceRow):
        prices.setdefault(row.item, []).append((row.valid_from, row.price))
    return Catalogue(
        items={row.id: row for row in rows_of(scope, store_id, ItemRow)},
        prices={item: tuple(sorted(listed)) for item, listed in prices.items()},
        ranks={row.code: row.rank for row in rows_of(scope, store_id, CategoryRow)},
    )


def _offered(
    scope: Scope, store_id: str, catalogue: Catalogue, keep_back: int, now: int
) -> tuple[Good, ...]:
    left, marked = available(scope, store_id), offers(scope, store_id, now)
    found = []
    for row in catalogue.items.values():
        price = catalogue.price(row.id, now)
        if row.active and price:
            can_have = max(0, left.get(row.id, 0) - keep_back)
            found.append(_good(row, price, can_have, marked.get(row.id)))
    ranks = catalogue.ranks
    found.sort(key=lambda g: (ranks.get(g.category, 1 << 30), g.category, g.name, g.id))
    return tuple(found)


def _good(row: ItemRow, price: int, can_have: int, offer: Offer | None) -> Good:
    marked = offer is not None and offer.price < price
    if offer is not None and marked:
        can_have = min(can_have, offer.left)
    return Good(
        id=row.id,
        name=row.name,
        spec=row.spec,
        unit=row.unit,
        code=row.code,
        category=row.category,
        category_name=row.category_name,
        price=offer.price if offer is not None and marked else price,
        available=can_have if row.weighed else can_have // 1000 * 1000,
        weighed=row.weighed,
        tobacco=row.tobacco,
        colour=row.colour,
        supply=row.supply,
        origin=row.origin,
        shelf_life=row.shelf_life,
        near_expiry=marked,
        was=price if marked else 0,
        expiry=offer.expiry if offer is not None and marked else "",
    )


def available(scope: Scope, store_id: str, items: Iterable[str] | None = None) -> dict[str, int]:
    """Thousandths on hand less what open orders hold back; below 0 where more was promised.

    ``items`` narrows to those, each with a number; None: everything that ever moved.
    """
    hand, held = t.on_hand.c, t.order_reserve.c
    stocked = scope.select(t.on_hand, hand.item, hand.qty).where(hand.store_id == store_id)
    promised = (
        scope.select(t.order_reserve, held.item, func.sum(held.qty))
        .where(held.store_id == store_id)
        .group_by(held.item)
    )
    left: dict[str, int] = {}
    if items is not None:
        left = dict.fromkeys(items, 0)
        stocked = stocked.where(hand.item.in_(sorted(left)))
        promised = promised.where(held.item.in_(sorted(left)))
    left |= {item: int(qty) for item, qty in scope.conn.execute(stocked)}
    for item, qty in scope.conn.execute(promised):
        left[item] = left.get(item, 0) - int(qty)
    return left
