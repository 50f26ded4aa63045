"""Orders from the page: placed once, at HQ's own prices, against what can still be promised.

Everything that counts is worked out here: price, availability, fee, slot. What a caller says of
money is at most compared (`PlaceOrder.expected`). The store is held while an order is placed, so
that two hundred buyers of the last ten are served one after the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func

from sync.hq.keys import Keys
from sync.hq.store import orders_check as check
from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.offers import Offer, offers
from sync.hq.store.orders_book import ORIGIN_HQ, add_move, lock_store, record, view_of
from sync.hq.store.orders_check import OrderRefused, PlaceOrder, Wanted
from sync.hq.store.shelf import Catalogue, Shelf, available
from sync.hq.store.shop_rules import (
    AWAY,
    days_until,
    free_slots,
    kept_back,
    local_date,
    minute_of_day,
    new_id,
    openness_at,
    pulse,
    rules,
    taken,
)
from sync.wire.fulfilment import RuleError, ShopRules, check_slot, fee, line_amount, zone_of
from sync.wire.order_machine import (
    ADJUSTED,
    CANCEL_REQUESTED,
    CANCELLED,
    COMPLETED,
    NEW,
    OrderView,
)
from sync.wire.orders import (
    CUSTOMER,
    DELIVERY,
    ONLINE,
    Customer,
    OrderLine,
    OrderMove,
    PlacedOrder,
    Slot,
)

__all__ = ["OrderDesk", "OrderRefused", "PlaceOrder", "Placed", "Wanted"]

PAGE = "page"
CODE_DIGITS = 6
CUSTOMER_MOVES = ("cancel", "request_cancel", "agree", "decline", "complete")
DONE_ALREADY = {
    "cancel": (CANCELLED, CANCEL_REQUESTED),
    "request_cancel": (CANCELLED, CANCEL_REQUESTED),
    "complete": (COMPLETED,),
}


@dataclass(frozen=True, slots=True)
class Placed:
    """An order and the token of its page; ``again``: it had been placed under this key before."""

    order: PlacedOrder
    token: str
    again: bool


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """Where orders from outside are taken. Each call runs in the caller's transaction."""

    keys: Keys
    shelf: Shelf

    def place(self, scope: Scope, store_id: str, want: PlaceOrder, now: int) -> Placed:
        """Take an order; under the same ``idem`` the one that is there already.

        Raises OrderRefused (its codes: `orders_check.SENTENCES`) and has written nothing then.
        """
        want = check.shaped(want)
        _hold(scope, store_id)
        order_id = self.keys.order_id(store_id, want.idem)
        token = self.keys.order_token(store_id, order_id)
        there = view_of(scope, store_id, order_id)
        if there is not None:
            return Placed(there.order, token, again=True)
        order = self._order(scope, store_id, order_id, want, now)
        record(scope, store_id, ORIGIN_HQ, placed=[order])
        return Placed(order, token, again=False)

    def _order(
        self, scope: Scope, store_id: str, order_id: str, want: PlaceOrder, now: int
    ) -> PlacedOrder:
        shop, seen = _open_shop(scope, store_id, now)
        _check_ways(shop, want)
        marked = offers(scope, store_id, now, [line.item for line in want.lines])
        lines = priced(self.shelf.catalogue(scope, store_id), want, marked, now)
        _check_left(scope, store_id, lines, marked, kept_back(shop, seen, now))
        goods = sum(line.amount for line in lines)
        zone, charged, minutes = _delivered(shop, want, goods)
        if want.expected is not None and want.expected != goods + charged:
            raise OrderRefused("price_changed", total=goods + charged, goods=goods, fee=charged)
        return PlacedOrder(
            id=order_id,
            store=store_id,
            number=next_number(scope, store_id, want.channel, now),
            code=free_code(scope, store_id),
            mode=want.mode,
            channel=want.channel,
            placed_at=now,
            lines=lines,
            goods=goods,
            fee=charged,
            total=goods + charged,
            customer=Customer(name=want.name, phone=want.phone, address=want.address, zone=zone),
            slot=_slot(scope, store_id, shop, want.slot, minutes, now),
            pay=want.pay,
            note=want.note,
            substitute=want.substitute,
        )

    def slots(self, scope: Scope, store_id: str, now: int, address: str = "") -> list[Slot]:
        """The slots that can be had; with an address, those of its zone's delivery."""
        shop = rules(scope, store_id)
        zone = zone_of(shop, address) if address else None
        return free_slots(scope, store_id, shop, now, zone.minutes if zone else 0)

    def view(self, scope: Scope, store_id: str, order_id: str, token: str) -> OrderView:
        """How an order stands, for who holds its token. Raises OrderRefused ``no_such_order``."""
        if self.keys.opens(token, order_id) != store_id:
            raise OrderRefused("no_such_order")
        found = view_of(scope, store_id, order_id)
        if found is None:
            raise OrderRefused("no_such_order")
        return found

    def customer_move(
        self, scope: Scope, store_id: str, order_id: str, token: str, move: str, now: int,
        reason: str = "",
    ) -> OrderView:  # fmt: skip
        """The customer cancels (a request once the shop has begun), answers or says it arrived.

        What was done already stays done. Raises OrderRefused ``no_such_order``, ``bad_move``,
        ``too_late``.
        """
        if move not in CUSTOMER_MOVES:
            raise OrderRefused("bad_move")
        _hold(scope, store_id)
        view = self.view(scope, store_id, order_id, token)
        if view.state in DONE_ALREADY.get(move, ()):
            return view
        if move in ("cancel", "request_cancel"):
            move = "cancel" if view.state == NEW else "request_cancel"
        answering = move in ("agree", "decline")
        if not view.may(move, CUSTOMER) or (answering and view.state != ADJUSTED):
            raise OrderRefused("too_late")
        made = made_move(view, move, CUSTOMER, now, reason=check.line_of(reason, 100))
        return add_move(scope, store_id, view, made)


