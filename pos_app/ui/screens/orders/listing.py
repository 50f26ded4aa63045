"""The orders as lists: all that is open, what came to an end on a day, what was looked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.models.order_board import DoneModel, OrderListModel
from pos_app.ui.models.order_cards import OrderCard
from pos_app.ui.screens.orders.lines import shop_now
from pos_app.ui.session import Session
from pos_app.ui.widgets import LEFT, MIDDLE, RIGHT, ColumnSpec, DataTable, EmptyState, TableCard

OPEN_COLUMNS = (
    ColumnSpec(170, LEFT), ColumnSpec(0, LEFT), ColumnSpec(170, LEFT), ColumnSpec(170, LEFT),
    ColumnSpec(180, MIDDLE),
)  # fmt: skip
DONE_COLUMNS = (
    ColumnSpec(170, LEFT), ColumnSpec(0, LEFT), ColumnSpec(170, RIGHT), ColumnSpec(170, LEFT),
    ColumnSpec(120, RIGHT),
)  # fmt: skip


class OrderList(QStackedWidget):
    """Rows with their next step as a button. ``deed_wanted`` and ``opened`` carry the card."""

    deed_wanted = Signal(object)
    opened = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.model = OrderListModel(self._timer_words)
        self.table = DataTable(OPEN_COLUMNS, row_height=60)
        self.table.setModel(self.model)
        self.none = EmptyState("orders", tr("没有订单"), tr("新订单来了会响一声"))
        self.addWidget(TableCard(self.table))
        self.addWidget(self.none)
        self.table.action_clicked.connect(lambda at, _column: self._emit(at))
        self.table.doubleClicked.connect(lambda index: self._open(index.row()))

    def _timer_words(self, card: OrderCard) -> str:
        now = shop_now(self._session).ms
        if card.timer is None or not card.timer.shows(now):
            return ""
        left = card.timer.words(now)
        return (
            tr("过了 {time}", time=left[1:])
            if left.startswith("+")
            else tr("还有 {time}", time=left)
        )

    def _emit(self, at: int) -> None:
        card = self.model.row(at)
        if card is not None:
            self.deed_wanted.emit(card)

    def _open(self, at: int) -> None:
        card = self.model.row(at)
        if card is not None:
            self.opened.emit(card)

    def show_cards(self, cards: Sequence[OrderCard], *, looked_for: str = "") -> None:
        before = self.current_card()
        self.model.show_cards(cards)
        if looked_for:
            self.none.set_state(
                "search", tr("没找到「{text}」", text=looked_for),
                tr("可以输取货码、手机尾号(四位起)、名字或单号"),
            )  # fmt: skip
        else:
            self.none.set_state("orders", tr("没有订单"), tr("新订单来了会响一声"))
        self.setCurrentIndex(0 if cards else 1)
        at = self.model.row_of(before.id) if before is not None else -1
        self.table.select(max(at, 0) if cards else -1)

    def tick(self) -> None:
        """The timers show another second."""
        if self.isVisible() and self.model.rowCount():
            self.model.forget_cells()
            self.table.viewport().update()

    def current_card(self) -> OrderCard | None:
        return self.model.row(self.table.row_now())

    def step(self, down: int) -> None:
        self.table.step_row(down)

    def select(self, order_id: str) -> bool:
        at = self.model.row_of(order_id)
        self.table.select(at)
        return at >= 0


class DoneList(QStackedWidget):
    """What came to an end on a day, with what is still to be given back."""

    opened = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.model = DoneModel(lambda at: shop_now(session).clock(at))
        self.table = DataTable(DONE_COLUMNS, row_height=60)
        self.table.setModel(self.model)
        self.none = EmptyState("orders", tr("这天没有完成的订单"), tr("换个日子看看(Alt+左右)"))
        self.addWidget(TableCard(self.table))
        self.addWidget(self.none)
        self.table.doubleClicked.connect(lambda index: self._open(index.row()))

    def _open(self, at: int) -> None:
        card = self.model.row(at)
        if card is not None:
            self.opened.emit(card)

    def show_cards(self, cards: Sequence[OrderCard]) -> None:
        before = self.current_card()
        self.model.show(cards)
        self.setCurrentIndex(0 if cards else 1)
        at = self.model.row_of(before.id) if before is not None else -1
        self.table.select(max(at, 0) if cards else -1)

    def current_card(self) -> OrderCard | None:
        return self.model.row(self.table.row_now())

    def step(self, down: int) -> None:
        self.table.step_row(down)
