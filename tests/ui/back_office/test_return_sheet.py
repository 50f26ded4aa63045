"""Goods come back: in part, again, never twice; by receipt, without one, into an exchange."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.ui.screens.returns.lines_page import COUNTS
from pos_app.ui.screens.returns.sheet import ReturnSheet
from sync.wire.facts import SaleCompleted
from tests.ui.back_office.conftest import Office


def sheet_of(office: Office) -> ReturnSheet:
    sheet = office.till.sheet
    assert isinstance(sheet, ReturnSheet)
    return sheet


def open_by_end(office: Office, receipt: str) -> ReturnSheet:
    office.till.press("F8")
    office.till.type(receipt[-3:])
    office.till.press("Enter")
    sheet = sheet_of(office)
    office.till.wait(lambda: sheet.now is not None)
    return sheet


def counts(sheet: ReturnSheet) -> list[tuple[str, ...]]:
    """What each line says was bought, returned before and may still come back."""
    model = sheet.lines.model
    return [
        tuple(str(model.index(at, column).data()) for column in COUNTS)
        for at in range(model.rowCount())
    ]


def test_half_today_the_rest_next_week_and_then_nothing(office: Office) -> None:
    till, bread = office.till, office.till.goods()[0]
    receipt = office.sell((bread, 4))
    open_by_end(office, receipt)
    till.press("2", "Right", "Enter")
    office.wait_no_sheet()
    back = office.facts(SaleCompleted)[-1]
    assert back.mode == "return" and back.due == -2 * (bread.price or 0)
    assert back.reason == "破损" and not back.lines[0].restock
    assert till.paper.receipts[-1][0].fact == back and till.paper.kicks == 1

    sheet = open_by_end(office, receipt)
    assert counts(sheet) == [("4", "2", "2")]
    till.press("9")
    assert sheet.lines.model.rows[0].back == 2000
    till.press("Right", "Right", "Right", "Enter")
    office.wait_no_sheet()

    sheet = open_by_end(office, receipt)
    till.sees("已经退过 4,没有可退的了", "以前都退过了")
    assert not sheet.button.isEnabled()


def test_tobacco_stands_there_muted_with_the_reason(office: Office) -> None:
    snack, smokes = office.till.goods()[0], office.tobacco()
    receipt = office.sell((smokes, 1), (snack, 1))
    sheet = open_by_end(office, receipt)
    office.till.sees("烟草按规定不退不换")
    office.till.press("F4")
    assert [row.back for row in sheet.lines.model.rows] == [0, 1000]


def test_without_a_reason_nothing_goes_out(office: Office) -> None:
    receipt = office.sell((office.till.goods()[0], 1))
    open_by_end(office, receipt)
    office.till.press("+", "Enter")
    office.till.sees("请选或填一个原因")
    assert len(office.facts(SaleCompleted)) == 1


def test_goods_that_are_not_spoilt_go_back_to_the_shelf(office: Office) -> None:
    receipt = office.sell((office.till.goods()[0], 1))
    sheet = open_by_end(office, receipt)
    office.till.press("+", "Right", "Right", "Right")
    assert sheet.lines.reason() == "不合适" and sheet.lines.model.rows[0].restock
    office.till.press("Space")
    assert not sheet.lines.model.rows[0].restock


def test_money_goes_back_as_it_came(office: Office) -> None:
    receipt = office.sell((office.till.goods()[0], 1), method="static_code")
    open_by_end(office, receipt)
    office.till.press("+", "Right", "Enter")
    office.wait_no_sheet()
    assert [t.method for t in office.facts(SaleCompleted)[-1].tenders] == ["static_code"]
    assert office.till.paper.kicks == 0
    office.till.sees("用手机转")


def test_the_receipts_code_opens_it_and_goods_are_scanned_back(office: Office) -> None:
    till = office.till
    first, second, third = till.goods(3)
    receipt = office.sell((first, 2), (second, 1))
    till.press("F8")
    till.scan(receipt)
    till.scan(second.code)
    till.scan(first.code)
    till.scan(first.code)
    rows = sheet_of(office).lines.model.rows
    assert [row.back for row in rows] == [2000, 1000]
    till.scan(third.code)
    till.sees(f"这张小票上没有能退的 {third.name}")


def test_a_cashier_asks_a_manager_and_stays_logged_in(
    office_of: Callable[[str], Office],
) -> None:
    office = office_of("小周")
    receipt = office.sell((office.till.goods()[0], 1))
    open_by_end(office, receipt)
    office.till.press("+", "Right", "Enter")
    office.give_pin("老赵")
    office.wait_no_sheet()
    back = office.facts(SaleCompleted)[-1]
    assert back.mode == "return" and back.approved_by is not None
    assert back.approved_by.name == "老赵" and office.till.session.staff.name == "小周"


def test_a_manager_who_says_no_leaves_the_sheet_as_it_was(
    office_of: Callable[[str], Office],
) -> None:
    office = office_of("小周")
    receipt = office.sell((office.till.goods()[0], 1))
    sheet = open_by_end(office, receipt)
    office.till.press("+", "Right", "Enter")
    office.till.sees("请店长授权")
    office.till.press("Esc")
    assert office.till.sheet is sheet and sheet.button.isEnabled()
    assert len(office.facts(SaleCompleted)) == 1


def test_without_a_receipt_at_todays_price(office: Office) -> None:
    till, goods = office.till, office.till.goods()[0]
    till.press("F8", "F7")
    till.scan(goods.code)
    till.press("+", "Right", "Enter")
    office.wait_no_sheet()
    back = office.facts(SaleCompleted)[-1]
    assert back.lines[0].source is None and back.due == -2 * (goods.price or 0)


def test_tobacco_does_not_come_back_without_a_receipt_either(office: Office) -> None:
    smokes = office.tobacco()
    office.till.press("F8", "F7")
    office.till.scan(smokes.code)
    office.till.sees(f"{smokes.name} 不能退")
    assert sheet_of(office).bare.lines.model.rowCount() == 0


def test_an_exchange_takes_only_the_difference(office: Office) -> None:
    till = office.till
    old, new = till.goods(2)
    receipt = office.sell((old, 1))
    open_by_end(office, receipt)
    till.press("+", "Right", "F6")
    office.wait_no_sheet()
    till.scan(new.code)
    assert till.session.register.priced.total == (new.price or 0) - (old.price or 0)
    open_by_end(office, receipt)
    till.press("+", "F6")
    till.sees("已经在当前这单里退了")


def test_a_number_that_is_none_is_said_at_once(office: Office) -> None:
    office.till.press("F8")
    office.till.type("99999")
    office.till.press("Enter")
    office.till.sees("没找到这张小票")
