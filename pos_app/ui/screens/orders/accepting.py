"""Taking a new order on, from the board or by one key from anywhere."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.runtime.i18n import tr
from pos_app.ui.models.order_words import short_number
from pos_app.ui.session import Session
from sync.wire.order_machine import OrderView


def accept(session: Session, order_id: str, done: Callable[[OrderView], None]) -> None:
    """Take a new order on; the slip to pick by comes out where the owner wants it."""
    staff = session.staff

    def accepted(view: OrderView) -> None:
        if session.desk.settings.flag("order_print_slip") and session.paper.status() != "off":
            print_slip(session, view)
        session.say(tr("接了 {number},可以拣货了", number=short_number(view.order.number)), "good")
        done(view)

    session.write(
        lambda shop, _who: shop.orders.accept(order_id, staff), accepted, touches=("orders",)
    )


def print_slip(session: Session, view: OrderView) -> None:
    """The list to walk along the shelves with."""
    if session.paper.status() == "off":
        session.say(tr("没接小票机,在屏幕上看"), "info")
    else:
        session.paper.picking_slip(view)
