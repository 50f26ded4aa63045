"""报表: chosen on the left, looked at on the right, then printed or kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.runtime.i18n import tr
from pos_app.ui.actions import Action
from pos_app.ui.models.day_words import day_words, today
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.reports.choosing import KINDS, Chooser, kind_name
from pos_app.ui.screens.reports.making import Made, Wanted, draw_page, make_report
from pos_app.ui.screens.reports.pages import PdfPages
from pos_app.ui.screens.reports.printing import PrintSheet
from pos_app.ui.screens.reports.save_sheet import SaveSheet
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    Card,
    EmptyState,
    IconButton,
    Label,
    PrimaryButton,
    ProgressRow,
    SecondaryButton,
    column,
    holder,
    row,
)

SCOPE = "reports"
_PAGES, _BUSY, _NOTHING, _LOCKED = range(4)
_KEYS = dict(zip(KINDS, ("F2", "F3", "F4", "F5", "F6", "F7", "F10"), strict=True))
_ICONS = dict(
    zip(KINDS, ("bars", "wallet", "calendar", "box", "eye", "file", "clock"), strict=True)
)


def report_actions() -> tuple[Action, ...]:
    """The keys of this screen."""
    kinds = tuple(
        Action(
            id=f"reports.{kind}", text=partial(kind_name, kind), keys=(_KEYS[kind],),
            icon=_ICONS[kind], group="line", scope=SCOPE,
        )
        for kind in KINDS
    )  # fmt: skip
    return (
        *kinds,
        Action(
            id="reports.save", text=lambda: tr("另存"), keys=("F8",), icon="download",
            group="pay", scope=SCOPE,
        ),
        Action(
            id="reports.print", text=lambda: tr("打印"), keys=("F9",), icon="printer",
            group="pay", scope=SCOPE,
        ),
        Action(
            id="reports.before", text=lambda: tr("往前"), keys=("Alt+Left",),
            icon="chevron-left", group="line", scope=SCOPE,
        ),
        Action(
            id="reports.after", text=lambda: tr("往后"), keys=("Alt+Right",),
            icon="chevron-right", group="line", scope=SCOPE,
        ),
    )  # fmt: skip


class ReportsScreen(Screen):
    """A manager looks; a cashier asks one to allow it, until somebody else stands here."""

    scopes = (SCOPE,)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._place = place
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.actions_.add(report_actions())
        self._asked = 0
        self._made: Made | None = None
        self._allowed_for = ""
        self.chooser = Chooser(place)
        self.pages = PdfPages()
        self._busy = ProgressRow(tr("正在出报表…"))
        self._busy.set_cancellable(False)
        self._nothing = EmptyState("bars", "", "")
        self._locked = EmptyState(
            "lock", tr("报表要店长看"), tr("请店长输一次密码,换人就又锁上"),
            action=tr("请店长授权"), key="Enter",
        )  # fmt: skip
        self._title = Label("", size=Size.LEAD, bold=True, elide=True)
        self._page = Label("", size=Size.LABEL, tone="muted")
        self._stack = QStackedWidget()
        qaction = self.actions_.qaction
        self.save_button = SecondaryButton(size="large", icon="download").bind(
            qaction("reports.save")
        )
        self.print_button = PrimaryButton(size="large", icon="printer").bind(
            qaction("reports.print")
        )
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        busy = holder(column(None, self._busy, None, margins=(120, 0, 120, 0)))
        for page in (self.pages, busy, self._nothing, self._locked):
            self._stack.addWidget(page)
        up = IconButton("chevron-up", tr("上一页"))
        down = IconButton("chevron-down", tr("下一页"))
        up.clicked.connect(lambda _c=False: self.pages.turn_page(-1))
        down.clicked.connect(lambda _c=False: self.pages.turn_page(1))
        head = row(self._title, self._page, up, down, gap=8, margins=(18, 4, 10, 4))
        head.setStretch(0, 1)
        card = Card()
        inner = column(head, self._stack, gap=0, margins=(1, 1, 1, 5))
        inner.setStretch(1, 1)
        card.setLayout(inner)
        foot = row(self.save_button, self.print_button, gap=10)
        foot.setStretch(0, 1)
        foot.setStretch(1, 1)
        left = column(self.chooser, foot, gap=10)
        left.setStretch(0, 1)
        side = holder(left)
        side.setFixedWidth(px(330))
        body = row(side, card, gap=12, margins=(12, 12, 12, 12))
        body.setStretch(1, 1)
        self.setLayout(body)

    def _wire(self) -> None:
        connect = self.actions_.connect_action
        for kind in KINDS:
            connect(f"reports.{kind}", partial(self.chooser.choose, kind))
        connect("reports.save", self._on_save)
        connect("reports.print", self._on_print)
        connect("reports.before", lambda: self.chooser.step(-1))
        connect("reports.after", lambda: self.chooser.step(1))
        self.chooser.changed.connect(self.refresh)
        self.pages.page_changed.connect(self._on_page)
        self._locked.acted.connect(self.unlock)
        self.session.staff_changed.connect(self._on_staff)

    def on_shown(self, argument: object = None) -> None:
        if isinstance(argument, str) and argument in KINDS:
            self.chooser.choose(next(k for k in KINDS if k == argument), tell=False)
        self.refresh()

    def focus_home(self) -> None:
        """The pages scroll by keys; without any the screen itself listens."""
        (self.pages if self._stack.currentIndex() == _PAGES else self).setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and self._stack.currentIndex() == _LOCKED:
            self.unlock()
        else:
            super().keyPressEvent(event)

    @property
    def made(self) -> Made | None:
        """The report that is shown, None while there is none."""
        return self._made

    def may_see(self) -> bool:
        """Who stands here has the right, or somebody with it allowed it."""
        staff = self.session.staff if self.session.logged_in else None
        return staff is not None and (staff.may("reports") or self._allowed_for == staff.id)

    def unlock(self) -> None:
        """Ask for the PIN of somebody who may look at reports."""

        def allowed(_who: object) -> None:
            self._allowed_for = self.session.staff.id
            self.refresh()

        self.session.approval_wanted.emit(NeedsApproval("reports"), while_alive(self, allowed))

    def _on_staff(self, _staff: object) -> None:
        self._allowed_for = ""
        if self.isVisible():
            self.refresh()

    def refresh(self) -> None:
        """Ask for the report that is chosen."""
        self._asked += 1
        self._set_made(None)
        if not self.may_see():
            self._title.setText("")
            self._stack.setCurrentIndex(_LOCKED)
            return
        wanted = self.chooser.wanted()
        if wanted is None:
            self._title.setText(kind_name(self.chooser.kind))
            self._say_nothing("wallet", tr("这天没有开过班"), tr("换个日子看看"))
            return
        self._title.setText(self._words(wanted))
        self._busy.set_progress(0, 0)
        self._stack.setCurrentIndex(_BUSY)
        asked, session = self._asked, self.session

        def show(made: Made) -> None:
            if asked == self._asked:
                self._show(made)

        def failed(error: ShopError) -> None:
            if asked == self._asked:
                self._say_nothing("alert", tr("报表出不来"), str(error))

        session.readers.submit(
            make_report(wanted, session.office, session.staff.name),
            while_alive(self, show),
            while_alive(self, failed),
        )

    def _words(self, wanted: Wanted) -> str:
        now = today(self.session)
        days = day_words(wanted.start, now)
        if wanted.start != wanted.end:
            days = tr("{first} 到 {last}", first=days, last=day_words(wanted.end, now))
        return f"{kind_name(wanted.kind)} · {days}"

    def _say_nothing(self, icon: str, title: str, hint: str) -> None:
        self._nothing.set_state(icon, title, hint)
        self._stack.setCurrentIndex(_NOTHING)

    def _show(self, made: Made) -> None:
        if made.is_empty:
            self._say_nothing("bars", tr("这天没有营业"), tr("换个日子看看,Alt+← 往前一天"))
            return
        self._set_made(made)
        if not made.sizes:
            self._say_nothing("eye", tr("这里看不了报表的样子"), tr("可以另存为 PDF 再看(F8)"))
            return
        pdf, readers = made.pdf, self.session.readers

        def draw(page: int, size: QSize, arrived: Callable[[QImage], None]) -> None:
            readers.submit(lambda _desk: draw_page(pdf, page, size), while_alive(self, arrived))

        self.pages.show_pages(made.sizes, draw)
        self._stack.setCurrentIndex(_PAGES)
        if self.sheets.current() is None and self.isVisible():
            self.focus_home()

    def _set_made(self, made: Made | None) -> None:
        self._made = made
        self.actions_.qaction("reports.save").setEnabled(made is not None)
        self.actions_.qaction("reports.print").setEnabled(made is not None and bool(made.sizes))
        if made is None:
            self._page.setText("")

    def _on_page(self, page: int, pages: int) -> None:
        if self._made is not None:
            self._page.setText(tr("第 {page} / {pages} 页", page=page, pages=pages))

    def _on_save(self) -> None:
        if self._made is not None:
            self.sheets.open_sheet(SaveSheet(self._place, self._made, _file_name(self._made)))

    def _on_print(self) -> None:
        if self._made is not None:
            self.sheets.open_sheet(PrintSheet(self.session, self._made))


def _file_name(made: Made) -> str:
    wanted = made.wanted
    parts = [kind_name(wanted.kind).replace(" ", ""), wanted.start]
    return "-".join(parts + ([wanted.end] if wanted.end != wanted.start else []))


def make(place: Place) -> ReportsScreen:
    return ReportsScreen(place)
