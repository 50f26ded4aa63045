"""Orders beside their course: the page, the feed, timers, rules, the day, the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.domain.basket import Discount, set_discount
from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.tender import CASH
from pos_app.services.order_moves import Wish
from pos_app.storage import journal
from pos_app.storage import orders as tables
from pos_app.storage.chain_sink import RestoredChains
from pos_app.storage.verify import verify
from sync.wire import order_machine as m
from sync.wire.fulfilment import ShopRules, Timers, Zone
from sync.wire.orders import (
    CUSTOMER,
    HQ,
    LineChange,
    OrderLine,
    OrderMove,
    PlacedOrder,
)
from tests.storage.ordering import (
    CHEN,
    HOME,
    basket,
    cash,
    code_of,
    delivery,
    drawer,
    make_ready,
    pickup,
)
from tests.support.orders import feed, from_page
from tests.support.till import BOSS, PART_TIMER, Till, open_till
from tests.unit.goods import BREAD, SODA, WATER, scan


def test_a_discount_that_was_given_stays_on_the_order(till: Till) -> None:
    built = set_discount(basket(scan(SODA, qty=3_000)), 1, Discount(rate_bp=1_000))
    view = till.orders.place(built, Wish(mode="pickup"), BOSS)
    assert view.total == 945
    till.orders.pick("b1", BOSS)
    fewer = till.orders.adjust("b1", (LineChange(no=1, qty=1_000),), BOSS, ask=False)
    assert fewer.total == 315


def test_the_rounding_falls_on_goods_and_fee_alike(till: Till) -> None:
    till.settings.change("rounding_auto", True, BOSS)
    till.orders.set_rules(
        ShopRules(delivery=True, zones=(Zone(name="万新", places=("万新",), fee=333),)), BOSS
    )
    till.orders.place(basket(scan(SODA)), Wish(mode="delivery", customer=HOME), BOSS)
    make_ready(till, "b1")
    sale = till.orders.deliver("b1", cash(700), BOSS).sale
    assert (sale.total, sale.rounding, sale.due) == (683, 33, 650)
    assert 0 < sale.lines[0].net < sale.lines[0].amount


def test_a_cashier_does_not_cancel_alone_unless_the_customer_asked(till: Till) -> None:
    pickup(till)
    with pytest.raises(NeedsApproval):
        till.orders.cancel("b1", "顾客不要了", PART_TIMER)
    order = from_page("p1", scan(SODA))
    ask = OrderMove(id="x", order="p1", move="request_cancel", step=1, at=2, who=CUSTOMER)
    feed(till, order, ask)
    assert till.orders.cancel("p1", "", PART_TIMER).state == m.CANCELLED
    assert till.orders.cancel("b1", "顾客不要了", PART_TIMER, approved_by=BOSS).state == m.CANCELLED


def test_an_order_from_the_page_is_told_whole_with_the_tills_first_move(till: Till) -> None:
    paid = OrderMove(
        id="$", order="p1", move="pay", step=1, at=2, who=HQ, amount=350, method="online"
    )
    feed(till, from_page("p1", scan(SODA), pay="online"), paid)
    assert (till.book.waiting(), till.book.promised(SODA.id)) == (1, 1_000)
    till.orders.accept("p1", BOSS)
    assert till.book.waiting() == 0
    till.conn.execute("DELETE FROM hq_order")
    tables.rebuild(till.conn)
    view = till.book.get("p1")
    assert view is not None
    assert (view.state, view.paid) == (m.ACCEPTED, 350)
    make_ready(till, "p1")
    till.orders.collect("p1", view.order.code, (), BOSS)
    assert drawer(till) == 20_000
    assert verify(till.conn).ok


def test_a_row_of_the_feed_that_comes_late_or_twice_changes_nothing(till: Till) -> None:
    order = from_page("p1", scan(SODA))
    feed(till, order)
    till.orders.accept("p1", BOSS)
    before = till.book.get("p1")
    feed(till, order)
    feed(till, order)
    assert till.book.get("p1") == before


def test_money_that_was_paid_online_does_not_come_out_of_the_drawer(till: Till) -> None:
    paid = OrderMove(
        id="$", order="p1", move="pay", step=1, at=2, who=HQ, amount=350, method="online"
    )
    feed(till, from_page("p1", scan(SODA), pay="online"), paid)
    till.orders.cancel("p1", "缺货", BOSS)
    with pytest.raises(ShopError) as error:
        till.orders.refund("p1", CASH, BOSS)
    assert code_of(error) == "order_refund_online"


def test_goods_that_the_till_does_not_know_can_still_be_picked_and_refused(till: Till) -> None:
    lines = (
        OrderLine(no=1, item="?", name="没见过的", qty=1_000, price=500, amount=500),
        OrderLine(no=2, item=SODA.id, name="汽水", qty=1_000, price=350, amount=350),
    )
    order = PlacedOrder(
        id="p1", store="S001", number="0417", code="482916", mode="pickup", channel="page",
        placed_at=till.clock.now_ms(), lines=lines, goods=850, total=850,
    )  # fmt: skip
    feed(till, order)
    till.orders.pick("p1", BOSS)
    till.orders.adjust("p1", (LineChange(no=1, qty=0),), BOSS, ask=False)
    till.orders.ready("p1", BOSS)
    assert till.orders.collect("p1", "482916", cash(350), BOSS).sale.total == 350


def test_an_order_is_found_by_code_number_last_digits_and_name(till: Till) -> None:
    order = pickup(till).order
    for text in (order.code, order.number, order.number.split("-")[1], "1234", "陈奶"):
        assert [v.order.id for v in till.book.find(text)] == ["b1"]
    assert till.book.find("  ") == till.book.find("99") == []
    assert [c.customer for c in till.book.customers("1234")] == [CHEN]
    assert till.book.customers("'; --") == []


def test_the_day_counts_what_was_placed_and_lists_what_ended(till: Till) -> None:
    pickup(till)
    delivery(till, name="b2")
    pickup(till, name="b3")
    till.orders.cancel("b3", "不要了", BOSS)
    day = till.book.today()
    assert (day.orders, day.pickup, day.delivery, day.amount, day.gone) == (2, 1, 1, 2_050, 1)
    assert [v.order.id for v in till.book.closed("2026-03-03")] == ["b3"]
    assert till.book.closed("2026-03-04") == []


def test_whose_the_promised_goods_are(till: Till) -> None:
    pickup(till)
    assert [(v.order.customer.name, qty) for v, qty in till.book.holders(SODA.id)] == [
        ("陈奶奶", 2_000)
    ]


def test_how_far_the_picking_is_survives_a_crash(till: Till) -> None:
    pickup(till)
    till.orders.keep_picked("b1", {1: 1_000})
    assert till.book.picked("b1") == {1: 1_000}
    make_ready(till, "b1")
    assert till.book.picked("b1") == {}


def test_a_timer_that_ran_out_is_a_fact_once(till: Till) -> None:
    feed(till, from_page("p1", scan(SODA), at=till.clock.now_ms()))
    assert till.orders.run_timers() == []
    till.clock.advance(6 * 60_000)
    fired = till.orders.run_timers()
    assert [(f.timer.name, f.timer.then) for f in fired] == [("accept", "remind")]
    assert till.orders.run_timers() == []
    view = till.book.get("p1")
    assert view is not None
    assert view.reminded == ("accept",)


def test_two_tills_that_were_off_fire_the_same_move(till: Till, tmp_path: Path) -> None:
    other = open_till(tmp_path / "other.db", till="02")
    rules = ShopRules(timers=Timers(accept_then="cancel"))
    order = from_page("p1", scan(SODA), at=till.clock.now_ms())
    for one in (till, other):
        one.orders.set_rules(rules, BOSS)
        feed(one, order)
        one.clock.advance(24 * 3_600_000)
        assert len(one.orders.run_timers()) == 1
    mine, theirs = (
        [move for move in one.book.moves("p1") if move.move != m.SEEN] for one in (till, other)
    )
    assert mine == theirs
    view = till.book.get("p1")
    assert view is not None
    assert view.state == m.CANCELLED
    other.conn.close()


def test_an_offer_that_nobody_answered_falls_away(till: Till) -> None:
    pickup(till, scan(SODA), scan(BREAD))
    till.orders.pick("b1", BOSS)
    water = OrderLine(no=0, item=WATER.id, name=WATER.name, qty=1_000, price=200, amount=200)
    till.orders.adjust("b1", (LineChange(no=2, qty=1_000, instead=water),), BOSS, ask=True)
    till.clock.advance(11 * 60_000)
    (fired,) = till.orders.run_timers()
    assert (fired.timer.then, fired.view.state) == ("decline", m.PICKING)
    assert [line.item for line in fired.view.lines] == [SODA.id]


@pytest.mark.parametrize(
    ("rules", "said"),
    [
        (ShopRules(opens=600, closes=600), "order_bad_hours"),
        (ShopRules(slot_minutes=0), "order_bad_slots"),
        (ShopRules(delivery=True), "order_bad_zones"),
        (ShopRules(zones=(Zone(name="", places=(), fee=1),)), "order_bad_zones"),
        (ShopRules(timers=Timers(accept=-1)), "order_bad_timers"),
        (ShopRules(timers=Timers(pick_then="cancel")), "order_bad_timers"),
        (ShopRules(margin=5_000, narrow_margin=1_000), "order_bad_margin"),
    ],
)
def test_rules_that_make_no_sense_are_refused(till: Till, rules: ShopRules, said: str) -> None:
    with pytest.raises(ShopError) as error:
        till.orders.set_rules(rules, BOSS)
    assert code_of(error) == said
    assert till.book.rules() == ShopRules()


def test_without_a_shift_nothing_is_paid_and_nothing_placed(till: Till) -> None:
    from pos_app.services.shifts import Count

    till.shifts.close(BOSS, Count(notes={10_000: 2}))
    with pytest.raises(ShopError) as error:
        pickup(till, paid=1_000)
    assert code_of(error) == "no_shift"
    assert till.book.open() == []


def test_a_book_that_was_changed_by_hand_is_found(till: Till) -> None:
    pickup(till)
    assert verify(till.conn).ok
    till.conn.execute("UPDATE order_held SET qty = 1000")
    assert any("order_held" in problem for problem in verify(till.conn).problems)


def test_a_stolen_till_s_orders_come_back_with_its_chain(till: Till, tmp_path: Path) -> None:
    feed(till, from_page("p1", scan(SODA)))
    till.orders.accept("p1", BOSS)
    view = pickup(till, paid=1_000)
    make_ready(till, "b1")
    till.orders.collect("b1", view.order.code, (), BOSS)
    delivery(till, name="b2")
    till.orders.cancel("b2", "不要了", BOSS)
    new = open_till(tmp_path / "new.db", epoch=2)
    facts = [row.payload for row in journal.rows_after(till.conn, 0)]
    RestoredChains(new.conn).append_restored(1, facts)
    for table in tables.WORKED_OUT:
        rows = f"SELECT * FROM {table}"
        assert new.conn.execute(rows).fetchall() == till.conn.execute(rows).fetchall()
    assert new.book.rules() == till.book.rules()
    assert verify(new.conn).ok
    new.orders.pick("p1", BOSS)
    assert verify(new.conn).ok
    new.conn.close()
