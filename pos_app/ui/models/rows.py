"""Frozen rows as a table: what a column shows is said once, as data."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from pos_app.ui.theme import CellRole

Row = TypeVar("Row")
Index = QModelIndex | QPersistentModelIndex
Look = Mapping[CellRole, object]
_ROOT = QModelIndex()
_LEFT = Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Generic[Row]):
    """``title`` and ``text`` are calls, so that they follow the language.

    ``look`` gives the roles of a cell beyond its text.
    """

    title: Callable[[], str]
    text: Callable[[Row], str]
    look: Callable[[Row], Look] | None = None
    align: Qt.AlignmentFlag = _LEFT


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    look: Look


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows by key. ``show`` tells views only what differs, ``more`` fetches when they scroll.

    ``more`` gets the last row (None: the first page) and gives the rows after it, none at the end.
    """

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        key: Callable[[Row], Hashable],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._key = key
        self._rows: list[Row] = []
        self._cells: dict[tuple[int, int], _Cell] = {}
        self._more: Callable[[Row | None], Sequence[Row]] | None = None

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    @property
    def rows(self) -> tuple[Row, ...]:
        return tuple(self._rows)

    def row(self, at: int) -> Row | None:
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def row_of(self, key: Hashable) -> int:
        """Where the row with this key stands, -1 for nowhere."""
        return next((n for n, row in enumerate(self._rows) if self._key(row) == key), -1)

    def show(self, rows: Sequence[Row]) -> None:
        """Become these rows. The same keys in the same order change in place."""
        self._more = None
        if [self._key(r) for r in rows] == [self._key(r) for r in self._rows]:
            for at, row in enumerate(rows):
                self.replace(at, row)
            return
        self.beginResetModel()
        self._rows, self._cells = list(rows), {}
        self.endResetModel()

    def show_paged(self, more: Callable[[Row | None], Sequence[Row]]) -> None:
        """Become the first page; the others come as the view asks for them."""
        self.beginResetModel()
        self._rows, self._cells = list(more(None)), {}
        self._more = more if self._rows else None
        self.endResetModel()

    def replace(self, at: int, row: Row) -> None:
        """Another state of the row at that place."""
        if self._rows[at] == row:
            return
        self._rows[at] = row
        for column in range(len(self._columns)):
            self._cells.pop((at, column), None)
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self._columns) - 1))

    def append(self, row: Row) -> None:
        at = len(self._rows)
        self.beginInsertRows(_ROOT, at, at)
        self._rows.append(row)
        self.endInsertRows()

    def remove(self, at: int) -> None:
        self.beginRemoveRows(_ROOT, at, at)
        del self._rows[at]
        self._cells = {}
        self.endRemoveRows()

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more is not None

    def fetchMore(self, parent: Index) -> None:
        if self._more is None or parent.isValid():
            return
        fresh = list(self._more(self._rows[-1] if self._rows else None))
        if not fresh:
            self._more = None
            return
        first = len(self._rows)
        self.beginInsertRows(_ROOT, first, first + len(fresh) - 1)
        self._rows += fresh
        self.endInsertRows()

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._columns[section].title()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == CellRole.KEY:
            return self._key(self._rows[index.row()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(self._columns[index.column()].align)
        cell = self._cell(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        return cell.look.get(CellRole(role)) if role in _ROLES else None

    def _cell(self, row: int, column: int) -> _Cell:
        """Worked out once, not for each of the dozen roles that the delegate asks for."""
        found = self._cells.get((row, column))
        if found is None:
            spec, what = self._columns[column], self._rows[row]
            found = _Cell(spec.text(what), spec.look(what) if spec.look else {})
            self._cells[(row, column)] = found
        return found


_ROLES = frozenset(role.value for role in CellRole)
