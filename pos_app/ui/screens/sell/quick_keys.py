"""Goods without a barcode, by pages, on a card."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from pos_app.domain.item import Item
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.catalogue_rows import QuickPage as Page
from pos_app.ui.screens.sell.tile_colours import tile_colour
from pos_app.ui.theme import px
from pos_app.ui.widgets import Card, EmptyState, QuickGrid, QuickPage, QuickTile, column, holder

SHAPES = tuple((columns, rows) for columns in (4, 3, 5, 2) for rows in (2, 3, 4))
BEST_SHAPE = 0.72
"""Width to height of a tile that the eye likes."""
CHIPS = 66
"""Height that pages and margins take."""


class QuickKeys(Card):
    """``picked`` carries the Item of a tile."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, Item] = {}
        self._pages: tuple[Page, ...] = ()
        self._shape = (4, 3)
        self.grid = self._make_grid()
        self._empty = EmptyState(
            "star", tr("还没有快捷商品"), tr("没有条码的商品,在「商品」里放到快捷键上,一点就卖。")
        )
        self._layers = QStackedLayout(self)
        self._holder = column(margins=(10, 10, 10, 10))
        self._holder.addWidget(self.grid)
        self._layers.addWidget(holder(self._holder))
        self._layers.addWidget(self._empty)

    def _make_grid(self) -> QuickGrid:
        columns, rows = self._shape
        grid = QuickGrid(columns=columns, rows=rows)
        grid.picked.connect(lambda key: self.picked.emit(self._items[key]))
        return grid

    def show_pages(self, pages: Sequence[Page]) -> None:
        """The pages in their order, each with its goods."""
        self._pages = tuple(pages)
        self._items = {item.id: item for page in pages for item in page.items}
        self._fit()
        self._fill()
        self._layers.setCurrentIndex(0 if pages else 1)

    def _fill(self) -> None:
        self.grid.set_pages(
            [
                QuickPage(page.name or tr("常用"), tuple(_tile(item) for item in page.items))
                for page in self._pages
            ]
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fit():
            self._fill()

    def _fit(self) -> bool:
        """Choose columns and rows for the room there is; True when the grid is another one."""
        fullest = max((len(page.items) for page in self._pages), default=0)
        shape = best_shape(self.width(), self.height() - px(CHIPS), fullest)
        if shape == self._shape:
            return False
        self._shape = shape
        self._holder.removeWidget(self.grid)
        self.grid.hide()
        self.grid.deleteLater()
        self.grid = self._make_grid()
        self._holder.addWidget(self.grid)
        return True


def best_shape(width: int, height: int, tiles: int) -> tuple[int, int]:
    """Columns and rows that make good tiles, leave no row empty and need few pages."""

    def cost(shape: tuple[int, int]) -> float:
        columns, rows = shape
        looks = abs(log(max(width, 1) / columns / (max(height, 1) / rows) / BEST_SHAPE))
        room = columns * rows
        idle = max(0, room - tiles) / room
        cramped = 2 if width / columns < px(84) else 0
        return looks + 0.6 * idle + cramped + (0.5 if tiles > room else 0)

    return min(SHAPES, key=cost)


def _tile(item: Item) -> QuickTile:
    price = format_fen(item.price) if item.price is not None else ""
    return QuickTile(item.id, item.name, tile_colour(item), None, price)
