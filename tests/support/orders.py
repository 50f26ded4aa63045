"""Orders that come to a till from elsewhere: what a page places and what HQ feeds."""

from __future__ import annotations

import msgspec

from pos_app.domain.basket import Basket, add
from pos_app.domain.item import Scanned
from pos_app.domain.pricing import price
from pos_app.services.order_lines import ordered
from pos_app.storage import orders
from pos_app.storage.ledger import immediate
from sync.wire.feed import OrderRow
from sync.wire.orders import Customer, OrderMove, PlacedOrder
from tests.support.till import MORNING, Till


def from_page(
    order_id: str, *scanned: Scanned, pay: str = "on_hand_over", at: int = MORNING
) -> PlacedOrder:
    """A pickup that was placed on the shop's page."""
    built = Basket(id=order_id)
    for one in scanned:
        built = add(built, one)
    priced = price(built)
    return PlacedOrder(
        id=order_id, store="S001", number="0417", code="482916", mode="pickup", channel="page",
        placed_at=at, lines=ordered(priced), goods=priced.total, total=priced.total, pay=pay,
        customer=Customer(name="李", phone="13900005678"),
    )  # fmt: skip


def feed(till: Till, order: PlacedOrder, *moves: OrderMove) -> None:
    """HQ tells the till of an order."""
    body = msgspec.json.encode(OrderRow(order=order, moves=moves))
    with immediate(till.conn):
        orders.land_orders(till.conn, [(order.id, body)])
