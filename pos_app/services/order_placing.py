"""Taking an order at the counter or by telephone: any basket becomes a pickup or a delivery."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from msgspec.structs import replace

from pos_app.domain import pricing
from pos_app.domain.basket import Basket
from pos_app.domain.calendar import local_time
from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.receipt_number import parse_number
from pos_app.domain.staff import Staff, require
from pos_app.domain.tender import Paid, settle
from pos_app.services import order_lines, order_rules
from pos_app.services.checkout import tenders
from pos_app.services.order_moves import OrderMoves, Wish
from pos_app.services.parking import SCREEN
from pos_app.services.people import person
from pos_app.services.ports import Tx
from sync.wire.facts import OrderPlaced
from sync.wire.fulfilment import ShopRules
from sync.wire.order_machine import OrderView
from sync.wire.orders import DELIVERY, NOW, ON_HAND_OVER, PlacedOrder, Slot


class Placing(OrderMoves):
    """How a basket becomes an order."""

    def place(
        self, basket: Basket, wish: Wish, staff: Staff, *, paid: tuple[Paid, ...] = ()
    ) -> OrderView:
        """Turn a basket into a pickup or a delivery, taken at the counter or by telephone.

        ``paid`` is what was handed over where it is paid now; the change is ``sum(received) -
        total``. The order's id is the basket's, so that the same basket is never placed twice; the
        screen's draft is cleared with it. It is accepted at once: whoever took it is the shop.

        Raises ShopError ``empty_basket``, ``order_has_returns``, ``order_tobacco``,
        ``order_no_phone``, ``order_bad_phone``, ``order_no_address``, ``order_no_pickup``,
        ``order_no_delivery``, ``order_no_zone``, ``order_below_minimum``, ``order_slot_gone``,
        ``order_slot_full``, ``no_shift``, ``not_enough``, ``change_needs_cash``.
        """
        require(staff, "sell", None)
        order = self._draw_up(basket, wish)
        settled = settle(order.total, paid) if order.pay == NOW else None
        with self._ledger.transaction(person(staff)) as tx:
            before = self._book.get(order.id)
            if before is not None:
                return before
            order = replace(order, number=self._number(tx), code=self._code())
            tx.append(OrderPlaced(order=order))
            self._move(tx, self._view(order.id), "accept", staff)
            for tender in tenders(settled) if settled else ():
                self._pay(tx, order.id, "pay", tender, staff)
            self._drafts.save(SCREEN, "", 0)
            return self._view(order.id)

    def _draw_up(self, basket: Basket, wish: Wish) -> PlacedOrder:
        if basket.is_empty:
            raise ShopError("empty_basket")
        if any(line.qty < 0 for line in basket.lines):
            raise ShopError("order_has_returns")
        _refuse_tobacco(wish.mode, [line.item for line in basket.lines])
        order_rules.check_customer(wish.mode, wish.customer)
        priced = pricing.price(basket)
        rules = self._book.rules()
        terms = order_rules.terms(rules, wish.mode, wish.customer, priced.total)
        zone = terms.zone
        self._check_slot(rules, wish.slot, zone.minutes if zone else 0)
        now = self._clock.now_ms()
        return PlacedOrder(
            id=basket.id,
            store=self._ledger.identity.store,
            number="",
            code="",
            mode=wish.mode,
            channel=wish.channel,
            placed_at=now,
            lines=order_lines.ordered(priced),
            goods=priced.total,
            fee=terms.fee,
            total=priced.total + terms.fee,
            customer=replace(wish.customer, zone=zone.name if zone else ""),
            slot=wish.slot,
            pay=NOW if wish.pay == NOW else ON_HAND_OVER,
            note=without_cards(wish.note.strip()),
            basket=basket.id,
        )

    def _check_slot(self, rules: ShopRules, slot: Slot | None, minutes: int) -> None:
        if slot is None:
            return
        now = self._clock.now_ms()
        local = local_time(now, self._clock.offset_minutes(now))
        today = local.date().isoformat()
        if slot.date < today:
            raise ShopError("order_slot_gone")
        minute = local.hour * 60 + local.minute if slot.date == today else None
        taken = self._book.slots_taken(slot.date)
        order_rules.check_slot(rules, slot, now=minute, taken=taken, minutes=minutes)

    def _number(self, tx: Tx) -> str:
        """What people call it: the till and the last digits of its fact's number."""
        fact = parse_number(tx.next_receipt())
        return f"{self._ledger.identity.till}-{(fact.seq if fact else 0) % 10_000:04d}"

    def _code(self) -> str:
        taken = self._book.codes()
        while True:
            code = f"{secrets.randbelow(1_000_000):06d}"
            if code not in taken:
                return code


def _refuse_tobacco(mode: str, goods: Iterable[Item]) -> None:
    """Tobacco is handed over in the shop alone."""
    found = next((item for item in goods if item.tobacco), None)
    if found is not None and mode == DELIVERY:
        raise ShopError("order_tobacco", name=found.name)
