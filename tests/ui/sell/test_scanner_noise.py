"""Two scanners' worth of noise: never a quantity of 6,921,168 (scene 5)."""

from __future__ import annotations

from tests.ui.sell.conftest import BREAD, SODA, STALE, UNPRICED, WATER, Counter

ALIPAY = "286666666666666666"


def test_barcode_landing_in_quantity(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F2")
    counter.scan(BREAD.code)
    assert counter.till.sheet is None
    assert counter.lines() == [(SODA.name, "1", "3.50"), (BREAD.name, "1", "9.90")]


def test_a_code_typed_by_hand_is_no_quantity_either(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F2")
    counter.till.type(BREAD.code)
    counter.till.sees("数字太长,像是条码,没有填进来")
    counter.till.press("Esc")
    assert counter.lines() == [(SODA.name, "1", "3.50")]


def test_a_code_is_no_multiplier(counter: Counter) -> None:
    counter.till.type(f"{BREAD.code}*")
    counter.scan(SODA.code)
    assert counter.lines() == [(SODA.name, "1", "3.50")]


def test_barcode_twice_in_fifty_milliseconds_is_two_pieces(counter: Counter) -> None:
    counter.scan(SODA.code, SODA.code)
    assert counter.lines() == [(SODA.name, "2", "7.00")]


def test_a_scan_while_taking_cash_waits_and_is_sold_after_esc(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F9")
    counter.scan(BREAD.code)
    counter.till.sees(f"正在收款,先收完或按 Esc;刚扫的 {BREAD.code} 没有算进来")
    assert counter.screen.due.words().figure == "3.50"
    counter.till.press("Esc")
    assert counter.lines() == [(SODA.name, "1", "3.50"), (BREAD.name, "1", "9.90")]


def test_a_scan_while_taking_cash_is_named_again_after_payment(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F9")
    counter.scan(BREAD.code)
    counter.till.press("Enter")
    counter.until_no_sheet()
    assert f"收款时扫的 {BREAD.code} 没有算进去,请再扫" in counter.till.window.face.toasts.texts()
    assert [s.due for s in counter.sales()] == [350]
    assert counter.due() == ("找零", "0.00")


def test_a_scan_while_a_price_is_asked_for_is_sold_afterwards(counter: Counter) -> None:
    counter.scan(UNPRICED.code)
    counter.scan(WATER.code)
    counter.till.sees(f"刚扫的 {WATER.code} 接着就卖")
    counter.till.type("5")
    counter.till.press("Enter")
    assert [name for name, _q, _a in counter.lines()] == [WATER.name, UNPRICED.name]


def test_a_scan_while_a_managers_pin_is_asked_for_changes_nothing(counter: Counter) -> None:
    counter.scan(STALE.code)
    counter.till.sees("请店长授权")
    counter.scan(SODA.code)
    assert counter.lines() == []


def test_a_broken_code_asks_for_another_scan(counter: Counter) -> None:
    counter.scan("6901234500017")
    assert counter.till.sheet is None
    assert "条码 6901234500017 读错了,请再扫一次" in counter.till.window.face.toasts.texts()
    assert counter.lines() == []


def test_a_payment_code_on_the_sale_screen_sells_nothing(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.scan(ALIPAY)
    assert "这是付款码,请在收款时扫" in counter.till.window.face.toasts.texts()
    assert len(counter.lines()) == 1


def test_a_payment_code_while_taking_cash_is_no_amount(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F9")
    counter.scan(ALIPAY)
    counter.till.press("Enter")
    counter.until_no_sheet()
    assert [s.due for s in counter.sales()] == [350]


def test_a_scan_on_the_find_list_sells_the_scanned_goods(counter: Counter) -> None:
    counter.till.type("q")
    counter.scan(BREAD.code)
    assert [name for name, _q, _a in counter.lines()] == [BREAD.name]
    assert counter.screen.bar.text() == ""
