"""Orders at the till: taken, picked, handed over, given up; the drawer, the shelf and the books."""

from __future__ import annotations

import pytest

from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.services.order_moves import Wish
from pos_app.storage.verify import verify
from sync.wire import order_machine as m
from sync.wire.fulfilment import ShopRules
from sync.wire.orders import (
    Customer,
    LineChange,
    OrderLine,
    Slot,
    pickup_text,
)
from tests.storage.ordering import (
    CHEN,
    HOME,
    RULES,
    basket,
    cash,
    code_of,
    delivery,
    drawer,
    make_ready,
    pickup,
    turnover,
)
from tests.support.till import BOSS, PART_TIMER, Till
from tests.unit.goods import BREAD, EGGS, SMOKES, SODA, WATER, scan


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
    with pytest.raises(NeedsApproval):
        till.orders.refund("b1", CASH, PART_TIMER)
    with pytest.raises(ShopError):
        till.orders.refund("b1", "6921168", BOSS)
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
