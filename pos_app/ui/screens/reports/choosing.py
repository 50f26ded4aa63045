"""Which report, of which days: the column on the left."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.report_span import Span
from pos_app.services.reporting import ShiftRow
from pos_app.ui.models.day_words import day_words, shifted, today
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.days import DayBar, DaySheet
from pos_app.ui.screens.reports.making import SINGLE, Kind, Wanted
from pos_app.ui.theme import CellRole, Size
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    Button,
    ColumnSpec,
    DataTable,
    EmptyState,
    Label,
    SecondaryButton,
    TableCard,
    column,
    holder,
    row,
)


def kind_name(kind: Kind) -> str:
    names: dict[Kind, str] = {
        "day": tr("日报"), "shift": tr("班次 Z 报表"), "span": tr("一段日子"),
        "goods": tr("商品销售"), "audit": tr("留痕报表"),
        "statement": tr("总部往来对账单"), "expiry": tr("临期和报废"),
    }  # fmt: skip
    return names[kind]


KINDS: tuple[Kind, ...] = (
    "day", "shift", "span", "goods", "audit", "statement", "expiry",
)  # fmt: skip


class SpanPick(QWidget):
    """From a day to a day; the usual spans by one touch. ``changed`` after every choice."""

    changed = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        now = today(place.session)
        self.start, self.end = _week_of(now)[0], now
        self._from = SecondaryButton(icon="calendar")
        self._to = SecondaryButton(icon="calendar")
        self._from.clicked.connect(lambda _c=False: self._ask(first=True))
        self._to.clicked.connect(lambda _c=False: self._ask(first=False))
        usual = row(gap=8)
        more = row(gap=8)
        for at, (words, span) in enumerate(_usual(now)):
            button = Button(words, size="small")
            button.clicked.connect(lambda _c=False, span=span: self.take(*span))
            (usual if at < 2 else more).addWidget(button, 1)
        start = row(Label(tr("从"), size=Size.LABEL, tone="muted"), self._from, gap=10)
        end = row(Label(tr("到"), size=Size.LABEL, tone="muted"), self._to, gap=10)
        start.setStretch(1, 1)
        end.setStretch(1, 1)
        self.setLayout(column(start, end, usual, more, None, gap=8))
        self._show()

    def take(self, start: str, end: str) -> None:
        """These days; the later one last."""
        self.start, self.end = min(start, end), max(start, end)
        self._show()
        self.changed.emit()

    def step(self, times: int) -> None:
        """The same number of days earlier or later, never past today."""
        days = len(Span(start=self.start, end=self.end).days())
        end = min(shifted(self.end, days * times), today(self._place.session))
        self.take(shifted(end, 1 - days), end)

    def _show(self) -> None:
        now = today(self._place.session)
        self._from.setText(day_words(self.start, now))
        self._to.setText(day_words(self.end, now))

    def _ask(self, *, first: bool) -> None:
        sheet = DaySheet(self.start if first else self.end, today(self._place.session))

        def chosen(day: str) -> None:
            if first:
                self.take(day, max(day, self.end))
            else:
                self.take(min(day, self.start), day)

        sheet.chosen.connect(chosen)
        self._place.sheets.open_sheet(sheet)


def _week_of(day: str) -> tuple[str, str]:
    monday = shifted(day, -date.fromisoformat(day).weekday())
    return monday, shifted(monday, 6)


def _usual(now: str) -> list[tuple[str, tuple[str, str]]]:
    monday, _sunday = _week_of(now)
    first = f"{now[:8]}01"
    last_month = shifted(first, -1)
    return [
        (tr("本周"), (monday, now)), (tr("上周"), _week_of(shifted(monday, -1))),
        (tr("本月"), (first, now)), (tr("上月"), (f"{last_month[:8]}01", last_month)),
    ]  # fmt: skip


def _shift_sub(shift: ShiftRow) -> Look:
    closed = f"{shift.closed:%H:%M}" if shift.closed else tr("还开着")
    sub = f"{shift.opened:%H:%M} – {closed} · {shift.who}"
    return {CellRole.BOLD: True, CellRole.SUB: sub}


_SHIFTS: tuple[Column[ShiftRow], ...] = (
    Column(
        title=lambda: tr("班次"), text=lambda s: s.label or tr("第 {n} 班", n=s.number),
        look=_shift_sub,
    ),
    Column(
        title=lambda: tr("营业额"), text=lambda s: format_fen(s.turnover), align=RIGHT,
        look=lambda _shift: {CellRole.SIZE: Size.LABEL},
    ),
)  # fmt: skip


class Chooser(QWidget):
    """``changed`` when another report is wanted; `wanted` says which, None: there is none."""

    changed = Signal()

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._session = place.session
        self.days = DayBar(place)
        self.span = SpanPick(place)
        self.shifts: RowsModel[ShiftRow] = RowsModel(_SHIFTS, lambda s: s.id)
        self.shift_list = DataTable([ColumnSpec(0, LEFT), ColumnSpec(110, RIGHT)])
        self.shift_list.setModel(self.shifts)
        self._kind: Kind = "day"
        self._buttons: dict[Kind, Button] = {}
        for kind in KINDS:
            button = Button().bind(place.actions.qaction(f"reports.{kind}"))
            button.setCheckable(True)
            self._buttons[kind] = button
        self._lay_out()
        self.days.changed.connect(lambda _day: self._on_day())
        self.span.changed.connect(self.changed)
        self.shift_list.current_row.connect(lambda at: self.changed.emit() if at >= 0 else None)
        self.choose("day", tell=False)

    def _lay_out(self) -> None:
        none = EmptyState("wallet", tr("这天没有开过班"), tr("换个日子看看"))
        self._shift_pages = QStackedWidget()
        self._shift_pages.addWidget(TableCard(self.shift_list))
        self._shift_pages.addWidget(none)
        single = column(self.days, self._shift_pages, None, gap=10)
        single.setStretch(1, 10)
        single.setAlignment(self.days, Qt.AlignmentFlag.AlignHCenter)
        self._dates = QStackedWidget()
        self._dates.addWidget(holder(single))
        self._dates.addWidget(self.span)
        kinds = column(*self._buttons.values(), gap=6)
        whole = column(kinds, 6, self._dates, gap=8)
        whole.setStretch(2, 1)
        self.setLayout(whole)

    @property
    def kind(self) -> Kind:
        return self._kind

    def choose(self, kind: Kind, *, tell: bool = True) -> None:
        self._kind = kind
        for other, button in self._buttons.items():
            button.setChecked(other == kind)
        self._dates.setCurrentIndex(0 if kind in SINGLE else 1)
        self._shift_pages.setVisible(kind == "shift")
        if kind == "shift":
            self._fill_shifts()
        if tell:
            self.changed.emit()

    def _on_day(self) -> None:
        if self._kind == "shift":
            self._fill_shifts()
        self.changed.emit()

    def _fill_shifts(self) -> None:
        day = self.days.day()
        before = self.shifts.row(self.shift_list.row_now())
        self.shift_list.blockSignals(True)
        self.shifts.show(self._session.desk.reports.shifts_of(Span(start=day, end=day)))
        found = self.shifts.rowCount()
        at = self.shifts.row_of(before.id) if before is not None else -1
        self.shift_list.select(at if at >= 0 else found - 1)
        self.shift_list.blockSignals(False)
        self._shift_pages.setCurrentIndex(0 if found else 1)

    def step(self, times: int) -> None:
        """One day, or one span, earlier or later."""
        if self._kind in SINGLE:
            self.days.step(times)
        else:
            self.span.step(times)

    def wanted(self) -> Wanted | None:
        if self._kind not in SINGLE:
            return Wanted(kind=self._kind, start=self.span.start, end=self.span.end)
        day = self.days.day()
        if self._kind == "day":
            return Wanted(kind="day", start=day, end=day)
        shift = self.shifts.row(self.shift_list.row_now())
        return Wanted(kind="shift", start=day, end=day, shift=shift.id) if shift else None
