"""Label says 5.50, till 5.90 (scene 7); discounts and their limits."""

from __future__ import annotations

from collections.abc import Callable

from tests.ui.sell.conftest import BREAD, NOODLES, SMOKES, SODA, Counter


def test_a_manager_steps_up_and_the_reason_names_the_label(
    counter_of: Callable[[str], Counter],
) -> None:
    counter = counter_of("小周")
    counter.scan(NOODLES.code)
    counter.till.press("F3")
    counter.till.sees("原价 5.90", "价签")
    counter.till.type("5.5")
    counter.till.press("Enter")
    counter.till.sees("请店长授权", "改价")
    assert counter.lines() == [(NOODLES.name, "1", "5.90")]
    counter.till.type("135790")
    counter.till.wait(lambda: counter.lines() == [(NOODLES.name, "1", "5.50")])
    assert counter.till.session.staff.name == "小周"
    counter.pay_cash()
    (sale,) = counter.sales()
    (line,) = sale.lines
    assert (line.price, line.list_price, line.reason) == (550, 590, "价签")
    assert line.approved_by is not None
    assert line.approved_by.name == "王姐"


def test_giving_up_the_pin_leaves_the_price(counter_of: Callable[[str], Counter]) -> None:
    counter = counter_of("小周")
    counter.scan(NOODLES.code)
    counter.till.press("F3")
    counter.till.type("5.5")
    counter.till.press("Enter", "Esc")
    assert counter.lines() == [(NOODLES.name, "1", "5.90")]


def test_another_reason_by_the_arrow_keys(counter: Counter) -> None:
    counter.scan(NOODLES.code)
    counter.till.press("F3", "Down")
    counter.till.type("4")
    counter.till.press("Enter")
    counter.till.sees("临期", "5.90")
    assert counter.lines() == [(NOODLES.name, "1", "4.00")]


def test_nine_fold_on_the_line_then_on_the_whole_basket(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code)
    counter.till.press("F4")
    counter.till.type("10")
    counter.till.press("Enter")
    assert counter.lines()[1] == (BREAD.name, "1", "8.91")
    counter.till.sees("9 折")
    assert counter.screen.due.words().note == "已省 0.99"
    counter.till.press("F4", "F4")
    counter.till.type("50")
    counter.till.press("Enter")
    assert counter.due() == ("应收", "6.20")
    counter.till.press("F4", "F4")
    counter.till.press("Backspace", "Enter")
    assert counter.due() == ("应收", "12.41")


def test_a_cashier_may_give_five_percent_and_not_more(
    counter_of: Callable[[str], Counter],
) -> None:
    counter = counter_of("小周")
    counter.scan(BREAD.code)
    counter.till.press("F4")
    counter.till.type("5")
    counter.till.press("Enter")
    assert counter.lines() == [(BREAD.name, "1", "9.40")]
    counter.till.press("F4")
    counter.till.type("20")
    counter.till.press("Enter")
    counter.till.sees("折扣超过您的上限")


def test_tobacco_is_neither_discounted_nor_sold_below_its_floor(counter: Counter) -> None:
    counter.scan(SMOKES.code)
    counter.till.press("F3")
    counter.till.type("8")
    counter.till.press("Enter")
    counter.till.sees("烟价不能低于 8.50 元")
    counter.till.press("Esc")
    assert counter.lines() == [(SMOKES.name, "1", "9.00")]


def test_a_sum_off_never_exceeds_the_amount(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F4")
    counter.till.click("减多少元")
    counter.till.type("99")
    counter.till.press("Enter")
    counter.till.sees("优惠不能超过金额")
