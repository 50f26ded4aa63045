"""Which orders are meant: by a code, by goods in a picker's hand."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.ui.models.order_cards import Picked
from pos_app.ui.models.order_pick import Bag
from pos_app.ui.session import Session
from sync.wire.order_machine import ACCEPTED, ADJUSTED, PICKING, OrderView

CODE_DIGITS = 6


def is_code(text: str) -> bool:
    """Six digits, as on the customer's phone."""
    return len(text) == CODE_DIGITS and text.isdigit()


def progress(session: Session, views: Sequence[OrderView]) -> Picked:
    """How far the orders are that someone picks."""
    orders = session.desk.orders
    return {
        view.order.id: Bag.of(view, orders.picked(view.order.id)).progress()
        for view in views
        if view.state in (ACCEPTED, PICKING, ADJUSTED)
    }


def wanting(session: Session, item: str, code: str) -> list[OrderView]:
    """Orders in the hands of a picker that miss these goods."""
    orders = session.desk.orders
    wanted = []
    for view in orders.open():
        if view.state in (PICKING, ADJUSTED):
            bag = Bag.of(view, orders.picked(view.order.id))
            if any(line in bag.missing() for line in bag.lines_of(item, code)):
                wanted.append(view)
    return wanted
