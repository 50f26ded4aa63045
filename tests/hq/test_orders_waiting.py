"""What waits at HQ for one shop stands before nobody else's orders."""

from __future__ import annotations

from msgspec.structs import replace

from sync.hq import orders_work
from sync.hq.store import channel_calls, orders_pay
from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES
from sync.hq.store.orders_book import ORIGIN_HQ, record
from sync.wire.fulfilment import Timers
from sync.wire.order_machine import CANCELLED
from sync.wire.orders import OrderMove
from tests.hq.test_orders_facts import counter_order
from tests.support.hq import NOON, RunningHq
from tests.support.storefront import MILK, RULES, look, open_store, place, wanted

MINUTE = 60_000
NOTED = 600


def test_six_hundred_orders_that_a_shop_forgot_do_not_hold_up_another_shops_timers(
    hq: RunningHq,
) -> None:
    open_store(hq, "S002")
    forgotten = [counter_order(f"f{n}", store="S002") for n in range(NOTED)]
    with hq.hq.database.scope("S002") as scope:
        record(scope, "S002", ORIGIN_HQ, placed=forgotten)
    hq.clock.at = NOON + MINUTE
    open_store(hq, rules=replace(RULES, timers=Timers(accept_then="cancel")))
    placed = place(hq, wanted((MILK, 1_000)))
    hq.clock.at += 30 * MINUTE
    orders_work.run_timers(hq.hq)
    assert look(hq, placed).state == CANCELLED


def test_a_source_that_is_silent_does_not_hold_up_the_others(hq: RunningHq) -> None:
    open_store(hq)
    for name, number in (("aa", 250), ("zz", 1)):
        placed = [
            counter_order(f"{name}{n}", channel=name, channel_ref=f"r{name}{n}")
            for n in range(number)
        ]
        accepted = [
            OrderMove(id=f"m{o.id}", order=o.id, move="accept", step=1, at=1, who="shop")
            for o in placed
        ]
        with hq.hq.database.scope("S001") as scope:
            record(scope, "S001", ORIGIN_HQ, placed=placed, moves=accepted)
    now = hq.clock()
    with hq.hq.database.reading(ALL_STORES) as scope:
        due = channel_calls.calls_to_make(scope, now)
    for one in due:
        with hq.hq.database.scope(one.store) as scope:
            channel_calls.call_told(scope, one, "", now)
    with hq.hq.database.reading(ALL_STORES) as scope:
        assert "zz" in {one.channel for one in channel_calls.calls_to_make(scope, now)}


def test_money_that_the_counter_owes_is_not_asked_of_the_payment_service_for_ever(
    hq: RunningHq,
) -> None:
    open_store(hq)
    placed = place(hq, wanted((MILK, 1_000), pay="online"))
    order = placed.order
    fields = {"store_id": "S001", "order_id": order.id, "payment_id": "p1", "amount": 650}
    with hq.hq.database.scope("S001") as scope:
        scope.insert(
            t.order_payment,
            [fields | {"state": "paid", "url": "", "created_at": NOON, "ask_at": NOON}],
        )
        scope.insert(
            t.order_refund, [fields | {"refund_id": "r1", "state": "done", "next_at": NOON}]
        )
        moves = [
            OrderMove(id="pay", order=order.id, move="pay", step=1, at=1, who="hq", amount=650),
            OrderMove(id="cash", order=order.id, move="pay", step=1, at=1, who="shop", amount=650),
            OrderMove(id="no", order=order.id, move="cancel", step=2, at=1, who="shop"),
            OrderMove(
                id="rd", order=order.id, move="refund_done", step=3, at=1, who="hq", amount=650
            ),
        ]
        view = record(scope, "S001", ORIGIN_HQ, moves=moves)[order.id]
        assert (view.refund, view.owed_here) == ("DUE", 650)
        assert orders_pay.orders_to_refund(scope) == []
