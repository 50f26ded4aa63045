"""Orders over HTTP: placed, followed and paid by who holds the token."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import msgspec
from anyio import to_thread
from litestar import get, post
from litestar.params import Parameter

from sync.hq import payments
from sync.hq.api.decoding import decode_body
from sync.hq.api.problems import RefusalError
from sync.hq.api.speaker import AnyRequest, OwnHq, OwnWriters
from sync.hq.gateway.port import BadNotificationError
from sync.hq.service import Hq
from sync.hq.store.devices import is_store_id
from sync.hq.store.orders import CUSTOMER_MOVES, OrderRefused, PlaceOrder, Wanted
from sync.hq.store.orders_check import SENTENCES
from sync.wire.order_machine import ADJUSTED, CANCEL_REQUESTED, OrderView
from sync.wire.order_messages import (
    MoveRequest,
    OrderAnswer,
    PayAnswer,
    PayRequest,
    PlaceRequest,
)
from sync.wire.orders import CUSTOMER, OrderLine

OrderId = Annotated[str, Parameter(min_length=1, max_length=32, pattern="^[0-9a-zA-Z_-]+$")]
Token = Annotated[str, Parameter(max_length=80)]
StoreId = Annotated[str, Parameter(min_length=1, max_length=16, pattern="^[0-9a-zA-Z_-]+$")]
MOST_BACK = 400


@contextmanager
def refusals() -> Iterator[None]:
    """Say in the API's words what was refused."""
    try:
        yield
    except OrderRefused as error:
        status, sentence = SENTENCES[error.code]
        raise RefusalError(status, error.code, f"{sentence}{_more(error)}") from error


def _more(error: OrderRefused) -> str:
    """What the sentence is about: the goods that are short, the total that it is now."""
    values = error.values
    if error.code == "sold_out":
        left = ", ".join(f"{one['name']} {one['left'] / 1000:g}" for one in values["items"])
        return f": {left}"
    if "total" in values:
        return f": {values['total'] / 100:.2f}"
    if "missing" in values:
        return f": {values['missing'] / 100:.2f} more"
    return f": {values['item']}" if values.get("item") else ""


@post("/v1/orders", status_code=200, tags=["orders"])
async def place(request: AnyRequest, hq: OwnHq, writers: OwnWriters) -> OrderAnswer:
    """Place an order; the same ``idem`` again gets the same order."""
    return await writers.run(_place, hq, await request.body())


def _place(hq: Hq, body: bytes) -> OrderAnswer:
    data = decode_body(body, PlaceRequest)
    want = PlaceOrder(
        mode=data.mode,
        lines=tuple(Wanted(item=line.item, qty=line.qty) for line in data.lines),
        idem=data.idem,
        name=data.name,
        phone=data.phone,
        address=data.address,
        slot=data.slot,
        pay=data.pay,
        note=data.note,
        substitute=data.substitute,
        expected=None if data.expected < 0 else data.expected,
    )
    if not is_store_id(data.store):
        raise RefusalError(404, "no_such_store", SENTENCES["no_such_store"][1])
    with refusals(), hq.database.scope(data.store) as scope:
        placed = hq.orders.place(scope, data.store, want, hq.now())
        view = hq.orders.view(scope, data.store, placed.order.id, placed.token)
    return order_answer(view, token=placed.token, again=placed.again)


@get("/v1/orders/{order_id:str}", sync_to_thread=True, tags=["orders"])
def look(hq: OwnHq, order_id: OrderId, token: Token = "") -> OrderAnswer:
    """How an order stands, for who holds its token."""
    store_id = _store_of(hq, order_id, token)
    with refusals(), hq.database.reading(store_id) as scope:
        return order_answer(hq.orders.view(scope, store_id, order_id, token))


@post("/v1/orders/{order_id:str}/moves", status_code=200, tags=["orders"])
async def move(
    request: AnyRequest, hq: OwnHq, writers: OwnWriters, order_id: OrderId
) -> OrderAnswer:
    """The customer cancels, answers what is offered instead, or says that it arrived."""
    return await writers.run(_move, hq, order_id, await request.body())


