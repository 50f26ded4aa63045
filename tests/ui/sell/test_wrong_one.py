"""不是这个,那个蓝的: remove, multiply, void, and take it all back (scene 3)."""

from __future__ import annotations

from collections.abc import Callable

from sync.wire.facts import BasketVoided
from tests.ui.sell.conftest import BREAD, NOODLES, SODA, WATER, Counter


def test_remove_line_two_scan_another_then_four_of_it(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code, WATER.code)
    counter.till.press("Up", "Del")
    counter.scan(NOODLES.code)
    counter.till.type("4*")
    counter.till.press("Enter")
    assert counter.lines() == [
        (SODA.name, "1", "3.50"), (WATER.name, "1", "2.00"), (NOODLES.name, "4", "23.60"),
    ]  # fmt: skip
    counter.pay_cash()
    (sale,) = counter.sales()
    assert [t.name for t in sale.taken_out] == [BREAD.name]


def test_undo_takes_back_step_by_step(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code)
    counter.till.press("Del", "Ctrl+Z")
    assert [name for name, _q, _a in counter.lines()] == [SODA.name, BREAD.name]
    counter.till.press("Ctrl+Z", "Ctrl+Z")
    assert counter.lines() == []


def test_the_toast_puts_a_line_back_where_it_was_whatever_came_since(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code)
    counter.till.press("Up", "Del")
    counter.scan(WATER.code)
    counter.till.click("撤销")
    assert [name for name, _q, _a in counter.lines()] == [SODA.name, BREAD.name, WATER.name]
    counter.pay_cash()
    assert counter.sales()[0].taken_out == ()


def test_void_leaves_a_trace_and_undo_brings_the_basket_back(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code)
    counter.till.press("Shift+Del", "Down", "Enter")
    counter.till.wait(lambda: counter.lines() == [])
    (void,) = counter.facts(BasketVoided)
    assert isinstance(void, BasketVoided)
    assert (void.total, void.reason) == (1340, "扫错了")
    counter.till.press("Ctrl+Z")
    assert len(counter.lines()) == 2
    counter.pay_cash()
    assert [s.due for s in counter.sales()] == [1340]


def test_a_cashier_voids_with_a_manager_and_both_names_stand(
    counter_of: Callable[[str], Counter],
) -> None:
    counter = counter_of("小周")
    counter.scan(SODA.code)
    counter.till.press("Shift+Del", "Enter")
    counter.till.sees("请店长授权")
    counter.till.type("135790")
    counter.till.wait(lambda: counter.lines() == [])
    (void,) = counter.facts(BasketVoided)
    assert isinstance(void, BasketVoided)
    assert void.approved_by is not None
    assert void.approved_by.name == "王姐"


def test_the_quantity_sheet(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F2")
    counter.till.type("6")
    counter.till.sees("21.00")
    counter.till.press("Enter")
    assert counter.lines() == [(SODA.name, "6", "21.00")]
    counter.till.press("F2")
    counter.till.type("0")
    counter.till.press("Enter")
    assert counter.lines() == []


def test_half_a_bottle_is_refused_in_place(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F2")
    counter.till.type("1.5")
    counter.till.press("Enter")
    counter.till.sees("冰峰橙味汽水 按件卖,数量要是整数")
    counter.till.press("Esc")
    assert counter.lines() == [(SODA.name, "1", "3.50")]
