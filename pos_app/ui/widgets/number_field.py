"""A field for money, a quantity or a percentage: what is typed becomes a whole number.

A scanner types too. What arrives with more digits than an amount can have is a code, not an
amount: the field refuses it and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit

from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets.card import Card
from pos_app.ui.widgets.label import Label
from pos_app.ui.widgets.style import column, restyle, reveal, row

BURST_GAP_MS = 120
"""Keys closer together than this after a refusal still belong to the same scan."""

NumberKind = Literal["money", "quantity", "percent", "whole"]


@dataclass(frozen=True, slots=True)
class _Shape:
    decimals: int
    scale: int
    fixed: bool


_SHAPES: dict[NumberKind, _Shape] = {
    "money": _Shape(2, 100, True),
    "quantity": _Shape(3, 1000, False),
    "percent": _Shape(2, 100, False),
    "whole": _Shape(0, 1, False),
}


def read_number(text: str, kind: NumberKind) -> int | None:
    """Typed text as fen, thousandths, basis points or a count; None if it is no such number."""
    shape = _SHAPES[kind]
    cleaned = text.strip().replace(",", "").replace("。", ".")
    sign = -1 if cleaned.startswith("-") else 1
    whole, dot, part = cleaned.removeprefix("-").partition(".")
    digits = whole + part
    if not digits or not (digits.isascii() and digits.isdigit()) or len(part) > shape.decimals:
        return None
    if dot and shape.decimals == 0:
        return None
    return sign * int((whole or "0") + part.ljust(shape.decimals, "0"))


def write_number(value: int, kind: NumberKind) -> str:
    """The value as it stands in the field: money with two decimals, others without idle zeros."""
    shape = _SHAPES[kind]
    if shape.decimals == 0:
        return str(value)
    whole, part = divmod(abs(value), shape.scale)
    text = f"{'-' if value < 0 else ''}{whole}.{part:0{shape.decimals}d}"
    return text if shape.fixed else text.rstrip("0").rstrip(".")


class NumberField(Card):
    """A number on a card: label above, note or error below, figures large.

    ``changed`` carries int or None (empty or no number): fen for money, thousandths for quantity,
    basis points for percent. The first key after the focus came replaces what stands there.
    """

    changed = Signal(object)
    submitted = Signal(object)

    def __init__(
        self,
        kind: NumberKind,
        *,
        label: str = "",
        note: str = "",
        suffix: str = "",
        size: Size = Size.HUGE,
        max_digits: int = 7,
        minimum: int = 0,
        maximum: int | None = None,
    ) -> None:
        super().__init__()
        self._kind: NumberKind = kind
        self._max_digits, self._minimum, self._maximum = max_digits, minimum, maximum
        self._note_text, self._fresh, self._settled = note, True, ""
        self._since_burst = QElapsedTimer()
        self._label = Label(label, size=Size.LABEL, tone="muted")
        reveal(self._label, bool(label))
        self._note = Label(note, size=Size.TINY, tone="muted")
        self._suffix = Label(suffix, size=Size.LEAD, tone="muted")
        reveal(self._suffix, bool(suffix))
        self.edit = QLineEdit()
        self._dress_edit(size, label)
        line = row(self.edit, self._suffix)
        self.setLayout(column(self._label, line, self._note, gap=1, margins=(18, 9, 18, 9)))
        self.setFocusProxy(self.edit)

    def _dress_edit(self, size: Size, label: str) -> None:
        self.edit.setObjectName("number-edit")
        self.edit.setProperty("typeSize", size.name.lower())
        self.edit.setFrame(False)
        self.edit.setTextMargins(-2, 0, 0, 0)
        self.edit.setAccessibleName(label)
        self.edit.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly)
        self.edit.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.edit.setMinimumHeight(px(size * 1.2))
        self.edit.installEventFilter(self)
        self.edit.textEdited.connect(self._on_edited)
        self.edit.returnPressed.connect(self._on_return)

    def value(self) -> int | None:
        """What stands there, or None when it is empty, no number or out of its bounds."""
        value = read_number(self.edit.text(), self._kind)
        return None if value is None or self._problem(value) else value

    def set_value(self, value: int | None) -> None:
        """Show a value; the next key replaces it."""
        self.edit.setText("" if value is None else write_number(value, self._kind))
        self._fresh, self._settled = True, self.edit.text()
        self._since_burst.invalidate()
        self.set_error("")
        if self.edit.hasFocus():
            self.edit.selectAll()
        self.changed.emit(self.value())

    def set_note(self, text: str) -> None:
        self._note_text = text
        self.set_error("")

    def set_error(self, text: str) -> None:
        """Words under the figures in place of the note; empty brings the note back."""
        self._note.setText(text or self._note_text)
        self._note.set_tone("bad" if text else "muted")
        if bool(self.edit.property("wrong")) != bool(text):
            restyle(self.edit, wrong=bool(text))

    def error(self) -> str:
        """The words of the error, or nothing."""
        return self._note.text() if self._note.property("tone") == "bad" else ""

    def press(self, key: str) -> None:
        """A key of the keypad: a digit, "00", ".", "-", "back" or "clear"."""
        if key == "clear":
            self._put("")
        elif key == "back":
            self._put("" if self._fresh else self.edit.text()[:-1])
        elif key.isdigit() or key in {".", "-"}:
            self._put(("" if self._fresh else self.edit.text()) + key)

    def _put(self, text: str) -> None:
        self._since_burst.invalidate()
        if not self._allowed(text):
            return
        self.edit.setText(text)
        self._after_change()

    def _allowed(self, text: str) -> bool:
        """May this stand in the field? Says why not under the figures."""
        shape = _SHAPES[self._kind]
        whole, dot, part = text.strip().lstrip("-").partition(".")
        digits = whole + part
        if len(digits) > self._max_digits:
            self.set_error(tr("数字太长,像是条码,没有填进来"))
            return False
        well_formed = not digits or (digits.isascii() and digits.isdigit())
        if not well_formed or (dot and not shape.decimals) or len(part) > shape.decimals:
            self.set_error(tr("只能填数字,小数最多 {n} 位", n=shape.decimals))
            return False
        return not text.startswith("-") or self._minimum < 0

    def _problem(self, value: int) -> str:
        if value < self._minimum:
            return tr("不能小于 {least}", least=write_number(self._minimum, self._kind))
        if self._maximum is not None and value > self._maximum:
            return tr("不能超过 {most}", most=write_number(self._maximum, self._kind))
        return ""

    def _on_edited(self, text: str) -> None:
        plain = text.replace("。", ".")
        if sum(c.isdigit() for c in plain) > self._max_digits:
            self._refuse_burst()
            return
        if not self._allowed(plain):
            kept = self.edit.property("kept") or ""
            self.edit.setText(str(kept))
            return
        if plain != text:
            self.edit.setText(plain)
        self._after_change()

    def _refuse_burst(self) -> None:
        """So many digits are a scan: put back what stood here before it and drop the rest of it."""
        self._since_burst.start()
        self.edit.setText(self._settled)
        self._after_change()
        self._fresh = True
        self.set_error(tr("数字太长,像是条码,没有填进来"))

    def _swallows(self, event: QEvent) -> bool:
        """The tail of a scan that was refused, its Enter included."""
        tail = self._since_burst.isValid() and self._since_burst.elapsed() < BURST_GAP_MS
        if tail and isinstance(event, QKeyEvent):
            self._since_burst.start()
            return True
        self._since_burst.invalidate()
        return False

    def _after_change(self) -> None:
        self._fresh = False
        self.edit.setProperty("kept", self.edit.text())
        value = read_number(self.edit.text(), self._kind)
        self.set_error("" if value is None else self._problem(value))
        self.changed.emit(self.value())

    def _on_return(self) -> None:
        value = read_number(self.edit.text(), self._kind)
        if value is None:
            self.set_error(tr("请先填一个数"))
            return
        if not self._problem(value):
            self.set_value(value)
            self.submitted.emit(value)

    def _before_key(self, event: QEvent) -> None:
        """The first digit after the focus came replaces the old figure; an arrow keeps it."""
        if not isinstance(event, QKeyEvent):
            return
        if event.key() in {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_End}:
            self._fresh = False
        elif self._fresh and (event.text().isdigit() or event.text() in {".", "。", "-"}):
            self.edit.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QFocusEvent):
            self.set_highlighted(event.gotFocus())
            if event.gotFocus():
                self._fresh, self._settled = True, self.edit.text()
                self.edit.setProperty("kept", self.edit.text())
                self.edit.end(False)
        elif watched is self.edit and event.type() == QEvent.Type.KeyPress:
            if self._swallows(event):
                return True
            self._before_key(event)
        return False
