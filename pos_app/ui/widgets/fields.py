"""Fields for words: a plain one, and the large scan and search box."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from pos_app.ui.theme import paint_icon, px, tokens
from pos_app.ui.widgets import paint
from pos_app.ui.widgets.style import restyle

PLAIN_HINTS = (
    Qt.InputMethodHint.ImhNoPredictiveText
    | Qt.InputMethodHint.ImhNoAutoUppercase
    | Qt.InputMethodHint.ImhPreferLatin
)


class TextField(QLineEdit):
    """One line of text. ``ime=False`` keeps the Chinese input method out (codes, numbers)."""

    def __init__(
        self, text: str = "", *, placeholder: str = "", ime: bool = True, secret: bool = False,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(text, parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(placeholder)
        self.setMinimumHeight(px(48))
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)
        if not ime:
            self.setInputMethodHints(PLAIN_HINTS)
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)

    def set_wrong(self, wrong: bool) -> None:
        """A red border; the words stand beside the field (``FormRow.set_error``)."""
        restyle(self, wrong=wrong)


class _ScanEdit(QLineEdit):
    """Leaves keys to the shortcuts as long as nothing is typed that they could belong to."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.command_keys: frozenset[str] = frozenset({"+", "-"})
        self.number_keys: frozenset[str] = frozenset({"*"})

    def _is_command(self, event: QKeyEvent) -> bool:
        plain = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        if plain != Qt.KeyboardModifier.NoModifier:
            return False
        if event.key() == Qt.Key.Key_Delete:
            return not self.text()
        typed = event.text()
        if typed in self.number_keys:
            return not self.text() or self.text().replace(".", "", 1).isdecimal()
        return typed in self.command_keys and not self.text()

    def event(self, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._is_command(event)
        ):
            event.ignore()
            return False
        return super().event(event)


class SearchField(QFrame):
    """The large scan box: icon, text, a hint cap on the right.

    ``submitted`` carries the text at Enter; ``edited`` every change by typing; ``moved`` is -1 or
    +1 for the arrow keys, so that a list below can follow. While the box is empty, ``+ - Del`` are
    left to the window's shortcuts, and ``*`` also after a number (the number times the next scan).
    """

    submitted = Signal(str)
    edited = Signal(str)
    moved = Signal(int)

    def __init__(
        self,
        placeholder: str = "",
        *,
        hint: str = "",
        icon: str = "barcode",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._hint, self._icon, self._compact = hint, icon, compact
        self._wrong = False
        self.edit = _ScanEdit(self)
        self.edit.setObjectName("scan-edit")
        self.edit.setProperty("compact", compact)
        self.edit.setFrame(False)
        self.edit.setAccessibleName(placeholder)
        self.edit.setPlaceholderText(placeholder)
        self.edit.textEdited.connect(self.edited)
        self.edit.returnPressed.connect(lambda: self.submitted.emit(self.edit.text()))
        self.edit.installEventFilter(self)
        self.setFocusProxy(self.edit)
        self.setFixedHeight(px(48 if compact else 56))

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(48 if self._compact else 56))

    def set_command_keys(self, empty: Iterable[str], after_number: Iterable[str]) -> None:
        """Characters left to the shortcuts when the box is empty, or holds only a number."""
        self.edit.command_keys = frozenset(empty)
        self.edit.number_keys = frozenset(after_number)

    def set_hint(self, hint: str) -> None:
        """Words of the cap on the right; empty hides it."""
        self._hint = hint
        self._place()
        self.update()

    def set_wrong(self, wrong: bool) -> None:
        self._wrong = wrong
        self.update()

    def text(self) -> str:
        return self.edit.text()

    def set_text(self, text: str) -> None:
        self.edit.setText(text)

    def clear(self) -> None:
        self.edit.clear()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.edit:
            if isinstance(event, QFocusEvent):
                self.update()
            elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
                step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
                if step is not None:
                    self.moved.emit(step)
                    return True
        return False

    def resizeEvent(self, event: object) -> None:
        self._place()

    def _place(self) -> None:
        left = px(42 if self._compact else 52)
        right = px(16) + (paint.keycap_width(self._hint) + px(8) if self._hint else 0)
        self.edit.setGeometry(
            left, px(4), round(self.width() - left - right), self.height() - px(8)
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        focused = self.edit.hasFocus()
        line = t.bad if self._wrong else t.accent if focused else t.border
        width = 2 if focused or self._wrong else 1
        paint.box(painter, rect, fill=t.surface, line=line, radius=px(10), width=width)
        side = px(20 if self._compact else 22)
        middle = rect.center().y()
        spot = QRectF(px(14 if self._compact else 18), middle - side / 2, side, side)
        paint_icon(painter, self._icon, spot, t.muted)
        if self._hint:
            paint.keycap(painter, rect.right() - px(16), middle, self._hint, fill=t.raised)
