"""Orders that tills place and move: one book at HQ, the same in whatever order they tell of it."""

from __future__ import annotations

import random
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from sync.hq.api.housekeeping import keep_house
from sync.hq.store import shop_rules
from sync.hq.store import tables as t
from sync.hq.store.orders_book import view_of
from sync.hq.store.projections import rebuild
from sync.hq.store.reading import Place, read
from sync.wire import chain
from sync.wire.facts import AnyFact, OrderMoved, OrderPlaced, ShopRulesSet
from sync.wire.feed import OrderRow, ShopRulesRow
from sync.wire.fulfilment import ShopRules, Timers, Zone
from sync.wire.order_machine import OrderView, fold
from sync.wire.orders import LineChange, OrderLine, OrderMove, PlacedOrder, Slot
from tests.support.hq import BOSS, NOON, RunningHq, TillByHand
from tests.support.storefront import MILK, look, on_page, open_store, place, wanted

DEAR = OrderLine(no=1, item=MILK, name="牛奶", qty=1_000, price=10**18, amount=650)
BOOK = (t.shop_order, t.order_move, t.order_reserve, t.shop_rules, t.on_hand)
DAY_MS = 86_400_000
STEPS = ("accept", "pick", "ready", "collect")


def counter_order(order_id: str = "c1", qty: int = 2_000, **more: Any) -> PlacedOrder:  # noqa: ANN401 - any field
    line = OrderLine(no=1, item=MILK, name="牛奶", qty=qty, price=650, amount=650 * qty // 1000)
    fields: dict[str, Any] = {
        "id": order_id, "store": "S001", "number": "0417", "code": "482916", "mode": "pickup",
        "channel": "phone", "placed_at": NOON, "lines": (line,), "goods": line.amount,
        "total": line.amount,
    }  # fmt: skip
    return PlacedOrder(**(fields | more))


def moves(order_id: str, *names: str, first: int = 1) -> list[OrderMove]:
    return [
        OrderMove(id=f"{order_id}-{n}", order=order_id, move=name, step=n, at=NOON + n, who="shop")
        for n, name in enumerate(names, first)
    ]


def at_hq(hq: RunningHq, order_id: str) -> OrderView:
    with hq.hq.database.reading("S001") as scope:
        found = view_of(scope, "S001", order_id)
    assert found is not None
    return found


def fed(till: TillByHand) -> dict[str, OrderRow]:
    changes, _ = till.all_changes()
    return {
        c.key: msgspec.json.decode(c.row, type=OrderRow)
        for c in changes
        if c.table == "order" and c.row is not None
    }


def test_an_order_that_was_taken_at_the_counter_is_held_back_from_the_page(hq: RunningHq) -> None:
    till = open_store(hq, stock=5_000)
    till.record(OrderPlaced(order=counter_order()))
    till.push(first=5)
    assert on_page(hq)[MILK] == 3_000
    till.record(OrderMoved(move=moves("c1", "cancel")[0]))
    till.push(first=6)
    assert on_page(hq)[MILK] == 5_000
    assert at_hq(hq, "c1").state == "CANCELLED"


def test_every_till_has_every_order_with_all_its_moves(hq: RunningHq) -> None:
    one, two = open_store(hq), hq.till("S001", "02")
    placed = place(hq, wanted((MILK, 1_000)))
    one.record(OrderPlaced(order=counter_order()))
    for move in moves(placed.order.id, "accept", "pick"):
        one.record(OrderMoved(move=move, order=placed.order if move.move == "accept" else None))
    one.push(first=5)
    two.record(OrderMoved(move=moves(placed.order.id, "ready", first=3)[0], order=placed.order))
    two.push()
    for till in (one, two):
        rows = fed(till)
        assert set(rows) == {"c1", placed.order.id}
        row = rows[placed.order.id]
        assert fold(row.order, row.moves).state == "READY"
    assert look(hq, placed).state == "READY"
    sums = [r["origin"] for r in hq.rows(t.shop_order)]
    assert sorted(sums) == ["hq", "till"]


def test_a_rebuild_from_facts_gives_the_same_book_and_keeps_what_hq_took(hq: RunningHq) -> None:
    till = open_store(hq)
    placed = place(hq, wanted((MILK, 1_000)))
    till.record(OrderPlaced(order=counter_order()))
    for move in (*moves("c1", *STEPS), *moves(placed.order.id, "accept")):
        till.record(OrderMoved(move=move))
    till.record(ShopRulesSet(rules=ShopRules(margin=2_000)), at=NOON + 5)
    till.push(first=5)
    before = {table.name: hq.rows(table) for table in (*BOOK, t.feed)}
    with hq.hq.database.scope("S001") as scope:
        assert rebuild(scope, "S001") == 11
    assert {table.name: hq.rows(table) for table in (*BOOK, t.feed)} == before


def test_hq_from_an_old_backup_has_an_order_again_from_what_the_till_tells(hq: RunningHq) -> None:
    till = open_store(hq)
    want = wanted((MILK, 1_000))
    placed = place(hq, want)
    paid = OrderMove(
        id="pay-1", order=placed.order.id, move="pay", step=1, at=NOON, who="hq", amount=650,
        method="online", reference="g1",
    )  # fmt: skip
    with hq.hq.database.scope("S001") as scope:  # as if HQ had never heard of it
        for table in (t.shop_order, t.order_move, t.order_reserve):
            scope.conn.execute(scope.delete(table))
    assert on_page(hq)[MILK] == 50_000
    move = moves(placed.order.id, "accept", first=2)[0]
    till.record(OrderMoved(move=move, order=placed.order, known=(paid,)))
    till.push(first=5)
    view = look(hq, placed)
    assert (view.state, view.paid) == ("ACCEPTED", 650)
    assert on_page(hq)[MILK] == 49_000
    again = place(hq, want)
    assert (again.again, again.order, again.token) == (True, placed.order, placed.token)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.randoms(use_true_random=False))
