"""Keys for fingers: the number pad and the pad for a secret number."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size, px, tokens
from pos_app.ui.widgets import paint
from pos_app.ui.widgets.button import Button
from pos_app.ui.widgets.label import Label
from pos_app.ui.widgets.style import column

_DIGITS = (("7", "8", "9"), ("4", "5", "6"), ("1", "2", "3"), ("0", "00", "."))


class Keypad(QWidget):
    """Digits in the order of a till, and up to four keys on the right.

    ``key`` carries "0" to "9", "00", ".", or the name of a side key ("back", "clear", your own).
    """

    key = Signal(str)

    def __init__(
        self,
        side: Sequence[tuple[str, str]] | None = None,
        *,
        digits: Sequence[Sequence[str]] = _DIGITS,
        key_height: int = 48,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        if side is None:
            side = (("back", ""), ("clear", tr("清空")))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(8))
        self._keys: dict[str, Button] = {}
        for r, names in enumerate(digits):
            for c, name in enumerate(names):
                if name:
                    grid.addWidget(self._make(name, name, key_height), r, c)
        for c in range(len(digits[0]) + bool(side)):
            grid.setColumnStretch(c, 1)
        span = max(len(digits) // max(len(side), 1), 1)
        for r, (name, text) in enumerate(side):
            grid.addWidget(self._make(name, text, key_height), r * span, len(digits[0]), span, 1)

    def _make(self, name: str, text: str, height: int) -> Button:
        icon = "backspace" if name == "back" and not text else ""
        button = Button(text, kind="key", size="large", icon=icon)
        if icon:
            button.setAccessibleName(tr("退格"))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        button.setMinimumSize(px(48), px(max(height, 48)))
        button.setAutoRepeat(name == "back")
        button.clicked.connect(lambda _c=False: self.key.emit(name))
        self._keys[name] = button
        return button

    def button(self, name: str) -> Button:
        """The key of a name; raises KeyError."""
        return self._keys[name]


class _Dots(QWidget):
    def __init__(self, length: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.length, self.filled, self.wrong = length, 0, False
        self.setFixedSize(px(14 * length + 22 * (length - 1)), px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        for i in range(self.length):
            spot = QRectF(px(36) * i, px(4), px(14), px(14))
            on = i < self.filled
            ink = t.bad if self.wrong else t.text
            fill = ink if on else None
            line = ink if on else t.bad if self.wrong else t.border_strong
            paint.box(painter, spot, fill=fill, line=line, radius=px(7), width=1.5)


class PinPad(QWidget):
    """Dots that fill and a pad to fill them; the keyboard works as well.

    ``entered`` carries the number when the last dot is filled. The pad then waits for ``clear``
    (right) or ``fail`` (wrong, with words).
    """

    entered = Signal(str)

    def __init__(self, length: int = 6, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length, self._pin = length, ""
        self._dots = _Dots(length)
        self._error = Label("", size=Size.CAPTION, tone="bad", align=Qt.AlignmentFlag.AlignCenter)
        self._error.setMinimumHeight(px(20))
        digits = (("1", "2", "3"), ("4", "5", "6"), ("7", "8", "9"), ("clear", "0", "back"))
        self._pad = Keypad((), digits=digits, key_height=62)
        self._pad.button("clear").setText(tr("清空"))
        back = self._pad.button("back")
        back.setText("")
        back.set_icon_name("backspace")
        back.setAccessibleName(tr("退格"))
        self._pad.key.connect(self.press)
        layout = column(self._dots, self._error, self._pad, gap=12)
        layout.setAlignment(self._dots, Qt.AlignmentFlag.AlignHCenter)
        self.setLayout(layout)
        self.setFixedWidth(px(288))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Maximum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setAccessibleName(tr("密码"))

    def press(self, key: str) -> None:
        """A digit, "back" or "clear"; digits past the last dot are dropped."""
        if key.isdigit() and len(self._pin) == self._length:
            return
        if key == "clear":
            self._pin = ""
        elif key == "back":
            self._pin = self._pin[:-1]
        elif key.isdigit():
            self._pin += key
        self._show(wrong=False)
        self._error.setText("")
        if key.isdigit() and len(self._pin) == self._length:
            self.entered.emit(self._pin)

    def clear(self) -> None:
        self.press("clear")

    def fail(self, words: str) -> None:
        """Say that it was wrong and start anew."""
        self._pin = ""
        self._error.setText(words)
        self._show(wrong=True)

    def _show(self, *, wrong: bool) -> None:
        self._dots.filled, self._dots.wrong = len(self._pin), wrong
        self._dots.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text().isdigit() and event.text().isascii():
            self.press(event.text())
        elif event.key() == Qt.Key.Key_Backspace:
            self.press("back")
        elif event.key() == Qt.Key.Key_Delete:
            self.press("clear")
        else:
            super().keyPressEvent(event)
