"""Taking money: once, whole, and said plainly when it could not be recorded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_app.domain.basket import BasketLine
from pos_app.domain.errors import ShopError
from pos_app.ui.screens.sell.cash import CashSheet
from sync.wire.facts import DrawerOpened, SaleAsked
from tests.ui.sell.conftest import BREAD, SODA, UNPRICED, WATER, Counter


def cash_sheet(counter: Counter) -> CashSheet:
    sheet = counter.till.sheet
    assert isinstance(sheet, CashSheet)
    return sheet


def test_change_paid_twice(counter: Counter) -> None:
    """Enter twice, as fast as a nervous finger: one sale, one receipt, one change."""
    counter.scan(SODA.code)
    counter.till.press("F9")
    counter.till.type("10")
    sheet = cash_sheet(counter)
    sheet.enter()
    sheet.enter()
    counter.until_no_sheet()
    counter.till.press("Enter", "Enter")
    assert [s.tenders[0].change for s in counter.sales()] == [650]
    assert len(counter.till.paper.receipts) == 1
    assert counter.till.paper.kicks == 1


def test_a_held_enter_key_pays_nothing_by_itself(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.till.press("F9")
    held = QKeyEvent(
        QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r", True
    )
    QApplication.sendEvent(cash_sheet(counter), held)
    assert counter.sales() == []


def test_receipt_number_reused(counter: Counter) -> None:
    """A sale that failed leaves no number behind, and no number comes twice."""
    for _ in range(3):
        counter.scan(SODA.code)
        counter.pay_cash()
    numbers = [s.receipt for s in counter.sales()]
    assert len(set(numbers)) == 3
    assert numbers == sorted(numbers)


def test_a_full_disk_is_said_and_the_basket_stays(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter.scan(SODA.code)

    def full(ledger: object, actor: object, basket: str) -> None:
        raise ShopError("disk_full")

    ledger = counter.till.session.writer.call(lambda shop: type(shop.ledger))
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "selling", full)
        counter.till.press("F9", "Enter")
        counter.till.sees("硬盘满了,这单没有记上,请清理后再收款")
        assert counter.till.paper.receipts == []
        assert counter.till.paper.kicks == 0
    assert len(counter.lines()) == 1
    counter.till.press("Enter")
    counter.until_no_sheet()
    assert [s.due for s in counter.sales()] == [350]


def test_too_little_cash_is_said_beside_the_amount(counter: Counter) -> None:
    counter.scan(BREAD.code)
    counter.till.press("F9")
    counter.till.type("5")
    counter.till.sees("还差", "4.90")
    counter.till.press("Enter")
    counter.till.sees("还差 4.90 元")
    assert counter.sales() == []


def test_the_odd_fen_are_let_go_by_f3_as_their_own_line(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code)
    counter.till.press("F9")
    counter.till.sees("可抹零到 13.00(F3)")
    counter.till.press("F3")
    counter.till.sees("已抹零 0.40(F3)")
    counter.till.press("Enter")
    counter.until_no_sheet()
    (sale,) = counter.sales()
    assert (sale.total, sale.rounding, sale.due) == (1340, 40, 1300)


def test_a_note_at_one_touch(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code)
    counter.till.press("F9")
    counter.till.click("20")
    counter.till.sees("6.60")
    counter.till.click("收款 13.40 并打印 · Enter")
    counter.until_no_sheet()
    assert counter.due() == ("找零", "6.60")


def test_half_cash_half_code(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code)
    counter.till.press("F9")
    counter.till.type("10")
    counter.till.press("F4")
    assert cash_sheet(counter).taking.left == 340
    counter.till.sees("收款码", "10.00")
    counter.till.press("Enter")
    counter.until_no_sheet()
    (sale,) = counter.sales()
    assert {t.method: t.amount for t in sale.tenders} == {"cash": 1000, "static_code": 340}
    assert next(t for t in sale.tenders if t.method == "static_code").confirmed_by_hand


def test_a_part_can_be_taken_out_again(counter: Counter) -> None:
    counter.scan(BREAD.code)
    counter.till.press("F9")
    counter.till.type("5")
    counter.till.press("F4")
    counter.till.click("去掉这一笔")
    assert cash_sheet(counter).taking.left == 990


def test_more_than_due_by_code_is_refused(counter: Counter) -> None:
    counter.scan(BREAD.code)
    counter.till.press("F9", "F10")
    counter.till.type("20")
    counter.till.press("Enter")
    counter.till.sees("只有现金能找零")
    assert counter.sales() == []


def test_the_shops_own_code_is_confirmed_by_hand(counter: Counter) -> None:
    counter.scan(BREAD.code)
    counter.till.press("F10")
    counter.till.sees("听到播报或在手机上看到到账,再按 Enter", "¥9.90")
    counter.till.press("Enter")
    counter.until_no_sheet()
    (sale,) = counter.sales()
    assert [(t.method, t.amount) for t in sale.tenders] == [("static_code", 990)]
    assert counter.till.paper.kicks == 0
    assert counter.due() == ("已收", "9.90")


def test_money_back_by_the_refund_sheet(counter: Counter) -> None:
    register = counter.till.session.register
    back = BasketLine(no=0, item=BREAD, qty=-1000, code=BREAD.code)
    register.add_return(back)
    counter.till.session.basket_changed.emit()
    assert counter.due() == ("应退", "9.90")
    counter.till.press("F9")
    counter.till.sees("退给顾客", "9.90")
    counter.till.press("Enter")
    counter.until_no_sheet()
    (sale,) = counter.sales()
    assert (sale.mode, sale.due) == ("return", -990)
    assert counter.due() == ("已退款", "9.90")


def test_a_cashier_refunds_with_a_manager_and_esc_gives_the_sheet_back(
    counter_of: Callable[[str], Counter],
) -> None:
    counter = counter_of("小周")
    register = counter.till.session.register
    register.add_return(BasketLine(no=0, item=BREAD, qty=-1000, code=BREAD.code))
    counter.till.session.basket_changed.emit()
    counter.till.press("F9", "Enter")
    counter.till.sees("请店长授权")
    counter.till.press("Esc")
    counter.till.press("Enter")
    counter.till.sees("请店长授权")
    counter.till.type("135790")
    counter.until_no_sheet()
    (sale,) = counter.sales()
    assert sale.approved_by is not None


def test_an_even_exchange_moves_no_money(counter: Counter) -> None:
    register = counter.till.session.register
    register.add_return(BasketLine(no=0, item=WATER, qty=-1000, code=WATER.code))
    counter.scan(WATER.code)
    assert counter.due() == ("应收", "0.00")
    counter.till.press("F9", "Enter")
    counter.until_no_sheet()
    (sale,) = counter.sales()
    assert (sale.mode, sale.due) == ("exchange", 0)


def test_the_drawer_opens_with_a_reason_and_a_right(
    counter_of: Callable[[str], Counter],
) -> None:
    counter = counter_of("小周")
    counter.till.press("F12", "2", "Enter")
    counter.till.sees("不收款开钱箱")
    assert counter.till.paper.kicks == 0
    counter.till.type("135790")
    counter.till.wait(lambda: counter.till.paper.kicks == 1)
    (opened,) = counter.facts(DrawerOpened)
    assert isinstance(opened, DrawerOpened)
    assert (opened.reason, opened.approved_by is not None) == ("找错钱", True)


def test_what_was_asked_for_is_noted_in_one_field(counter: Counter) -> None:
    counter.till.press("Ins")
    counter.till.type("oolong")
    counter.till.press("Enter")
    counter.until_no_sheet()
    (asked,) = counter.facts(SaleAsked)
    assert isinstance(asked, SaleAsked)
    assert (asked.asked, asked.item) == ("oolong", "")


def test_known_goods_that_are_out_are_noted_by_their_number(counter: Counter) -> None:
    counter.till.press("Ins")
    counter.till.type("hmdjdbg")
    counter.till.press("Down", "Enter")
    counter.until_no_sheet()
    (asked,) = counter.facts(SaleAsked)
    assert isinstance(asked, SaleAsked)
    assert (asked.asked, asked.item) == (UNPRICED.name, UNPRICED.id)
