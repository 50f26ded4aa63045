"""Choosing a day: one back, one on, or out of a month."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.models.day_words import day_words, shifted, today
from pos_app.ui.screens.base import Place
from pos_app.ui.theme import Size, font, px, tokens
from pos_app.ui.widgets import (
    Button,
    IconButton,
    Label,
    PrimaryButton,
    SecondaryButton,
    Sheet,
    column,
    paint,
    row,
)

CELL = 56
HEAD = 32
WEEK = 7
STEPS = {
    Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -WEEK, Qt.Key.Key_Down: WEEK,
}  # fmt: skip


class MonthGrid(QWidget):
    """The days of a month; ``moved`` carries the day in hand, ``picked`` the one that was taken.

    Days are ``YYYY-MM-DD``; those after ``last`` cannot be chosen.
    """

    moved = Signal(str)
    picked = Signal(str)

    def __init__(self, day: str, last: str) -> None:
        super().__init__()
        self._day = date.fromisoformat(day)
        self._last = date.fromisoformat(last)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("选日期"))
        self.setMinimumSize(self.sizeHint())

    def sizeHint(self) -> QSize:
        return QSize(px(CELL * WEEK), px(HEAD + CELL * 6))

    def day(self) -> str:
        return self._day.isoformat()

    def move_to(self, day: date) -> None:
        self._day = min(day, self._last)
        self.setAccessibleDescription(self.day())
        self.moved.emit(self.day())
        self.update()

    def step_month(self, months: int) -> None:
        count = self._day.year * 12 + self._day.month - 1 + months
        year, month = divmod(count, 12)
        days = calendar.monthrange(year, month + 1)[1]
        self.move_to(date(year, month + 1, min(self._day.day, days)))

    def _weeks(self) -> list[list[date]]:
        return calendar.Calendar().monthdatescalendar(self._day.year, self._day.month)

    def _cell(self, week: int, weekday: int) -> QRectF:
        wide = self.width() / WEEK
        return QRectF(weekday * wide, px(HEAD) + week * px(CELL), wide, px(CELL))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for n, week in enumerate(self._weeks()):
            for at, day in enumerate(week):
                if self._cell(n, at).contains(event.position()) and day <= self._last:
                    self.move_to(day)
                    self.picked.emit(self.day())
                    return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.move_to(self._day + timedelta(days=step))
        elif event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.step_month(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        elif event.key() == Qt.Key.Key_Home:
            self.move_to(self._last)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit(self.day())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        names = (tr("一"), tr("二"), tr("三"), tr("四"), tr("五"), tr("六"), tr("日"))
        for at, name in enumerate(names):
            place = self._cell(0, at).translated(0, -px(HEAD))
            place.setHeight(px(HEAD))
            paint.write(painter, place, name, font(Size.CAPTION), t.muted, paint.CENTER)
        for n, week in enumerate(self._weeks()):
            for at, day in enumerate(week):
                self._paint_day(painter, self._cell(n, at), day)

    def _paint_day(self, painter: QPainter, place: QRectF, day: date) -> None:
        t = tokens()
        if day.month != self._day.month:
            return
        spot = place.adjusted(px(4), px(4), -px(4), -px(4))
        ink = t.text if day <= self._last else t.border_strong
        if day == self._day:
            paint.box(painter, spot, fill=t.accent, radius=px(8))
            ink = t.on_accent
        elif day == self._last:
            paint.box(painter, spot, line=t.accent, radius=px(8))
            ink = t.accent
        bold = day in (self._day, self._last)
        paint.write(painter, spot, str(day.day), font(Size.BODY, bold=bold), ink, paint.CENTER)


class DaySheet(Sheet):
    """A month to choose from. ``chosen`` carries the day."""

    chosen = Signal(str)

    def __init__(self, day: str, last: str) -> None:
        super().__init__(tr("选日期"), width=480)
        self._last = last
        self.grid = MonthGrid(day, last)
        self._month = Label("", size=Size.TITLE, bold=True)
        before = IconButton("chevron-left", tr("上个月"))
        after = IconButton("chevron-right", tr("下个月"))
        before.clicked.connect(lambda _c=False: self.grid.step_month(-1))
        after.clicked.connect(lambda _c=False: self.grid.step_month(1))
        self.add(row(before, None, self._month, None, after))
        self.add(self.grid)
        hint = tr("方向键换日子,PgUp / PgDn 换月,Home 回到今天")
        self.add(Label(hint, size=Size.CAPTION, tone="muted", wrap=True))
        self.body.addStretch(1)
        self.go = PrimaryButton("", size="large", key="Enter")
        self.go.clicked.connect(lambda _c=False: self._take(self.grid.day()))
        self.footer.addWidget(self.go)
        self.first_focus = self.grid
        self.grid.moved.connect(self._show)
        self.grid.picked.connect(self._take)
        self._show(day)

    def _show(self, day: str) -> None:
        when = date.fromisoformat(day)
        self._month.setText(tr("{year}年{month}月", year=when.year, month=when.month))
        self.go.setText(day_words(day, self._last))

    def _take(self, day: str) -> None:
        self.chosen.emit(day)
        self.request_close()


class DayBar(QWidget):
    """One day back, the day in words (a click opens the month), one on.

    ``changed`` carries the day, an empty string for all days where ``with_all`` allows it.
    """

    changed = Signal(str)

    def __init__(self, place: Place, *, with_all: bool = False) -> None:
        super().__init__()
        self._place = place
        self._day = today(place.session)
        self._before = IconButton("chevron-left", tr("前一天"))
        self._after = IconButton("chevron-right", tr("后一天"))
        self.button = SecondaryButton("", icon="calendar")
        self.all_days = Button(tr("全部日子"), parent=self)
        self.all_days.setCheckable(True)
        parts = row(self._before, self.button, self._after, gap=4)
        if with_all:
            parts.addWidget(self.all_days)
        else:
            self.all_days.hide()
        self.setLayout(column(parts, gap=0))
        self._before.clicked.connect(lambda _c=False: self.step(-1))
        self._after.clicked.connect(lambda _c=False: self.step(1))
        self.button.clicked.connect(lambda _c=False: self.open_month())
        self.all_days.clicked.connect(lambda _c=False: self.changed.emit(self.day()))
        self.set_day(self._day)

    def day(self) -> str:
        return "" if self.all_days.isChecked() else self._day

    def set_day(self, day: str) -> None:
        """Show a day without a signal."""
        now = today(self._place.session)
        self._day = min(day, now)
        self.button.setText(day_words(self._day, now))
        self._after.setEnabled(self._day < now)

    def take(self, day: str) -> None:
        """Choose a day, as a click does."""
        self.all_days.setChecked(False)
        self.set_day(day)
        self.changed.emit(self.day())

    def step(self, days: int) -> None:
        self.take(shifted(self._day, days))

    def toggle_all(self) -> None:
        """All days, or back to the one day."""
        self.all_days.toggle()
        self.changed.emit(self.day())

    def open_month(self) -> None:
        sheet = DaySheet(self._day, today(self._place.session))
        sheet.chosen.connect(self.take)
        self._place.sheets.open_sheet(sheet)
