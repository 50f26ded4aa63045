"""What a setting is changed with: a switch, a choice, words, a number.

``decided`` carries the value once the owner means it: at once for a touch, at Enter or when the
field is left for typing.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_app.runtime.i18n import tr
from pos_app.services.settings import SETTINGS, Value
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    NumberField,
    Segmented,
    Switch,
    TextField,
    column,
    row,
    write_number,
)
from pos_app.ui.widgets.number_field import NumberKind

WIDE = 320
NARROW = 190


class Control(QWidget):
    """Shows a value and says when another one is wanted."""

    decided = Signal(object)

    def show_value(self, value: Value) -> None:
        raise NotImplementedError

    def set_wrong(self, wrong: bool) -> None:
        """A red border, where the control has one."""


class SwitchControl(Control):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.switch = Switch(name)
        self.setLayout(row(None, self.switch, gap=0))
        self.setFocusProxy(self.switch)
        self.switch.clicked.connect(lambda on: self.decided.emit(bool(on)))

    def show_value(self, value: Value) -> None:
        self.switch.setChecked(bool(value))


class ChoiceControl(Control):
    """A few values side by side."""

    def __init__(self, choices: Sequence[tuple[Value, str]]) -> None:
        super().__init__()
        self.choice = Segmented(list(choices))
        self.setLayout(row(None, self.choice, gap=0))
        self.choice.changed.connect(self.decided)

    def show_value(self, value: Value) -> None:
        self.choice.set_current(value)


class TextControl(Control):
    def __init__(self, placeholder: str = "", *, ime: bool = True, longest: int = 120) -> None:
        super().__init__()
        self.field = TextField(placeholder=placeholder, ime=ime)
        self.field.setMaxLength(longest)
        self.field.setFixedWidth(px(WIDE))
        self.setLayout(row(None, self.field, gap=0))
        self.setFocusProxy(self.field)
        self.field.editingFinished.connect(lambda: self.decided.emit(self.field.text().strip()))

    def show_value(self, value: Value) -> None:
        if not self.field.hasFocus() or not self.field.isModified():
            self.field.setText(str(value))

    def set_wrong(self, wrong: bool) -> None:
        self.field.set_wrong(wrong)


class NumberControl(Control):
    """A whole number in the bounds of its setting, basis points as a percentage, or fen as yuan."""

    def __init__(
        self, name: str, kind: NumberKind = "whole", suffix: str = "", *, digits: int = 5
    ) -> None:
        super().__init__()
        setting = SETTINGS[name]
        low, high = write_number(setting.low, kind), write_number(setting.high, kind)
        self.field = NumberField(
            kind, note=tr("{low} 到 {high}", low=low, high=high), suffix=suffix,
            size=Size.LEAD, max_digits=digits, minimum=setting.low,
            maximum=setting.high,
        )  # fmt: skip
        self.field.setFixedWidth(px(NARROW))
        self.setLayout(column(row(None, self.field, gap=0), gap=0))
        self.setFocusProxy(self.field)
        self.field.edit.editingFinished.connect(self._decide)

    def _decide(self) -> None:
        value = self.field.value()
        if value is not None:
            self.decided.emit(value)

    def show_value(self, value: Value) -> None:
        if isinstance(value, int) and value != self.field.value():
            self.field.set_value(value)
