"""Orders at the till: taken, picked, handed over, given up; the drawer, the shelf and the books."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.domain.basket import Basket, Discount, add, set_discount
from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.item import Scanned
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.services.order_moves import Wish
from pos_app.storage import orders as tables
from pos_app.storage.verify import verify
from sync.wire import order_machine as m
from sync.wire.fulfilment import ShopRules, Timers, Zone
from sync.wire.order_machine import OrderView
from sync.wire.orders import (
    CUSTOMER,
    HQ,
    Customer,
    LineChange,
    OrderLine,
    OrderMove,
    PlacedOrder,
    Slot,
    pickup_text,
)
from tests.support.orders import feed, from_page
from tests.support.till import BOSS, PART_TIMER, Till, open_till
from tests.unit.goods import BREAD, EGGS, SMOKES, SODA, WATER, scan

CHEN = Customer(name="陈奶奶", phone="13800001234")
HOME = Customer(name="陈奶奶", phone="13800001234", address="万新花园 3 号楼 2 门 501")
RULES = ShopRules(
    delivery=True,
    zones=(Zone(name="万新", places=("万新",), fee=300, minimum=600, free_over=5_000),),
)


def basket(*scanned: Scanned, name: str = "b1") -> Basket:
    built = Basket(id=name)
    for one in scanned:
        built = add(built, one)
    return built


def cash(fen: int) -> tuple[Paid, ...]:
    return (Paid(method=CASH, received=fen),)


def pickup(till: Till, *scanned: Scanned, name: str = "b1", paid: int = 0) -> OrderView:
    wish = Wish(mode="pickup", customer=CHEN, pay="now" if paid else "on_hand_over")
    goods = scanned or (scan(SODA, qty=2_000),)
    return till.orders.place(basket(*goods, name=name), wish, BOSS, paid=cash(paid) if paid else ())


def delivery(till: Till, name: str = "b1", paid: int = 0, pieces: int = 3) -> OrderView:
    till.orders.set_rules(RULES, BOSS)
    wish = Wish(mode="delivery", customer=HOME, pay="now" if paid else "on_hand_over")
    goods = basket(scan(SODA, qty=pieces * 1_000), name=name)
    return till.orders.place(goods, wish, BOSS, paid=cash(paid) if paid else ())


def make_ready(till: Till, order_id: str) -> OrderView:
    till.orders.pick(order_id, BOSS)
    return till.orders.ready(order_id, BOSS)


def code_of(error: pytest.ExceptionInfo[ShopError]) -> str:
    return error.value.code


def drawer(till: Till) -> int:
    state = till.shifts.current()
    assert state is not None
    return state.expected


def turnover(till: Till) -> int:
    state = till.shifts.current()
    assert state is not None
    return state.turnover


def test_a_pickup_paid_at_once_is_in_the_drawer_now_and_in_the_turnover_when_it_is_fetched(
    till: Till,
) -> None:
    view = pickup(till, paid=1_000)
    assert (view.state, view.to_pay, till.book.promised(SODA.id)) == (m.ACCEPTED, 0, 2_000)
    assert (drawer(till), turnover(till)) == (20_700, 0)
    make_ready(till, "b1")
    sold = till.orders.collect("b1", view.order.code, (), BOSS)
    assert [(t.method, t.amount) for t in sold.sale.tenders] == [("prepaid", 700)]
    assert (drawer(till), turnover(till)) == (20_700, 700)
    assert till.book.promised(SODA.id) == 0
    assert till.book.available(SODA.id) == -2_000
    assert verify(till.conn).ok


def test_a_pickup_paid_on_hand_over_is_a_sale_with_change(till: Till) -> None:
    view = make_ready(till, pickup(till).order.id)
    sold = till.orders.collect("b1", pickup_text("S001", view.order.code), cash(1_000), BOSS)
    assert (sold.change, sold.sale.total, sold.sale.order_mode) == (300, 700, "pickup")
    assert drawer(till) == 20_700
    done = till.book.get("b1")
    assert done is not None
    assert (done.state, done.to_pay, done.refund) == (m.COLLECTED, 0, m.NO_REFUND)


def test_the_same_basket_is_never_placed_twice(till: Till) -> None:
    first = pickup(till, paid=1_000)
    assert pickup(till, paid=1_000) == first
    assert drawer(till) == 20_700


def test_a_wrong_code_the_second_time_another_shop_and_too_early_are_each_said(till: Till) -> None:
    view = pickup(till)
    other = f"{(int(view.order.code) + 1) % 1_000_000:06d}"
    for code, said in (
        (other, "order_wrong_code"),
        (pickup_text("S999", view.order.code), "order_other_shop"),
        (view.order.code, "order_not_ready"),
    ):
        with pytest.raises(ShopError) as error:
            till.orders.collect("b1", code, cash(700), BOSS)
        assert code_of(error) == said
    make_ready(till, "b1")
    till.orders.collect("b1", view.order.code, cash(700), BOSS)
    with pytest.raises(ShopError) as error:
        till.orders.collect("b1", view.order.code, cash(700), BOSS)
    assert code_of(error) == "order_collected"
    assert "10:40" in str(error.value)
    assert drawer(till) == 20_700


def test_who_comes_before_the_hour_that_was_promised_hears_of_it(till: Till) -> None:
    slot = Slot(date="2026-03-03", start=15 * 60, end=15 * 60 + 30)
    wish = Wish(mode="pickup", customer=CHEN, slot=slot)
    view = till.orders.place(basket(scan(SODA)), wish, BOSS)
    with pytest.raises(ShopError, match="15:00") as error:
        till.orders.collect("b1", view.order.code, cash(350), BOSS)
    assert code_of(error) == "order_too_early"


def test_without_a_code_a_manager_vouches(till: Till) -> None:
    pickup(till)
    make_ready(till, "b1")
    with pytest.raises(NeedsApproval):
        till.orders.collect("b1", "", cash(700), PART_TIMER)
    sold = till.orders.collect("b1", "", cash(700), PART_TIMER, approved_by=BOSS)
    assert sold.sale.approved_by is not None
    assert sold.sale.approved_by.name == BOSS.name


def test_a_slot_that_has_gone_or_is_full_is_refused(till: Till) -> None:
    till.orders.set_rules(ShopRules(slot_orders=1), BOSS)
    for start, said in ((9 * 60, "order_slot_gone"), (15 * 60, ""), (15 * 60, "order_slot_full")):
        slot = Slot(date="2026-03-03", start=start, end=start + 30)
        built = basket(scan(SODA), name=f"b{start}{said}")
        if not said:
            till.orders.place(built, Wish(mode="pickup", slot=slot), BOSS)
            continue
        with pytest.raises(ShopError) as error:
            till.orders.place(built, Wish(mode="pickup", slot=slot), BOSS)
        assert code_of(error) == said


def test_a_delivery_takes_the_zones_fee_and_its_cash_at_the_door(till: Till) -> None:
    view = delivery(till)
    assert (view.order.fee, view.to_pay, view.order.customer.zone) == (300, 1_350, "万新")
    make_ready(till, "b1")
    trip = till.orders.send_out(("b1",), "老赵", BOSS)
    assert trip
    sold = till.orders.deliver("b1", cash(2_000), BOSS)
    sale = sold.sale
    assert (sale.total, sale.fee, sold.change) == (1_350, 300, 650)
    assert sum(line.amount for line in sale.lines) + sale.fee == sale.total
    assert (drawer(till), turnover(till)) == (21_350, 1_350)
    done = till.book.get("b1")
    assert done is not None
    assert done.state == m.COMPLETED
    assert verify(till.conn).ok


@pytest.mark.parametrize(
    ("customer", "pieces", "said"),
    [
        (CHEN, 3, "order_no_address"),
        (Customer(address="万新花园"), 3, "order_no_phone"),
        (Customer(phone="12ab", address="万新花园"), 3, "order_bad_phone"),
        (Customer(phone="13800001234", address="别处"), 3, "order_no_zone"),
        (HOME, 1, "order_below_minimum"),
    ],
)
def test_a_delivery_that_the_rules_do_not_allow_is_refused_in_plain_words(
    till: Till, customer: Customer, pieces: int, said: str
) -> None:
    till.orders.set_rules(RULES, BOSS)
    built = basket(scan(SODA, qty=pieces * 1_000))
    with pytest.raises(ShopError) as error:
        till.orders.place(built, Wish(mode="delivery", customer=customer), BOSS)
    assert code_of(error) == said
    assert till.book.open() == []


def test_tobacco_is_never_delivered(till: Till) -> None:
    till.orders.set_rules(RULES, BOSS)
    with pytest.raises(ShopError) as error:
        till.orders.place(basket(scan(SMOKES)), Wish(mode="delivery", customer=HOME), BOSS)
    assert code_of(error) == "order_tobacco"
    assert pickup(till, scan(SMOKES)).state == m.ACCEPTED


def test_nobody_at_home_and_it_goes_back_to_the_shelf_with_the_money(till: Till) -> None:
    delivery(till, paid=1_350)
    make_ready(till, "b1")
    till.orders.send_out(("b1",), "老赵", BOSS)
    till.orders.fail("b1", "没人", BOSS)
    assert till.book.promised(SODA.id) == 3_000
    view = till.orders.put_back("b1", BOSS)
    assert (view.state, view.refund, view.to_pay) == (m.RETURNED, m.REFUND_DUE, -1_350)
    assert till.book.available(SODA.id) == 0
    back = till.orders.refund("b1", CASH, BOSS)
    assert (back.refund, back.to_pay) == (m.REFUND_DONE, 0)
    assert (drawer(till), turnover(till)) == (20_000, 0)
    with pytest.raises(ShopError) as error:
        till.orders.refund("b1", CASH, BOSS)
    assert code_of(error) == "order_nothing_due"


def test_one_of_four_that_was_not_at_home_goes_out_again(till: Till) -> None:
    for name in ("b1", "b2"):
        delivery(till, name=name)
        make_ready(till, name)
    till.orders.send_out(("b1", "b2"), "老赵", BOSS)
    till.orders.fail("b2", "没人", BOSS)
    assert till.orders.again("b2", BOSS).state == m.READY
    till.orders.send_out(("b2",), "老赵", BOSS)
    till.orders.deliver("b2", (Paid(method=STATIC_CODE, received=1_350),), BOSS)
    assert drawer(till) == 20_000


def test_a_trip_goes_out_whole_or_not_at_all(till: Till) -> None:
    delivery(till, name="b1")
    delivery(till, name="b2")
    make_ready(till, "b1")
    with pytest.raises(ShopError) as error:
        till.orders.send_out(("b1", "b2"), "老赵", BOSS)
    assert code_of(error) == "order_moved_on"
    view = till.book.get("b1")
    assert view is not None
    assert view.state == m.READY


def test_something_is_out_and_the_customer_agrees_to_another(till: Till) -> None:
    pickup(till, scan(SODA, qty=2_000), scan(BREAD), paid=2_000)
    till.orders.pick("b1", BOSS)
    water = OrderLine(no=0, item=WATER.id, name=WATER.name, qty=1_000, price=200, amount=200)
    change = LineChange(no=2, qty=1_000, instead=water)
    asked = till.orders.adjust("b1", (change,), BOSS, ask=True)
    assert (asked.state, till.book.promised(WATER.id)) == (m.ADJUSTED, 1_000)
    agreed = till.orders.answer("b1", True, BOSS)
    assert (agreed.total, till.book.promised(BREAD.id)) == (900, 0)
    assert agreed.refund == m.REFUND_DUE
    till.orders.ready("b1", BOSS)
    sold = till.orders.collect("b1", agreed.order.code, (), BOSS)
    assert [(t.method, t.amount) for t in sold.sale.tenders] == [("prepaid", 900)]
    till.orders.refund("b1", CASH, BOSS)
    assert drawer(till) == 20_900


def test_weighed_goods_are_settled_by_what_they_weigh(till: Till) -> None:
    placed = pickup(till, scan(EGGS, qty=1_000), paid=2_000)
    till.orders.pick("b1", BOSS)
    heavier = (LineChange(no=1, qty=1_100),)
    view = till.orders.ready("b1", BOSS, changes=heavier)
    assert view.total == (placed.total * 1_100 + 500) // 1_000
    assert view.to_pay == view.total - placed.total
    sold = till.orders.collect("b1", view.order.code, cash(view.to_pay), BOSS)
    assert sum(t.amount for t in sold.sale.tenders) == sold.sale.due


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (LineChange(no=9, qty=0), "order_no_such_line"),
        (LineChange(no=1, qty=3_000), "order_too_many"),
        (LineChange(no=1, qty=6_921_168_000), "bad_quantity"),
        (LineChange(no=1, qty=0), "order_nothing_left"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(till: Till, change: LineChange, said: str) -> None:
    pickup(till)
    till.orders.pick("b1", BOSS)
    with pytest.raises(ShopError) as error:
        till.orders.adjust("b1", (change,), BOSS, ask=False)
    assert code_of(error) == said


def test_an_offer_is_not_handed_over_without_an_answer(till: Till) -> None:
    pickup(till, scan(BREAD))
    till.orders.pick("b1", BOSS)
    water = OrderLine(no=0, item=WATER.id, name=WATER.name, qty=1_000, price=200, amount=200)
    till.orders.adjust("b1", (LineChange(no=1, qty=1_000, instead=water),), BOSS, ask=True)
    with pytest.raises(ShopError) as error:
        till.orders.ready("b1", BOSS)
    assert code_of(error) == "order_nothing_left"


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
    assert till.book.moves("p1") == other.book.moves("p1")
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
