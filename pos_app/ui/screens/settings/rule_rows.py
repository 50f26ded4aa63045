"""Rows of the shop's rules for orders: each change is a whole new version of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.settings import Value
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.settings.controls import NARROW, Control, SwitchControl
from pos_app.ui.screens.settings.rows import SAVED_MS
from pos_app.ui.session import Session
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    ComboBox,
    FieldError,
    Label,
    NumberField,
    TagLabel,
    TextField,
    column,
    reveal,
    row,
    write_number,
)
from pos_app.ui.widgets.number_field import NumberKind
from sync.wire.fulfilment import DAY_MINUTES, ShopRules

WRONG_TIME = -1
"""What a time that makes no sense is handed on as; the book refuses it in its own words."""


class RuleNumber(Control):
    """A whole number, money or a quantity within bounds."""

    def __init__(self, kind: NumberKind, low: int, high: int, suffix: str = "") -> None:
        super().__init__()
        bounds = tr("{low} 到 {high}", low=write_number(low, kind), high=write_number(high, kind))
        self.field = NumberField(
            kind, note=bounds, suffix=suffix, size=Size.LEAD, max_digits=6, minimum=low,
            maximum=high,
        )  # fmt: skip
        self.field.setFixedWidth(px(NARROW))
        self.setLayout(row(None, self.field, gap=0))
        self.setFocusProxy(self.field)
        self.field.edit.editingFinished.connect(self._decide)

    def _decide(self) -> None:
        value = self.field.value()
        if value is not None:
            self.decided.emit(value)

    def show_value(self, value: Value) -> None:
        if isinstance(value, int) and value != self.field.value():
            self.field.set_value(value)


class TimeControl(Control):
    """A time of day as ``07:00``, minutes after midnight to whoever asks."""

    def __init__(self) -> None:
        super().__init__()
        self.field = TextField(placeholder="07:00", ime=False)
        self.field.setMaxLength(5)
        self.field.setFixedWidth(px(NARROW))
        self.setLayout(row(None, self.field, gap=0))
        self.setFocusProxy(self.field)
        self.field.editingFinished.connect(lambda: self.decided.emit(read_time(self.field.text())))

    def show_value(self, value: Value) -> None:
        if not self.field.hasFocus() or not self.field.isModified():
            minute = int(value)
            self.field.setText(f"{minute // 60:02d}:{minute % 60:02d}")

    def set_wrong(self, wrong: bool) -> None:
        self.field.set_wrong(wrong)


def read_time(text: str) -> int:
    """``7:00``, ``07:00`` or ``700`` as minutes; `WRONG_TIME` for anything else."""
    digits = text.strip().replace("\uff1a", ":").replace(":", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) in (3, 4)):
        return WRONG_TIME
    minutes = int(digits[:-2]) * 60 + int(digits[-2:])
    return minutes if int(digits[-2:]) < 60 and minutes <= DAY_MINUTES else WRONG_TIME


class TimerControl(Control):
    """Minutes and what happens then, as one value ``(minutes, then)``."""

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.minutes = RuleNumber("whole", 0, DAY_MINUTES, tr("分钟"))
        self.then = ComboBox(choices)
        self.then.setFixedWidth(px(176))
        self.setLayout(row(None, self.then, self.minutes, gap=10))
        self.setFocusProxy(self.minutes)
        self.minutes.decided.connect(lambda _v: self._decide())
        self.then.activated.connect(lambda _at: self._decide())

    def _decide(self) -> None:
        self.decided.emit((self.minutes.field.value() or 0, str(self.then.key())))

    def show_pair(self, minutes: int, then: str) -> None:
        self.minutes.show_value(minutes)
        self.then.set_key(then)


class RuleRow(QWidget):
    """``show`` puts the rules into the control, ``put`` makes new rules of what was meant."""

    def __init__(
        self,
        session: Session,
        words: str,
        control: Control,
        show: Callable[[ShopRules], None],
        put: Callable[[ShopRules, object], ShopRules],
        *,
        hint: str = "",
    ) -> None:
        super().__init__()
        self.control = control
        self._session, self._show, self._put = session, show, put
        control.setAccessibleName(words)
        self._saved = TagLabel(tr("已存"), "good")
        reveal(self._saved, False)
        self._error = FieldError()
        left = column(row(Label(words, size=Size.BODY), self._saved, None, gap=10), gap=2)
        if hint:
            left.addWidget(Label(hint, size=Size.CAPTION, tone="muted", wrap=True))
        line = row(left, control, gap=24)
        line.setStretch(0, 1)
        self.setLayout(column(line, self._error, gap=2, margins=(18, 8, 18, 8)))
        control.decided.connect(self._on_decided)
        self.refresh()

    def refresh(self) -> None:
        """Show the rules that hold, unless a wrong one is being mended."""
        if not self._error.text():
            self._show(self._session.desk.orders.rules())

    def _on_decided(self, value: object) -> None:
        self._say("")
        before = self._session.desk.orders.rules()
        wanted = self._put(before, value)
        if wanted != before:
            write_rules(
                self._session, wanted, while_alive(self, self._on_saved),
                while_alive(self, self._on_refused),
            )  # fmt: skip

    def _on_refused(self, error: ShopError) -> None:
        """Typing can be mended; a switch goes back to where it was."""
        self._say(str(error))
        if isinstance(self.control, SwitchControl):
            self._show(self._session.desk.orders.rules())

    def _on_saved(self, _rules: ShopRules) -> None:
        reveal(self._saved, True)
        QTimer.singleShot(SAVED_MS, self._saved, self._saved.hide)

    def _say(self, words: str) -> None:
        self._error.set_text(words)
        self.control.set_wrong(bool(words))


def write_rules(
    session: Session,
    rules: ShopRules,
    done: Callable[[ShopRules], None],
    failed: Callable[[ShopError], None],
) -> None:
    """The owner's new rules; what they change here holds at once, on the page when HQ hears."""
    staff = session.staff
    session.write(
        lambda shop, who: shop.orders.set_rules(rules, staff, approved_by=who),
        done, touches=("settings", "orders"), failed=failed,
    )  # fmt: skip
