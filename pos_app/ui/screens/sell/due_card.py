"""What is due, huge; after the sale what goes back. Painted by hand: no scan relays it out."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import Size, font, px, tokens
from pos_app.ui.widgets import Card, paint

HEIGHT = 114


@dataclass(frozen=True, slots=True, kw_only=True)
class DueWords:
    """What stands on the card; ``tone`` names a colour token for the figure."""

    label: str
    under: str
    figure: str
    note: str = ""
    tone: str = "text"


class DueCard(Card):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = DueWords(label="", under="", figure="0.00")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(px(HEIGHT))

    def words(self) -> DueWords:
        return self._words

    def show_words(self, words: DueWords) -> None:
        if words != self._words:
            self._words = words
            self.setAccessibleName(f"{words.label} {words.figure}")
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        t, words = tokens(), self._words
        painter = QPainter(self)
        ink = t.colours()[words.tone]
        left, right = px(20), self.width() - px(20)
        label_font = font(Size.LABEL)
        low = QRectF(left, px(54), right - left, px(22))
        paint.write(painter, low, words.label, label_font, t.muted)
        self._figure(painter, right, paint.text_width(words.label, label_font), ink)
        line = QRectF(left, px(75), right - left, px(22))
        paint.write(painter, line, words.under, font(Size.CAPTION), t.muted)
        if words.note:
            flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            note_ink = t.accent if words.tone == "text" else t.muted
            paint.write(painter, line, words.note, font(Size.CAPTION), note_ink, flags)

    def _figure(self, painter: QPainter, right: float, label_width: float, ink: str) -> None:
        """The figure with a small sign of the yuan before it; long figures become smaller."""
        room = self.width() - px(48) - label_width
        for size in (Size.DUE, 48, Size.HUGE, Size.LARGE):
            big, small = font(size, bold=True), font(round(size * 0.55), bold=True)
            width = paint.text_width(self._words.figure, big)
            sign = paint.text_width("¥", small)
            if width + sign <= room or size == Size.LARGE:
                break
        base = QRectF(right - width - 2, px(10), width + 3, px(64))
        paint.write(painter, base, self._words.figure, big, ink, paint.VCENTER_RIGHT)
        drop = px(round(size * 0.13))
        spot = QRectF(right - width - sign - px(3), px(10) + drop, sign + 2, px(64))
        paint.write(painter, spot, "¥", small, ink)
