"""What was found, dropping down under the scan box."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.domain.item import Item
from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.lookup import Offer, Span, code_spans
from pos_app.ui.screens.sell.tile_colours import tile_colour
from pos_app.ui.theme import Size, colour, font, px, tokens
from pos_app.ui.widgets import paint

ROW = 58
FOOT = 44


class HitList(QWidget):
    """Rows that follow the arrow keys; ``picked`` carries an Item, ``create_wanted`` the text."""

    picked = Signal(object)
    create_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, creates: bool = True) -> None:
        """``creates``: goods that were not found can be made from here."""
        super().__init__(parent)
        self._creates = creates
        self._hits: tuple[Offer, ...] = ()
        self._query = ""
        self._at = 0
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(tr("查找结果"))
        self.hide()

    def show_hits(
        self, hits: tuple[Offer, ...], query: str, place: QRectF, *, chosen: int = 0
    ) -> None:
        """Stand at ``place`` (its height is the most there is) with these rows.

        ``chosen`` -1: none until an arrow key asks for one.
        """
        self._query, self._at = query, chosen
        rows = max(min(len(hits), int((place.height() - px(FOOT)) // px(ROW))), 1)
        self._hits = hits[:rows]
        height = rows * px(ROW) + px(FOOT) + px(10)
        self.setGeometry(round(place.x()), round(place.y()), round(place.width()), round(height))
        self._describe()
        self.show()
        self.raise_()
        self.update()

    def hits(self) -> tuple[Offer, ...]:
        return self._hits

    def current(self) -> Item | None:
        """The goods of the chosen row, None where nothing was found."""
        return self._hits[self._at].item if 0 <= self._at < len(self._hits) else None

    def step(self, delta: int) -> None:
        self._at = min(max(self._at + delta, 0), max(len(self._hits) - 1, 0))
        self._describe()
        self.update()

    def _describe(self) -> None:
        item = self.current()
        self.setAccessibleDescription(item.name if item else tr("没找到"))

    def _row_at(self, event: QMouseEvent) -> int:
        return int((event.position().y() - px(5)) // px(ROW))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event)
        if 0 <= row < len(self._hits) and row != self._at:
            self._at = row
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        row = self._row_at(event)
        if 0 <= row < len(self._hits):
            self.picked.emit(self._hits[row].item)
        elif self._creates:
            self.create_wanted.emit(self._query)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(1, 0, -1, -px(4))
        paint.shadow(painter, rect, px(10))
        paint.box(painter, rect, fill=t.surface, line=t.border_strong, radius=px(10))
        for n, hit in enumerate(self._hits):
            place = QRectF(rect.left() + px(5), px(5) + n * px(ROW), rect.width() - px(10), px(ROW))
            self._paint_hit(painter, place, hit, chosen=n == self._at)
        if not self._hits:
            place = QRectF(rect.left() + px(20), px(5), rect.width() - px(40), px(ROW))
            words = tr("没找到「{text}」", text=self._query)
            paint.write(painter, place, words, font(Size.BODY), t.muted)
        self._paint_foot(painter, rect)

    def _paint_foot(self, painter: QPainter, rect: QRectF) -> None:
        t = tokens()
        top = rect.bottom() - px(FOOT)
        painter.fillRect(QRectF(rect.left() + 1, top, rect.width() - 2, 1), colour(t.border))
        place = QRectF(rect.left() + px(16), top, rect.width() - px(32), px(FOOT))
        making = self._creates and not self._hits
        keys = tr("Enter 建这个商品") if making else tr("↑ ↓ 选,Enter 加入")
        paint.write(painter, place, keys, font(Size.CAPTION), t.muted)
        if not self._creates:
            return
        paint.write(
            painter, place, tr("没有?建一个新商品"), font(Size.CAPTION), t.accent,
            paint.VCENTER_RIGHT,
        )  # fmt: skip

    def _paint_hit(self, painter: QPainter, place: QRectF, hit: Offer, *, chosen: bool) -> None:
        t = tokens()
        if chosen:
            paint.box(painter, place, fill=t.accent_soft, radius=px(7))
        item, middle = hit.item, place.center().y()
        swatch = QRectF(place.left() + px(10), middle - px(14), px(28), px(28))
        paint.box(painter, swatch, fill=tile_colour(item), radius=px(6))
        right = QRectF(place.right() - px(130), place.top(), px(118), place.height())
        price = format_fen(item.price) if item.price is not None else tr("没定价")
        upper = QRectF(right.left(), middle - px(24), right.width(), px(25))
        lower = QRectF(right.left(), middle + px(1), right.width(), px(20))
        tone = t.text if item.price is not None else t.warn
        paint.write(painter, upper, price, font(Size.BODY, bold=True), tone, paint.VCENTER_RIGHT)
        stock = tr("存 {qty}", qty=format_qty(hit.stock))
        if hit.promised:
            stock = tr("存 {qty},订出 {promised}", qty=format_qty(hit.stock),
                       promised=format_qty(hit.promised))  # fmt: skip
        stock_ink = t.muted if hit.stock > hit.promised else t.warn
        paint.write(painter, lower, stock, font(Size.TINY), stock_ink, paint.VCENTER_RIGHT)
        left = swatch.right() + px(14)
        width = right.left() - left - px(8)
        name = QRectF(left, middle - px(24), width, px(25))
        _marked(painter, name, item.name, font(Size.BODY, bold=True), t.text, hit.spans)
        about = QRectF(left, middle + px(1), width, px(20))
        ahead = f"{item.spec} · " if item.spec and item.code else item.spec
        shift = len(ahead)
        code = tuple((a + shift, z + shift) for a, z in code_spans(item.code, self._query))
        _marked(painter, about, ahead + item.code, font(Size.CAPTION), t.muted, code)


def _marked(
    painter: QPainter,
    place: QRectF,
    text: str,
    text_font: QFont,
    ink: str,
    spans: tuple[Span, ...],
) -> None:
    """A text with the parts that were asked for in the accent."""
    shown = paint.elided(text, text_font, place.width())
    paint.write(painter, place, shown, text_font, ink)
    for start, end in spans:
        before = paint.text_width(shown[:start], text_font)
        width = paint.text_width(shown[start:end], text_font)
        painter.save()
        painter.setClipRect(QRectF(place.left() + before, place.top(), width, place.height()))
        paint.write(painter, place, shown, text_font, tokens().accent)
        painter.restore()
