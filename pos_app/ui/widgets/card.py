"""Raised surfaces: a card, a figure on a card, a band with one figure."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QWidget

from pos_app.ui.theme import Size, Tone, colour, px, tokens
from pos_app.ui.widgets import paint
from pos_app.ui.widgets.label import Label
from pos_app.ui.widgets.style import column, row

SHADOW_ROOM = 3


class Card(QFrame):
    """A white surface with a hairline border; lay things out on it with ``setLayout``.

    ``bar`` paints a stripe of that tone down the left edge (an order that runs late).
    """

    def __init__(self, parent: QWidget | None = None, *, bar: Tone | None = None) -> None:
        super().__init__(parent)
        self._bar: Tone | None = bar
        self._focused = False
        self._ground = "surface"
        self._bands = (0, 0)
        self.setContentsMargins(1, 1, 1, px(SHADOW_ROOM))

    def set_ground(self, token: str) -> None:
        """Another token as the fill: "raised" for a column that holds cards."""
        self._ground = token
        self.update()

    def set_bands(self, top: int, bottom: int) -> None:
        """Heights of a quiet strip at the top (a table's header) and at the bottom (its keys)."""
        self._bands = (top, bottom)
        self.update()

    def set_highlighted(self, on: bool) -> None:
        """An accent border: this is where typing goes."""
        self._focused = on
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(0, 0, 0, -px(SHADOW_ROOM))
        radius = px(10)
        if self._ground == "surface":
            paint.shadow(painter, rect, radius)
        line, width = (t.accent, 2) if self._focused else (t.border, 1)
        fill = t.colours()[self._ground]
        paint.box(painter, rect, fill=fill, radius=radius)
        self._paint_bands(painter, rect, radius)
        paint.box(painter, rect, line=line, radius=radius, width=width)
        if self._bar is not None:
            painter.setClipRect(QRectF(0, 0, px(4), self.height()))
            painter.setBrush(colour(t.ink(self._bar)))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(rect, radius, radius)

    def _paint_bands(self, painter: QPainter, rect: QRectF, radius: float) -> None:
        t = tokens()
        top, bottom = (px(height) for height in self._bands)
        spans = ((rect.top(), top, rect.top() + top), (rect.bottom() - bottom, bottom, -1.0))
        for start, height, line in spans:
            if not height:
                continue
            painter.save()
            painter.setClipRect(QRectF(rect.left(), start, rect.width(), height))
            paint.box(painter, rect, fill=t.raised, radius=radius)
            edge = start if line < 0 else line - 1
            painter.fillRect(QRectF(rect.left(), edge, rect.width(), 1), colour(t.border))
            painter.restore()


class FigureCard(Card):
    """A label, one figure, a note: what is due."""

    def __init__(
        self,
        label: str,
        figure: str = "",
        note: str = "",
        *,
        size: Size = Size.HUGE,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.label = Label(label, size=Size.LABEL, tone="muted")
        self.figure = Label(figure, size=size, bold=True)
        self.note = Label(note, size=Size.TINY, tone="muted")
        self.setLayout(column(self.label, self.figure, self.note, gap=1, margins=(18, 9, 18, 9)))

    def set_figure(self, figure: str, note: str | None = None) -> None:
        self.figure.setText(figure)
        if note is not None:
            self.note.setText(note)


class FigureBand(QFrame):
    """A soft band with a word on the left and a huge figure on the right: the change due."""

    def __init__(
        self, label: str, figure: str = "", tone: Tone = "good", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self.label = Label(label, size=Size.LEAD, tone=tone, bold=True)
        self.figure = Label(figure, size=Size.DUE, tone=tone, bold=True)
        self.figure.setAlignment(paint.VCENTER_RIGHT)
        self.setLayout(row(self.label, None, self.figure, margins=(20, 0, 20, 0)))
        self.setFixedHeight(px(84))

    def set_band(self, label: str, figure: str, tone: Tone = "good") -> None:
        self._tone = tone
        self.label.setText(label)
        self.figure.setText(figure)
        self.label.set_tone(tone)
        self.figure.set_tone(tone)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), fill=t.soft(self._tone), radius=px(10))
