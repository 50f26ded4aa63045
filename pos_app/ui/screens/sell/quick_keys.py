"""Goods without a barcode, by pages, on a card."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from pos_app.domain.item import Item
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.catalogue_rows import QuickPage as Page
from pos_app.ui.screens.sell.tile_colours import tile_colour
from pos_app.ui.widgets import Card, EmptyState, QuickGrid, QuickPage, QuickTile, column, holder

COLUMNS, ROWS = 4, 3


class QuickKeys(Card):
    """``picked`` carries the Item of a tile."""

    picked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: dict[str, Item] = {}
        self.grid = QuickGrid(columns=COLUMNS, rows=ROWS)
        self.grid.picked.connect(lambda key: self.picked.emit(self._items[key]))
        self._empty = EmptyState(
            "star", tr("还没有快捷商品"), tr("没有条码的商品,在「商品」里放到快捷键上,一点就卖。")
        )
        self._layers = QStackedLayout(self)
        self._layers.addWidget(holder(column(self.grid, margins=(10, 10, 10, 10))))
        self._layers.addWidget(self._empty)

    def show_pages(self, pages: Sequence[Page]) -> None:
        """The pages in their order, each with its goods."""
        self._items = {item.id: item for page in pages for item in page.items}
        self.grid.set_pages(
            [
                QuickPage(page.name or tr("常用"), tuple(_tile(item) for item in page.items))
                for page in pages
            ]
        )
        self._layers.setCurrentIndex(0 if pages else 1)


def _tile(item: Item) -> QuickTile:
    price = format_fen(item.price) if item.price is not None else ""
    return QuickTile(item.id, item.name, tile_colour(item), None, price)
