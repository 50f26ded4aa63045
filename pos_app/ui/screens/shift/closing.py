"""Closing a shift: count blind, see what could explain a difference, close, good night."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget
from shiboken6 import isValid

from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.domain.staff import Staff
from pos_app.runtime.i18n import tr
from pos_app.services.hq import Match
from pos_app.services.reporting import ShiftReport
from pos_app.services.shifts import Closed, Count
from pos_app.ui.models.hq_words import Said, match_said
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.shift.cash_move import CashMoveSheet
from pos_app.ui.screens.shift.closing_pages import ComparePage, CountPage, DonePage
from pos_app.ui.theme import px
from pos_app.ui.widgets import FieldError, PrimaryButton, SecondaryButton, Sheet, row

COVERS_ALL = 10_000
"""The count is blind: what the screen below says about the drawer must not show."""
PAGE_WIDTH = 1100


class CloseSheet(Sheet):
    """``handing``: someone else goes on with the drawer, and logs in next."""

    def __init__(self, place: Place, *, handing: bool = False) -> None:
        super().__init__(tr("交班") if handing else tr("收班"), width=COVERS_ALL)
        self._place, self._session, self._handing = place, place.session, handing
        self._first_count: int | None = None
        self._report: ShiftReport | None = None
        self._to_print: ShiftReport | None = None
        self._printed = False
        self.count = CountPage(self._session, handing=handing)
        self.compare = ComparePage()
        self.done = DonePage()
        self._pages = QStackedWidget()
        for page in (self.count, self.compare, self.done):
            self._pages.addWidget(page)
        self._error = FieldError()
        self.go = PrimaryButton("", size="large", key="Enter")
        self.again = SecondaryButton(tr("再点一次"), size="large")
        self.book = SecondaryButton(tr("补记一笔现金"), size="large")
        self._pages.setMaximumWidth(px(PAGE_WIDTH))
        self.add(row(self._pages), 1)
        self.footer.addWidget(self._error)
        buttons = row(self.book, self.again, self.go, gap=12)
        buttons.setStretch(2, 1)
        self.footer.addLayout(buttons)
        self.go.clicked.connect(self._forward)
        self.again.clicked.connect(self._back_to_count)
        self.book.clicked.connect(self._book)
        self.first_focus = self.count.grid
        self._show_count()

    def on_scan(self, text: str) -> bool:
        """The drawer is being counted: nothing is sold meanwhile."""
        self._session.say(tr("正在点钱箱,按 Esc 返回后再扫商品"), "warn")
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._forward()
        else:
            super().keyPressEvent(event)

    def _forward(self) -> None:
        page = self._pages.currentWidget()
        self._error.set_text("")
        if page is self.count:
            self._look()
        elif page is self.compare:
            self._close()
        else:
            self._leave()

    def _show_count(self) -> None:
        self._pages.setCurrentWidget(self.count)
        self.go.setText(tr("点好了"))
        self.again.hide()
        self.book.hide()

    def _back_to_count(self) -> None:
        self._show_count()
        self.count.grid.start_over()

    def _look(self) -> None:
        """The count stands: fetch what the shift says, and compare."""
        if self.count.left() is None:
            self._error.set_text(tr("留下的备用金不能比点到的多"))
            return
        if self._first_count is None:
            self._first_count = self.count.grid.total()
        shift = self._session.shift
        if shift is None:
            self._error.set_text(str(ShopError("no_shift")))
            return
        shift_id = shift.id
        self._session.readers.submit(
            lambda desk: desk.reports.shift_report(shift_id),
            while_alive(self, self._show_compare),
            while_alive(self, self._refuse),
        )

    def _show_compare(self, report: ShiftReport) -> None:
        self._report = report
        self.compare.show_report(report, self.count.grid.total())
        self._pages.setCurrentWidget(self.compare)
        self.go.setText(tr("交班") if self._handing else tr("就这样收班"))
        self.again.show()
        self.book.setVisible(self.compare.variance != 0)
        self.setFocus()

    def _book(self) -> None:
        """Cash that moved and was not written down: write it down now, then compare again."""
        sheet = CashMoveSheet(self._session, -1 if self.compare.variance < 0 else 1)
        sheet.amount.set_value(abs(self.compare.variance))
        sheet.closed.connect(self._look)
        self._place.sheets.open_sheet(sheet)

    def _close(self) -> None:
        staff, to = self._session.staff, self.count.successor()
        count = Count(notes=self.count.grid.notes(), left=self.count.left() or 0)
        reason = self._reason(count.total)
        self.go.setEnabled(False)
        self._session.write(
            lambda shop, _: shop.shifts.close(staff, count, reason=reason, handed_to=to),
            while_alive(self, self._closed),
            touches=("shift",),
            failed=while_alive(self, self._refuse),
        )

    def _reason(self, counted: int) -> str:
        """Why it differs, in the owner's words; that it was counted twice stays visible."""
        words = self.compare.reason()
        if self._first_count not in (None, counted):
            first = tr("第一次点 {fen}", fen=format_fen(self._first_count or 0))
            return " · ".join(part for part in (words, first) if part)
        return words

    def _refuse(self, error: ShopError) -> None:
        self.go.setEnabled(True)
        self._error.set_text(str(error))

    def _closed(self, closed: Closed) -> None:
        self.go.setEnabled(True)
        self.set_closable(False)
        self._pages.setCurrentWidget(self.done)
        self.again.hide()
        self.book.hide()
        self.set_title(tr("交班完成") if self._handing else tr("收班完成"))
        self.go.setText(tr("换人登录") if self._handing else tr("明天见"))
        self.done.show_closed(closed)
        left = self.count.left() or 0
        self.done.show_left(left, closed.counted - left)
        self.setFocus()
        shift = closed.state.id
        self._session.readers.submit(
            lambda desk: desk.reports.shift_report(shift), self._match, self._session.complain
        )

    def _match(self, report: ShiftReport) -> None:
        """Hold the books against HQ's, then print; a line that is down is not waited for."""
        hq, self._to_print = self._session.hq, report
        if not hq.status().joined:
            self._print(report)
            return
        self.done.show_match(Said(tr("正在和总部核对……"), "info"))
        self._session.readers.submit(
            lambda _desk: hq.match(),
            lambda match: self._matched(report, match),
            lambda _error: self._print(report),
        )

    def _matched(self, report: ShiftReport, match: Match) -> None:
        if isValid(self):
            self.done.show_match(match_said(match))
        self._print(replace(report, hq=match.state, hq_waiting=match.waiting))

    def _print(self, report: ShiftReport) -> None:
        """Once: she may have left before HQ answered."""
        if self._printed:
            return
        self._printed = True
        title, rows = self._session.office.slip(report)
        self._session.paper.slip(title, rows)
        if isValid(self):
            self.done.show_paper(self._session.paper.slip_picture(title, rows))

    def _leave(self) -> None:
        if self._to_print is not None:
            self._print(self._to_print)
        to: Staff | None = self.count.successor()
        self.set_closable(True)
        self.request_close()
        if self._handing:
            self._session.screen_wanted.emit("hand_over", to)
