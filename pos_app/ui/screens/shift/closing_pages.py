"""The three pages of closing a shift: the count, the comparison, the farewell."""

from __future__ import annotations

from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget

from pos_app.domain.money import format_fen
from pos_app.domain.staff import Staff
from pos_app.runtime.i18n import tr
from pos_app.services.reporting import ShiftReport
from pos_app.services.shifts import Closed
from pos_app.ui.models.hq_words import Said
from pos_app.ui.screens.shift.counting import CountGrid
from pos_app.ui.screens.shift.lists import MovesTable
from pos_app.ui.screens.shift.variance import causes, variance_words
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    Banner,
    ChipRow,
    EmptyState,
    FigureBand,
    FigureCard,
    FormRow,
    Keypad,
    Label,
    NumberField,
    ReceiptView,
    TextField,
    column,
    row,
)

_PAD_DIGITS = (("7", "8", "9"), ("4", "5", "6"), ("1", "2", "3"), ("clear", "0", "back"))


class CountPage(QWidget):
    """Pieces by face on the left; the sum, what stays in the drawer and a keypad on the right."""

    def __init__(self, session: Session, *, handing: bool) -> None:
        super().__init__()
        self.grid = CountGrid()
        self.sum = FigureCard(tr("点到"), "0.00")
        self._left = NumberField("money", label=tr("留作备用金"), size=Size.LARGE)
        shift = session.shift
        self._left.set_value(shift.opening_float if shift else 0)
        pad = Keypad((), digits=_PAD_DIGITS, key_height=50)
        pad.button("clear").setText(tr("清空"))
        pad.button("back").setText("⌫")
        pad.key.connect(self._on_pad)
        self._people = [
            r.staff
            for r in session.desk.staff.all()
            if r.staff.active and session.logged_in and r.staff.id != session.staff.id
        ]
        self._to = ChipRow([(p.id, p.name) for p in self._people])
        who = FormRow(tr("交给"), self._to)
        if not (handing and self._people):
            who.hide()
        self._handing = handing
        hint = Label(tr("按张数、枚数点,回车到下一行"), size=Size.LABEL, tone="muted")
        left = column(hint, 4, self.grid, None, gap=8)
        right = column(self.sum, self._left, who, None, pad, gap=10)
        both = row(left, right, gap=32)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.setLayout(both)
        self.grid.changed.connect(self._on_changed)
        self.grid.finished.connect(self._left.edit.setFocus)

    def left(self) -> int | None:
        """Fen that stay; None when that is more than was counted."""
        value = self._left.value()
        return value if value is not None and value <= self.grid.total() else None

    def successor(self) -> Staff | None:
        """Who goes on, when the shift is handed over."""
        if not self._handing:
            return None
        return next((p for p in self._people if p.id == self._to.current()), None)

    def _on_changed(self) -> None:
        self.sum.set_figure(format_fen(self.grid.total()))

    def _on_pad(self, key: str) -> None:
        if self._left.edit.hasFocus():
            self._left.press(key)
        else:
            self.grid.press(key)


class ComparePage(QWidget):
    """Counted against expected; below it what could explain the difference."""

    def __init__(self) -> None:
        super().__init__()
        self.variance = 0
        self._band = FigureBand(tr("正好"))
        self._counted = FigureCard(tr("点到"), size=Size.LARGE)
        self._expected = FigureCard(tr("应有"), size=Size.LARGE)
        self._hint = Label("", size=Size.LABEL, tone="muted", wrap=True)
        self._moves = MovesTable()
        self._none = EmptyState("check", tr("这个班没有别的现金进出"), tr("再点一次零钱看看"))
        self._reason = TextField(placeholder=tr("知道原因就写一句,可以不填"))
        self._waits = Banner("", "info")
        figures = row(self._counted, self._expected, gap=12)
        lists = column(self._hint, self._moves, self._none, gap=8)
        self.setLayout(column(self._band, figures, lists, self._waits, self._reason, gap=12))

    def show_report(self, report: ShiftReport, counted: int) -> None:
        expected = report.drawer.expected
        self.variance = counted - expected
        self._band.set_band(*variance_words(self.variance))
        self._counted.set_figure(format_fen(counted))
        self._expected.set_figure(format_fen(expected))
        found = causes(report.events, self.variance)
        exact = [c for c in found if c.exact]
        self._hint.setText(_hint(self.variance, bool(exact), bool(found)))
        self._moves.show_causes(found)
        self._moves.setVisible(bool(found))
        self._none.setVisible(not found)
        self._reason.setVisible(self.variance != 0)
        words = _waiting_words(report.parked, report.unsent)
        self._waits.set_banner(words, "info")

    def reason(self) -> str:
        return self._reason.text().strip()


class DonePage(QWidget):
    """The Z report as it comes out of the printer, and good night."""

    def __init__(self) -> None:
        super().__init__()
        self._band = FigureBand("")
        self._turnover = FigureCard(tr("营业额"))
        self._left = FigureCard(tr("留在钱箱"))
        self._take = FigureCard(tr("拿走"))
        self._waits = Banner("", "info")
        self._match = Banner("", "info")
        self._words = Label("", size=Size.LEAD, wrap=True)
        self.paper = ReceiptView()
        left = column(self._band, self._turnover, row(self._left, self._take, gap=12),
                      self._match, self._waits, self._words, None, gap=12)  # fmt: skip
        both = row(left, self.paper, gap=24)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.setLayout(both)

    def show_closed(self, closed: Closed) -> None:
        self._band.set_band(*variance_words(closed.variance))
        sales = tr("{n} 单", n=closed.state.sales)
        self._turnover.set_figure(format_fen(closed.state.turnover), sales)
        self._waits.set_banner(_waiting_words(closed.parked, 0), "info")
        self._match.set_banner("", "info")
        self._words.setText(tr("账已经记好。辛苦了,明天见。"))

    def show_match(self, said: Said) -> None:
        """What came of holding the books against HQ's."""
        self._match.set_banner(said.words, said.tone)

    def show_left(self, left: int, taken: int) -> None:
        self._left.set_figure(format_fen(left))
        self._take.set_figure(format_fen(taken))

    def show_paper(self, png: bytes) -> None:
        picture = QPixmap()
        picture.loadFromData(png)
        self.paper.set_picture(picture)
        self.paper.setVisible(not picture.isNull())


def _hint(variance: int, exact: bool, found: bool) -> str:
    if not variance:
        return tr("点到的和应有的一样。")
    if exact:
        return tr("有一笔的数目正好对得上,先看它。")
    if found and variance < 0:
        return tr("看看有没有拿出去没记的,或记错的;是的话补记一笔。")
    return tr("想想有没有没记的进出;是的话补记一笔。")


def _waiting_words(parked: int, unsent: int) -> str:
    words = []
    if parked:
        words.append(tr("还挂着 {n} 单", n=parked))
    if unsent:
        words.append(tr("{n} 条还没传到总部,联网后自动传", n=unsent))
    return ",".join(words)