def test_moves_that_come_late_twice_and_shuffled_end_in_the_same_state(
    hq: RunningHq, rnd: random.Random
) -> None:
    name = f"o{rnd.randrange(1 << 60):x}"
    if not hq.rows(t.device):
        hq.till("S001")
        hq.till("S001", "02")
    made = [*moves(name, *STEPS), *moves(f"{name}", "cancel", first=9)]
    order = counter_order(name)
    expected = fold(order, made)
    facts: list[AnyFact] = [OrderMoved(move=m) for m in (*made, *rnd.sample(made, 3))]
    rnd.shuffle(facts)
    facts.insert(rnd.randrange(len(facts) + 1), OrderPlaced(order=order))
    half = rnd.randrange(len(facts) + 1)
    for number, part in (("03", facts[:half]), ("04", facts[half:])):
        till = hq.till("S001", number)
        for n, fact in enumerate(part):
            till.record(fact, at=NOON + n, id=f"{number}{n:02d}{name}"[:32])
        if part:
            till.push()
    view = at_hq(hq, name)
    assert (view.state, view.lines) == (expected.state, expected.lines)
    assert {m.id for m in view.late} == {m.id for m in expected.late}


def test_the_latest_rules_hold_from_wherever_they_come(hq: RunningHq) -> None:
    till = open_store(hq)

    def margin() -> int:
        with hq.hq.database.reading("S001") as scope:
            return shop_rules.rules(scope, "S001").margin

    till.record(ShopRulesSet(rules=ShopRules(margin=2_000), version=2), at=NOON + 50)
    till.record(ShopRulesSet(rules=ShopRules(margin=1_000), version=2), at=NOON + 20)
    till.push(first=5)
    assert margin() == 2_000
    hq.clock.at = NOON + 60
    with hq.hq.database.scope("S001") as scope:
        shop_rules.set_rules(scope, "S001", ShopRules(margin=3_000), hq.clock())
    assert margin() == 3_000
    changes, _ = till.all_changes()
    (row,) = (c.row for c in changes if c.table == "shop_rules")
    assert row is not None
    assert msgspec.json.decode(row, type=ShopRulesRow).rules.margin == 3_000


def test_rules_that_were_set_under_a_clock_set_back_hold_all_the_same(hq: RunningHq) -> None:
    till = open_store(hq)
    till.record(ShopRulesSet(rules=ShopRules(margin=2_000), version=2), at=NOON + 50)
    till.record(ShopRulesSet(rules=ShopRules(margin=1_000), version=3), at=NOON - DAY_MS)
    till.push(first=5)
    with hq.hq.database.scope("S001") as scope:
        assert shop_rules.rules(scope, "S001").margin == 1_000
        shop_rules.set_rules(scope, "S001", ShopRules(margin=5_000), NOON - 2 * DAY_MS)
        shop_rules.set_rules(scope, "S001", ShopRules(margin=4_000), NOON - 3 * DAY_MS)
        assert shop_rules.rules(scope, "S001").margin == 4_000
    changes, _ = till.all_changes()
    (row,) = (c.row for c in changes if c.table == "shop_rules")
    assert row is not None
    assert msgspec.json.decode(row, type=ShopRulesRow).version == 5


