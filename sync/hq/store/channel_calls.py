"""What an outside source is to be told of its orders: noted with the move, told until taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
from sqlalchemy import select

from sync.hq.channels.port import DONE, Call
from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.wire.order_machine import OrderView
from sync.wire.orders import CHANNEL, OrderMove

DUE = "due"
SLOWEST_MS = 300_000
TOLD = {
    "accept": "1accept",
    "pick": "1accept",
    "adjust": "2adjust",
    "refuse_cancel": "3refuse_cancel",
    "ready": "4ready",
    "collect": "5handed",
    "send": "5handed",
    "cancel": "6cancel",
}
"""What a move of ours means to the source; told in the order of the figures, each once."""
NO_RANK = 1
SECOND, AGAIN = "second", "2again"
"""A second adjustment: sources take one of an order, so the shop has to be told instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCall:
    store: str
    id: str
    order: str
    channel: str
    tries: int
    call: Call


def plan_calls(scope: Scope, store_id: str, view: OrderView, moves: Sequence[OrderMove]) -> None:
    """Write down what the source of this order has not been told yet."""
    ref = view.order.channel_ref
    if not ref:
        return
    late = {move.id for move in view.late}
    wanted: dict[str, OrderMove] = {}
    for move in sorted(moves, key=lambda m: (m.step, m.id)):
        if move.move not in TOLD or move.who == CHANNEL or move.id in late:
            continue
        call_id = f"{view.order.id}-{TOLD[move.move]}"
        if wanted.setdefault(call_id, move) is not move and move.move == "adjust":
            wanted[f"{view.order.id}-{AGAIN}"] = move
    if not wanted:
        return
    c = t.channel_call.c
    known = set(
        scope.conn.execute(
            scope.select(t.channel_call, c.call_id).where(
                c.store_id == store_id, c.call_id.in_(sorted(wanted))
            )
        ).scalars()
    )
    scope.insert(
        t.channel_call,
        [
            {
                "store_id": store_id,
                "call_id": call_id,
                "order_id": view.order.id,
                "state": SECOND if call_id.endswith(AGAIN) else DUE,
                "next_at": 0,
                "body": msgspec.json.encode(_call(view, ref, move)),
            }
            for call_id, move in wanted.items()
            if call_id not in known
        ],
    )


def _call(view: OrderView, ref: str, move: OrderMove) -> Call:
    lines: tuple[tuple[str, int], ...] = ()
    if move.move == "adjust":
        left = {line.no: line.qty for line in view.lines}
        lines = tuple((line.item, left.get(line.no, 0)) for line in view.order.lines)
    return Call(
        name=TOLD[move.move][NO_RANK:], ref=ref, at=move.at, lines=lines, reason=move.reason
    )


def calls_to_make(scope: Scope, now: int, most: int = 200) -> list[DueCall]:
    """The first untold call of each order whose time has come, over all stores.

    Those that wait for another try do not stand before the others.
    """
    c, o = t.channel_call.c, t.shop_order.c
    earlier = t.channel_call.alias("earlier")
    e = earlier.c
    untold_before = (
        select(e.call_id)
        .where(e.store_id == c.store_id, e.order_id == c.order_id, e.state == DUE)
        .where(e.call_id < c.call_id)
        .exists()
    )
    rows = scope.conn.execute(
        scope.select(t.channel_call, t.channel_call, o.channel)
        .join(t.shop_order, (o.store_id == c.store_id) & (o.order_id == c.order_id))
        .where(c.state == DUE, c.next_at <= now, ~untold_before)
        .order_by(c.next_at, c.store_id, c.call_id)
        .limit(most)
    ).all()
    return [
        DueCall(
            store=row.store_id, id=row.call_id, order=row.order_id, channel=row.channel,
            tries=row.tries, call=msgspec.json.decode(bytes(row.body), type=Call),
        )
        for row in rows
    ]  # fmt: skip


def second_adjusts(scope: Scope, most: int = 100) -> list[tuple[str, str, str]]:
    """Store, order and call of adjustments that cannot be told any more, over all stores."""
    c = t.channel_call.c
    rows = scope.conn.execute(
        scope.select(t.channel_call, c.store_id, c.order_id, c.call_id)
        .where(c.state == SECOND)
        .limit(most)
    )
    return [(row.store_id, row.order_id, row.call_id) for row in rows]


def call_told(scope: Scope, due: DueCall, state: str, now: int) -> None:
    """``done`` and ``refused`` are definite; empty: it did not answer, tell it again later."""
    c = t.channel_call.c
    change = scope.update(t.channel_call).where(c.store_id == due.store, c.call_id == due.id)
    if state:
        scope.conn.execute(change.values(state="done" if state == DONE else "refused"))
        return
    wait = min(SLOWEST_MS, 1_000 << min(due.tries, 12))
    scope.conn.execute(change.values(tries=due.tries + 1, next_at=now + wait))