def made_move(
    view: OrderView, move: str, who: str, now: int, *, move_id: str = "", **more: int | str
) -> OrderMove:
    """A move of HQ's side behind everything that is known of the order."""
    fields: dict[str, int | str] = {
        "id": move_id or new_id(now),
        "order": view.order.id,
        "move": move,
        "step": view.step + 1,
        "at": now,
        "who": who,
    }
    return OrderMove(**(fields | more))  # type: ignore[arg-type] # named by the callers


def _hold(scope: Scope, store_id: str) -> None:
    try:
        lock_store(scope, store_id)
    except KeyError as error:
        raise OrderRefused("no_such_store") from error


def _open_shop(scope: Scope, store_id: str, now: int) -> tuple[ShopRules, int]:
    found = pulse(scope, store_id)
    if found is None:
        raise OrderRefused("no_such_store")
    shop = rules(scope, store_id)
    if openness_at(shop, found.seen, now) == AWAY:
        raise OrderRefused("away")
    return shop, found.seen


def _check_ways(shop: ShopRules, want: PlaceOrder) -> None:
    if want.mode == DELIVERY and not shop.delivery:
        raise OrderRefused("no_delivery")
    if want.mode != DELIVERY and not shop.pickup:
        raise OrderRefused("no_pickup")
    if want.pay == ONLINE and not shop.online:
        raise OrderRefused("no_online")
    if want.pay != ONLINE and not shop.on_collection:
        raise OrderRefused("no_on_collection")


