"""The top bar: whose till this is, who stands at it, what is connected, what time it is."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from pos_app.ui.theme import TOPBAR_HEIGHT, Size, Tone, colour, px, tokens
from pos_app.ui.widgets.label import Label
from pos_app.ui.widgets.pill import Pill
from pos_app.ui.widgets.style import row

LEAST_MIDDLE = 420
"""What a message needs; the shop's name steps back for it."""


class TopBar(QWidget):
    """Shop and shift on the left; pills and the clock on the right."""

    def __init__(self, shop: str = "", who: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(px(TOPBAR_HEIGHT))
        self._shop = Label(shop, size=Size.LABEL, bold=True)
        self._who = Label(who, size=Size.LABEL, tone="muted")
        self._clock = Label("", size=Size.BODY, bold=True)
        self._pills: dict[str, Pill] = {}
        self._pill_row = QHBoxLayout()
        self._pill_row.setSpacing(px(12))
        parts = (self._shop, self._who, None, self._pill_row, self._clock)
        layout = row(*parts, gap=12, margins=(16, 0, 16, 1))
        self.setLayout(layout)

    def set_who(self, text: str) -> None:
        """Shift and cashier: ``早班 · 王姐``."""
        self._who.setText(text)

    def set_clock(self, text: str) -> None:
        self._clock.setText(text)

    def set_pill(self, key: str, text: str, tone: Tone, *, dot: Tone | None = None) -> Pill:
        """Show or change the pill of a key; connect to its ``clicked`` once it is returned."""
        pill = self._pills.get(key)
        if pill is None:
            pill = Pill(text, tone, dot=dot, parent=self)
            self._pills[key] = pill
            self._pill_row.addWidget(pill)
        pill.set_state(text, tone, dot=dot)
        return pill

    def pill(self, key: str) -> Pill:
        """The pill of a key; raises KeyError."""
        return self._pills[key]

    def free_middle(self) -> QRect:
        """Between the words on the left and the first pill; over the words when that is narrow."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
        ends = [pill.x() for pill in self._pills.values()] or [self._clock.x()]
        right = min(ends) - px(16)
        words = self._who.x() + self._who.width() + px(16)
        left = max(px(16), min(words, right - px(LEAST_MIDDLE)))
        return QRect(left, 0, max(right - left, 0), self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(t.surface))
        painter.fillRect(0, self.height() - 1, self.width(), 1, colour(t.border))
