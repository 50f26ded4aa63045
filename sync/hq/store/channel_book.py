"""What outside sources tell, in the book of orders: each thing once, in whatever order it comes.

What is told of an order that is not there yet waits for it. A source's moves are moves like any
other: those that come to nothing where they fall do no harm.
"""

from __future__ import annotations

import msgspec

from sync.hq.channels import port
from sync.hq.channels.port import Heard, SoldOrder
from sync.hq.keys import Keys
from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.orders import free_code, made_move, next_number
from sync.hq.store.orders_book import ORIGIN_HQ, add_move, lock_store, record, view_of
from sync.hq.store.orders_check import line_of
from sync.wire.fulfilment import line_amount
from sync.wire.order_machine import REFUND_DUE, OrderView
from sync.wire.orders import CHANNEL, HQ, ONLINE, Customer, OrderLine, PlacedOrder

MOVES = {
    port.CANCEL_ASKED: "request_cancel",
    port.CANCELLED: "cancel",
    port.AGREED: "agree",
    port.DECLINED: "decline",
    port.RIDER_ASSIGNED: "assign",
    port.RIDER_OUT: "send",
    port.RIDER_DELIVERED: "deliver",
    port.RIDER_FAILED: "fail",
}
ANSWERS = (port.AGREED, port.DECLINED)
"""The source answers for its customer: the table knows him alone for that."""
SECOND_ADJUST = "channel_adjust"


def take(scope: Scope, keys: Keys, store_id: str, channel: str, heard: Heard, now: int) -> None:
    """Write down what a source told and do what it means, once. Raises KeyError (no store)."""
    lock_store(scope, store_id)
    c = t.channel_event.c
    known = scope.select(t.channel_event, c.event_id).where(
        c.store_id == store_id, c.event_id == heard.id
    )
    if scope.conn.execute(known).first() is not None:
        return
    scope.insert(
        t.channel_event,
        [
            {
                "store_id": store_id, "event_id": heard.id, "channel": channel, "ref": heard.ref,
                "received_at": now, "done": False, "body": msgspec.json.encode(heard),
            }
        ],
    )  # fmt: skip
    order_id = keys.order_id(store_id, f"{channel}:{heard.ref}")
    view = view_of(scope, store_id, order_id)
    if view is None and heard.order is not None:
        view = _place(scope, store_id, order_id, channel, heard, now)
    if view is not None:
        _apply_waiting(scope, store_id, channel, view, now)


def _place(
    scope: Scope, store_id: str, order_id: str, channel: str, heard: Heard, now: int
) -> OrderView | None:
    sold = heard.order
    if sold is None:
        return None
    lines = _lines(sold)
    goods = sum(line.amount for line in lines)
    order = PlacedOrder(
        id=order_id,
        store=store_id,
        number=next_number(scope, store_id, channel, now),
        code=free_code(scope, store_id),
        mode=sold.mode,
        channel=channel,
        channel_ref=heard.ref,
        placed_at=now,
        lines=lines,
        goods=goods,
        fee=sold.fee,
        total=goods + sold.fee,
        customer=Customer(
            name=line_of(sold.name, 40), phone=line_of(sold.phone, 20),
            address=line_of(sold.address, 120),
        ),
        pay=ONLINE,
        note=line_of(sold.note, 200),
        substitute="remove",
    )  # fmt: skip
    view = record(scope, store_id, ORIGIN_HQ, placed=[order])[order_id]
    paid = made_move(
        view, "pay", HQ, now, move_id=f"pay-{order_id}", amount=order.total, method=channel,
        reference=heard.ref,
    )  # fmt: skip
    return add_move(scope, store_id, view, paid)


def _lines(sold: SoldOrder) -> tuple[OrderLine, ...]:
    """As the source sold them: it was paid for already, a till that does not know an article can
    still pick or refuse it."""
    return tuple(
        OrderLine(
            no=no,
            item=line.item,
            name=line_of(line.name, 100) or line.item,
            qty=line.qty,
            price=line.price,
            amount=line_amount(line.price, line.qty),
        )
        for no, line in enumerate(sold.lines, 1)
    )


def _apply_waiting(scope: Scope, store_id: str, channel: str, view: OrderView, now: int) -> None:
    """Do what was told of this order and not done yet, by the source's own time."""
    c = t.channel_event.c
    ref = view.order.channel_ref
    here = (c.store_id == store_id, c.channel == channel, c.ref == ref)
    rows = scope.conn.execute(scope.select(t.channel_event, c.done, c.body).where(*here)).all()
    heard = [(row.done, msgspec.json.decode(bytes(row.body), type=Heard)) for row in rows]
    latest = max((one.at for done, one in heard if done), default=-1)
    for one in sorted((one for done, one in heard if not done), key=lambda h: (h.at, h.id)):
        view = _apply(scope, store_id, view, one, now)
        if one.at >= latest:  # what comes late tells of the past: its status is no longer so
            latest = one.at
            note = made_move(
                view, "channel", CHANNEL, now, move_id=f"cs-{one.id}", reason=one.status
            )
            view = add_move(scope, store_id, view, note)
    scope.conn.execute(scope.update(t.channel_event).where(*here).values(done=True))


def _apply(scope: Scope, store_id: str, view: OrderView, heard: Heard, now: int) -> OrderView:
    name = MOVES.get(heard.kind)
    if name is None:
        return view
    who = "customer" if heard.kind in ANSWERS else CHANNEL
    more = {"courier": heard.courier} if heard.courier else {}
    move = made_move(
        view, name, who, now, move_id=f"c-{heard.id}", reason=line_of(heard.reason, 100), **more
    )
    return add_move(scope, store_id, view, move)


def note_second(scope: Scope, store_id: str, order_id: str, call_id: str, now: int) -> None:
    """The shop hears that the source took no second adjustment."""
    lock_store(scope, store_id)
    view = view_of(scope, store_id, order_id)
    if view is not None:
        note = made_move(
            view, "escalate", HQ, now, move_id=f"{SECOND_ADJUST}-{order_id}", reason=SECOND_ADJUST
        )
        add_move(scope, store_id, view, note)
    c = t.channel_call.c
    scope.conn.execute(
        scope.update(t.channel_call)
        .where(c.store_id == store_id, c.call_id == call_id)
        .values(state="refused")
    )


def orders_to_settle(scope: Scope, most: int = 100) -> list[tuple[str, str]]:
    """Store and id of a source's orders with money that is due to go back, over all stores."""
    o = t.shop_order.c
    rows = scope.conn.execute(
        scope.select(t.shop_order, o.store_id, o.order_id)
        .where(o.refund == REFUND_DUE, o.channel_ref != "")
        .limit(most)
    )
    return [(row.store_id, row.order_id) for row in rows]


def settle(scope: Scope, store_id: str, order_id: str, now: int) -> None:
    """A source gives its customer's money back itself; the book says so."""
    lock_store(scope, store_id)
    view = view_of(scope, store_id, order_id)
    if view is None or view.refund != REFUND_DUE:
        return
    over = view.paid - view.refunded - view.owed
    name = f"{view.order.channel_ref}-{view.step}"
    back = made_move(
        view, "refund_done", HQ, now, move_id=f"rd-{order_id}-{view.step}", amount=over,
        method=view.order.channel, reference=name,
    )  # fmt: skip
    add_move(scope, store_id, view, back)
