"""Counting the drawer by notes and coins."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIntValidator, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.domain.money import format_fen
from pos_app.domain.tender import PIECES
from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import Label, TextField

MOST_PIECES = 9_999
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def face_name(face: int) -> str:
    """``10000`` fen as ``100 元``, ``50`` as ``5 角``."""
    return tr("{n} 元", n=face // 100) if face >= 100 else tr("{n} 角", n=face // 10)


class CountGrid(QWidget):
    """A row for each face: pieces typed, amount beside. Enter and the arrows walk on.

    ``changed`` after every key; ``finished`` at Enter in the last row.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[int, TextField] = {}
        self._amounts: dict[int, Label] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(16))
        grid.setVerticalSpacing(px(8))
        for row, face in enumerate(PIECES):
            self._add_row(grid, row, face)
        grid.setColumnStretch(2, 1)
        self.setFocusProxy(self.fields[PIECES[0]])

    def _add_row(self, grid: QGridLayout, row: int, face: int) -> None:
        field = TextField(ime=False)
        field.setAccessibleName(face_name(face))
        field.setValidator(QIntValidator(0, MOST_PIECES, field))
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setFixedWidth(px(120))
        field.setPlaceholderText("0")
        field.textChanged.connect(self._on_changed)
        field.installEventFilter(self)
        amount = Label("", size=Size.LEAD, bold=True, align=_RIGHT)
        self.fields[face], self._amounts[face] = field, amount
        grid.addWidget(Label(face_name(face), size=Size.LEAD), row, 0)
        grid.addWidget(field, row, 1)
        grid.addWidget(amount, row, 2)

    def start_over(self) -> None:
        """To the first row, its number ready to be typed over."""
        first = self.fields[PIECES[0]]
        first.setFocus()
        first.selectAll()

    def notes(self) -> dict[int, int]:
        """Pieces by face in fen."""
        return {face: int(f.text() or 0) for face, f in self.fields.items()}

    def total(self) -> int:
        return sum(face * n for face, n in self.notes().items())

    def press(self, key: str) -> None:
        """A key of the pad, for the row that has the focus."""
        field = next((f for f in self.fields.values() if f.hasFocus()), None)
        if field is None:
            return
        if key == "back":
            field.backspace()
        elif key == "clear":
            field.clear()
        elif key == "next":
            self._walk(field, 1)
        elif key.isdigit() and len(field.text() + key) <= len(str(MOST_PIECES)):
            field.insert(key)

    def _on_changed(self) -> None:
        for face, n in self.notes().items():
            self._amounts[face].setText(format_fen(face * n) if n else "")
        self.changed.emit()

    def _walk(self, field: TextField, by: int) -> None:
        order = list(self.fields.values())
        at = order.index(field) + by
        if at >= len(order):
            self.finished.emit()
        elif at >= 0:
            order[at].setFocus()
            order[at].selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        steps = {
            Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1,
        }  # fmt: skip
        step = steps.get(Qt.Key(event.key()))
        if step is None or not isinstance(watched, TextField):
            return False
        last = list(self.fields.values())[-1]
        if event.key() == Qt.Key.Key_Down and watched is last:
            return True
        self._walk(watched, step)
        return True
