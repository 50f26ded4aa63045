"""Settings: each change a fact, wrong ones said beside the field, the look at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos_app.storage.backup import check_copy
from pos_app.ui.screens.settings.file_page import FilePage
from pos_app.ui.screens.settings.people_page import PeoplePage, PersonSheet
from pos_app.ui.screens.settings.rows import SettingRow
from pos_app.ui.screens.settings.scanner_page import ScannerPage
from pos_app.ui.screens.settings.screen import SettingsScreen
from sync.wire.facts import SettingChanged, StaffChanged
from tests.ui.back_office.conftest import Office


def page_of(office: Office, group: str) -> SettingsScreen:
    office.till.session.screen_wanted.emit("settings", group)
    screen = office.till.screen
    assert isinstance(screen, SettingsScreen)
    return screen


def row_of(screen: SettingsScreen, name: str) -> SettingRow:
    return next(row for row in screen.findChildren(SettingRow) if row.name == name)


def test_words_are_stored_when_the_field_is_left(office: Office) -> None:
    row = row_of(page_of(office, "printer"), "receipt_footer")
    row.control.setFocus()
    office.till.press("Ctrl+A")
    office.till.type("明天见")
    office.till.press("Enter")
    office.till.wait(lambda: office.till.session.desk.settings.text("receipt_footer") == "明天见")
    fact = office.facts(SettingChanged)[-1]
    assert (fact.name, fact.new) == ("receipt_footer", "明天见")
    office.till.sees("已存")


def test_a_wrong_label_format_stays_beside_its_field(office: Office) -> None:
    screen = page_of(office, "selling")
    row = row_of(screen, "in_store_formats")
    before = len(office.facts(SettingChanged))
    row.control.setFocus()
    office.till.type("ABC")
    office.till.press("Enter")
    office.till.sees("秤码格式")
    assert row.findChildren(type(row._error))[0].text()
    assert len(office.facts(SettingChanged)) == before


def test_the_look_changes_at_once_and_the_page_stays(office: Office) -> None:
    page_of(office, "look")
    office.till.click("深色")
    office.till.wait(lambda: office.till.session.desk.settings.text("theme") == "dark")
    office.till.sees("字和按钮的大小")
    office.till.click("English")
    office.till.sees("Size of words and buttons")


def test_a_cashier_who_gets_no_pin_sees_the_old_value_again(
    office_of: Callable[[str], Office],
) -> None:
    office = office_of("小周")
    row = row_of(page_of(office, "selling"), "rounding_auto")
    switch = row.control.focusProxy()
    assert switch is not None
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    office.till.sees("请店长授权")
    office.till.press("Esc")
    assert not switch.isChecked()  # type: ignore[attr-defined]  # it is a switch
    QTest.mouseClick(switch, Qt.MouseButton.LeftButton)
    office.give_pin("王姐")
    office.till.wait(lambda: office.till.session.desk.settings.flag("rounding_auto"))


def test_scans_on_the_scanner_page_are_shown_and_not_sold(office: Office) -> None:
    screen = page_of(office, "scanner")
    code = office.till.goods()[0].code
    office.till.scan(code)
    page = screen.page()
    assert isinstance(page, ScannerPage)
    assert page.code.text() == code
    office.till.sees("是扫码枪", "商品条码")
    assert office.till.basket == []


def person_sheet(office: Office) -> PersonSheet:
    sheet = office.till.sheet
    assert isinstance(sheet, PersonSheet)
    return sheet


def test_a_new_person_can_log_in(office: Office) -> None:
    screen = page_of(office, "people")
    office.till.click("加一位员工")
    sheet = person_sheet(office)
    office.till.type("小李")
    sheet.pin.setText("123456")
    sheet.again.setText("654321")
    office.till.press("Enter")
    office.till.sees("两次输入的不一样")
    sheet.again.setText("123456")
    office.till.press("Enter")
    office.till.sees("密码至少 6 位数字")
    for field in (sheet.pin, sheet.again):
        field.setText("739182")
    office.till.press("Enter")
    office.wait_no_sheet()
    made = office.facts(StaffChanged)[-1]
    assert (made.staff.name, made.role, made.pin_changed) == ("小李", "cashier", True)
    page = screen.page()
    assert isinstance(page, PeoplePage)
    office.till.wait(lambda: "小李" in [p.name for p in page.model.rows])
    staff = office.till.session.writer.call(lambda shop: shop.staff.log_in(made.staff.id, "739182"))
    assert staff.name == "小李"


def test_the_last_owner_stays(office: Office) -> None:
    page = page_of(office, "people").page()
    assert isinstance(page, PeoplePage)
    page.open_person(page.model.rows[0])
    person_sheet(office).active.setChecked(False)
    office.till.press("Enter")
    office.till.sees("店里至少要留一位店主")


def test_the_records_are_checked_and_copied(office: Office, tmp_path: Path) -> None:
    office.sell((office.till.goods()[0], 1))
    page = page_of(office, "file").page()
    assert isinstance(page, FilePage)
    office.till.click("现在核对")
    office.till.sees("都对得上")
    target = tmp_path / "stick" / "copy.db"
    page.path.set_path(target)
    office.till.click("现在备份")
    office.till.sees("备份好了")
    check_copy(target)
    office.till.click("现在备份")
    office.till.sees("已经存在")
