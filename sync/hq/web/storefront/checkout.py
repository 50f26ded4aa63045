"""From basket to order: which way, when, for whom, how paid; and the order is placed once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import msgspec

from sync.hq.gateway.configured import configured
from sync.hq.store.database import Scope
from sync.hq.store.orders import OrderRefused, Placed, PlaceOrder, Wanted
from sync.hq.store.shop_rules import rules
from sync.hq.web.storefront import figures
from sync.hq.web.storefront.asking import Answer, Data, Turn, View, Visit
from sync.hq.web.storefront.basket import (
    Basket,
    is_basket_id,
    lines_text,
    new_basket,
    read_lines,
)
from sync.hq.web.storefront.goods import Held, hold
from sync.hq.web.storefront.refusals import FIELD_OF, refusal
from sync.hq.web.storefront.shop_page import ShopPages
from sync.wire.fulfilment import RuleError, ShopRules, fee, zone_of
from sync.wire.orders import DELIVERY, ON_HAND_OVER, ONLINE, PICKUP, Slot

_slot = re.compile(r"(\d{4}-\d\d-\d\d)\*(\d{1,4})\*(\d{1,4})", re.ASCII).fullmatch
KEPT = ("mode", "pickup_slot", "delivery_slot", "name", "phone", "address", "note", "pay",
        "substitute")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a way of handing over costs just now, or why it cannot be (``wrong``)."""

    fee: int
    total: int
    zone: str
    wrong: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A slot to choose: its value in the form and its words."""

    value: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """Everything that the form shows, looked up in one view of the database."""

    held: Held
    rules: ShopRules
    quote: Quote
    pickup: Sequence[Offer]
    delivery: Sequence[Offer]


class Checkout:
    """The form and what becomes of it."""

    def __init__(self, pages: ShopPages) -> None:
        self._pages = pages

    def show(self, visit: Visit) -> Answer:
        sheet = self._sheet(visit, visit.query)
        if not sheet.held.lines:
            return Turn(path=visit.at("basket"))
        if sheet.held.changes:  # told there, and the basket is put right
            return Turn(path=visit.at("basket"))
        return _form(visit, sheet, visit.query, {}, ())

    def quote(self, visit: Visit) -> Answer:
        """What it costs to that address, for the page's script."""
        sheet = self._sheet(visit, visit.query)
        values = {
            "fee": figures.yuan(sheet.quote.fee) if sheet.quote.fee else "",
            "total": figures.yuan(sheet.quote.total),
            "zone": sheet.quote.zone, "wrong": sheet.quote.wrong, "seen": str(sheet.quote.total),
        }  # fmt: skip
        return Data(values=values)

    def place(self, visit: Visit) -> Answer:
        """Place the order of the form: the one that is there already if it was sent before."""
        if not is_basket_id(visit.form.get("idem", "")):
            return self._again(visit, OrderRefused("bad_idem"))
        held = visit.basket
        sent = Basket(id=visit.form["idem"], lines=read_lines(visit.form.get("lines", "")))
        visit = replace(visit, basket=sent)
        try:
            want = _wanted(visit)
            with visit.hq.database.scope(visit.store) as scope:
                placed = visit.hq.orders.place(scope, visit.store, want, visit.now)
        except OrderRefused as error:
            return self._again(visit, error)
        # A form that is sent once more from an old page must not empty the basket begun since.
        emptied = new_basket() if held.id == sent.id else None
        return Turn(path=_order_path(visit, placed), basket=emptied)

    def _again(self, visit: Visit, error: OrderRefused) -> Answer:
        """The form once more with what is wrong, filled in as it was; nothing was written."""
        sentences = refusal(visit, error)
        sheet = self._sheet(visit, visit.form)
        if not sheet.held.lines:
            told = sheet.held.changes or sentences
            empty = replace(sheet.held, changes=tuple(told))
            values = {"held": empty}
            return View(template="basket.html", values=values, status=409, basket=sheet.held.basket)
        field = FIELD_OF.get(error.code, "")
        wrong = {field: sentences[0]} if field else {}
        notices = () if field else sentences
        return _form(visit, sheet, visit.form, wrong, notices, status=_status(error))

    def _sheet(self, visit: Visit, form: Mapping[str, str]) -> _Sheet:
        desk = visit.hq.orders
        with visit.hq.database.reading(visit.store) as scope:
            shop = _payable(visit, rules(scope, visit.store))
            held = hold(visit, self._pages.sorting.goods(scope, visit), shop)
            mode, address = _mode(form, shop), form.get("address", "")
            pickup = desk.slots(scope, visit.store, visit.now) if shop.pickup else []
            delivery = self._delivery(scope, visit, shop, address)
        return _Sheet(
            held=held,
            rules=shop,
            quote=_quote(visit, shop, held.goods, mode, address),
            pickup=_offers(visit, pickup),
            delivery=_offers(visit, delivery),
        )

    def _delivery(
        self, scope: Scope, visit: Visit, shop: ShopRules, address: str
    ) -> Sequence[Slot]:
        """Slots of delivery; while the zone is not known, those that the farthest can have."""
        if not shop.delivery or not shop.zones:
            return []
        known = zone_of(shop, address)
        far = max(shop.zones, key=lambda zone: zone.minutes)
        place = address if known else next((word for word in far.places if word), "")
        return visit.hq.orders.slots(scope, visit.store, visit.now, place)


