"""班次: the open shift as it stands, the moves of its drawer, and the ways to end it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from pos_app.domain.calendar import local_time
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.reporting import ShiftReport
from pos_app.services.shifts import ShiftState
from pos_app.ui.actions import Action
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.shift.cash_move import CashMoveSheet, DrawerSheet
from pos_app.ui.screens.shift.closing import CloseSheet
from pos_app.ui.screens.shift.now_page import NowPage
from pos_app.ui.screens.shift.opening import OpenShiftSheet
from pos_app.ui.session import Session
from pos_app.ui.widgets import EmptyState, Sheet, column

SCOPE = "shift"


def shift_actions() -> tuple[Action, ...]:
    """The keys of this screen."""
    return (
        Action(
            id="shift.cash_in", text=lambda: tr("放入现金"), keys=("F2",), icon="plus",
            group="pay", scope=SCOPE,
        ),
        Action(
            id="shift.cash_out", text=lambda: tr("取出现金"), keys=("F3",), icon="minus",
            group="pay", scope=SCOPE, right="cash_out",
        ),
        Action(
            id="shift.drawer", text=lambda: tr("开钱箱"), keys=("F4",), icon="drawer",
            group="pay", scope=SCOPE, right="drawer",
        ),
        Action(
            id="shift.report", text=lambda: tr("打印 X 报表"), keys=("F5",), icon="printer",
            group="pay", scope=SCOPE,
        ),
        Action(
            id="shift.hand_over", text=lambda: tr("交班"), keys=("F6",), icon="people",
            group="pay", scope=SCOPE,
        ),
        Action(
            id="shift.close", text=lambda: tr("收班"), keys=("F9",), icon="check",
            group="pay", scope=SCOPE,
        ),
    )  # fmt: skip


def shift_sheet(place: Place, what: str) -> Sheet | None:
    """The sheet of a word that ``screen_wanted("shift", word)`` carries; None: not such a word."""
    session = place.session
    if what == "open":
        return OpenShiftSheet(session) if session.shift is None else None
    if session.shift is None:
        return None
    if what in ("close", "hand_over"):
        return CloseSheet(place, handing=what == "hand_over")
    if what == "drawer":
        return DrawerSheet(session)
    if what in ("cash_in", "cash_out"):
        return CashMoveSheet(session, 1 if what == "cash_in" else -1)
    return None


class ShiftScreen(Screen):
    """What `screen_wanted` may ask of it: open, close, hand_over, drawer, cash_in, cash_out."""

    scopes = (SCOPE,)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._place = place
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.actions_.add(shift_actions())
        self.now = NowPage(self.actions_)
        self._none = EmptyState(
            "wallet", tr("还没开班"), tr("点好备用金就能开始收款"), action=tr("开班"), key="Enter"
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(self.now)
        self._pages.addWidget(self._none)
        self.setLayout(column(self._pages, gap=0, margins=(12, 12, 12, 12)))
        self._none.acted.connect(lambda: self._open_sheet("open"))
        for word in ("cash_in", "cash_out", "drawer", "hand_over", "close"):
            self.actions_.connect_action(f"shift.{word}", partial(self._open_sheet, word))
        self.actions_.connect_action("shift.report", self._print_x)
        self.session.shift_changed.connect(self._on_changed)

    def _open_sheet(self, word: str) -> None:
        sheet = shift_sheet(self._place, word)
        if sheet is not None:
            self.sheets.open_sheet(sheet)

    def on_shown(self, argument: object = None) -> None:
        self.refresh()
        if isinstance(argument, str) and argument:
            self._open_sheet(argument)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.session.shift is None:
            self._open_sheet("open")
        else:
            super().keyPressEvent(event)

    def _on_changed(self, _shift: object) -> None:
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Look at the shift again."""
        shift = self.session.shift
        self._pages.setCurrentWidget(self._none if shift is None else self.now)
        if shift is None:
            return
        self.now.show_head(shift.label or tr("当班"), _since(self.session, shift))
        may_see = self.session.logged_in and self.session.staff.may("reports")
        shift_id = shift.id
        self.session.readers.submit(
            lambda desk: desk.reports.shift_report(shift_id),
            while_alive(self.now, lambda report: self.now.show_report(report, may_see=may_see)),
            self.session.complain,
        )

    def _print_x(self) -> None:
        """An X report: that it was looked at is a fact."""
        session, staff = self.session, self.session.staff
        session.write(lambda shop, _: shop.shifts.report(staff), self._fetch_x)

    def _fetch_x(self, state: ShiftState) -> None:
        self.session.readers.submit(
            lambda desk: desk.reports.shift_report(state.id), self._show_x, self.session.complain
        )

    def _show_x(self, report: ShiftReport) -> None:
        title, rows = self.session.office.slip(report)
        self.session.paper.slip(title, rows)
        self.session.say(tr("X 报表已送去打印"), "good")


def _since(session: Session, shift: ShiftState) -> str:
    opened = local_time(shift.opened_at, session.clock.offset_minutes(shift.opened_at))
    return tr(
        "{time} 开 · {name} · 备用金 {fen}",
        time=f"{opened:%H:%M}",
        name=shift.opened_by_name,
        fen=format_fen(shift.opening_float),
    )


def make(place: Place) -> ShiftScreen:
    return ShiftScreen(place)
