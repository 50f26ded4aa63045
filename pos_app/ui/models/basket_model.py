"""The basket as a table: a row for each priced line, changed by the smallest true step."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_app.domain.money import format_fen
from pos_app.domain.pricing import Priced, PricedLine
from pos_app.runtime.i18n import tr
from pos_app.ui.models import basket_words as words
from pos_app.ui.theme import CellRole, Size

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class Column(IntEnum):
    NUMBER = 0
    NAME = 1
    PRICE = 2
    QTY = 3
    AMOUNT = 4


class BasketModel(QAbstractTableModel):
    """Rows are frozen; ``show`` compares them with what is due and tells only the difference.

    A scan into a basket of a hundred lines inserts one row and touches no other.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PricedLine] = []
        self._numbers: list[str] = []

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(Column)

    def line_at(self, row: int) -> PricedLine | None:
        return self._rows[row] if 0 <= row < len(self._rows) else None

    def row_of(self, no: int) -> int:
        """The row of a line number, -1 when it is gone. The newest line is looked at first."""
        for row in range(len(self._rows) - 1, -1, -1):
            if self._rows[row].line.no == no:
                return row
        return -1

    def show(self, priced: Priced) -> None:
        """Become these lines. Lines keep their order; only undo puts one back in between."""
        wanted = priced.lines
        self._take_out({p.line.no for p in wanted})
        self._put_in(wanted)
        self._update(wanted)

    def _take_out(self, keep: set[int]) -> None:
        row = len(self._rows) - 1
        lowest = len(self._rows)
        while row >= 0:
            if self._rows[row].line.no in keep:
                row -= 1
                continue
            last = row
            while row > 0 and self._rows[row - 1].line.no not in keep:
                row -= 1
            self.beginRemoveRows(_ROOT, row, last)
            del self._rows[row : last + 1]
            del self._numbers[row : last + 1]
            self.endRemoveRows()
            lowest = row
            row -= 1
        self._renumber(lowest)

    def _put_in(self, wanted: Sequence[PricedLine]) -> None:
        row = 0
        lowest = len(wanted)
        while row < len(wanted):
            if row < len(self._rows) and self._rows[row].line.no == wanted[row].line.no:
                row += 1
                continue
            last = self._last_new(wanted, row)
            if last < row:  # the same lines in another order: the rest starts anew
                self._drop_from(row)
                last = len(wanted) - 1
            self.beginInsertRows(_ROOT, row, last)
            self._rows[row:row] = wanted[row : last + 1]
            self._numbers[row:row] = [str(n + 1) for n in range(row, last + 1)]
            self.endInsertRows()
            lowest = min(lowest, last + 1)
            row = last + 1
        self._renumber(lowest)

    def _last_new(self, wanted: Sequence[PricedLine], row: int) -> int:
        known = {p.line.no for p in self._rows[row:]}
        last = row - 1
        while last + 1 < len(wanted) and wanted[last + 1].line.no not in known:
            last += 1
        return last

    def _drop_from(self, row: int) -> None:
        self.beginRemoveRows(_ROOT, row, len(self._rows) - 1)
        del self._rows[row:]
        del self._numbers[row:]
        self.endRemoveRows()

    def _renumber(self, first: int) -> None:
        """Numbers follow as a change of their own: views hear of a row's move first."""
        last = len(self._rows) - 1
        if first <= last and self._numbers[last] != str(last + 1):
            self._numbers[first:] = [str(n + 1) for n in range(first, last + 1)]
            self.dataChanged.emit(self.index(first, Column.NUMBER), self.index(last, Column.NUMBER))

    def _update(self, wanted: Sequence[PricedLine]) -> None:
        for row, (old, new) in enumerate(zip(self._rows, wanted, strict=True)):
            same = old.line is new.line and old.share == new.share
            if not same and old != new:
                self._rows[row] = new
                self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return ("#", tr("商品"), tr("单价"), tr("数量"), tr("金额"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        priced = self._rows[index.row()]
        if role == CellRole.KEY:
            return priced.line.no
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._numbers[index.row()] if not column else _text(priced, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGN[column]
        return _look(priced, column, role)


_ALIGN = {
    Column.NUMBER: int(Qt.AlignmentFlag.AlignLeft),
    Column.NAME: int(Qt.AlignmentFlag.AlignLeft),
    Column.PRICE: int(Qt.AlignmentFlag.AlignRight),
    Column.QTY: int(Qt.AlignmentFlag.AlignHCenter),
    Column.AMOUNT: int(Qt.AlignmentFlag.AlignRight),
}


def _text(priced: PricedLine, column: Column) -> str:
    if column is Column.NAME:
        return priced.line.item.name
    if column is Column.PRICE:
        return format_fen(words.unit_price(priced))
    if column is Column.QTY:
        return words.quantity(priced.line)
    return format_fen(priced.amount)


def _look(priced: PricedLine, column: Column, role: int) -> object:
    """What a cell says of itself beyond its text."""
    if column is Column.NUMBER:
        return {CellRole.MUTED.value: True, CellRole.SIZE.value: Size.LABEL}.get(role)
    if column is Column.NAME:
        return _name_look(priced, role)
    if column is Column.PRICE:
        if role == CellRole.STRUCK and words.unit_price(priced) != priced.list_price:
            return format_fen(priced.list_price)
        return Size.LABEL if role == CellRole.SIZE else None
    if column is Column.QTY:
        fixed = priced.line.amount is not None or priced.line.source is not None
        if role == CellRole.STEPPER:
            return not fixed
        return role == CellRole.BOLD or None
    if role == CellRole.SIZE:
        return Size.LEAD
    return True if role == CellRole.BOLD else None


def _name_look(priced: PricedLine, role: int) -> object:
    if role == CellRole.SUB:
        return words.under_name(priced.line)
    if role == CellRole.TAGS:
        return words.tags(priced)
    return True if role == CellRole.BOLD else None
