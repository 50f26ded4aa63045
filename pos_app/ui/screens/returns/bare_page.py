"""Goods that come back without a receipt: scanned or looked for, each with its quantity."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.money import MILLI
from pos_app.runtime.i18n import tr
from pos_app.ui.models.goods_rows import HitsModel
from pos_app.ui.models.return_rows import ReturnRow
from pos_app.ui.screens.returns.lines_page import LinesPage
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


class BarePage(QWidget):
    """``refused`` carries the words for goods that may not come back or are not known."""

    refused = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.field = SearchField(tr("扫要退的商品,或输条码后几位、品名、拼音"), compact=True)
        self.hits = HitsModel(session)
        self.found = DataTable([ColumnSpec(0, LEFT), ColumnSpec(150, LEFT), ColumnSpec(110, RIGHT)])
        self.found.setModel(self.hits)
        self.lines = LinesPage(with_receipt=False)
        hint = tr("按今天的售价退,要店长授权。能找到小票就按小票退")
        self._pages = QStackedWidget()
        self._pages.addWidget(EmptyState("barcode", tr("扫要退的商品"), hint))
        self._pages.addWidget(TableCard(self.found))
        self._pages.addWidget(self.lines)
        layout = column(self.field, self._pages, gap=12)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setFocusProxy(self.field)
        self.field.edited.connect(self._on_edited)
        self.field.moved.connect(self._on_moved)
        self.found.clicked.connect(lambda index: self._pick(index.row()))
        self.lines.table.clicked.connect(lambda _index: self.field.setFocus())
        self.field.edit.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """While the box is empty + and - and the like are for the line that is chosen."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if self.is_looking() or not self.lines.model.rowCount():
            return False
        keys = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space)
        if event.key() in keys or event.text() in ("+", "-"):
            return self.lines.on_key(event.key(), event.text())
        return False

    def _on_edited(self, text: str) -> None:
        self.hits.show_found(text)
        self.found.select(0 if self.hits.rowCount() else -1)
        self._show_page()

    def _show_page(self) -> None:
        looking = bool(self.field.text().strip()) and self.hits.rowCount() > 0
        some = self.lines.model.rowCount() > 0
        self._pages.setCurrentIndex(1 if looking else 2 if some else 0)

    def _on_moved(self, delta: int) -> None:
        table = self.found if self._pages.currentIndex() == 1 else self.lines.table
        table.step_row(delta)

    def is_looking(self) -> bool:
        """Something is typed in the search box."""
        return bool(self.field.text().strip())

    def enter(self) -> bool:
        """Enter while something is typed puts the chosen goods in; False when nothing is typed."""
        if not self.is_looking():
            return False
        if not self._pick(self.found.row_now()):
            self.add_code(self.field.text())
        return True

    def _pick(self, at: int) -> bool:
        row = self.hits.row(at)
        if row is not None:
            self.add(row.item)
        return row is not None

    def add_code(self, text: str) -> None:
        """What a scan means; a label of the scale brings its weight."""
        try:
            found = self._session.register.look_up(text.strip())
        except ShopError as error:
            known = error.code != "unknown_code"
            self.refused.emit(str(error) if known else tr("没找到「{text}」", text=text.strip()))
            return
        self.add(found.item, found.qty)

    def add(self, item: Item, qty: int = MILLI) -> None:
        """One more of these goods comes back; tobacco and goods without a price do not."""
        if item.tobacco:
            self.refused.emit(str(ShopError("not_returnable", name=item.name)))
            return
        if item.price is None:
            self.refused.emit(str(ShopError("no_price", name=item.name)))
            return
        self.field.clear()
        self.hits.show(())
        model = self.lines.model
        at = next((n for n, row in enumerate(model.rows) if row.item.id == item.id), -1)
        if at < 0:
            at = model.rowCount()
            key = max((row.key for row in model.rows), default=0) + 1
            model.append(ReturnRow(key=key, item=item))
        self.lines.change(at, lambda row: row.with_back(row.back + qty))
        self.lines.table.select(at)
        self._show_page()

    def start_over(self) -> None:
        self.field.clear()
        self.lines.show_rows("", ())
        self._show_page()
