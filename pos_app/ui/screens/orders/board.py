"""The board: a column for each stage, worked by touch or by the arrow keys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStackedWidget, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.models.order_board import CardsModel
from pos_app.ui.models.order_cards import COLUMNS, NEW_ONES, PICKS, ROAD, SHELF, OrderCard
from pos_app.ui.screens.orders.card_paint import CardDelegate, button_rect
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import Card, EmptyState, Label, column, row


def column_title(name: str) -> str:
    return {
        NEW_ONES: tr("新订单"),
        PICKS: tr("拣货中"),
        SHELF: tr("待取 / 待送"),
        ROAD: tr("配送中"),
    }[name]


def _empty_hint(name: str) -> tuple[str, str]:
    return {
        NEW_ONES: (tr("没有新订单"), tr("来了会响一声,按 Ctrl J 就接")),
        PICKS: (tr("没有要拣的"), tr("接了单就到这里")),
        SHELF: (tr("没有等着的"), tr("拣好的在这里等人来取、等出发")),
        ROAD: (tr("没有在路上的"), tr("出发的在这里,回来结账")),
    }[name]


class CardList(QListView):
    """``deed_wanted`` carries the card whose button was pressed, ``opened`` one tapped twice."""

    deed_wanted = Signal(object)
    opened = Signal(object)
    tapped = Signal()

    def __init__(self, model: CardsModel) -> None:
        super().__init__()
        self.cards = model
        self.delegate = CardDelegate(self)
        self.setObjectName("order-cards")
        self.setModel(model)
        self.setItemDelegate(self.delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.viewport().setAutoFillBackground(False)
        self.setStyleSheet("QListView { background: transparent; }")

    def sizeHint(self) -> QSize:
        return QSize(px(200), px(300))

    def row_now(self) -> int:
        return self.currentIndex().row() if self.selectionModel().hasSelection() else -1

    def select(self, at: int) -> None:
        """Choose a card and bring it into view; -1 chooses none."""
        if not 0 <= at < self.cards.rowCount():
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        index = self.cards.index(at, 0)
        flags = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
        self.scrollTo(index)

    def button_place(self, at: int) -> QRectF:
        """Where the button of a card stands in the viewport."""
        return button_rect(QRectF(self.visualRect(self.cards.index(at, 0))))

    def _card_under(self, event: QMouseEvent) -> tuple[int, bool]:
        """The row under the pointer, and whether it is on the button."""
        spot = event.position()
        index = self.indexAt(spot.toPoint())
        if not index.isValid():
            return -1, False
        return index.row(), self.button_place(index.row()).contains(spot)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, on_button = self._card_under(event)
        card = self.cards.row(at)
        if card is None:
            return
        was = self.row_now()
        self.tapped.emit()
        self.select(at)
        self.delegate.pressed = card.id if on_button else ""
        self._again = was == at and not on_button
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A finger that slides does not choose other cards."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at, on_button = self._card_under(event)
        pressed, self.delegate.pressed = self.delegate.pressed, ""
        self.viewport().update()
        card = self.cards.row(at)
        if card is None:
            return
        if on_button and pressed == card.id:
            self.deed_wanted.emit(card)
        elif not on_button and self._again:
            self.opened.emit(card)

    _again = False


class OrderColumn(Card):
    """A heading with its count, and the cards."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.set_ground("raised")
        self.model = CardsModel(self)
        self.list = CardList(self.model)
        self._count = Label("", size=Size.LABEL, tone="muted")
        head = row(
            Label(column_title(name), size=Size.BODY, bold=True), self._count, None,
            gap=8, margins=(15, 12, 15, 8),
        )  # fmt: skip
        self.none = EmptyState("orders", *_empty_hint(name))
        self._pages = QStackedWidget()
        self._pages.addWidget(self.list)
        self._pages.addWidget(self.none)
        layout = column(head, self._pages, gap=0, margins=(0, 0, 0, 2))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_cards(self, cards: Sequence[OrderCard]) -> None:
        chosen = self.model.row(self.list.row_now())
        self.model.show_cards(cards)
        self._count.setText(str(len(cards)))
        self._pages.setCurrentIndex(0 if cards else 1)
        if chosen is not None:
            self.list.select(self.model.row_of(chosen.id))


class OrderBoard(QWidget):
    """``chosen``: another card is the current one. One card at most is chosen on the board."""

    deed_wanted = Signal(object)
    opened = Signal(object)
    chosen = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.columns = {name: OrderColumn(name) for name in COLUMNS}
        layout = row(*self.columns.values(), gap=10)
        for at in range(len(self.columns)):
            layout.setStretch(at, 1)
        self.setLayout(layout)
        for name, part in self.columns.items():
            part.list.deed_wanted.connect(self.deed_wanted)
            part.list.opened.connect(self.opened)
            part.list.tapped.connect(lambda n=name: self._keep_only(n))

    def show_cards(self, board: Mapping[str, Sequence[OrderCard]], now_ms: int) -> None:
        before = self.current_card()
        for name, part in self.columns.items():
            part.list.delegate.now_ms = now_ms
            part.show_cards(board[name])
        if before is not None and self.current_card() is None:
            self.select(before.id)
        if self.current_card() is None:
            self.select_first()

    def tick(self, now_ms: int) -> None:
        """Let the timers that are seen show another second."""
        for part in self.columns.values():
            part.list.delegate.now_ms = now_ms
            if any(card.timer is not None for card in part.model.rows):
                part.list.viewport().update()

    def current_card(self) -> OrderCard | None:
        for part in self.columns.values():
            card = part.model.row(part.list.row_now())
            if card is not None:
                return card
        return None

    def select(self, order_id: str) -> bool:
        """Choose an order wherever it stands; False when it is not on the board."""
        for name, part in self.columns.items():
            at = part.model.row_of(order_id)
            if at >= 0:
                self._keep_only(name)
                part.list.select(at)
                self.chosen.emit()
                return True
        return False

    def select_first(self) -> None:
        """The first card of the first column that has one."""
        for name, part in self.columns.items():
            if part.model.rowCount():
                self._keep_only(name)
                part.list.select(0)
                self.chosen.emit()
                return

    def _keep_only(self, name: str) -> None:
        for other, part in self.columns.items():
            if other != name:
                part.list.select(-1)

    def step(self, across: int, down: int) -> None:
        """Walk by the arrow keys; columns without cards are passed over."""
        filled = [part for part in self.columns.values() if part.model.rowCount()]
        if not filled:
            return
        at = next((n for n, part in enumerate(filled) if part.list.row_now() >= 0), -1)
        if at < 0:
            self.select_first()
            return
        now = filled[at]
        row_now = now.list.row_now()
        part = filled[min(max(at + across, 0), len(filled) - 1)]
        part.list.select(min(max(row_now + down, 0), part.model.rowCount() - 1))
        self._keep_only(part.name)
        self.chosen.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for part in self.columns.values():
            part.list.scheduleDelayedItemsLayout()
