"""Every key does one thing, says what, and only where it should."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pos_app.runtime.i18n import set_language
from pos_app.ui.actions import (
    ALL_ACTIONS,
    APP,
    PAGES,
    SELL,
    Action,
    ActionRegistry,
    group_title,
    key_label,
)
from pos_app.ui.theme import icon_names
from pos_app.ui.widgets import Button, SearchField


class Till(QWidget):
    """A scan box and a button under a registry."""

    def __init__(self) -> None:
        super().__init__()
        self.registry = ActionRegistry(self)
        self.registry.set_scopes(PAGES, SELL)
        self.search = SearchField("扫码")
        self.cash = Button().bind(self.registry.qaction("sell.cash"))
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.cash)
        self.done: list[str] = []
        for action in ALL_ACTIONS:
            self.registry.connect_action(action.id, lambda name=action.id: self.done.append(name))


@pytest.fixture
def till(qtbot: QtBot) -> Till:
    made = Till()
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    made.search.setFocus()
    qtbot.waitUntil(made.search.edit.hasFocus)
    return made


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_action_has_words_an_icon_and_a_heading(language: str, till: Till) -> None:
    set_language("en" if language == "en" else "zh")
    till.registry.retranslate()
    for action in ALL_ACTIONS:
        assert till.registry.qaction(action.id).text()
        assert action.icon in icon_names()
        assert group_title(action.group)
        assert (language == "en") == action.text().isascii()


def test_buttons_of_actions_have_an_accessible_name(qtbot: QtBot, till: Till) -> None:
    for action in ALL_ACTIONS:
        button = Button().bind(till.registry.qaction(action.id))
        qtbot.addWidget(button)
        assert button.accessibleName() == action.text()


def test_a_key_means_one_thing_wherever_it_works() -> None:
    for scope in {action.scope for action in ALL_ACTIONS}:
        together = [a for a in ALL_ACTIONS if a.scope in {scope, APP, PAGES}]
        keys = [key for action in together for key in action.keys]
        assert len(keys) == len(set(keys)), scope


def test_the_keys_of_the_counter_are_all_there() -> None:
    keys = {key for action in ALL_ACTIONS for key in action.keys}
    assert {f"F{n}" for n in range(1, 13)} <= keys
    assert {f"Ctrl+{n}" for n in range(1, 9)} <= keys
    assert {"Ins", "Del", "Esc", "+", "-", "*"} <= keys


def test_registry_refuses_a_key_that_is_taken(till: Till) -> None:
    with pytest.raises(ValueError, match="share a key"):
        till.registry.add(
            [Action(id="sell.x", text=lambda: "x", group="line", scope=SELL, keys=("F9",))]
        )
    till.registry.add(
        [Action(id="goods.new", text=lambda: "x", group="line", scope="goods", keys=("F9",))]
    )


def test_function_keys_work_while_the_scan_box_has_the_focus(qtbot: QtBot, till: Till) -> None:
    for key in (Qt.Key.Key_F9, Qt.Key.Key_F10, Qt.Key.Key_Insert):
        qtbot.keyClick(till.search.edit, key)
    qtbot.keyClick(till.search.edit, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert till.done == ["sell.cash", "sell.payment_code", "sell.lost_sale", "go.goods"]


def test_plus_minus_delete_belong_to_the_line_while_the_box_is_empty(
    qtbot: QtBot, till: Till
) -> None:
    qtbot.keyClicks(till.search.edit, "+-")
    qtbot.keyClick(till.search.edit, Qt.Key.Key_Delete)
    assert till.done == ["sell.more", "sell.fewer", "sell.delete_line"]
    assert till.search.text() == ""


def test_the_keys_of_the_number_block_count_as_well(qtbot: QtBot, till: Till) -> None:
    block = Qt.KeyboardModifier.KeypadModifier
    qtbot.keyClick(till.search.edit, Qt.Key.Key_Plus, block)
    qtbot.keyClick(till.search.edit, Qt.Key.Key_Asterisk, block)
    assert till.done == ["sell.more", "sell.multiply"]


def test_plus_is_a_letter_once_something_is_typed(qtbot: QtBot, till: Till) -> None:
    qtbot.keyClicks(till.search.edit, "A+")
    assert till.search.text() == "A+"
    assert till.done == []


def test_star_after_a_number_multiplies_the_next_scan(qtbot: QtBot, till: Till) -> None:
    qtbot.keyClicks(till.search.edit, "12*")
    assert till.done == ["sell.multiply"]
    assert till.search.text() == "12"


def test_a_sheet_takes_the_keys_of_the_screen_away(qtbot: QtBot, till: Till) -> None:
    till.registry.set_scopes("cash")
    qtbot.keyClick(till.search.edit, Qt.Key.Key_F9)
    qtbot.keyClick(till.search.edit, Qt.Key.Key_F1)
    assert till.done == ["app.help"]
    assert till.cash.isEnabled()


def test_a_button_runs_its_action_and_shows_its_key(qtbot: QtBot, till: Till) -> None:
    qtbot.mouseClick(till.cash, Qt.MouseButton.LeftButton)
    assert till.done == ["sell.cash"]
    assert till.search.edit.hasFocus()
    assert key_label("Ctrl+1") == "Ctrl 1"
    assert key_label("+") == "+"
