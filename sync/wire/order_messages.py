"""What is said of orders over HTTP: a page or channel places and follows one, a till hears a bell.

Money is in fen, quantities in thousandths, times in UTC ms.
"""

from __future__ import annotations

from sync.wire.messages import Message
from sync.wire.orders import Customer, LineChange, OrderLine, Slot


class BellAnswer(Message, frozen=True, kw_only=True):
    """Where the store's feed stands; equal to what was asked: nothing came while it waited."""

    cursor: int
    now: int = 0


class WantedLine(Message, frozen=True, kw_only=True):
    """So many thousandths of an article; its price is HQ's matter."""

    item: str
    qty: int


class PlaceRequest(Message, frozen=True, kw_only=True):
    """An order. ``idem`` is drawn by chance once for it and sent with every try.

    ``expected``: the total that the customer was shown, -1: not said; another one is refused.
    ``slot`` left out: the first that is free. ``pay``: online or on_hand_over.
    """

    store: str
    mode: str
    lines: list[WantedLine]
    idem: str
    name: str
    phone: str
    address: str = ""
    slot: Slot | None = None
    pay: str = "on_hand_over"
    note: str = ""
    substitute: str = "ask"
    expected: int = -1


class MoveRequest(Message, frozen=True, kw_only=True):
    """What the customer does: cancel, agree, decline or complete."""

    token: str
    move: str
    reason: str = ""


class PayRequest(Message, frozen=True, kw_only=True):
    """Where the customer is led back to when he has paid; empty: nowhere."""

    token: str
    back: str = ""


class PayAnswer(Message, frozen=True, kw_only=True):
    """The page on which ``amount`` is paid."""

    url: str
    payment: str
    amount: int


class OrderAnswer(Message, frozen=True, kw_only=True):
    """An order as its customer may see it.

    ``lines`` are what he gets now; ``offered`` is what the shop would give instead and asks him.
    ``to_pay`` is still to be paid, negative: goes back to him. ``moves``: what he may do.
    ``again``: it had been placed under this key before.
    """

    id: str
    store: str
    number: str
    code: str
    mode: str
    state: str
    since: int
    placed_at: int
    lines: tuple[OrderLine, ...]
    goods: int
    fee: int
    total: int
    paid: int
    refunded: int
    to_pay: int
    refund: str
    pay: str
    customer: Customer
    slot: Slot | None = None
    offered: tuple[LineChange, ...] = ()
    moves: tuple[str, ...] = ()
    reason: str = ""
    courier: str = ""
    note: str = ""
    token: str = ""
    again: bool = False


class PaymentNotice(Message, frozen=True, kw_only=True):
    """How a payment stands, as the payment service tells it: open, paid or closed."""

    payment: str
    state: str
    amount: int = 0
    reference: str = ""


class ChannelForm(Message, frozen=True, kw_only=True):
    """The fields of an outside source's signed form; ``jd_param_json`` says what happened."""

    app_key: str
    timestamp: str
    sign: str
    jd_param_json: str
    format: str = "json"
    v: str = "1.0"


class ChannelAnswer(Message, frozen=True, kw_only=True):
    """What an outside source is told: code "0" is success."""

    code: str
    msg: str = ""
