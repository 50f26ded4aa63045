"""Goods without a barcode, one touch each: pages of tiles with a picture or a colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QGridLayout, QPushButton, QSizePolicy, QWidget

from pos_app.ui.theme import Size, colour, font, px, theme_name, tokens
from pos_app.ui.widgets import paint
from pos_app.ui.widgets.chips import ChipRow
from pos_app.ui.widgets.style import column, reveal


@dataclass(frozen=True, slots=True)
class QuickTile:
    """``key`` is what ``QuickGrid.picked`` carries; ``note`` is a price or nothing."""

    key: object
    text: str
    colour: str = "#8A9BB4"
    picture: QPixmap | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class QuickPage:
    """One page of tiles under its name."""

    name: str
    tiles: tuple[QuickTile, ...]


class _Tile(QPushButton):
    def __init__(self, tile: QuickTile, parent: QWidget) -> None:
        super().__init__(tile.text, parent)
        self._tile = tile
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(tile.text)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(px(64), px(72))

    def sizeHint(self) -> QSize:
        return QSize(px(100), px(120))

    def minimumSizeHint(self) -> QSize:
        return QSize(px(64), px(72))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        foot = float(px(31))
        paint.box(painter, rect, fill=t.pressed if self.isDown() else t.raised, radius=px(8))
        clip = QPainterPath()
        clip.addRoundedRect(rect, px(8), px(8))
        painter.setClipPath(clip)
        top = rect.adjusted(0, 0, 0, -foot)
        self._paint_top(painter, top)
        painter.setClipping(False)
        line = t.border_strong if self.underMouse() else t.border
        paint.box(painter, rect, line=line, radius=px(8))
        words = QRectF(px(8), rect.bottom() - foot, rect.width() - px(14), foot)
        if self._tile.note:
            note_font = font(Size.TINY)
            room = paint.text_width(self._tile.note, note_font)
            paint.write(painter, words, self._tile.note, note_font, t.muted, paint.VCENTER_RIGHT)
            words.adjust(0, 0, -room - px(4), 0)
        paint.write(painter, words, self.text(), font(14, bold=True), t.text)

    def _paint_top(self, painter: QPainter, rect: QRectF) -> None:
        shade = colour(self._tile.colour)
        if theme_name() == "dark":
            shade = shade.darker(122)
        painter.fillRect(rect, shade.darker(108) if self.isDown() else shade)
        picture = self._tile.picture
        if picture is None or picture.isNull():
            return
        size = picture.deviceIndependentSize()
        grow = max(rect.width() / size.width(), rect.height() / size.height())
        wide, high = rect.width() / grow, rect.height() / grow
        ratio = picture.devicePixelRatio()
        source = QRectF((size.width() - wide) / 2, (size.height() - high) / 2, wide, high)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        scaled = QRectF(source.topLeft() * ratio, source.size() * ratio)
        painter.drawPixmap(rect, picture, scaled)


class QuickGrid(QWidget):
    """Pages as chips above a grid of tiles. ``picked`` carries the key of a tile."""

    picked = Signal(object)
    page_changed = Signal(int)

    def __init__(self, *, columns: int = 4, rows: int = 2, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns, self._rows = columns, rows
        self._pages: tuple[QuickPage, ...] = ()
        self._tiles: list[_Tile] = []
        self._chips = ChipRow(look="plain")
        self._grid_host = QWidget()
        self._grid = QGridLayout(self._grid_host)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(8))
        for c in range(columns):
            self._grid.setColumnStretch(c, 1)
        for r in range(rows):
            self._grid.setRowStretch(r, 1)
        layout = column(self._chips, self._grid_host, gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._chips.changed.connect(self._on_page)

    def set_pages(self, pages: Sequence[QuickPage]) -> None:
        """Replace all pages; tiles past the grid's room go to further pages of the same name."""
        room = self._columns * self._rows
        split: list[QuickPage] = []
        for page in pages:
            for start in range(0, max(len(page.tiles), 1), room):
                name = page.name if start == 0 else f"{page.name} {start // room + 1}"
                split.append(QuickPage(name, page.tiles[start : start + room]))
        self._pages = tuple(split)
        self._chips.set_chips([(i, page.name) for i, page in enumerate(self._pages)])
        reveal(self._chips, len(self._pages) > 1)
        self._show(0)

    def set_page(self, index: int) -> None:
        """Turn to a page; no signal."""
        self._chips.set_current(index)
        self._show(index)

    def tile_button(self, key: object) -> QPushButton:
        """The button of a tile on the page that shows; raises KeyError."""
        for button in self._tiles:
            if button._tile.key == key:
                return button
        raise KeyError(key)

    def _on_page(self, key: object) -> None:
        if isinstance(key, int):
            self._show(key)
            self.page_changed.emit(key)

    def _show(self, index: int) -> None:
        for old in self._tiles:
            self._grid.removeWidget(old)
            old.deleteLater()
        self._tiles = []
        if not self._pages:
            return
        for i, tile in enumerate(self._pages[index].tiles):
            button = _Tile(tile, self._grid_host)
            button.clicked.connect(lambda _c=False, key=tile.key: self.picked.emit(key))
            self._grid.addWidget(button, i // self._columns, i % self._columns)
            self._tiles.append(button)
