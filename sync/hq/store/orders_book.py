"""The book of orders: what was placed and moved, from wherever it came, and how each stands now.

One fold for both ends (`sync.wire.order_machine`). Whoever writes here holds the store's row: what
is promised is then promised once, and an order is folded with every move that was committed.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

import msgspec

from sync.hq.store import tables as t
from sync.hq.store.catalogue import put_in
from sync.hq.store.channel_calls import plan_calls
from sync.hq.store.database import Scope
from sync.hq.store.shop_rules import local_date
from sync.wire.feed import OrderRow
from sync.wire.feed_row import Row
from sync.wire.order_machine import NO_REFUND, OrderView, earlier, fold, reserved
from sync.wire.orders import TIMER, OrderMove, PlacedOrder

ORIGIN_HQ, ORIGIN_TILL = "hq", "till"

_encode = msgspec.json.encode
_order = msgspec.json.Decoder(PlacedOrder).decode
_move = msgspec.json.Decoder(OrderMove).decode
Known = tuple[PlacedOrder, list[OrderMove]]


def lock_store(scope: Scope, store_id: str) -> None:
    """Hold the store's row until the transaction ends. Raises KeyError where there is none."""
    held = scope.select(t.store, t.store.c.store_id).where(t.store.c.store_id == store_id)
    if scope.conn.execute(held.with_for_update()).first() is None:
        raise KeyError(store_id)


def known(scope: Scope, store_id: str, ids: Iterable[str]) -> dict[str, Known]:
    """Orders by id with all their moves; what is not there is left out."""
    wanted = sorted(set(ids))
    o, m = t.shop_order.c, t.order_move.c
    found: dict[str, Known] = {}
    for order_id, body in scope.conn.execute(
        scope.select(t.shop_order, o.order_id, o.body).where(
            o.store_id == store_id, o.order_id.in_(wanted)
        )
    ):
        found[order_id] = (_order(bytes(body)), [])
    for order_id, body in scope.conn.execute(
        scope.select(t.order_move, m.order_id, m.body)
        .where(m.store_id == store_id, m.order_id.in_(wanted))
        .order_by(m.move_id)
    ):
        if order_id in found:
            found[order_id][1].append(_move(bytes(body)))
    return found


def view_of(scope: Scope, store_id: str, order_id: str) -> OrderView | None:
    """How an order stands; None where there is none of that id."""
    found = known(scope, store_id, [order_id]).get(order_id)
    return None if found is None else fold(*found)


def record(
    scope: Scope,
    store_id: str,
    origin: str,
    placed: Sequence[PlacedOrder] = (),
    moves: Sequence[OrderMove] = (),
) -> dict[str, OrderView]:
    """Write down orders and moves that are new, and tell the tills how those orders stand.

    The caller holds the store (`lock_store`). What is known already stays as it is.
    """
    changed = insert_new(scope, store_id, origin, placed, moves)
    return refresh(scope, store_id, changed) if changed else {}


def insert_new(
    scope: Scope,
    store_id: str,
    origin: str,
    placed: Sequence[PlacedOrder],
    moves: Sequence[OrderMove],
) -> set[str]:
    """Write down what is new without folding it; the ids of the orders that it belongs to."""
    changed = _insert_orders(scope, store_id, origin, placed)
    return changed | _insert_moves(scope, store_id, origin, moves)


def refresh(
    scope: Scope, store_id: str, ids: Iterable[str], old: Container[str] = ()
) -> dict[str, OrderView]:
    """Fold these orders again: their rows, what they hold back, and the feed where it differs.

    Those in ``old`` that have ended are not put into the feed again.
    """
    found = known(scope, store_id, ids)
    views = {order_id: fold(*one) for order_id, one in found.items()}
    _write(scope, store_id, views)
    for order_id, view in views.items():
        plan_calls(scope, store_id, view, found[order_id][1])
    rows: list[tuple[str, str, Row | None]] = [
        ("order", order_id, OrderRow(order=order, moves=tuple(moves)))
        for order_id, (order, moves) in sorted(found.items())
        if views[order_id].is_open or order_id not in old
    ]
    put_in(scope, store_id, rows)
    return views


