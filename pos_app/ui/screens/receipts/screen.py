"""小票: the day's receipts on the left, the chosen one on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.domain.receipt_number import parse_number
from pos_app.runtime.i18n import tr
from pos_app.ui.actions import Action
from pos_app.ui.models.day_words import day_words, today
from pos_app.ui.models.receipt_rows import ReceiptRow, ReceiptsModel
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.days import DayBar
from pos_app.ui.screens.receipts.detail import ReceiptDetail
from pos_app.ui.screens.receipts.lookup import MOST, exact_number, search
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    ColumnSpec,
    DataTable,
    EmptyState,
    Label,
    SearchField,
    TableCard,
    column,
    reveal,
    row,
)

SCOPE = "receipts"
TYPING_MS = 150


def receipt_actions() -> tuple[Action, ...]:
    """The keys of this screen."""
    return (
        Action(
            id="receipts.reprint", text=lambda: tr("补打小票"), keys=("F11",), icon="printer",
            group="pay", scope=SCOPE, right="reprint",
        ),
        Action(
            id="receipts.give_back", text=lambda: tr("退货"), keys=("F8",), icon="return",
            group="pay", scope=SCOPE, right="refund",
        ),
        Action(
            id="receipts.day", text=lambda: tr("选日期"), keys=("F6",), icon="calendar",
            group="line", scope=SCOPE,
        ),
        Action(
            id="receipts.all_days", text=lambda: tr("全部日子"), keys=("F5",), icon="list",
            group="line", scope=SCOPE,
        ),
        Action(
            id="receipts.day_before", text=lambda: tr("前一天"), keys=("Alt+Left",),
            icon="chevron-left", group="line", scope=SCOPE,
        ),
        Action(
            id="receipts.day_after", text=lambda: tr("后一天"), keys=("Alt+Right",),
            icon="chevron-right", group="line", scope=SCOPE,
        ),
    )  # fmt: skip


class ReceiptsScreen(Screen):
    """``screen_wanted("receipts", number)`` shows that receipt."""

    scopes = (SCOPE,)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self.actions_.add(receipt_actions())
        self._asked = 0
        self._wanted = ""
        self.field = SearchField(
            tr("扫小票,或输小票号后几位、品名、金额"), icon="receipt", compact=True
        )
        self.days = DayBar(place, with_all=True)
        self.model = ReceiptsModel(self.session)
        self.table = DataTable([ColumnSpec(120, LEFT), ColumnSpec(0, LEFT), ColumnSpec(130, RIGHT)])
        self.table.setModel(self.model)
        self._sum = Label("", size=Size.LABEL, tone="muted")
        self._none = EmptyState("receipt", "", "")
        self._list = QStackedWidget()
        self.detail = ReceiptDetail(place)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        foot = row(self._sum, None, margins=(16, 0, 16, 0))
        holder = TableCard(self.table)
        self._list.addWidget(holder)
        self._list.addWidget(self._none)
        head = row(self.field, self.days, gap=10)
        head.setStretch(0, 1)
        body = row(column(self._list, foot, gap=6), self.detail, gap=12)
        body.setStretch(0, 1)
        self.detail.setFixedWidth(px(470))
        whole = column(head, body, gap=12, margins=(12, 12, 12, 12))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        connect = self.actions_.connect_action
        connect("receipts.reprint", self._on_reprint)
        connect("receipts.give_back", self._on_return)
        connect("receipts.day", self.days.open_month)
        connect("receipts.all_days", self.days.toggle_all)
        connect("receipts.day_before", lambda: self.days.step(-1))
        connect("receipts.day_after", lambda: self.days.step(1))
        self._pause.timeout.connect(self.refresh)
        self.field.edited.connect(lambda _text: self._pause.start())
        self.field.submitted.connect(self._on_enter)
        self.field.moved.connect(self.table.step_row)
        self.days.changed.connect(lambda _day: self.refresh())
        self.table.current_row.connect(self._on_row)
        self._none.acted.connect(self.days.toggle_all)
        self.session.changed.connect(self._on_changed)

    def on_shown(self, argument: object = None) -> None:
        if isinstance(argument, str) and argument:
            self.show_number(argument)
        else:
            self.days.set_day(self.days.day() or today(self.session))
            self.refresh()

    def focus_home(self) -> None:
        self.field.setFocus()

    def on_scan(self, text: str) -> bool:
        """A receipt's code shows it, goods show the receipts they stand on."""
        if parse_number(text) is not None:
            self.show_number(text)
            return True
        try:
            self.field.set_text(self.session.register.look_up(text).item.name)
        except ShopError as error:
            self.session.complain(error)
            return True
        self.refresh()
        return True

    def show_number(self, text: str) -> None:
        """Go to a receipt, whatever day it is of."""
        number = exact_number(self.session, text)
        entry = self.session.desk.receipts.entry_of_receipt(number) if number else None
        if entry is None:
            self.session.complain(ShopError("no_such_receipt", number=text.strip()))
            return
        self.field.clear()
        self._wanted = number
        self.days.take(entry.date)

    def refresh(self) -> None:
        """The receipts of the day that match what is typed."""
        self._asked += 1
        asked, text, day = self._asked, self.field.text().strip(), self.days.day()

        def show(rows: Sequence[ReceiptRow]) -> None:
            if asked == self._asked:
                self._show(rows, text, day)

        search(self.session, while_alive(self, show), day=day, text=text)

    def _show(self, rows: Sequence[ReceiptRow], text: str, day: str) -> None:
        before = self._wanted or self.detail.number
        self._wanted = ""
        self.model.show_receipts(rows, today(self.session))
        found = bool(rows)
        if not found:
            self._say_none(text, day)
        self._list.setCurrentIndex(0 if found else 1)
        reveal(self.detail, found)
        self._sum.setText(_sum_words(rows) if found else "")
        self.table.select(max(self.model.row_of(before), 0) if found else -1)
        row_now = self.model.row(self.table.row_now())
        if row_now is not None and row_now.receipt == self.detail.number:
            self.detail.refresh()

    def _say_none(self, text: str, day: str) -> None:
        elsewhere = tr("在全部日子里找") if day else ""
        if text:
            self._none.set_state(
                "search", tr("没找到「{text}」", text=text),
                tr("可以输小票号后几位、品名,或金额"), action=elsewhere,
            )  # fmt: skip
        elif day:
            words = day_words(day, today(self.session))
            self._none.set_state(
                "receipt", tr("{day}没有小票", day=words), tr("换个日子看看"), action=elsewhere
            )
        else:
            self._none.set_state("receipt", tr("还没有小票"), tr("卖出第一单就有了"))

    def _on_row(self, at: int) -> None:
        chosen = self.model.row(at)
        if chosen is not None:
            self.detail.show_receipt(chosen.receipt)

    def _on_enter(self, text: str) -> None:
        """The digits of a number's end go to it at once, wherever it is."""
        number = exact_number(self.session, text)
        if number:
            self.show_number(number)
        else:
            self.refresh()

    def _on_reprint(self) -> None:
        chosen = self.model.row(self.table.row_now())
        if chosen is not None:
            self.detail.reprint(chosen.receipt)

    def _on_return(self) -> None:
        chosen = self.model.row(self.table.row_now())
        if chosen is None:
            return
        if chosen.mode == "return":
            self.session.say(tr("这是退货小票,要退就选原来那张"), "warn")
            return
        self.session.screen_wanted.emit("returns", chosen.receipt)

    def _on_changed(self, what: frozenset[str]) -> None:
        if "sales" in what and self.isVisible():
            self.refresh()


def _sum_words(rows: Sequence[ReceiptRow]) -> str:
    count = f"{len(rows)}+" if len(rows) == MOST else str(len(rows))
    due = format_fen(sum(row.due for row in rows))
    return tr("{n} 张,合计 {due}", n=count, due=due)


def make(place: Place) -> ReceiptsScreen:
    return ReceiptsScreen(place)
