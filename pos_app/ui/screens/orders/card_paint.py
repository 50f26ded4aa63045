"""How a card of the board is drawn: badge and number, for whom, how much and when, one button."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from pos_app.ui.models.order_cards import Countdown, OrderCard
from pos_app.ui.models.order_words import mode_tag
from pos_app.ui.theme import Size, colour, font, px, tokens
from pos_app.ui.widgets import paint

Index = QModelIndex | QPersistentModelIndex
GAP, SIDE, SHADOW = 10, 14, 4
TOP, HEAD, WHO, ABOUT, NOTE, BUTTON, BOTTOM = 12, 28, 28, 24, 27, 46, 14
FULL_TURN = 360 * 16
"""Qt counts angles in sixteenths of a degree."""


def card_at(index: Index) -> OrderCard:
    """The card behind a row; the models of the board hold nothing else."""
    card: OrderCard = index.model().row(index.row())  # type: ignore[attr-defined]  # RowsModel
    return card


def card_height(card: OrderCard) -> int:
    """Scaled pixels, the gap below it included."""
    note = NOTE + 8 if card.note else 0
    return px(TOP + HEAD + WHO + ABOUT + 6 + note + BUTTON + BOTTOM + GAP)


def card_rect(cell: QRectF) -> QRectF:
    """The card itself within its cell."""
    return cell.adjusted(px(GAP), 0, -px(GAP), -px(GAP))


def button_rect(cell: QRectF) -> QRectF:
    """Where its button stands."""
    rect = card_rect(cell)
    top = rect.bottom() - px(BOTTOM) - px(BUTTON)
    return QRectF(rect.left() + px(SIDE), top, rect.width() - 2 * px(SIDE), px(BUTTON))


class CardDelegate(QStyledItemDelegate):
    """``now_ms`` is the moment that the timers show; ``pressed`` the order whose button is down."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.now_ms = 0
        self.pressed = ""
        self._grounds: dict[tuple[int, int, bool, bool], QPixmap] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(px(160), card_height(card_at(index)))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        card = card_at(index)
        cell = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        rect = card_rect(cell)
        self._ground(painter, rect, card, chosen=chosen)
        self._lines(painter, rect.adjusted(px(SIDE), px(TOP), -px(SIDE), 0), card)
        self._button(painter, button_rect(cell), card)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRectF, card: OrderCard, *, chosen: bool) -> None:
        """The empty card, drawn once for each size: a second of timers repaints them all."""
        late = card.timer is not None and card.timer.urgent(self.now_ms)
        marked = (card.loud and late) or card.tone == "bad"
        size = QSize(round(rect.width()), round(rect.height()) + px(SHADOW))
        key = (size.width(), size.height(), chosen, marked)
        ground = self._grounds.get(key)
        ratio = painter.device().devicePixelRatioF()
        if ground is None or ground.devicePixelRatioF() != ratio:
            ground = QPixmap(size * ratio)
            ground.setDevicePixelRatio(ratio)
            ground.fill(colour(tokens().raised))  # opaque: copied, not blended
            _draw_ground(ground, QRectF(0, 0, size.width(), round(rect.height())), chosen, marked)
            self._grounds[key] = ground
        painter.drawPixmap(rect.topLeft(), ground)

    def _lines(self, painter: QPainter, area: QRectF, card: OrderCard) -> None:
        t = tokens()
        head = QRectF(area.left(), area.top(), area.width(), px(HEAD))
        left = self._badge(painter, head, card) + px(10)
        timer = card.timer if card.timer and card.timer.shows(self.now_ms) else None
        room = self._timer(painter, head, timer) if timer else 0.0
        number = QRectF(left, head.top(), head.right() - left - room, head.height())
        paint.write(painter, number, card.number, font(Size.BODY, bold=True), t.text)
        who = QRectF(area.left(), head.bottom() + px(2), area.width(), px(WHO - 2))
        paint.write(painter, who, card.who, font(Size.LABEL), t.text)
        about = QRectF(area.left(), who.bottom(), area.width(), px(ABOUT))
        small = font(Size.CAPTION)
        when = paint.text_width(card.when, small) + px(2)
        words = QRectF(about.left(), about.top(), max(about.width() - when - px(8), 0), px(ABOUT))
        paint.write(painter, words, card.about, small, t.muted)
        paint.write(painter, about, card.when, small, t.muted, paint.VCENTER_RIGHT)
        if card.note:
            note = QRectF(area.left(), about.bottom() + px(6), area.width(), px(NOTE))
            paint.box(painter, note, fill=t.soft(card.tone), radius=px(5))
            inner = note.adjusted(px(8), 0, -px(8), 0)
            paint.write(painter, inner, card.note, small, t.ink(card.tone))

    def _badge(self, painter: QPainter, head: QRectF, card: OrderCard) -> float:
        """Pickup or delivery; gives its right edge."""
        t = tokens()
        tag = mode_tag(card.mode)
        width = paint.text_width(tag.text, font(Size.CAPTION)) + px(16)
        rect = QRectF(head.left(), head.top() + px(1), width, px(HEAD - 2))
        paint.box(painter, rect, fill=t.soft(tag.tone), radius=px(7))
        paint.write(painter, rect, tag.text, font(Size.CAPTION), t.ink(tag.tone), paint.CENTER)
        return rect.right()

    def _timer(self, painter: QPainter, head: QRectF, timer: Countdown) -> float:
        """A ring that fills and what is left; gives the room it takes."""
        t = tokens()
        words = timer.words(self.now_ms)
        figures = font(Size.BODY, bold=True)
        ink = t.bad if timer.urgent(self.now_ms) else t.muted
        paint.write(painter, head, words, figures, ink, paint.VCENTER_RIGHT)
        side = px(15)
        left = head.right() - paint.text_width(words, figures) - side - px(8)
        ring = QRectF(left, head.center().y() - side / 2, side, side)
        pen = QPen(colour(t.border_strong), px(2.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        painter.drawEllipse(ring)
        pen.setColor(colour(ink))
        painter.setPen(pen)
        painter.drawArc(ring, 90 * 16, -FULL_TURN * timer.share(self.now_ms) // 1000)
        return head.right() - left + px(8)

    def _button(self, painter: QPainter, rect: QRectF, card: OrderCard) -> None:
        t = tokens()
        down = self.pressed == card.id
        if card.loud:
            fill, line, ink = t.accent_pressed if down else t.accent, None, t.on_accent
        else:
            fill, line, ink = t.pressed if down else t.surface, t.border, t.text
        paint.box(painter, rect, fill=fill, line=line, radius=px(8))
        paint.write(painter, rect, card.words, font(Size.LABEL, bold=True), ink, paint.CENTER)


def _draw_ground(ground: QPixmap, rect: QRectF, chosen: bool, marked: bool) -> None:
    t = tokens()
    painter = QPainter(ground)
    radius = px(10)
    paint.shadow(painter, rect, radius)
    line, width = (t.accent, 2) if chosen else (t.border, 1)
    paint.box(painter, rect, fill=t.surface, line=line, radius=radius, width=width)
    if marked:
        painter.setClipRect(QRectF(rect.left(), rect.top(), px(4), rect.height()))
        paint.box(painter, rect, fill=t.accent, radius=radius)
    painter.end()
