"""Putting the basket aside and taking one back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from pos_app.domain.calendar import local_time
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.parking import ParkedBasket
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size, font, px, tokens
from pos_app.ui.widgets import EmptyState, FormRow, Label, TextField, column, holder, paint


class ParkSheet(DeedSheet):
    """Whose basket it is, so that it is found again; Enter at once parks it without a word."""

    def __init__(self, session: Session, parked: Callable[[str], None]) -> None:
        super().__init__(session, tr("挂单"), tr("挂起这一单"))
        self._parked = parked
        self.label = TextField(placeholder=tr("例如:蓝衣服大哥"))
        self.label.setMaxLength(40)
        priced = session.register.priced
        words = tr(
            "{kinds} 种 {pieces} 件,共 {total}",
            kinds=priced.kinds, pieces=priced.pieces, total=format_fen(priced.total),
        )  # fmt: skip
        self.add(Label(words, size=Size.LEAD, bold=True))
        self.add(FormRow(tr("谁的单(可以不填)"), self.label))
        self.add(Label(
            tr("挂起后可以接着给别人结账;按 F6 取回。断电也不会丢。"),
            size=Size.LABEL, tone="muted", wrap=True,
        ))  # fmt: skip
        self.body.addStretch(1)
        self.first_focus = self.label

    def act(self) -> None:
        label = self.label.text().strip()
        self.request_close()
        self._parked(label)


class _Waiting(QWidget):
    """One basket that waits: its number key, whose it is, who parked it when, how much."""

    picked = Signal(int)

    def __init__(self, at: int, basket: ParkedBasket, when: str) -> None:
        super().__init__()
        self._at, self._basket, self._when = at, basket, when
        self._chosen = False
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{self._title()} {format_fen(basket.total)}")

    def _title(self) -> str:
        return self._basket.label or tr("没写名字的单")

    def set_chosen(self, chosen: bool) -> None:
        self._chosen = chosen
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(320), px(72))

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:
        self.picked.emit(self._at)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        rect = QRectF(self.rect()).adjusted(0, 0, 0, -px(2))
        paint.shadow(painter, rect, px(10))
        fill = t.accent_soft if self._chosen else t.surface
        line = t.accent if self._chosen else t.border
        paint.box(painter, rect, fill=fill, line=line, radius=px(10), width=1.5)
        middle = rect.center().y()
        if self._at < 9:
            paint.keycap(painter, px(42), middle, str(self._at + 1), fill=t.raised)
        money = format_fen(self._basket.total)
        money_font = font(Size.LEAD, bold=True)
        right = rect.right() - px(18)
        room = paint.text_width(money, money_font) + 2
        paint.write(
            painter, QRectF(right - room, 0, room, rect.height()), money, money_font, t.text,
            paint.VCENTER_RIGHT,
        )  # fmt: skip
        left = px(58)
        words = right - room - px(12) - left
        upper = QRectF(left, middle - px(25), words, px(26))
        lower = QRectF(left, middle + px(1), words, px(22))
        paint.write(painter, upper, self._title(), font(Size.BODY, bold=True), t.text)
        about = tr(
            "{when} · {who} · {n} 种", when=self._when, who=self._basket.actor_name,
            n=self._basket.lines,
        )  # fmt: skip
        paint.write(painter, lower, about, font(Size.CAPTION), t.muted)


class RecallSheet(DeedSheet):
    """The baskets that wait, the oldest first; a number key takes one at once."""

    def __init__(
        self, session: Session, waiting: list[ParkedBasket], recalled: Callable[[str], None]
    ) -> None:
        super().__init__(session, tr("取单"), tr("取回这一单"))
        self._waiting, self._recalled = waiting, recalled
        self._rows: list[_Waiting] = []
        self._at = 0
        if waiting and not session.register.basket.is_empty:
            note = tr("现在这一单还没收完,取单时会先把它挂起来。")
            self.add(Label(note, size=Size.LABEL, tone="warn", wrap=True))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self
        if waiting:
            self.add(self._list(), 1)
            self._choose(0)
        else:
            self.button.setEnabled(False)
            self.add(EmptyState("pause", tr("没有挂着的单"), tr("按 F5 把当前这一单挂起来")), 1)

    def _list(self) -> QWidget:
        clock = self.session.clock
        for at, basket in enumerate(self._waiting):
            moment = local_time(basket.at, clock.offset_minutes(basket.at))
            row = _Waiting(at, basket, f"{moment:%H:%M}")
            row.picked.connect(self._take)
            self._rows.append(row)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder(column(*self._rows, None, gap=10)))
        return area

    def _choose(self, at: int) -> None:
        self._at = min(max(at, 0), len(self._rows) - 1)
        for n, row in enumerate(self._rows):
            row.set_chosen(n == self._at)

    def _take(self, at: int) -> None:
        self._choose(at)
        self.enter()

    def act(self) -> None:
        basket = self._waiting[self._at].basket
        self.request_close()
        self._recalled(basket)

    def on_key(self, key: int) -> bool:
        at = key - Qt.Key.Key_1
        if 0 <= at < min(len(self._rows), 9):
            self._take(at)
            return True
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if step is None or not self._rows:
            return False
        self._choose(self._at + step)
        return True
