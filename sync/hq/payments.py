"""Between an order and the payment service: what waits for the network lies outside transactions.

A call whose answer was lost is made again under the same id; what the service tells is counted
once (`store.orders_pay`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping

from sync.hq.gateway.configured import configured, gateway_of
from sync.hq.gateway.port import Asked, Gateway, GatewaySilentError, Told
from sync.hq.service import Hq
from sync.hq.store import orders_pay
from sync.hq.store.orders import OrderRefused
from sync.hq.store.orders_pay import Asking
from sync.wire.order_machine import OrderView

log = logging.getLogger("xipu.hq")


def begin(hq: Hq, store_id: str, order_id: str, token: str, back: str = "") -> Asking:
    """The page on which an order is paid; pressed twice, the same one.

    Raises OrderRefused ``no_such_order``, ``nothing_to_pay``, ``no_gateway``, ``gateway_silent``.
    """
    file = configured(hq.keys)
    if file is None:
        raise OrderRefused("no_gateway")
    with hq.database.scope(store_id) as scope:
        view = hq.orders.view(scope, store_id, order_id, token)
        asking = orders_pay.ask_payment(scope, store_id, view, hq.now())
    if asking.url:
        return asking
    asked = Asked(
        payment=asking.payment,
        amount=asking.amount,
        subject=f"订单 {asking.number}",
        notify=f"{file.public}/v1/payments/{store_id}",
        back=back,
    )
    try:
        url = gateway_of(file).create(asked)
    except GatewaySilentError as error:
        raise OrderRefused("gateway_silent") from error
    with hq.database.scope(store_id) as scope:
        orders_pay.keep_url(scope, store_id, asking.payment, url)
    return Asking(payment=asking.payment, amount=asking.amount, number=asking.number, url=url)


def notified(hq: Hq, store_id: str, body: bytes, headers: Mapping[str, str]) -> OrderView | None:
    """Take a notification; None for a payment that is not known here.

    Raises BadNotificationError, OrderRefused ``no_gateway``.
    """
    file = configured(hq.keys)
    if file is None:
        raise OrderRefused("no_gateway")
    told = gateway_of(file).verify(body, headers)
    return _take(hq, store_id, told)


def _take(hq: Hq, store_id: str, told: Told) -> OrderView | None:
    with hq.database.scope(store_id) as scope:
        return orders_pay.pay_told(
            scope, store_id, told.payment, told.state, told.reference, told.amount, hq.now()
        )


def catch_up(hq: Hq) -> None:
    """Ask after payments of which nothing was told, and send back what is due. Idempotent."""
    file = configured(hq.keys)
    if file is None:
        return
    gateway, now = gateway_of(file), hq.now()
    with hq.database.reading("*") as scope:
        unsure = orders_pay.payments_to_ask(scope, now)
        due = orders_pay.orders_to_refund(scope)
    # One that does not answer is left alone until the next round: a call may take seconds.
    all(_ask(hq, gateway, store_id, payment) for store_id, payment in unsure)
    for store_id, order_id in due:
        with hq.database.scope(store_id) as scope:
            orders_pay.begin_refund(scope, store_id, order_id, now)
    with hq.database.reading("*") as scope:
        refunds = orders_pay.refunds_to_send(scope, now)
    all(_refund(hq, gateway, refund) for refund in refunds)


def _ask(hq: Hq, gateway: Gateway, store_id: str, payment: str) -> bool:
    """Whether the service answered."""
    try:
        told = gateway.query(payment)
    except GatewaySilentError:
        _take(hq, store_id, Told(payment=payment, state="open"))
        return False
    _take(hq, store_id, told)
    return True


def _refund(hq: Hq, gateway: Gateway, refund: orders_pay.Refund) -> bool:
    """Whether the service answered."""
    try:
        state = gateway.refund(refund.refund, refund.payment, refund.amount)
    except GatewaySilentError:
        log.warning("a refund is not certain yet", extra={"store": refund.store})
        state = ""
    with hq.database.scope(refund.store) as scope:
        orders_pay.refund_told(scope, refund, state, hq.now())
    return bool(state)
