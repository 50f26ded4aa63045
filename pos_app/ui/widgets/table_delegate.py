"""How a cell of a table is drawn; everything it may hold comes through ``CellRole``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pos_app.ui.theme import CellRole, Size, Tag, colour, font, paint_icon, px, tokens
from pos_app.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
PAD = 14
PAD_BETWEEN = 8


def cell(index: Index, role: CellRole) -> Any:  # noqa: ANN401 - a model's value has no one type
    """What a model says of a cell, or None."""
    return index.data(role.value)


def cell_area(rect: QRectF, column: int, columns: int) -> QRectF:
    """A cell without its margins: wide ones at both ends of the row, narrow ones between."""
    left = px(PAD if column == 0 else PAD_BETWEEN)
    right = px(PAD if column == columns - 1 else PAD_BETWEEN)
    return rect.adjusted(left, 0, -right, -1)


def action_rect(rect: QRectF, text: str) -> QRectF:
    """Where the button of an action cell stands."""
    width = paint.text_width(text, font(Size.LABEL)) + px(28)
    return QRectF(rect.center().x() - width / 2, rect.center().y() - px(20), width, px(40))


class CellDelegate(QStyledItemDelegate):
    """Draws rows: hairline below, soft accent and a bar when selected, a flash when new."""

    def __init__(self, row_height: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._row_height = row_height
        self.flash_key: object = None
        self.flash_alpha = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(80), px(self._row_height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        rect = QRectF(option.rect)
        self.paint_ground(painter, option, index)
        area = cell_area(rect, index.column(), index.model().columnCount())
        if cell(index, CellRole.STEPPER):
            paint.stepper(painter, rect.adjusted(0, 0, 0, -1), _text(index))
        elif cell(index, CellRole.BARS):
            high = min(rect.height() - px(20), px(30))
            space = QRectF(area.left(), rect.center().y() - high / 2, area.width(), high)
            strong = int(cell(index, CellRole.STRONG_BARS) or 0)
            paint.bars(painter, space, list(cell(index, CellRole.BARS)), strong)
        elif cell(index, CellRole.ACTION):
            self._paint_action(painter, rect, str(cell(index, CellRole.ACTION)))
        else:
            self.paint_words(painter, area, index)
        painter.restore()

    def paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Selection, flash and the hairline."""
        t = tokens()
        rect = QRectF(option.rect)
        state = option.state
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, colour(t.accent_soft))
            if index.column() == 0:
                bar = QRectF(rect.left(), rect.top(), px(3), rect.height() - 1)
                painter.fillRect(bar, colour(t.accent))
        if self.flash_alpha and cell(index, CellRole.KEY) == self.flash_key:
            painter.fillRect(rect, colour(t.good, self.flash_alpha))
        hairline = QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1)
        painter.fillRect(hairline, colour(t.border))

    def _paint_action(self, painter: QPainter, rect: QRectF, text: str) -> None:
        t = tokens()
        button = action_rect(rect, text)
        paint.box(painter, button, fill=t.surface, line=t.border, radius=px(8))
        paint.write(painter, button, text, font(Size.LABEL), t.text, paint.CENTER)

    def paint_words(self, painter: QPainter, area: QRectF, index: Index) -> None:
        """Icon or avatar, one or two lines, tags."""
        t = tokens()
        area = self._paint_lead(painter, area, index)
        tone = cell(index, CellRole.TONE)
        ink = t.ink(tone) if tone else t.text
        if cell(index, CellRole.MUTED):
            ink = t.muted
        size = cell(index, CellRole.SIZE) or Size.BODY
        text_font = font(size, bold=bool(cell(index, CellRole.BOLD)))
        sub = cell(index, CellRole.SUB)
        if cell(index, CellRole.WRAP):
            self._paint_wrapped(painter, area, _text(index), ink)
            return
        top = area
        if sub:
            middle = area.center().y()
            top = QRectF(area.left(), middle - px(23), area.width(), px(25))
            low = QRectF(area.left(), middle + px(1), area.width(), px(20))
            low_align = _align(index)
            paint.write(painter, low, str(sub), font(Size.CAPTION), t.muted, low_align)
        self._paint_first_line(painter, top, index, text_font, ink)

    def _paint_lead(self, painter: QPainter, area: QRectF, index: Index) -> QRectF:
        t = tokens()
        name, who = cell(index, CellRole.ICON), cell(index, CellRole.AVATAR)
        middle = area.center().y()
        if name:
            side = px(20)
            tone = cell(index, CellRole.TONE)
            ink = t.ink(tone) if tone else t.muted
            paint_icon(painter, str(name), QRectF(area.left(), middle - side / 2, side, side), ink)
            return area.adjusted(side + px(10), 0, 0, 0)
        if who:
            side = px(34)
            paint.avatar(painter, QRectF(area.left(), middle - side / 2, side, side), str(who))
            return area.adjusted(side + px(12), 0, 0, 0)
        return area

    def _paint_first_line(
        self, painter: QPainter, rect: QRectF, index: Index, text_font: QFont, ink: str
    ) -> None:
        text, align = _text(index), _align(index)
        tags: list[Tag] = list(cell(index, CellRole.TAGS) or ())
        struck = cell(index, CellRole.STRUCK)
        wide = paint.text_width(text, text_font) + 1
        tags = _that_fit(tags, rect.width() - min(wide, rect.width() / 2))
        if tags:
            width = min(wide, rect.width() - _tags_width(tags))
            words = QRectF(rect.left(), rect.top(), width, rect.height())
            paint.write(painter, words, text, text_font, ink)
            x = words.right() + px(10)
            for tag in tags:
                x = paint.tag(painter, x, rect.center().y() + 0.5, tag) + px(6)
            return
        paint.write(painter, rect, text, text_font, ink, align)
        if struck:
            self._paint_struck(painter, rect, str(struck), paint.text_width(text, text_font))

    def _paint_struck(self, painter: QPainter, rect: QRectF, old: str, taken: float) -> None:
        old_font = font(Size.CAPTION)
        old_font.setStrikeOut(True)
        room = rect.adjusted(0, 0, -taken - px(5), 0)
        paint.write(painter, room, old, old_font, tokens().muted, paint.VCENTER_RIGHT)

    def _paint_wrapped(self, painter: QPainter, area: QRectF, text: str, ink: str) -> None:
        """As many lines as the row has room for; what is cut off says so."""
        flags = int(paint.VCENTER_LEFT.value) | int(Qt.TextFlag.TextWordWrap.value)
        painter.setFont(font(Size.CAPTION))
        painter.setPen(colour(ink))
        painter.drawText(area, flags, paint.wrapped(text, font(Size.CAPTION), area.size()))


def _tags_width(tags: Sequence[Tag]) -> float:
    return sum(paint.tag_width(tag) + px(6) for tag in tags) + px(4)


def _that_fit(tags: Sequence[Tag], room: float) -> list[Tag]:
    """The first of them, as many as leave the words half of the line."""
    kept = list(tags)
    while len(kept) > 1 and _tags_width(kept) > room:
        kept.pop()
    return kept


def _text(index: Index) -> str:
    value = index.data(Qt.ItemDataRole.DisplayRole)
    return "" if value is None else str(value)


def _align(index: Index) -> Qt.AlignmentFlag:
    value = index.data(Qt.ItemDataRole.TextAlignmentRole)
    if value is None:
        return paint.VCENTER_LEFT
    return Qt.AlignmentFlag(value) | Qt.AlignmentFlag.AlignVCenter
