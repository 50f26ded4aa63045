"""A new shop answers a few questions and can sell."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_app.bootstrap import open_shop
from pos_app.commands.founding import found_shop
from pos_app.ui.screens.wizard import Answers, FirstStart
from pos_app.ui.screens.wizard.pages import OwnerPage, PrinterPage, ShopPage
from pos_app.ui.theme import apply_theme
from tests.support.face import quick_hasher


@pytest.fixture
def first(qtbot: QtBot, qapp: QApplication) -> FirstStart:
    """The window of the first start, in front."""
    apply_theme(qapp, "light")
    window = FirstStart()
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
    return window


def enter(window: FirstStart) -> None:
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)


def type_in(text: str) -> None:
    target = QApplication.focusWidget()
    assert target is not None
    QTest.keyClicks(target, text)


def test_enter_by_enter_to_an_open_shop(qtbot: QtBot, first: FirstStart, tmp_path: Path) -> None:
    enter(first)
    enter(first)
    type_in("Corner Shop")
    enter(first)
    page = first.current()
    assert isinstance(page, OwnerPage)
    type_in("Wang")
    page.pin.setFocus()
    type_in("135790")
    page.again.setFocus()
    type_in("135790")
    enter(first)
    assert isinstance(first.current(), PrinterPage)
    with qtbot.waitSignal(first.finished) as finished:
        enter(first)
    path = tmp_path / "shop.db"
    found_shop(path, finished.args[0], hasher=quick_hasher())
    with closing(open_shop(path, hasher=quick_hasher())) as shop:
        assert shop.identity.shop_name == "Corner Shop"
        assert shop.staff.log_in("1", "135790").role == "owner"


def test_a_weak_pin_is_said_beside_its_field(first: FirstStart) -> None:
    enter(first)
    enter(first)
    type_in("Corner Shop")
    enter(first)
    page = first.current()
    assert isinstance(page, OwnerPage)
    type_in("Wang")
    page.pin.setFocus()
    type_in("123456")
    enter(first)
    assert first.current() is page


def test_a_shop_without_a_name_does_not_open(first: FirstStart) -> None:
    enter(first)
    enter(first)
    enter(first)
    assert isinstance(first.current(), ShopPage)


def test_the_demo_shop_needs_one_answer(qtbot: QtBot, first: FirstStart) -> None:
    page = first.pages[0]
    page.demo.click()  # type: ignore[attr-defined]  # the first page is the one that asks
    with qtbot.waitSignal(first.finished) as finished:
        enter(first)
    assert finished.args[0].demo


def test_a_printer_and_the_language_become_settings(tmp_path: Path) -> None:
    answers = Answers(
        shop_name="Corner Shop",
        owner_name="Wang",
        pin="135790",
        language="en",
        printer_kind="network",
        printer_target="192.168.1.100",
        printer_columns=48,
    )
    path = tmp_path / "shop.db"
    found_shop(path, answers, hasher=quick_hasher())
    with closing(open_shop(path, hasher=quick_hasher())) as shop:
        assert shop.settings.text("language") == "en"
        assert shop.settings.text("printer_target") == "192.168.1.100"
        assert shop.settings.number("printer_columns") == 48