def _move(hq: Hq, order_id: str, body: bytes) -> OrderAnswer:
    data = decode_body(body, MoveRequest)
    store_id = _store_of(hq, order_id, data.token)
    with refusals(), hq.database.scope(store_id) as scope:
        view = hq.orders.customer_move(
            scope, store_id, order_id, data.token, data.move, hq.now(), data.reason
        )
    return order_answer(view)


@post("/v1/orders/{order_id:str}/pay", status_code=200, tags=["orders"])
async def pay(request: AnyRequest, hq: OwnHq, order_id: OrderId) -> PayAnswer:
    """The page on which what is still to be paid can be paid online."""
    return await to_thread.run_sync(_pay, hq, order_id, await request.body())


def _pay(hq: Hq, order_id: str, body: bytes) -> PayAnswer:
    data = decode_body(body, PayRequest)
    store_id = _store_of(hq, order_id, data.token)
    if len(data.back) > MOST_BACK or not data.back.isprintable():
        raise RefusalError(400, "bad_back", "`back` is an address of at most 400 characters")
    with refusals():
        asking = payments.begin(hq, store_id, order_id, data.token, data.back)
    return PayAnswer(url=asking.url, payment=asking.payment, amount=asking.amount)


@post("/v1/payments/{store_id:str}", status_code=204, tags=["orders"])
async def payment_told(
    request: AnyRequest, hq: OwnHq, writers: OwnWriters, store_id: StoreId
) -> None:
    """The payment service tells how a payment stands, signed by it; told twice it counts once."""
    await writers.run(_told, hq, store_id, await request.body(), dict(request.headers))


def _told(hq: Hq, store_id: str, body: bytes, headers: dict[str, str]) -> None:
    try:
        with refusals():
            view = payments.notified(hq, store_id, body, headers)
    except BadNotificationError as error:
        raise RefusalError(403, "bad_signature", "the payment service did not sign this") from error
    except KeyError as error:
        raise RefusalError(404, "no_such_store", SENTENCES["no_such_store"][1]) from error
    if view is None:
        raise RefusalError(404, "no_such_payment", "there is no such payment here")


def _store_of(hq: Hq, order_id: str, token: str) -> str:
    """Raises RefusalError 404 for a token that does not open this order."""
    store_id = hq.keys.opens(token, order_id)
    if not store_id:
        status, sentence = SENTENCES["no_such_order"]
        raise RefusalError(status, "no_such_order", sentence)
    return store_id


def order_answer(view: OrderView, *, token: str = "", again: bool = False) -> OrderAnswer:
    """What its customer may know of an order, and do."""
    order = view.order
    return OrderAnswer(
        id=order.id,
        store=order.store,
        number=order.number,
        code=order.code,
        mode=order.mode,
        state=view.state,
        since=view.since,
        placed_at=order.placed_at,
        lines=tuple(map(_shown, view.lines)),
        goods=view.goods,
        fee=order.fee,
        total=view.total,
        paid=view.paid,
        refunded=view.refunded,
        to_pay=view.to_pay,
        refund=view.refund,
        pay=order.pay,
        customer=order.customer,
        slot=order.slot,
        offered=tuple(
            msgspec.structs.replace(c, instead=c.instead and _shown(c.instead))
            for c in view.offered
        ),
        moves=tuple(name for name in CUSTOMER_MOVES if may_move(view, name)),
        reason=view.reason,
        courier=view.courier,
        note=order.note,
        token=token,
        again=again,
    )


def _shown(line: OrderLine) -> OrderLine:
    """The line without what the shop paid for it."""
    return msgspec.structs.replace(line, cost=0)


def may_move(view: OrderView, name: str) -> bool:
    """Whether the customer is offered this move now; to cancel is one button for him."""
    if name == "request_cancel":
        return False
    if name == "cancel":
        return view.state != CANCEL_REQUESTED and view.may("request_cancel", CUSTOMER)
    if name in ("agree", "decline") and view.state != ADJUSTED:
        return False
    return view.may(name, CUSTOMER)


ROUTES = [place, look, move, pay, payment_told]
