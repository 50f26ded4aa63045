"""Which goods a sheet is about: a colour, the name over its size, the price on the right."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.domain.item import Item
from pos_app.ui.screens.sell.tile_colours import tile_colour
from pos_app.ui.theme import Size, font, px, tokens
from pos_app.ui.widgets import paint


class GoodsStrip(QWidget):
    """Painted by hand, so that long names end in dots and never push the sheet wider."""

    def __init__(self, item: Item, price: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._item, self._price = item, price
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{item.name} {item.spec} {price}")

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(64))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, fill=t.raised, radius=px(10))
        swatch = QRectF(px(14), px(14), px(36), px(36))
        paint.box(painter, swatch, fill=tile_colour(self._item), radius=px(8))
        right = rect.right() - px(18)
        price_font = font(Size.LEAD, bold=True)
        room = paint.text_width(self._price, price_font) if self._price else 0
        paint.write(
            painter, QRectF(right - room - 2, 0, room + 2, rect.height()), self._price,
            price_font, t.text, paint.VCENTER_RIGHT,
        )  # fmt: skip
        left = swatch.right() + px(14)
        width = right - room - px(16) - left
        under = " · ".join(p for p in (self._item.spec, self._item.code) if p)
        name = QRectF(left, px(9) if under else 0, width, px(25) if under else rect.height())
        paint.write(painter, name, self._item.name, font(Size.BODY, bold=True), t.text)
        if under:
            paint.write(
                painter, QRectF(left, px(34), width, px(20)), under, font(Size.CAPTION), t.muted
            )
