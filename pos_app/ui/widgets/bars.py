"""Small drawings of numbers: bars of some days, a bar of how much is used."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import Tone, px, tokens
from pos_app.ui.widgets import paint


class SparkBars(QWidget):
    """One bar a day; the last ``strong`` are darker."""

    def __init__(
        self, values: Sequence[int] = (), strong: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._values, self._strong = list(values), strong
        self.setMinimumHeight(px(32))

    def sizeHint(self) -> QSize:
        return QSize(px(13) * max(len(self._values), 1), px(32))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.bars(QPainter(self), QRectF(self.rect()), self._values, self._strong)


class MeterBar(QWidget):
    """How much of something is used, in thousandths (0 to 1000)."""

    def __init__(
        self, share: int = 0, tone: Tone = "accent", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._share = share
        self._tone: Tone = tone
        self.setFixedHeight(px(10))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: int, tone: Tone) -> None:
        self._share, self._tone = share, tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        radius = rect.height() / 2
        paint.box(painter, rect, fill=t.raised, radius=radius)
        clip = QPainterPath()
        clip.addRoundedRect(rect, radius, radius)
        painter.setClipPath(clip)
        used = rect.width() * min(max(self._share, 0), 1000) / 1000
        if used:
            whole = QRectF(0, 0, max(used, rect.height()), rect.height())
            paint.box(painter, whole, fill=t.ink(self._tone), radius=radius)
        painter.setClipping(False)
        paint.box(painter, rect, line=t.border, radius=radius)
