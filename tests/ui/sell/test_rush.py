"""Seven twenty, the rush: scan, scan, cash, change; never a mouse (scene 2)."""

from __future__ import annotations

from sync.wire.facts import BasketParked, BasketRecalled
from tests.ui.sell.conftest import BREAD, CASE, SODA, WATER, Counter


def test_change_stays_until_the_next_scan_starts_the_next_sale(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code)
    assert counter.due() == ("应收", "13.40")
    counter.pay_cash("20")
    assert counter.due() == ("找零", "6.60")
    counter.till.sees("收款完成", "6.60")
    assert counter.lines() == []
    counter.till.press("Down", "Up", "Esc")
    assert counter.due() == ("找零", "6.60")
    counter.scan(WATER.code)
    assert counter.due() == ("应收", "2.00")
    assert counter.lines() == [("清源矿泉水", "1", "2.00")]


def test_receipt_and_drawer_follow_the_commit(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F9")
    assert counter.till.paper.receipts == []
    assert counter.till.paper.kicks == 0
    counter.till.press("Enter")
    counter.until_no_sheet()
    (sale,) = counter.sales()
    ((entry, copy),) = counter.till.paper.receipts
    assert entry.fact.receipt == sale.receipt
    assert copy == 0
    assert counter.till.paper.kicks == 1


def test_twelve_sales_in_a_row_by_keys_alone(counter: Counter) -> None:
    for _ in range(12):
        counter.scan(SODA.code, WATER.code)
        counter.pay_cash()
    sales = counter.sales()
    assert [s.due for s in sales] == [550] * 12
    assert len({s.receipt for s in sales}) == 12
    assert counter.till.session.shift is not None
    assert counter.till.session.shift.cash_sales == 12 * 550


def test_a_number_and_the_star_multiply_the_next_scan(counter: Counter) -> None:
    counter.till.type("4*")
    counter.scan(SODA.code)
    assert counter.lines() == [("冰峰橙味汽水", "4", "14.00")]
    counter.scan(SODA.code)
    assert counter.lines() == [("冰峰橙味汽水", "5", "17.50")]


def test_a_case_costs_the_case_price(counter: Counter) -> None:
    counter.scan(CASE)
    assert counter.lines() == [("清源矿泉水", "12", "20.00")]
    counter.till.sees("整箱价")


def test_he_goes_for_his_wallet_two_others_are_served_and_he_is_recalled(
    counter: Counter,
) -> None:
    counter.scan(SODA.code, BREAD.code)
    counter.till.press("F5")
    counter.till.type("blue")
    counter.till.press("Enter")
    counter.till.wait(lambda: counter.lines() == [])
    counter.till.sees("取单 1")
    for _ in range(2):
        counter.scan(WATER.code)
        counter.pay_cash()
    counter.till.press("F6")
    counter.till.sees("blue", "13.40")
    counter.till.press("1")
    counter.till.wait(lambda: len(counter.lines()) == 2)
    counter.pay_cash()
    assert [s.due for s in counter.sales()] == [200, 200, 1340]
    assert len(counter.facts(BasketParked)) == len(counter.facts(BasketRecalled)) == 1


def test_recalling_parks_what_is_on_the_screen(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F5", "Enter")
    counter.till.wait(lambda: counter.lines() == [])
    counter.scan(BREAD.code)
    counter.till.press("F6", "Enter")
    counter.till.wait(lambda: [name for name, _q, _a in counter.lines()] == [SODA.name])
    counter.till.sees("取单 1")


def test_letters_find_goods_and_enter_takes_the_lit_one(counter: Counter) -> None:
    counter.till.type("qykqs")
    assert counter.screen.bar.is_open()
    counter.till.press("Enter")
    assert [name for name, _q, _a in counter.lines()] == [WATER.name]
    assert not counter.screen.bar.is_open()


def test_the_last_digits_of_a_code_are_enough(counter: Counter) -> None:
    counter.till.type("0028")
    counter.till.press("Enter")
    assert [name for name, _q, _a in counter.lines()] == [BREAD.name]


def test_arrows_walk_the_results_and_then_the_lines(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code, WATER.code)
    counter.till.press("Up", "Up", "+")
    assert counter.lines()[0] == (SODA.name, "2", "7.00")
    counter.till.press("Down", "-")
    assert [name for name, _q, _a in counter.lines()] == [SODA.name, WATER.name]
    counter.till.sees("已删除 麦香全麦吐司")


def test_the_quick_keys_sell_at_a_touch(counter: Counter) -> None:
    page = counter.till.session.desk.goods.quick_items()[0]
    item = next(i for i in page.items if not i.weighed and i.price is not None)
    counter.screen.quick.grid.tile_button(item.id).click()
    assert [name for name, _q, _a in counter.lines()] == [item.name]


def test_f11_prints_the_last_receipt_again_as_a_copy(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.pay_cash()
    counter.till.press("F11")
    counter.till.wait(lambda: len(counter.till.paper.receipts) == 2)
    assert [copy for _entry, copy in counter.till.paper.receipts] == [0, 1]
