"""Moves of cash as a list, for the shift's page and for the comparison."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from pos_app.runtime.i18n import tr
from pos_app.ui.screens.shift.variance import Cause
from pos_app.ui.theme import CellRole, Size
from pos_app.ui.widgets import LEFT, RIGHT, ColumnSpec, DataTable

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class CauseModel(QAbstractTableModel):
    """Time, words, money; what fits the variance stands out."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Cause, ...] = ()

    def set_rows(self, rows: Sequence[Cause]) -> None:
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else 3

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (tr("时间"), tr("现金进出"), tr("金额"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        cause, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return (f"{cause.when:%H:%M}", cause.words, cause.money)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return RIGHT if column == 2 else LEFT
        if role == CellRole.MUTED:
            return column == 0
        if role == CellRole.BOLD:
            return column == 2 or cause.exact
        if role == CellRole.TONE and cause.exact:
            return "warn"
        if role == CellRole.SIZE:
            return Size.LABEL
        return None


class MovesTable(DataTable):
    """Reads only; newest or best fitting first, as the rows come."""

    def __init__(self) -> None:
        specs = [ColumnSpec(64, LEFT), ColumnSpec(0, LEFT), ColumnSpec(110, RIGHT)]
        super().__init__(specs, row_height=44, focusable=False)
        self._causes = CauseModel()
        self.setModel(self._causes)

    def show_causes(self, rows: Sequence[Cause]) -> None:
        self._causes.set_rows(rows)
