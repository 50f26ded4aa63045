"""Small rounded state in the top bar: synced, offline, the printer."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from pos_app.ui.theme import Size, Tone, font, px, tokens
from pos_app.ui.widgets import paint


class Pill(QPushButton):
    """A state in words with a dot. ``tone`` colours the pill, ``dot`` only the dot.

    A click (signal ``clicked``) opens the details.
    """

    def __init__(
        self,
        text: str = "",
        tone: Tone = "neutral",
        *,
        dot: Tone | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._tone: Tone = tone
        self._dot: Tone = dot or tone
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_state(self, text: str, tone: Tone, *, dot: Tone | None = None) -> None:
        """New words and colours."""
        self._tone, self._dot = tone, dot or tone
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def tone(self) -> Tone:
        return self._tone

    def sizeHint(self) -> QSize:
        return QSize(round(paint.text_width(self.text(), font(Size.CAPTION)) + px(40)), px(48))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(0, px(10), 0, -px(10))
        radius = rect.height() / 2
        line = t.border if self._tone == "neutral" else None
        hover = self._tone == "neutral" and self.underMouse()
        fill = t.hover if hover else t.soft(self._tone)
        paint.box(painter, rect, fill=fill, line=line, radius=radius)
        if self.hasFocus():
            paint.focus_ring(painter, rect, radius)
        side = px(8)
        spot = QRectF(px(12), rect.center().y() - side / 2, side, side)
        paint.box(painter, spot, fill=t.ink(self._dot), radius=side / 2)
        words = rect.adjusted(px(27), 0, -px(8), 0)
        paint.write(painter, words, self.text(), font(Size.CAPTION), t.ink(self._tone))
