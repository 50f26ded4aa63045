"""Payments online in the book: asked for once, told any number of times, counted once; refunds.

Only transactions here. Who calls the payment service does so between two of them, under ids that
the service takes once.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.orders import OrderRefused, made_move
from sync.hq.store.orders_book import add_move, lock_store, view_of
from sync.wire.order_machine import REFUND_DUE, OrderView
from sync.wire.orders import HQ, ONLINE

ASK_MS = 20_000
"""After this a payment of which nothing was told is asked for at the service, then ever later."""
SLOWEST_MS = 600_000
FORGET_MS = 48 * 3_600_000
"""A page to pay on is no longer asked about after this."""
OPEN, PAID, CLOSED = "open", "paid", "closed"
SENT, DONE, FAILED = "sent", "done", "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A payment to be asked of the service; ``url`` empty: it was not yet."""

    payment: str
    amount: int
    number: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    store: str
    refund: str
    payment: str
    amount: int
    tries: int


def ask_payment(scope: Scope, store_id: str, view: OrderView, now: int) -> Asking:
    """The payment of what is still to be paid for an order. Raises OrderRefused.

    The same again while nothing changed, so that a button pressed twice leads to one page.
    """
    lock_store(scope, store_id)
    view = view_of(scope, store_id, view.order.id) or view
    if view.order.pay != ONLINE or not view.is_open or view.to_pay <= 0:
        raise OrderRefused("nothing_to_pay")
    c = t.order_payment.c
    mine = (c.store_id == store_id, c.order_id == view.order.id)
    rows = scope.conn.execute(scope.select(t.order_payment).where(*mine)).all()
    for row in rows:
        if row.state == OPEN and row.amount == view.to_pay:
            return Asking(
                payment=row.payment_id, amount=row.amount, number=view.order.number, url=row.url
            )
    payment = f"{view.order.id}-p{len(rows) + 1}"
    scope.insert(
        t.order_payment,
        [
            {
                "store_id": store_id, "payment_id": payment, "order_id": view.order.id,
                "amount": view.to_pay, "state": OPEN, "url": "", "created_at": now,
                "ask_at": now + ASK_MS,
            }
        ],
    )  # fmt: skip
    return Asking(payment=payment, amount=view.to_pay, number=view.order.number)


def keep_url(scope: Scope, store_id: str, payment: str, url: str) -> None:
    c = t.order_payment.c
    scope.conn.execute(
        scope.update(t.order_payment)
        .where(c.store_id == store_id, c.payment_id == payment)
        .values(url=url)
    )