def _insert_orders(
    scope: Scope, store_id: str, origin: str, placed: Sequence[PlacedOrder]
) -> set[str]:
    fresh = {order.id: order for order in placed}
    if not fresh:
        return set()
    c = t.shop_order.c
    for order_id in scope.conn.execute(
        scope.select(t.shop_order, c.order_id).where(
            c.store_id == store_id, c.order_id.in_(sorted(fresh))
        )
    ).scalars():
        del fresh[order_id]
    rows = [_new_row(store_id, origin, order) for order in fresh.values()]
    scope.insert(t.shop_order, rows)
    return set(fresh)


def _new_row(store_id: str, origin: str, order: PlacedOrder) -> dict[str, Any]:
    slot = order.slot
    return {
        "store_id": store_id,
        "order_id": order.id,
        "origin": origin,
        "date": local_date(order.placed_at),
        "number": order.number,
        "code": order.code,
        "mode": order.mode,
        "channel": order.channel,
        "channel_ref": order.channel_ref,
        "pay": order.pay,
        "state": "",
        "is_open": False,
        "placed_at": order.placed_at,
        "since": order.placed_at,
        "slot_date": slot.date if slot else "",
        "slot_start": slot.start if slot else 0,
        "total": order.total,
        "paid": 0,
        "refund": NO_REFUND,
        "body": _encode(order),
    }


def _insert_moves(scope: Scope, store_id: str, origin: str, moves: Sequence[OrderMove]) -> set[str]:
    """Of two that bear one id (a timer that ran out at two ends) the same holds everywhere."""
    fresh: dict[str, OrderMove] = {}
    for move in moves:
        fresh[move.id] = earlier(fresh.get(move.id, move), move)
    if not fresh:
        return set()
    c = t.order_move.c
    changed = set()
    for move_id, body in scope.conn.execute(
        scope.select(t.order_move, c.move_id, c.body).where(
            c.store_id == store_id, c.move_id.in_(sorted(fresh))
        )
    ):
        told, held = fresh.pop(move_id), _move(bytes(body))
        if told.who == held.who == TIMER and earlier(held, told) != held:
            scope.conn.execute(
                scope.update(t.order_move)
                .where(c.store_id == store_id, c.move_id == move_id)
                .values(body=_encode(told))
            )
            changed.add(held.order)
    rows = [
        {
            "store_id": store_id,
            "move_id": move.id,
            "order_id": move.order,
            "origin": origin,
            "body": _encode(move),
        }
        for move in fresh.values()
    ]
    scope.insert(t.order_move, rows)
    return changed | {move.order for move in fresh.values()}


def _write(scope: Scope, store_id: str, views: dict[str, OrderView]) -> None:
    o, r = t.shop_order.c, t.order_reserve.c
    for order_id, view in views.items():
        scope.conn.execute(
            scope.update(t.shop_order)
            .where(o.store_id == store_id, o.order_id == order_id)
            .values(
                state=view.state,
                is_open=view.is_open,
                since=view.since,
                total=view.total,
                paid=view.paid,
                refund=view.refund,
            )
        )
    if not views:
        return
    scope.conn.execute(
        scope.delete(t.order_reserve).where(r.store_id == store_id, r.order_id.in_(sorted(views)))
    )
    scope.insert(
        t.order_reserve,
        [
            {"store_id": store_id, "order_id": order_id, "item": item, "qty": qty}
            for order_id, view in views.items()
            for item, qty in reserved(view).items()
        ],
    )


def add_move(scope: Scope, store_id: str, view: OrderView, move: OrderMove) -> OrderView:
    """One more move of HQ's side; how the order stands with it."""
    views = record(scope, store_id, ORIGIN_HQ, moves=[move])
    return views.get(view.order.id, view)
