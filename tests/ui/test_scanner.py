"""Two scanners' worth of noise: a code goes where it belongs, whatever has the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from pos_app.domain.errors import NeedsApproval
from pos_app.ui.screens.shift.cash_move import CashMoveSheet
from pos_app.ui.screens.shift.closing import CloseSheet
from pos_app.ui.screens.step_up import StepUp
from pos_app.ui.widgets import NumberField, Sheet, TextField
from tests.support.face import TillWindow


class NoteSheet(Sheet):
    """A number and a text, and no wish of its own about scans."""

    def __init__(self) -> None:
        super().__init__("试")
        self.number = NumberField("quantity", label="数量")
        self.text = TextField(placeholder="备注")
        self.add(self.number)
        self.add(self.text)


def test_a_scan_lands_in_the_basket(open_till: TillWindow) -> None:
    item = open_till.goods()[0]
    open_till.scan(item.code)
    assert open_till.basket == [(item.name, 1000)]
    open_till.sees(item.name)


def test_two_scans_within_fifty_milliseconds_are_two(open_till: TillWindow) -> None:
    first, second, _ = open_till.goods()
    open_till.scan(first.code, gap_ms=1)
    open_till.scan(second.code, gap_ms=1)
    assert open_till.basket == [(first.name, 1000), (second.name, 1000)]


def test_a_scanner_without_enter_is_understood(open_till: TillWindow) -> None:
    item = open_till.goods()[0]
    open_till.scan(item.code, end="")
    assert open_till.basket == [(item.name, 1000)]


@pytest.mark.parametrize("field", ["number", "text"])
def test_a_scan_never_fills_the_field_that_has_the_focus(open_till: TillWindow, field: str) -> None:
    sheet = NoteSheet()
    open_till.window.face.sheets.open_sheet(sheet)
    target: NumberField | TextField = getattr(sheet, field)
    target.setFocus()
    item = open_till.goods()[0]
    open_till.scan(item.code)
    assert sheet.number.edit.text() == "" and sheet.text.text() == ""
    assert open_till.basket == [(item.name, 1000)]


def test_the_quantity_box_never_becomes_a_barcode(open_till: TillWindow) -> None:
    first, second, _ = open_till.goods()
    open_till.scan(first.code)
    open_till.press("F2")
    box = open_till.focus
    assert isinstance(box, QLineEdit)
    before = box.text()
    open_till.scan(second.code)
    assert all(qty < 100_000 for _, qty in open_till.basket)
    assert open_till.sheet is None or box.text() == before


def test_a_scan_while_cash_is_taken_out_fills_no_amount(open_till: TillWindow) -> None:
    open_till.session.screen_wanted.emit("shift", "cash_out")
    sheet = open_till.sheet
    assert isinstance(sheet, CashMoveSheet)
    item = open_till.goods()[0]
    open_till.scan(item.code)
    assert sheet.amount.value() is None


def test_a_scan_while_the_drawer_is_counted_is_said_and_counts_nothing(
    open_till: TillWindow,
) -> None:
    open_till.session.screen_wanted.emit("shift", "close")
    sheet = open_till.sheet
    assert isinstance(sheet, CloseSheet)
    open_till.scan(open_till.goods()[0].code)
    assert sheet.count.grid.total() == 0
    assert open_till.basket == []
    open_till.sees("正在点钱箱")


def test_a_scan_while_a_pin_is_asked_is_no_pin(open_till: TillWindow) -> None:
    open_till.session.approval_wanted.emit(NeedsApproval("void"), lambda _who: None)
    assert isinstance(open_till.sheet, StepUp)
    open_till.scan(open_till.goods()[0].code)
    assert open_till.basket == []
    open_till.sees("先授权或按 Esc 返回")
    assert open_till.journal_kinds().count("staff.locked") == 0


def test_a_scan_on_the_log_in_page_is_no_pin(till: TillWindow) -> None:
    till.scan(till.goods()[0].code)
    till.sees_not("密码不对")
    till.log_in()


def test_a_minus_within_a_receipt_number_is_no_key(open_till: TillWindow) -> None:
    item = open_till.goods()[0]
    open_till.scan(item.code)
    open_till.scan("S001-01-1-000123")
    assert open_till.basket == [(item.name, 1000)]


def test_a_broken_code_changes_nothing(open_till: TillWindow) -> None:
    code = open_till.goods()[0].code
    wrong = code[:-1] + str((int(code[-1]) + 1) % 10)
    open_till.scan(wrong)
    assert open_till.basket == []


def test_a_payment_code_on_the_sale_screen_is_said(open_till: TillWindow) -> None:
    open_till.scan("134567890123456784")
    assert open_till.basket == []
    open_till.sees("这是付款码")


def test_fingers_type_where_the_cursor_stands(open_till: TillWindow) -> None:
    sheet = NoteSheet()
    open_till.window.face.sheets.open_sheet(sheet)
    sheet.number.setFocus()
    open_till.type("12")
    sheet.text.setFocus()
    open_till.type("ice 5")
    assert sheet.number.value() == 12_000
    assert sheet.text.text() == "ice 5"


def test_two_quick_fingers_are_no_scanner(open_till: TillWindow) -> None:
    sheet = NoteSheet()
    open_till.window.face.sheets.open_sheet(sheet)
    sheet.text.setFocus()
    open_till.scan("abc", end="")
    assert sheet.text.text() == "abc"


def test_the_pace_follows_the_settings(open_till: TillWindow) -> None:
    staff = open_till.session.staff
    open_till.session.write(
        lambda shop, _: shop.settings.change("scanner_min_length", 3, staff), touches=("settings",)
    )
    open_till.journal_kinds()
    sheet = NoteSheet()
    open_till.window.face.sheets.open_sheet(sheet)
    sheet.text.setFocus()
    open_till.scan("123")
    assert sheet.text.text() == ""


def test_a_scan_on_another_screen_is_sold_or_found_there(open_till: TillWindow) -> None:
    open_till.press("Ctrl+0")
    assert open_till.window.face.current_key() == "shift"
    item = open_till.goods()[0]
    open_till.scan(item.code)
    assert open_till.window.face.current_key() == "sell"
    assert open_till.basket == [(item.name, 1000)]


def test_no_input_method_stands_before_figures(open_till: TillWindow) -> None:
    open_till.session.screen_wanted.emit("shift", "cash_out")
    box = open_till.focus
    assert isinstance(box, QLineEdit)
    assert not box.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
