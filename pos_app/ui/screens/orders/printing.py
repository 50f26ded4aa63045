"""Paper of the orders: what to pick, which way to drive."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.paper import SlipRow
from pos_app.ui.models.order_words import (
    joined,
    mode_words,
    paid_words,
    short_number,
    slot_words,
)
from pos_app.ui.screens.orders.lines import shop_now
from pos_app.ui.session import Session
from sync.wire.order_machine import OrderView

BOX = "[ ] "


def print_picking(session: Session, view: OrderView) -> None:
    """The list to walk along the shelves with; nothing happens without a printer."""
    order, customer = view.order, view.order.customer
    head: list[SlipRow] = [
        (joined(mode_words(order.mode), short_number(order.number)),
         slot_words(order.slot, shop_now(session))),
        (customer.name, customer.phone),
    ]  # fmt: skip
    goods: list[SlipRow] = [
        (f"{BOX}{line.name} {line.spec}".strip(), f"{format_qty(line.qty)} {line.unit}".strip())
        for line in view.lines
    ]
    notes = [words for words in (customer.address, order.note, paid_words(view)) if words]
    _print(session, tr("拣货单"), [*head, *goods], notes)


def print_route(session: Session, views: Sequence[OrderView], courier: str) -> None:
    """One trip: where to, whom to call, what to take."""
    rows: list[SlipRow] = [(tr("配送"), courier)]
    for at, view in enumerate(views, 1):
        customer = view.order.customer
        rows.append((f"{at}. {short_number(view.order.number)}", customer.phone))
        rows.append((customer.address, customer.name))
        take = tr("收 ¥{amount}", amount=format_fen(view.to_pay)) if view.to_pay > 0 else tr("已付")
        rows.append((view.order.note, take))
    cash = sum(max(view.to_pay, 0) for view in views)
    notes = [tr("{n} 单,要收回 ¥{amount}", n=len(views), amount=format_fen(cash))]
    _print(session, tr("送货路线"), rows, notes)


def _print(session: Session, title: str, rows: Sequence[SlipRow], notes: Sequence[str]) -> None:
    if session.paper.status() == "off":
        session.say(tr("没接小票机,在屏幕上看"), "info")
        return
    session.paper.slip(title, rows, notes)
