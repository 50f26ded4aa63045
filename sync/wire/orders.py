"""An order as both ends write it down: what was placed, and every move that was made of it.

Money is in fen, quantities in thousandths, times in UTC ms, times of day in minutes after midnight.
"""

from __future__ import annotations

import re

from sync.wire.record import Person, Record

PICKUP, DELIVERY = "pickup", "delivery"
MODES = (PICKUP, DELIVERY)
SHOP, CUSTOMER, HQ, TIMER, CHANNEL = "shop", "customer", "hq", "timer", "channel"
"""Who makes a move."""
ON_HAND_OVER, NOW, ONLINE = "on_hand_over", "now", "online"
"""When an order is paid: at hand-over, at the counter while it is placed, by a gateway."""


class OrderLine(Record, frozen=True, kw_only=True):
    """One line that was ordered; ``amount`` is quantity times price, rounded half up, less ``off``.

    ``off`` is what was let go of it (a discount, a pack's price; negative: it was dearer),
    ``list_price`` what the list asked (0: the price itself), ``reason`` and ``approved_by`` why and
    by whose leave.
    """

    no: int
    item: str
    name: str
    qty: int
    price: int
    amount: int
    spec: str = ""
    unit: str = ""
    code: str = ""
    category: str = ""
    category_name: str = ""
    cost: int = 0
    tax_bp: int = 0
    weighed: bool = False
    off: int = 0
    list_price: int = 0
    tobacco: bool = False
    expiry: str = ""
    reason: str = ""
    approved_by: Person | None = None


class Customer(Record, frozen=True, kw_only=True):
    """Who gets the goods. ``zone`` is the name of the delivery zone, empty for pickup."""

    name: str = ""
    phone: str = ""
    address: str = ""
    zone: str = ""


class Slot(Record, frozen=True, kw_only=True):
    """When the goods are fetched or brought: a date and minutes of that day."""

    date: str
    start: int
    end: int


class PlacedOrder(Record, frozen=True, kw_only=True):
    """An order as it was placed; it never changes, moves change what becomes of it.

    ``number`` is what people call it, ``code`` the six digits of pickup. ``goods`` is the sum of
    the lines' amounts, ``total = goods + fee``. ``channel``: counter, phone, page, or an outside
    source's name with its own number in ``channel_ref``.
    """

    id: str
    store: str
    number: str
    code: str
    mode: str
    channel: str
    placed_at: int
    lines: tuple[OrderLine, ...]
    goods: int
    total: int
    fee: int = 0
    customer: Customer = Customer()
    slot: Slot | None = None
    pay: str = ON_HAND_OVER
    note: str = ""
    channel_ref: str = ""
    basket: str = ""
    substitute: str = "ask"


class LineChange(Record, frozen=True, kw_only=True):
    """What became of a line while it was picked.

    ``qty`` is what the customer gets of it now (0: nothing), for a weighed line its true weight;
    ``instead`` is offered in its place and replaces it when the customer agrees.
    """

    no: int
    qty: int
    instead: OrderLine | None = None


class OrderMove(Record, frozen=True, kw_only=True):
    """One move of an order. ``step`` is one more than the highest that its maker knew of.

    ``id`` is unique; the same move may come twice. ``amount``, ``method`` and ``reference`` belong
    to moves of money: of two with the same method and reference one counts. The ``amount`` of a
    hand-over is what was settled with it.
    """

    id: str
    order: str
    move: str
    step: int
    at: int
    who: str
    by: str = ""
    reason: str = ""
    changes: tuple[LineChange, ...] = ()
    ask: bool = False
    amount: int = 0
    method: str = ""
    reference: str = ""
    trip: str = ""
    courier: str = ""
    till: str = ""


_PICKUP = re.compile(r"XP:(?P<store>[A-Za-z0-9_-]+):(?P<code>[0-9]{6})")


def pickup_text(store: str, code: str) -> str:
    """What the QR of a pickup says: ``XP:S001:482916``."""
    return f"XP:{store}:{code}"


def read_pickup(text: str) -> tuple[str, str] | None:
    """Store and code out of a scanned QR; None when it is not one of ours."""
    found = _PICKUP.fullmatch(text.strip())
    return (found["store"], found["code"]) if found else None
