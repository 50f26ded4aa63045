"""Choices in forms: a list that drops down, a tick, a switch."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QWidget

from pos_app.ui.theme import Size, font, paint_icon, px, tokens
from pos_app.ui.widgets import paint


class ComboBox(QComboBox):
    """A list that drops down. Give it (key, words); ``key()`` is what is chosen."""

    def __init__(
        self, choices: Sequence[tuple[object, str]] = (), parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setMinimumHeight(px(48))
        self.set_choices(choices)

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Replace the list; the chosen key stays if it is still there."""
        before = self.key()
        self.blockSignals(True)
        self.clear()
        for key, text in choices:
            self.addItem(text, key)
        self.blockSignals(False)
        self.set_key(before)

    def key(self) -> object:
        return self.currentData()

    def set_key(self, key: object) -> None:
        place = self.findData(key)
        if place >= 0:
            self.setCurrentIndex(place)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        side = px(18)
        painter = QPainter(self)
        spot = QRectF(self.width() - side - px(12), (self.height() - side) / 2, side, side)
        paint_icon(painter, "chevron-down", spot, tokens().muted)


class CheckBox(QCheckBox):
    """A tick with words; the whole of it is 48 pixels high."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setMinimumHeight(px(48))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(text)

    def sizeHint(self) -> QSize:
        width = paint.text_width(self.text(), font(Size.BODY)) + px(36)
        return QSize(round(width), px(48))

    def hitButton(self, pos: object) -> bool:
        return True

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        side = px(22)
        spot = QRectF(1, (self.height() - side) / 2, side, side)
        on = self.isChecked()
        line = t.accent if on or self.hasFocus() else t.border_strong
        paint.box(painter, spot, fill=t.accent if on else t.surface, line=line, radius=px(5))
        if on:
            paint_icon(painter, "check", spot.adjusted(3, 3, -3, -3), t.on_accent)
        ink = t.text if self.isEnabled() else t.muted
        words = QRectF(px(32), 0, self.width() - px(32), self.height())
        paint.write(painter, words, self.text(), font(Size.BODY), ink)


class Switch(QAbstractButton):
    """On or off, at once."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFixedSize(px(52), px(48))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)

    def sizeHint(self) -> QSize:
        return QSize(px(52), px(48))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        high = float(px(28))
        track = QRectF(1, (self.height() - high) / 2, self.width() - 2, high)
        on = self.isChecked()
        paint.box(painter, track, fill=t.good if on else t.border_strong, radius=high / 2)
        side = high - px(6)
        left = track.right() - side - px(3) if on else track.left() + px(3)
        knob = QRectF(left, track.top() + px(3), side, side)
        paint.box(painter, knob, fill=t.surface, radius=side / 2)
        if self.hasFocus():
            paint.focus_ring(painter, track.adjusted(-1, -1, 1, 1), high / 2 + 1)
