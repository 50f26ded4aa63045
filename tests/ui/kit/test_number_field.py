"""What is typed becomes a whole number; what is scanned never does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pos_app.ui.widgets import NumberField, read_number, write_number
from pos_app.ui.widgets.number_field import BURST_GAP_MS, NumberKind

KINDS: tuple[NumberKind, ...] = ("money", "quantity", "percent", "whole")


@pytest.fixture
def cash(qtbot: QtBot) -> NumberField:
    field = NumberField("money", label="实收", note="现金")
    qtbot.addWidget(field)
    field.show()
    field.activateWindow()
    field.set_value(8470)
    field.setFocus()
    qtbot.waitUntil(field.edit.hasFocus)
    return field


@given(st.sampled_from(KINDS), st.integers(-(10**9), 10**9))
def test_what_is_written_is_read_back(kind: NumberKind, value: int) -> None:
    assert read_number(write_number(value, kind), kind) == value


@given(st.sampled_from(KINDS), st.text(max_size=8))
def test_any_text_is_a_number_or_none(kind: NumberKind, text: str) -> None:
    value = read_number(text, kind)
    assert value is None or isinstance(value, int)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("5.5", "money", 550),
        (".5", "money", 50),
        ("5。5", "money", 550),
        ("1,234.50", "money", 123450),
        ("1.235", "quantity", 1235),
        ("7.5", "percent", 750),
        ("3", "whole", 3),
        ("3.", "money", 300),
        ("1.005", "money", None),
        ("", "money", None),
        (".", "money", None),
        ("3.0", "whole", None),
        ("一", "money", None),
        ("٣", "money", None),
    ],
)
def test_reading(text: str, kind: NumberKind, value: int | None) -> None:
    assert read_number(text, kind) == value


def test_the_first_digit_replaces_the_old_figure(qtbot: QtBot, cash: NumberField) -> None:
    qtbot.keyClicks(cash.edit, "100")
    assert cash.value() == 10000
    qtbot.keyClicks(cash.edit, ".5")
    assert cash.value() == 10050


def test_enter_hands_over_and_tidies(qtbot: QtBot, cash: NumberField) -> None:
    qtbot.keyClicks(cash.edit, "100")
    with qtbot.waitSignal(cash.submitted) as caught:
        qtbot.keyClick(cash.edit, Qt.Key.Key_Return)
    assert caught.args == [10000]
    assert cash.edit.text() == "100.00"


def test_the_keypad_types_too(cash: NumberField) -> None:
    for key in ("1", "00", ".", "5"):
        cash.press(key)
    assert cash.value() == 10050
    cash.press("back")
    assert cash.edit.text() == "100."
    cash.press("clear")
    assert cash.value() is None


def test_a_scan_never_becomes_an_amount(qtbot: QtBot, cash: NumberField) -> None:
    handed: list[object] = []
    cash.submitted.connect(handed.append)
    qtbot.keyClicks(cash.edit, "6901234567892")
    qtbot.keyClick(cash.edit, Qt.Key.Key_Return)
    assert cash.value() == 8470
    assert handed == []
    assert "条码" in cash.error()


def test_after_a_refused_scan_a_person_goes_on_typing(qtbot: QtBot, cash: NumberField) -> None:
    qtbot.keyClicks(cash.edit, "6901234567892")
    qtbot.waitUntil(lambda: cash._since_burst.elapsed() > BURST_GAP_MS)
    qtbot.keyClicks(cash.edit, "90")
    assert cash.value() == 9000
    assert cash.error() == ""


def test_letters_and_third_decimals_stay_out(qtbot: QtBot, cash: NumberField) -> None:
    qtbot.keyClicks(cash.edit, "1a2")
    assert cash.edit.text() == "12"
    qtbot.keyClicks(cash.edit, ".345")
    assert cash.value() == 1234
    assert cash.error()


def test_bounds_say_why(qtbot: QtBot) -> None:
    field = NumberField("quantity", maximum=5000)
    qtbot.addWidget(field)
    field.press("9")
    assert field.value() is None
    assert field.error() == "不能超过 5"
    field.press("back")
    assert field.error() == ""


def test_big_money_travels_whole(qtbot: QtBot) -> None:
    field = NumberField("money", max_digits=14)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.changed) as caught:
        field.set_value(2**40)
    assert caught.args == [2**40]
