"""Which receipt: its QR is scanned, the end of its number typed, or it is picked from the list."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.models.day_words import today
from pos_app.ui.models.receipt_rows import ReceiptRow, ReceiptsModel
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.receipts.lookup import exact_number, search
from pos_app.ui.session import Session
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    ColumnSpec,
    DataTable,
    EmptyState,
    SearchField,
    TableCard,
    column,
)

TYPING_MS = 150


class FindPage(QWidget):
    """``picked`` carries a receipt number. The list follows what is typed."""

    picked = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._asked = 0
        self.field = SearchField(
            tr("扫小票上的二维码,或输小票号后几位、品名、金额"), icon="receipt", compact=True
        )
        self.model = ReceiptsModel(session)
        self.table = DataTable(
            [ColumnSpec(110, LEFT), ColumnSpec(0, LEFT), ColumnSpec(130, RIGHT)], row_height=56
        )
        self.table.setModel(self.model)
        self._none = EmptyState("receipt", tr("今天还没有小票"), tr("更早的小票:输号码后几位"))
        self._list = QStackedWidget()
        self._list.addWidget(TableCard(self.table))
        self._list.addWidget(self._none)
        layout = column(self.field, self._list, gap=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.field)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._pause.timeout.connect(self.refresh)
        self.field.edited.connect(lambda _text: self._pause.start())
        self.field.moved.connect(self.table.step_row)
        self.table.picked.connect(self._on_picked)
        self.table.clicked.connect(lambda index: self._on_picked(index.row()))

    def refresh(self) -> None:
        """Today's receipts, or those that the typed words mean."""
        self._asked += 1
        asked, text = self._asked, self.field.text().strip()
        now = today(self._session)

        def show(rows: Sequence[ReceiptRow]) -> None:
            if asked == self._asked:
                self._show(rows, now, text)

        search(self._session, while_alive(self, show), day="" if text else now, text=text)

    def _show(self, rows: Sequence[ReceiptRow], now: str, text: str) -> None:
        self.model.show_receipts([r for r in rows if r.mode != "return"], now)
        if text:
            self._none.set_state("search", tr("没找到「{text}」", text=text), _other_ways())
        else:
            self._none.set_state("receipt", tr("今天还没有小票"), tr("更早的小票:输号码后几位"))
        found = self.model.rowCount() > 0
        self._list.setCurrentIndex(0 if found else 1)
        self.table.select(0 if found else -1)

    def ask(self, text: str) -> None:
        """As if it had been typed."""
        self.field.set_text(text)
        self.refresh()

    def enter(self) -> bool:
        """Enter: the number as typed, else the row that is chosen; False when there is neither."""
        number = exact_number(self._session, self.field.text())
        row = self.model.row(self.table.row_now())
        if number or row is not None:
            self.picked.emit(number or (row.receipt if row is not None else ""))
            return True
        return False

    def _on_picked(self, at: int) -> None:
        row = self.model.row(at)
        if row is not None:
            self.picked.emit(row.receipt)


def _other_ways() -> str:
    return tr("换个说法:小票号后几位、品名,或金额")
