"""Sheets, toasts and the F1 page: they come, keep the keyboard, and give it back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_app.ui.actions import PAGES, SELL, ActionRegistry
from pos_app.ui.theme import set_motion
from pos_app.ui.widgets import (
    HelpOverlay,
    PrimaryButton,
    SearchField,
    Sheet,
    SheetHost,
    TextField,
    ToastHost,
)


class Screen(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.search = SearchField("扫码")
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addStretch(1)
        self.host = SheetHost(self)
        self.toasts = ToastHost(self)
        self.registry = ActionRegistry(self)
        self.registry.set_scopes(PAGES, SELL)
        self.help = HelpOverlay(self, self.registry)


@pytest.fixture
def screen(qtbot: QtBot) -> Screen:
    made = Screen()
    qtbot.addWidget(made)
    made.resize(1000, 600)
    made.show()
    made.activateWindow()
    made.search.setFocus()
    qtbot.waitUntil(made.search.edit.hasFocus)
    return made


def price_sheet() -> Sheet:
    sheet = Sheet("改价")
    sheet.add(TextField(placeholder="新价"))
    sheet.add(TextField(placeholder="原因"))
    sheet.footer.addWidget(PrimaryButton("确定"))
    return sheet


def focus() -> QWidget:
    now = QApplication.focusWidget()
    assert now is not None
    return now


def test_esc_closes_and_the_scan_box_has_the_focus_again(qtbot: QtBot, screen: Screen) -> None:
    sheet = price_sheet()
    screen.host.open_sheet(sheet)
    assert sheet.isAncestorOf(focus())
    with qtbot.waitSignal(sheet.closed):
        qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    assert screen.host.isHidden()
    assert screen.search.edit.hasFocus()


def test_tab_goes_round_inside(qtbot: QtBot, screen: Screen) -> None:
    sheet = price_sheet()
    screen.host.open_sheet(sheet)
    seen = []
    for _ in range(5):
        seen.append(focus().accessibleName())
        qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    assert seen == ["新价", "原因", "确定", "返回", "新价"]
    qtbot.keyClick(focus(), Qt.Key.Key_Backtab)
    assert sheet.isAncestorOf(focus())


def test_nothing_under_a_sheet_can_take_the_keyboard(screen: Screen) -> None:
    sheet = price_sheet()
    screen.host.open_sheet(sheet)
    screen.search.setFocus()
    assert sheet.isAncestorOf(focus())


def test_sheets_stack_and_unwind(qtbot: QtBot, screen: Screen) -> None:
    below, above = price_sheet(), Sheet("授权", width=400)
    screen.host.open_sheet(below)
    first = focus()
    screen.host.open_sheet(above)
    qtbot.keyClick(above, Qt.Key.Key_Escape)
    assert screen.host.current() is below
    assert first.hasFocus()
    screen.host.close_all()
    assert screen.host.current() is None
    assert screen.search.edit.hasFocus()


def test_a_sheet_that_must_not_close_stays(qtbot: QtBot, screen: Screen) -> None:
    sheet = price_sheet()
    sheet.set_closable(False)
    screen.host.open_sheet(sheet)
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    qtbot.mouseClick(screen.host, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert screen.host.current() is sheet


def test_a_click_beside_the_sheet_goes_back(qtbot: QtBot, screen: Screen) -> None:
    screen.host.open_sheet(price_sheet())
    with qtbot.waitSignal(screen.host.emptied):
        qtbot.mouseClick(screen.host, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))


def test_a_sheet_slides_to_the_right_edge_and_follows_the_window(
    qtbot: QtBot, screen: Screen
) -> None:
    set_motion(True)
    sheet = price_sheet()
    screen.host.open_sheet(sheet)
    assert sheet.x() > 1000 - 560
    qtbot.waitUntil(lambda: sheet.x() == 1000 - 560)
    screen.resize(1200, 700)
    assert sheet.geometry().right() == 1199
    assert sheet.height() == 700


def test_a_toast_can_be_taken_back(qtbot: QtBot, screen: Screen) -> None:
    undone: list[str] = []
    toast = screen.toasts.show_toast("已删除 汽水", undo=lambda: undone.append("汽水"))
    assert screen.toasts.texts() == ["已删除 汽水"]
    assert screen.search.edit.hasFocus()
    assert toast.undo_button is not None
    qtbot.mouseClick(toast.undo_button, Qt.MouseButton.LeftButton)
    assert undone == ["汽水"]
    assert screen.toasts.texts() == []


def test_toasts_go_by_themselves_and_never_pile_up(qtbot: QtBot, screen: Screen) -> None:
    for n in range(5):
        last = screen.toasts.show_toast(f"第 {n} 条")
    assert screen.toasts.texts() == ["第 3 条", "第 4 条"]
    last._timer.setInterval(1)
    last._timer.start()
    qtbot.waitUntil(lambda: len(screen.toasts.texts()) == 1)


def test_help_shows_over_everything_and_any_key_ends_it(qtbot: QtBot, screen: Screen) -> None:
    screen.registry.connect_action("app.help", screen.help.toggle)
    qtbot.keyClick(screen.search.edit, Qt.Key.Key_F1)
    assert screen.help.isVisible()
    assert screen.help.size() == screen.size()
    qtbot.keyClick(screen.help, Qt.Key.Key_Space)
    assert screen.help.isHidden()
    assert screen.search.edit.hasFocus()