@pytest.mark.parametrize(
    "fact",
    [
        OrderPlaced(order=counter_order(store="S002")),
        OrderPlaced(order=counter_order("x" * 40)),
        OrderPlaced(order=counter_order(total=1 << 70)),
        OrderPlaced(order=counter_order(placed_at=1 << 50)),
        OrderPlaced(order=counter_order(number="a\0b")),
        OrderPlaced(order=counter_order(qty=-5)),
        OrderMoved(move=moves("c2", "accept")[0], order=counter_order()),
        OrderMoved(move=OrderMove(id="", order="c1", move="accept", step=1, at=1, who="shop")),
        OrderMoved(move=OrderMove(id="m", order="c1", move="pay", step=1 << 80, at=1, who="hq")),
        OrderPlaced(order=counter_order(fee=1 << 62)),
        OrderPlaced(order=counter_order(slot=Slot(date="2026-02-31", start=0, end=60))),
        OrderPlaced(order=counter_order(slot=Slot(date="2026-03-03", start=0, end=1 << 70))),
        OrderPlaced(order=counter_order(lines=(DEAR,))),
        OrderMoved(move=moves("c2", "adjust")[0], order=counter_order("c2", lines=(DEAR,))),
        OrderMoved(
            move=replace(
                moves("c1", "adjust")[0], changes=(LineChange(no=1, qty=1000, instead=DEAR),)
            ),
            order=counter_order(),
        ),
        OrderMoved(
            move=replace(moves("c1", "adjust")[0], changes=(LineChange(no=1, qty=10**13),)),
            order=counter_order(),
        ),
        ShopRulesSet(rules=ShopRules(days_ahead=10_000)),
        ShopRulesSet(rules=ShopRules(timers=Timers(accept=-5))),
        ShopRulesSet(rules=ShopRules(timers=Timers(pick=1 << 70))),
        ShopRulesSet(rules=ShopRules(zones=(Zone(name="x", places=("x",), fee=1 << 62),))),
        ShopRulesSet(rules=ShopRules(), version=1 << 70),
    ],
)
def test_a_fact_that_makes_no_sense_waits_in_quarantine_and_blocks_nothing(
    hq: RunningHq, fact: AnyFact
) -> None:
    till = hq.till("S001")
    till.record(fact)
    till.record(OrderPlaced(order=counter_order("good")))
    answer = till.push()
    assert [q.seq for q in answer.quarantined] == [1]
    assert [r["order_id"] for r in hq.rows(t.shop_order)] == ["good"]


numbers = st.one_of(st.integers(-10, 10), st.integers(-(2**70), 2**70))
texts = st.text(max_size=50)


@given(numbers, numbers, numbers, texts, texts)
def test_whatever_numbers_an_order_has_reading_never_raises(
    qty: int, at: int, step: int, name: str, key: str
) -> None:
    order = counter_order(key, placed_at=at, number=name, goods=qty)
    move = OrderMove(id=name, order=key, move=name, step=step, at=at, who="shop", amount=qty)
    for fact in (OrderPlaced(order=order), OrderMoved(move=move, order=order)):
        try:
            payload = chain.encode(
                chain.Entry(
                    store="S001", till="01", epoch=1, seq=1, id="f" * 32, at=NOON, offset=480,
                    date="2026-03-03", actor=BOSS, fact=fact,
                )
            )  # fmt: skip
        except (msgspec.MsgspecError, UnicodeEncodeError, OverflowError):
            continue
        reading = read(payload, Place("S001", "01", 1, 1))
        assert bool(reading.reason) != (reading.entry is not None)


def test_a_timer_that_ran_out_at_two_tills_is_the_same_move_everywhere(hq: RunningHq) -> None:
    one, two = open_store(hq), hq.till("S001", "02")
    one.record(OrderPlaced(order=counter_order()))
    ran_out = OrderMove(id="t", order="c1", move="cancel", step=4, at=NOON, who="timer")
    one.record(OrderMoved(move=moves("c1", "accept")[0]))
    one.record(OrderMoved(move=ran_out))
    one.push(first=5)
    assert at_hq(hq, "c1").step == 4
    sooner = replace(ran_out, step=2)
    two.record(OrderMoved(move=sooner))
    two.push()
    assert at_hq(hq, "c1") == fold(counter_order(), [*moves("c1", "accept"), sooner, ran_out])
    forged = replace(ran_out, step=1, who="shop")
    two.record(OrderMoved(move=forged))
    two.push(first=2)
    assert at_hq(hq, "c1").step == 2


def test_an_order_that_owes_money_stays_with_every_till_however_old_it_is(hq: RunningHq) -> None:
    till = hq.till("S001")
    till.record(OrderPlaced(order=counter_order("owes", placed_at=NOON - 90 * DAY_MS)))
    paid = OrderMove(id="p", order="owes", move="pay", step=1, at=1, who="shop", amount=1_300)
    till.record(OrderMoved(move=paid))
    till.record(OrderMoved(move=moves("owes", "cancel", first=2)[0]))
    till.push()
    keep_house(hq.hq, "S001")
    assert set(fed(till)) == {"owes"}


def test_orders_that_ended_long_ago_leave_the_feed_and_stay_at_hq(hq: RunningHq) -> None:
    till = hq.till("S001")
    for order_id, at in (("old", NOON - 90 * DAY_MS), ("open", NOON - 90 * DAY_MS), ("new", NOON)):
        till.record(OrderPlaced(order=counter_order(order_id, placed_at=at)))
        if order_id != "open":
            till.record(OrderMoved(move=moves(order_id, "cancel")[0]))
    till.push()
    assert set(fed(till)) == {"old", "open", "new"}
    for _ in range(2):
        keep_house(hq.hq, "S001")
    assert set(fed(till)) == {"open", "new"}
    before = hq.rows(t.feed)
    with hq.hq.database.scope("S001") as scope:
        rebuild(scope, "S001")
    assert hq.rows(t.feed) == before
    assert at_hq(hq, "old").state == "CANCELLED"
