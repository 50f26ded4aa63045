"""What an order from outside may look like; anything else is refused before it is looked into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sync.wire.orders import DELIVERY, MODES, ON_HAND_OVER, ONLINE, PICKUP, Slot

MOST_LINES = 60
MOST_QTY = 200_000
"""Thousandths of one article: two hundred pieces or kilograms."""
SUBSTITUTES = ("ask", "remove")

SENTENCES = {
    "no_such_store": (404, "there is no such store"),
    "no_such_order": (404, "there is no such order, or this link does not open it"),
    "away": (409, "the shop cannot be reached just now and takes no orders"),
    "closed": (409, "the shop takes no more orders for the coming days"),
    "no_pickup": (409, "the shop hands nothing over for pickup"),
    "no_delivery": (409, "the shop does not deliver"),
    "no_online": (409, "the shop takes no payment online"),
    "no_on_collection": (409, "the shop wants orders paid when they are placed"),
    "no_zone": (409, "the shop does not deliver to this address"),
    "below_minimum": (409, "the goods are below the minimum for a delivery there"),
    "slot_gone": (409, "this time cannot be had any more"),
    "slot_full": (409, "this time is fully booked"),
    "sold_out": (409, "not enough is left of some of the goods"),
    "price_changed": (409, "the total has changed, look at it once more"),
    "unknown_item": (409, "one of the articles is not sold here"),
    "tobacco": (409, "tobacco is never delivered"),
    "too_late": (409, "the order has gone on, this cannot be done any more"),
    "no_gateway": (409, "payment online is not set up here"),
    "nothing_to_pay": (409, "nothing is to be paid online for this order"),
    "gateway_silent": (503, "the payment service does not answer, try again"),
    "empty": (400, "an order has at least one line"),
    "too_many": (400, f"an order has at most {MOST_LINES} lines"),
    "bad_qty": (400, "a quantity makes no sense"),
    "bad_mode": (400, "an order is for pickup or delivery"),
    "bad_pay": (400, "an order is paid online or at hand-over"),
    "bad_phone": (400, "a telephone number has 7 to 15 digits"),
    "bad_name": (400, "a name has 1 to 40 characters"),
    "bad_address": (400, "an address has 4 to 120 characters"),
    "bad_note": (400, "a note has at most 200 characters"),
    "bad_slot": (400, "a time has a date and minutes of the day"),
    "bad_substitute": (400, "out of stock: ask or remove"),
    "bad_idem": (400, "idem is 16 to 64 letters, digits, - or _, drawn by chance"),
    "bad_move": (400, "a customer can cancel, agree, decline or complete"),
}
"""Status and sentence of every refusal."""

_clean_idem = re.compile(r"[0-9A-Za-z_-]{16,64}").fullmatch
_clean_item = re.compile(r"[0-9A-Za-z_.-]{1,32}").fullmatch
_phone = re.compile(r"\+?[0-9]{7,15}", re.ASCII).fullmatch
_date = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch


class OrderRefused(Exception):
    """Why an order cannot be: ``code`` is stable, ``values`` are what a sentence needs.

    ``sold_out`` has ``items``: dicts of item, name and what is left (thousandths).
    """

    def __init__(self, code: str, **values: Any) -> None:  # noqa: ANN401 - numbers, words, lists
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many thousandths of an article."""

    item: str
    qty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceOrder:
    """What somebody wants. ``idem`` is drawn by chance once for the order and sent at every try.

    ``expected``: the total (fen) that the customer was shown; another one is refused as
    ``price_changed``. ``slot`` None: the first that is free. ``pay``: online or on_hand_over.
    ``substitute``: ask or remove, when something is out of stock.
    """

    mode: str
    lines: tuple[Wanted, ...]
    idem: str
    name: str = ""
    phone: str = ""
    address: str = ""
    slot: Slot | None = None
    pay: str = ON_HAND_OVER
    note: str = ""
    substitute: str = "ask"
    expected: int | None = None
    channel: str = "page"


def shaped(want: PlaceOrder) -> PlaceOrder:
    """The order with tidy words. Raises OrderRefused."""
    if not _clean_idem(want.idem):
        raise OrderRefused("bad_idem")
    if want.mode not in MODES:
        raise OrderRefused("bad_mode")
    if want.pay not in (ONLINE, ON_HAND_OVER):
        raise OrderRefused("bad_pay")
    if want.substitute not in SUBSTITUTES:
        raise OrderRefused("bad_substitute")
    if want.slot is not None and not _fits(want.slot):
        raise OrderRefused("bad_slot")
    basket(want.lines)
    phone = re.sub(r"[\s()-]", "", want.phone)
    if not _phone(phone):
        raise OrderRefused("bad_phone")
    name, note = line_of(want.name, 41), line_of(want.note, 201)
    if not 1 <= len(name) <= 40:
        raise OrderRefused("bad_name")
    if len(note) > 200:
        raise OrderRefused("bad_note")
    address = "" if want.mode == PICKUP else line_of(want.address, 121)
    if want.mode == DELIVERY and not 4 <= len(address) <= 120:
        raise OrderRefused("bad_address")
    return replace(want, name=name, phone=phone, note=note, address=address)


def basket(lines: Sequence[Wanted]) -> list[Wanted]:
    """Each article once, in the order of its first line. Raises OrderRefused."""
    if not lines:
        raise OrderRefused("empty")
    if len(lines) > MOST_LINES:
        raise OrderRefused("too_many")
    sums: dict[str, int] = {}
    for line in lines:
        if not _clean_item(line.item):
            raise OrderRefused("unknown_item", item=line_of(line.item, 32))
        sums[line.item] = sums.get(line.item, 0) + line.qty
        if line.qty <= 0 or sums[line.item] > MOST_QTY:
            raise OrderRefused("bad_qty", item=line.item)
    return [Wanted(item=item, qty=qty) for item, qty in sums.items()]


def line_of(text: str, most: int) -> str:
    """Words on one line, without what cannot be printed, cut off."""
    words = "".join(c if c.isprintable() else " " for c in text[: most * 4])
    return " ".join(words.split())[:most]


def _fits(slot: Slot) -> bool:
    return bool(_date(slot.date)) and 0 <= slot.start < slot.end <= 1440
