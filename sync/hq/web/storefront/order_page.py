"""An order's own page, for who holds its token: how it stands, its code, answers, cancel, pay."""

from __future__ import annotations

from sync.hq import payments
from sync.hq.store.orders import OrderRefused
from sync.hq.store.shop_rules import rules
from sync.hq.web.storefront import order_words
from sync.hq.web.storefront.asking import Answer, SorryError, Turn, View, Visit
from sync.hq.web.storefront.figures import slot_words
from sync.hq.web.storefront.qr import qr_svg
from sync.hq.web.storefront.refusals import NOT_FOUND, refusal
from sync.wire.fulfilment import ShopRules
from sync.wire.order_machine import DELIVERED, NEW, OrderView
from sync.wire.orders import CUSTOMER, PICKUP, pickup_text

TOLD = ("again", "too_late", "no_gateway", "nothing_to_pay", "gateway_silent", "bad_move")


def show(visit: Visit) -> Answer:
    view, shop = _look(visit)
    return View(template="order.html", values=_values(visit, view, shop))


def state(visit: Visit) -> Answer:
    """The part of the page that changes, for its script; without content when nothing did."""
    view, shop = _look(visit)
    values = _values(visit, view, shop)
    return View(template="live.html", values=values | {"same": visit.query.get("mark", "")})


def move(visit: Visit) -> Answer:
    """What a customer may do: cancel, agree, decline, complete."""
    order, token = visit.parts["order"], visit.form.get("t", "")
    wanted = visit.form.get("move", "")
    told = ""
    try:
        with visit.hq.database.scope(visit.store) as scope:
            visit.hq.orders.customer_move(scope, visit.store, order, token, wanted, visit.now)
    except OrderRefused as error:
        if error.code in NOT_FOUND:
            raise _sorry(visit, error) from error
        if error.code == "bad_move":
            raise SorryError(400, refusal(visit, error)[0]) from error
        told = error.code
    return Turn(path=visit.at("order", order, t=token, told=told))


def pay(visit: Visit) -> Answer:
    """On to the payment service's page; it leads back here."""
    order, token = visit.parts["order"], visit.query.get("t", "")
    page = visit.at("order", order, t=token)
    _look(visit)
    try:
        asking = payments.begin(visit.hq, visit.store, order, token, visit.site + page)
    except OrderRefused as error:
        return Turn(path=visit.at("order", order, t=token, told=error.code))
    return Turn(path=asking.url)


def _look(visit: Visit) -> tuple[OrderView, ShopRules]:
    order, token = visit.parts["order"], visit.query.get("t", "")
    try:
        with visit.hq.database.reading(visit.store) as scope:
            view = visit.hq.orders.view(scope, visit.store, order, token)
            return view, rules(scope, visit.store)
    except OrderRefused as error:
        raise _sorry(visit, error) from error


def _sorry(visit: Visit, error: OrderRefused) -> SorryError:
    return SorryError(404 if error.code in NOT_FOUND else 409, refusal(visit, error)[0])


def _values(visit: Visit, view: OrderView, shop: ShopRules) -> dict[str, object]:
    order, token = view.order, visit.query.get("t", "")
    unpaid = order_words.unpaid(view)
    pickup = order.mode == PICKUP
    code = order.code if pickup and view.is_open and not unpaid else ""
    label = visit.say("取货码 {code}", code=order.code)
    return {
        "view": view, "order": order, "rules": shop, "token": token, "pickup": pickup,
        "mark": f"{view.state}.{view.step}.{view.paid}.{view.refunded}.{view.refund}",
        "same": "",
        "stand": order_words.stand(visit, view, shop.timers.unpaid),
        "steps": order_words.steps(visit, view),
        "lines": order_words.shown_lines(visit, view),
        "code": code, "qr": qr_svg(pickup_text(visit.store, order.code), label) if code else "",
        "unpaid": unpaid, "refund": order_words.refund_words(visit, view),
        "when": slot_words(visit, order.slot) if order.slot else "",
        "may_cancel": view.may("request_cancel", CUSTOMER),
        "at_once": view.state == NEW, "arrived": view.state == DELIVERED,
        "told": _told(visit),
    }  # fmt: skip


def _told(visit: Visit) -> str:
    code = visit.query.get("told", "")
    if code == "again":
        return visit.say("这张单刚才已经下好了,没有重复下单")
    return refusal(visit, OrderRefused(code))[0] if code in TOLD else ""
