"""Timers that HQ keeps: an order online that nobody pays, one that no till ever heard of.

The tills keep their own while they are heard of. A timer that ran out is a move with an id of its
own, so that it is made once whoever looks, and however often.
"""

from __future__ import annotations

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.orders import made_move
from sync.hq.store.orders_book import ORIGIN_HQ, known, lock_store, record
from sync.hq.store.shop_rules import MINUTE_MS, pulse, rules
from sync.wire.fulfilment import Timers
from sync.wire.order_machine import NEW, OrderView, fold
from sync.wire.orders import ONLINE, TIMER, OrderMove

UNPAID, ACCEPT = "unpaid", "accept"
AT_ONCE = 500


def orders_that_wait(scope: Scope, now: int) -> dict[str, list[str]]:
    """Orders in NEW for a minute and more, by store, over all stores.

    All of them: one of which a shop is only reminded may stay there for weeks, and must not stand
    before those of other shops.
    """
    c = t.shop_order.c
    rows = scope.conn.execute(
        scope.select(t.shop_order, c.store_id, c.order_id)
        .where(c.is_open, c.state == NEW, c.placed_at <= now - MINUTE_MS)
        .order_by(c.placed_at)
    )
    found: dict[str, list[str]] = {}
    for store_id, order_id in rows:
        found.setdefault(store_id, []).append(order_id)
    return found


def ran_out(scope: Scope, store_id: str, ids: list[str], now: int) -> dict[str, OrderMove]:
    """The moves of timers that ran out and were not made yet, by order; looks only."""
    shop, heard = rules(scope, store_id), pulse(scope, store_id)
    seen = heard.seen if heard else 0
    due = {}
    for start in range(0, len(ids), AT_ONCE):
        for order, moves in known(scope, store_id, ids[start : start + AT_ONCE]).values():
            view = fold(order, moves)
            told = {move.id for move in moves}
            name, then = _due(view, moves, shop.timers, seen, now)
            if name and f"t-{name}-{order.id}" not in told:
                due[order.id] = _timed(view, name, then, now)
    return due


def run_out(scope: Scope, store_id: str, ids: list[str], now: int) -> int:
    """Make the moves of timers that ran out; gives their number."""
    lock_store(scope, store_id)
    due = ran_out(scope, store_id, ids, now)
    record(scope, store_id, ORIGIN_HQ, moves=list(due.values()))
    return len(due)


def _timed(view: OrderView, name: str, then: str, now: int) -> OrderMove:
    return made_move(view, then, TIMER, now, move_id=f"t-{name}-{view.order.id}", reason=name)


def _due(
    view: OrderView, moves: list[OrderMove], timers: Timers, seen: int, now: int
) -> tuple[str, str]:
    """Which timer of an order ran out and what comes then; empty: none."""
    placed = view.order.placed_at
    if view.state != NEW:
        return "", ""
    if view.order.pay == ONLINE and view.to_pay > 0:
        over = timers.unpaid and now >= placed + timers.unpaid * MINUTE_MS
        return (UNPAID, timers.unpaid_then) if over else ("", "")
    since = max([placed, *(move.at for move in moves if move.move == "pay")])
    over = timers.accept and now >= since + timers.accept * MINUTE_MS
    silent = seen < now - timers.accept * MINUTE_MS
    return (ACCEPT, timers.accept_then) if over and silent else ("", "")
