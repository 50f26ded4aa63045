"""The left rail: where one can go, and what waits there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QPushButton, QVBoxLayout, QWidget

from pos_app.ui.theme import RAIL_WIDTH, Size, colour, font, paint_icon, px, tokens
from pos_app.ui.widgets import paint


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One place: ``key`` is what ``Rail.chosen`` carries."""

    key: str
    text: str
    icon: str


class RailItem(QPushButton):
    """Icon over word, a badge at the icon."""

    def __init__(self, entry: RailEntry, parent: QWidget | None = None) -> None:
        super().__init__(entry.text, parent)
        self.entry = entry
        self._count = 0
        self.setCheckable(True)
        self.setAutoExclusive(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(entry.text)
        self.setFixedSize(px(RAIL_WIDTH - 16), px(64))

    def set_count(self, count: int) -> None:
        self._count = count
        name = f"{self.entry.text} {count}" if count else self.entry.text
        self.setAccessibleName(name)
        self.update()

    def count(self) -> int:
        """What waits there."""
        return self._count

    def sizeHint(self) -> QSize:
        return QSize(px(RAIL_WIDTH - 16), px(64))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRectF(self.rect())
        on = self.isChecked()
        if on or self.underMouse():
            paint.box(painter, rect, fill=t.accent_soft if on else t.hover, radius=px(10))
        ink = t.accent if on else t.muted
        side = px(22)
        middle = rect.center().x()
        paint_icon(painter, self.entry.icon, QRectF(middle - side / 2, px(10), side, side), ink)
        words = QRectF(px(2), px(34), rect.width() - px(4), px(22))
        paint.write(painter, words, self.text(), font(Size.CAPTION, bold=on), ink, paint.CENTER)
        if self._count:
            paint.badge(painter, QPointF(middle + px(13), px(15)), self._count)


class _Logo(QWidget):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(px(44), px(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        paint.box(painter, QRectF(self.rect()), fill=t.accent, radius=px(10))
        big = font(Size.TITLE, bold=True)
        sign = "喜"  # as it is: the logo, no word
        paint.write(painter, QRectF(self.rect()), sign, big, t.on_accent, paint.CENTER)


class Rail(QWidget):
    """Places down the left edge. ``chosen`` carries the key of the place that was clicked."""

    chosen = Signal(str)

    def __init__(self, entries: Sequence[RailEntry] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedWidth(px(RAIL_WIDTH))
        self._items: dict[str, RailItem] = {}
        self._group = QButtonGroup(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(px(8), px(8), px(8), px(8))
        self._column.setSpacing(px(2))
        self._column.addWidget(_Logo(self), 0, Qt.AlignmentFlag.AlignHCenter)
        self._column.addSpacing(px(8))
        self._column.addStretch(1)
        self.set_entries(entries)

    def set_entries(self, entries: Sequence[RailEntry]) -> None:
        """Replace all places; the first one is current."""
        for item in self._items.values():
            self._group.removeButton(item)
            item.deleteLater()
        self._items = {}
        for place, entry in enumerate(entries):
            item = RailItem(entry, self)
            item.clicked.connect(lambda _c=False, key=entry.key: self.chosen.emit(key))
            self._group.addButton(item)
            self._column.insertWidget(place + 2, item, 0, Qt.AlignmentFlag.AlignHCenter)
            self._items[entry.key] = item
        if entries:
            self.set_current(entries[0].key)

    def set_current(self, key: str) -> None:
        """Show a place as the one we are at; no signal."""
        self._items[key].setChecked(True)

    def current(self) -> str:
        return next((key for key, item in self._items.items() if item.isChecked()), "")

    def set_badge(self, key: str, count: int) -> None:
        """What waits at a place; 0 takes the badge away."""
        self._items[key].set_count(count)

    def item(self, key: str) -> RailItem:
        return self._items[key]

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(t.surface))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), colour(t.border))
