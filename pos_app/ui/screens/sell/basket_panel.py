"""The basket: its table and keys, or what stands there while there is none."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.pricing import Priced
from pos_app.runtime.i18n import tr
from pos_app.ui.models.basket_model import BasketModel
from pos_app.ui.screens.sell.after_sale import AfterSale, LastSale
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    LEFT,
    MIDDLE,
    RIGHT,
    ColumnSpec,
    DataTable,
    EmptyState,
    IconLabel,
    Label,
    PrimaryButton,
    TableCard,
    column,
    row,
)

COLUMNS = (
    ColumnSpec(50, LEFT),
    ColumnSpec(0, LEFT),
    ColumnSpec(130, RIGHT),
    ColumnSpec(160, MIDDLE),
    ColumnSpec(118, RIGHT),
)

NARROW = (
    ColumnSpec(36, LEFT),
    ColumnSpec(0, LEFT),
    ColumnSpec(96, RIGHT),
    ColumnSpec(136, MIDDLE),
    ColumnSpec(96, RIGHT),
)
NARROW_BELOW = 620


class BasketTable(DataTable):
    """Gives the names more of a narrow table."""

    def __init__(self) -> None:
        super().__init__(COLUMNS)

    def _spread(self) -> None:
        narrow = self.viewport().width() < px(NARROW_BELOW)
        self._columns = NARROW if narrow else COLUMNS
        super()._spread()


class NoShift(QWidget):
    """Calm words and the one thing to do."""

    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        middle = Qt.AlignmentFlag.AlignHCenter
        button = PrimaryButton(tr("开班"), size="large", icon="unlock")
        button.clicked.connect(lambda _c=False: self.acted.emit())
        self.setLayout(column(
            None, row(None, IconLabel("wallet", "border_strong", 52), None), 4,
            Label(tr("还没开班"), size=Size.TITLE, bold=True, align=middle),
            Label(tr("点一下钱箱里的备用金,开班后就能收银"), tone="muted", align=middle), 10,
            row(None, button, None), None, gap=8,
        ))  # fmt: skip


class BasketPanel(QWidget):
    """``stepped(no, delta)``, ``picked(no)`` and ``selected(no)`` speak of line numbers.

    The keys below stay where they are whatever stands above them.
    """

    stepped = Signal(int, int)
    picked = Signal(int)
    selected = Signal(int)
    open_shift = Signal()
    reprint = Signal()

    def __init__(self, keys: QWidget) -> None:
        super().__init__()
        self.model = BasketModel(self)
        self.table = BasketTable()
        self.table.setModel(self.model)
        self.empty = EmptyState(
            "barcode", tr("扫一件商品开始"),
            tr("也可以输入条码后几位、品名或拼音首字母,或点右边的快捷商品"),
        )  # fmt: skip
        self.after = AfterSale()
        self.no_shift = NoShift()
        self._quiet = False
        self._card = TableCard(self.table, keys)
        self._cover = QStackedWidget(self.table)
        self._cover.setObjectName("basket-cover")
        for page in (self.empty, self.after, self.no_shift):
            self._cover.addWidget(page)
        self.setLayout(column(self._card))
        self.table.viewport().installEventFilter(self)
        self.table.stepped.connect(self._on_stepped)
        self.table.picked.connect(self._on_picked)
        self.table.current_row.connect(self._on_row)
        self.no_shift.acted.connect(self.open_shift)
        self.after.reprint.connect(self.reprint)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table.viewport() and event.type() == QEvent.Type.Resize:
            self._cover.setGeometry(self.table.viewport().geometry())
        return False

    def _no(self, row: int) -> int:
        line = self.model.line_at(row)
        return line.line.no if line else 0

    def _on_stepped(self, row: int, delta: int) -> None:
        self.stepped.emit(self._no(row), delta)

    def _on_picked(self, row: int) -> None:
        self.picked.emit(self._no(row))

    def _on_row(self, row: int) -> None:
        no = self._no(row)
        if no and not self._quiet:
            self.selected.emit(no)

    def show_basket(self, priced: Priced, selected: int) -> None:
        """The lines, the selected one in view; nothing is emitted for what is only shown."""
        self._quiet = True
        try:
            self.model.show(priced)
            row = self.model.row_of(selected)
            if row != self.table.row_now() or row < 0:
                self.table.select(row)
        finally:
            self._quiet = False
        if priced.lines:
            self._cover.hide()

    def show_calm(self, last: LastSale | None, *, shift_open: bool) -> None:
        """What stands where there is no basket."""
        page: QWidget = self.empty
        if last is not None:
            self.after.show_sale(last)
            page = self.after
        elif not shift_open:
            page = self.no_shift
        self._cover.setCurrentWidget(page)
        self._cover.setGeometry(self.table.viewport().geometry())
        self._cover.show()
        self._cover.raise_()