def priced(
    catalogue: Catalogue, want: PlaceOrder, marked: Mapping[str, Offer], now: int
) -> tuple[OrderLine, ...]:
    """The basket at today's prices. Raises OrderRefused ``unknown_item``, ``tobacco`` ..."""
    lines = []
    for no, wanted in enumerate(check.basket(want.lines), 1):
        row, price = catalogue.items.get(wanted.item), catalogue.price(wanted.item, now)
        if row is None or not row.active or not price:
            raise OrderRefused("unknown_item", item=wanted.item)
        if row.tobacco and want.mode == DELIVERY:
            raise OrderRefused("tobacco", item=row.id, name=row.name)
        if not row.weighed and wanted.qty % 1000:
            raise OrderRefused("bad_qty", item=row.id, name=row.name)
        if (offer := marked.get(row.id)) is not None:
            price = min(price, offer.price)
        lines.append(
            OrderLine(
                no=no,
                item=row.id,
                name=row.name,
                qty=wanted.qty,
                price=price,
                amount=line_amount(price, wanted.qty),
                spec=row.spec,
                unit=row.unit,
                code=row.code,
                category=row.category,
                category_name=row.category_name,
                cost=row.cost,
                tax_bp=row.tax_bp,
                weighed=row.weighed,
            )
        )
    return tuple(lines)


def _check_left(
    scope: Scope,
    store_id: str,
    lines: Sequence[OrderLine],
    marked: Mapping[str, Offer],
    keep_back: int,
) -> None:
    left = available(scope, store_id, [line.item for line in lines])
    short = [
        {"item": line.item, "name": line.name, "left": can_have}
        for line in lines
        if (can_have := _can_have(left, line, marked.get(line.item), keep_back)) < line.qty
    ]
    if short:
        raise OrderRefused("sold_out", items=short)


def _can_have(left: Mapping[str, int], line: OrderLine, offer: Offer | None, keep_back: int) -> int:
    can_have = max(0, left[line.item] - keep_back)
    if offer is not None and line.price == offer.price:
        can_have = min(can_have, offer.left)
    return can_have if line.weighed else can_have // 1000 * 1000


def _delivered(shop: ShopRules, want: PlaceOrder, goods: int) -> tuple[str, int, int]:
    """Zone, fee and minutes of the way. Raises OrderRefused ``no_zone``, ``below_minimum``."""
    if want.mode != DELIVERY:
        return "", 0, 0
    zone = zone_of(shop, want.address)
    if zone is None:
        raise OrderRefused("no_zone")
    try:
        return zone.name, fee(zone, goods), zone.minutes
    except RuleError as error:
        raise OrderRefused(error.code, **error.values) from error


def _slot(
    scope: Scope, store_id: str, shop: ShopRules, wanted: Slot | None, minutes: int, now: int
) -> Slot:
    """The wanted slot, or the first that is free. Raises OrderRefused."""
    if wanted is None:
        found = free_slots(scope, store_id, shop, now, minutes)
        if not found:
            raise OrderRefused("closed")
        return found[0]
    ahead = days_until(wanted.date, now)
    if ahead is None or not 0 <= ahead <= shop.days_ahead:
        raise OrderRefused("slot_gone")
    counted = taken(scope, store_id, wanted.date)
    minute = minute_of_day(now) if ahead == 0 else None
    try:
        check_slot(shop, wanted, now=minute, taken=counted, minutes=minutes)
    except RuleError as error:
        raise OrderRefused(error.code) from error
    return wanted


def next_number(scope: Scope, store_id: str, channel: str, now: int) -> str:
    """What people call it: W and the day's count for the page, another letter for a channel."""
    c = t.shop_order.c
    n = scope.conn.execute(
        scope.select(t.shop_order, func.count()).where(
            c.store_id == store_id, c.date == local_date(now), c.channel == channel
        )
    ).scalar_one()
    return f"{'W' if channel == PAGE else channel[:1].upper()}{int(n) + 1:03d}"


def free_code(scope: Scope, store_id: str) -> str:
    """Six digits that no open order of the store has."""
    c = t.shop_order.c
    used = set(
        scope.conn.execute(
            scope.select(t.shop_order, c.code).where(c.store_id == store_id, c.is_open)
        ).scalars()
    )
    while True:
        code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
        if code not in used:
            return code