def pay_told(
    scope: Scope, store_id: str, payment: str, state: str, reference: str, amount: int, now: int
) -> OrderView | None:
    """The service says how a payment stands: once or often, early or late, it counts once.

    None for a payment that was never asked for. What comes for an order that has ended meanwhile
    is money all the same, and due to go back.
    """
    lock_store(scope, store_id)
    c = t.order_payment.c
    here = (c.store_id == store_id, c.payment_id == payment)
    row = scope.conn.execute(scope.select(t.order_payment).where(*here)).first()
    view = None if row is None else view_of(scope, store_id, row.order_id)
    if row is None or view is None:
        return None
    if state not in (PAID, CLOSED) or (state == PAID and amount <= 0):
        later = min(SLOWEST_MS, max(ASK_MS, (now - row.created_at) // 2))
        gone = now - row.created_at > FORGET_MS
        values = {"state": CLOSED} if gone else {"ask_at": now + later}
        scope.conn.execute(scope.update(t.order_payment).where(*here).values(values))
        return view
    if row.state == PAID:
        return view
    scope.conn.execute(
        scope.update(t.order_payment).where(*here).values(state=state, reference=reference)
    )
    if state == CLOSED:
        return view
    move = made_move(
        view, "pay", HQ, now, move_id=f"pay-{payment}", amount=amount, method=ONLINE,
        reference=reference or payment,
    )  # fmt: skip
    return add_move(scope, store_id, view, move)


def payments_to_ask(scope: Scope, now: int, most: int = 100) -> list[tuple[str, str]]:
    """Store and id of payments of which nothing was told for a while, over all stores."""
    c = t.order_payment.c
    rows = scope.conn.execute(
        scope.select(t.order_payment, c.store_id, c.payment_id)
        .where(c.state == OPEN, c.ask_at <= now, c.url != "")
        .order_by(c.ask_at)
        .limit(most)
    )
    return [(row.store_id, row.payment_id) for row in rows]


def orders_to_refund(scope: Scope, most: int = 100) -> list[tuple[str, str]]:
    """Store and id of orders with online money that is due to go back, over all stores.

    Where all of it went back already the rest is the counter's matter.
    """
    o, p, r = t.shop_order.c, t.order_payment.c, t.order_refund.c
    paid = (
        select(func.coalesce(func.sum(p.amount), 0))
        .where(p.store_id == o.store_id, p.order_id == o.order_id, p.state == PAID)
        .scalar_subquery()
    )
    back = (
        select(func.coalesce(func.sum(r.amount), 0))
        .where(r.store_id == o.store_id, r.order_id == o.order_id, r.state != FAILED)
        .scalar_subquery()
    )
    rows = scope.conn.execute(
        scope.select(t.shop_order, o.store_id, o.order_id)
        .where(o.refund == REFUND_DUE, paid > back)
        .limit(most)
    )
    return [(row.store_id, row.order_id) for row in rows]


def begin_refund(scope: Scope, store_id: str, order_id: str, now: int) -> None:
    """Write down what goes back, before the service hears of it: it is sent once, by that id."""
    lock_store(scope, store_id)
    view = view_of(scope, store_id, order_id)
    if view is None or view.refund != REFUND_DUE:
        return
    over = view.paid - view.refunded - view.owed
    p, r = t.order_payment.c, t.order_refund.c
    back: dict[str, int] = {
        row[0]: int(row[1])
        for row in scope.conn.execute(
            scope.select(t.order_refund, r.payment_id, func.sum(r.amount))
            .where(r.store_id == store_id, r.order_id == order_id, r.state != FAILED)
            .group_by(r.payment_id)
        )
    }
    asked = scope.select(t.order_payment, p.payment_id, p.amount).where(
        p.store_id == store_id, p.order_id == order_id, p.state == PAID
    )
    for payment, amount in scope.conn.execute(asked.order_by(p.payment_id)).all():
        rest = min(over, int(amount) - back.get(payment, 0))
        if rest > 0:
            _send_refund(scope, store_id, view, payment, rest, now)
            return


def _send_refund(
    scope: Scope, store_id: str, view: OrderView, payment: str, amount: int, now: int
) -> None:
    r = t.order_refund.c
    n = scope.conn.execute(
        scope.select(t.order_refund, func.count()).where(
            r.store_id == store_id, r.order_id == view.order.id
        )
    ).scalar_one()
    refund = f"{view.order.id}-r{int(n) + 1}"
    scope.insert(
        t.order_refund,
        [
            {
                "store_id": store_id, "refund_id": refund, "order_id": view.order.id,
                "payment_id": payment, "amount": amount, "state": SENT, "next_at": now,
            }
        ],
    )  # fmt: skip
    move = made_move(
        view, "refund_send", HQ, now, move_id=f"rs-{refund}", amount=amount, method=ONLINE,
        reference=refund,
    )  # fmt: skip
    add_move(scope, store_id, view, move)


def refunds_to_send(scope: Scope, now: int, most: int = 100) -> list[Refund]:
    """Refunds of which the service has not said for certain what became, over all stores."""
    r = t.order_refund.c
    rows = scope.conn.execute(
        scope.select(t.order_refund).where(r.state == SENT, r.next_at <= now).limit(most)
    )
    return [
        Refund(
            store=row.store_id, refund=row.refund_id, payment=row.payment_id, amount=row.amount,
            tries=row.tries,
        )
        for row in rows
    ]  # fmt: skip


def refund_told(scope: Scope, refund: Refund, state: str, now: int) -> None:
    """``done`` and ``refused`` are definite; anything else is asked for again, ever later."""
    lock_store(scope, refund.store)
    r = t.order_refund.c
    here = (r.store_id == refund.store, r.refund_id == refund.refund)
    row = scope.conn.execute(scope.select(t.order_refund).where(*here)).first()
    if row is None or row.state != SENT:
        return
    change = scope.update(t.order_refund).where(*here)
    if state not in (DONE, "refused"):
        wait = min(SLOWEST_MS, 1_000 << min(row.tries, 12))
        scope.conn.execute(change.values(tries=row.tries + 1, next_at=now + wait))
        return
    good = state == DONE
    scope.conn.execute(change.values(state=DONE if good else FAILED))
    view = view_of(scope, refund.store, row.order_id)
    if view is None:
        return
    name, mark = ("refund_done", "rd") if good else ("refund_failed", "rf")
    move = made_move(
        view, name, HQ, now, move_id=f"{mark}-{refund.refund}", amount=row.amount, method=ONLINE,
        reference=refund.refund,
    )  # fmt: skip
    add_move(scope, refund.store, view, move)