def _payable(visit: Visit, shop: ShopRules) -> ShopRules:
    """The rules without a way to pay that HQ has no service for."""
    if shop.online and shop.on_collection and configured(visit.hq.keys) is None:
        return msgspec.structs.replace(shop, online=False)
    return shop


def _status(error: OrderRefused) -> int:
    return 400 if error.code.startswith("bad_") else 409


def _wanted(visit: Visit) -> PlaceOrder:
    form = visit.form
    mode = form.get("mode", "")
    seen = form.get("seen", "")
    return PlaceOrder(
        mode=mode,
        lines=tuple(Wanted(item=item, qty=qty) for item, qty in visit.basket.lines),
        idem=visit.basket.id,
        name=form.get("name", "").strip(),
        phone=form.get("phone", ""),
        address=form.get("address", "").strip() if mode == DELIVERY else "",
        slot=_read_slot(form.get("delivery_slot" if mode == DELIVERY else "pickup_slot", "")),
        pay=form.get("pay", ""),
        note=form.get("note", ""),
        substitute=form.get("substitute", ""),
        # Without the figure that she saw nothing can be compared, and nothing is sold unseen.
        expected=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else -1,
    )


def _read_slot(text: str) -> Slot:
    """Raises OrderRefused ``bad_slot``."""
    match = _slot(text)
    if match is None:
        raise OrderRefused("bad_slot")
    return Slot(date=match[1], start=int(match[2]), end=int(match[3]))


def _order_path(visit: Visit, placed: Placed) -> str:
    told = "again" if placed.again else ""
    return visit.at("order", placed.order.id, t=placed.token, told=told)


def _mode(form: Mapping[str, str], shop: ShopRules) -> str:
    wanted = form.get("mode", "")
    if wanted == DELIVERY and shop.delivery:
        return DELIVERY
    if wanted == PICKUP and shop.pickup:
        return PICKUP
    return PICKUP if shop.pickup else DELIVERY


def _quote(visit: Visit, shop: ShopRules, goods: int, mode: str, address: str) -> Quote:
    if mode != DELIVERY or not address.strip():
        return Quote(fee=0, total=goods, zone="", wrong=False)
    zone = zone_of(shop, address)
    if zone is None:
        return Quote(
            fee=0, total=goods, wrong=True,
            zone=visit.say("这个地址送不到,请写清小区名,或改到店提"),
        )  # fmt: skip
    try:
        cost = fee(zone, goods)
    except RuleError as error:
        sentence = refusal(visit, OrderRefused(error.code, **error.values))[0]
        return Quote(fee=0, total=goods, zone=sentence, wrong=True)
    told = visit.say("送得到:{zone}", zone=zone.name)
    return Quote(fee=cost, total=goods + cost, zone=told, wrong=False)


def _offers(visit: Visit, found: Sequence[Slot]) -> list[Offer]:
    return [
        Offer(value=f"{slot.date}*{slot.start}*{slot.end}", words=figures.slot_words(visit, slot))
        for slot in found
    ]


def _form(
    visit: Visit,
    sheet: _Sheet,
    filled: Mapping[str, str],
    wrong: Mapping[str, str],
    notices: Sequence[str],
    *,
    status: int = 200,
) -> View:
    shop, held = sheet.rules, sheet.held
    fields = {name: filled.get(name, "") for name in KEPT}
    fields["mode"] = _mode(filled, shop)
    if fields["pay"] not in (ONLINE, ON_HAND_OVER):
        fields["pay"] = ONLINE if shop.online else ON_HAND_OVER
    fields["substitute"] = "remove" if fields["substitute"] == "remove" else "ask"
    values = {
        "held": held, "rules": shop, "quote": sheet.quote, "pickup": sheet.pickup,
        "delivery": sheet.delivery, "form": fields, "wrong": wrong, "notices": notices,
        "lines": lines_text(held.basket.lines), "idem": held.basket.id,
        "places": [word for zone in shop.zones for word in zone.places],
    }  # fmt: skip
    changed = held.basket if held.changes or visit.method == "POST" else None
    return View(template="checkout.html", values=values, status=status, basket=changed)
