"""The table of the till: hairline rows, quiet header, figures to the right, no grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    QVariantAnimation,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from pos_app.ui.theme import ROW, CellRole, Size, font, motion_ms, px, tokens
from pos_app.ui.widgets import paint
from pos_app.ui.widgets.card import Card
from pos_app.ui.widgets.style import column
from pos_app.ui.widgets.table_delegate import CellDelegate, action_rect, cell, cell_area

_FLASH_MS = 700
HEADER_HEIGHT = 34
FOOTER_HEIGHT = 68


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """Width in pixels at 100 percent; 0 takes what is left, ``share`` of it against the others.
    ``align`` also sets the header."""

    width: int = 0
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    share: int = 1


LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
MIDDLE = Qt.AlignmentFlag.AlignHCenter


class _Header(QHeaderView):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.aligns: list[Qt.AlignmentFlag] = []
        self.setFixedHeight(px(HEADER_HEIGHT))
        self.setHighlightSections(False)
        self.setSectionsClickable(False)
        self.setMinimumSectionSize(px(24))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        t = tokens()
        model = self.model()
        text = model.headerData(section, Qt.Orientation.Horizontal) if model else ""
        align = self.aligns[section] if section < len(self.aligns) else LEFT
        area = cell_area(QRectF(rect), section, len(self.aligns))
        flags = align | Qt.AlignmentFlag.AlignVCenter
        paint.write(painter, area, str(text or ""), font(Size.CAPTION), t.muted, flags)


class DataTable(QTableView):
    """A table over any item model; cells say what they hold through ``CellRole``.

    ``stepped(row, delta)``: minus or plus of a stepper cell. ``action_clicked(row, column)``: the
    button of an action cell. ``picked(row)``: Enter or a double click. ``current_row(int)``: the
    selection moved (-1: none). Clicking does not take the focus unless ``focusable``.
    """

    stepped = Signal(int, int)
    action_clicked = Signal(int, int)
    picked = Signal(int)
    current_row = Signal(int)

    def __init__(
        self,
        columns: Sequence[ColumnSpec],
        *,
        row_height: int = ROW,
        focusable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self.cells = CellDelegate(row_height, self)
        self.setItemDelegate(self.cells)
        self._header = _Header(self)
        self._header.aligns = [c.align for c in columns]
        self.setHorizontalHeader(self._header)
        self._dress(row_height, focusable)
        self._flash = QVariantAnimation(self)
        self._flash.setStartValue(70)
        self._flash.setEndValue(0)
        self._flash.setDuration(_FLASH_MS)
        self._flash.valueChanged.connect(self._on_flash)
        self.doubleClicked.connect(lambda index: self.picked.emit(index.row()))

    def _dress(self, row_height: int, focusable: bool) -> None:
        self.setObjectName("data-table")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(px(row_height))
        self.verticalHeader().setMinimumSectionSize(px(24))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        policy = Qt.FocusPolicy.StrongFocus if focusable else Qt.FocusPolicy.NoFocus
        self.setFocusPolicy(policy)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is None:
            return
        self.selectionModel().currentRowChanged.connect(
            lambda now, _before: self.current_row.emit(now.row())
        )
        self._spread()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._spread()

    def _spread(self) -> None:
        """Fixed columns get their width; the others share what is left."""
        if self.model() is None:
            return
        fixed = sum(px(c.width) for c in self._columns)
        open_columns = [i for i, c in enumerate(self._columns) if not c.width]
        left = max(self.viewport().width() - fixed, px(80) * len(open_columns))
        for i, spec in enumerate(self._columns):
            if spec.width:
                self.setColumnWidth(i, px(spec.width))
        shares = sum(self._columns[i].share for i in open_columns)
        given = 0
        for i in open_columns:
            wide = left * self._columns[i].share // shares
            given += wide
            self.setColumnWidth(i, wide + (left - given if i == open_columns[-1] else 0))

    def row_now(self) -> int:
        """The selected row, -1 for none."""
        return self.currentIndex().row()

    def select(self, row: int) -> None:
        """Select a row and bring it into view; -1 selects none."""
        model = self.model()
        if model is None or not 0 <= row < model.rowCount():
            self.clearSelection()
            self.setCurrentIndex(QModelIndex())
            return
        flags = QItemSelectionModel.SelectionFlag
        index = model.index(row, 0)
        self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self.scrollTo(index)

    def step_row(self, delta: int) -> None:
        """Move the selection up or down and stop at the ends."""
        model = self.model()
        if model is None or not model.rowCount():
            return
        now = self.row_now()
        start = now if now >= 0 else (-1 if delta > 0 else model.rowCount())
        self.select(min(max(start + delta, 0), model.rowCount() - 1))

    def flash(self, key: object) -> None:
        """Light the row whose ``CellRole.KEY`` is ``key`` once, so that the eye finds it."""
        self.cells.flash_key = key
        self._flash.stop()
        if motion_ms():
            self._flash.start()

    def _on_flash(self, alpha: object) -> None:
        self.cells.flash_alpha = int(alpha) if isinstance(alpha, int) else 0
        self.viewport().update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self._press_in_cell(index, event)

    def _press_in_cell(
        self, index: QModelIndex | QPersistentModelIndex, event: QMouseEvent
    ) -> None:
        rect, spot = QRectF(self.visualRect(index)), event.position()
        if cell(index, CellRole.STEPPER):
            text = str(index.data() or "")
            minus, _, plus = paint.stepper_rects(rect, text, font(Size.BODY, bold=True))
            grow = px(6)
            if minus.adjusted(-grow, -grow, grow, grow).contains(spot):
                self.stepped.emit(index.row(), -1)
            elif plus.adjusted(-grow, -grow, grow, grow).contains(spot):
                self.stepped.emit(index.row(), 1)
        elif (words := cell(index, CellRole.ACTION)) and action_rect(rect, words).adjusted(
            -px(4), -px(4), px(4), px(4)
        ).contains(spot):
            self.action_clicked.emit(index.row(), index.column())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.row_now() >= 0:
            self.picked.emit(self.row_now())
            return
        super().keyPressEvent(event)


class TableCard(Card):
    """A table on a card, its header on a quiet strip; ``footer`` is a strip of keys below."""

    def __init__(
        self, table: DataTable, footer: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.table = table
        self.set_bands(HEADER_HEIGHT + 1, FOOTER_HEIGHT if footer else 0)
        layout = column(table, gap=0, margins=(0, 0, 0, 0 if footer else 5))
        layout.setStretch(0, 1)
        if footer is not None:
            footer.setFixedHeight(px(FOOTER_HEIGHT))
            layout.addWidget(footer)
        self.setLayout(layout)
