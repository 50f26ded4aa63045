"""How much of each line comes back, where it goes, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.money import MILLI, parse_qty
from pos_app.runtime.i18n import tr
from pos_app.ui.models.return_rows import ReturnModel, ReturnRow
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    LEFT,
    MIDDLE,
    RIGHT,
    ChipRow,
    ColumnSpec,
    DataTable,
    Label,
    TableCard,
    column,
    reveal,
    row,
)

SPOILT = frozenset({"broken", "expired"})
"""Reasons after which goods do not go back to the shelf by themselves."""

COUNTS = range(1, 4)
"""Columns that a receipt fills: bought, returned before, still to be returned."""


def reasons() -> list[tuple[object, str]]:
    return [
        ("broken", tr("破损")),
        ("expired", tr("临期变质")),
        ("unfit", tr("不合适")),
        ("wrong", tr("买错了")),
        ("bad", tr("质量问题")),
        ("other", tr("其他")),
    ]


class LinesPage(QWidget):
    """Lines with a stepper each. ``changed`` after every change of what comes back."""

    changed = Signal()

    def __init__(self, *, with_receipt: bool = True) -> None:
        super().__init__()
        self.model = ReturnModel()
        counts = [ColumnSpec(74 if with_receipt else 1, RIGHT) for _ in COUNTS]
        self.table = DataTable(
            [
                ColumnSpec(0, LEFT), *counts, ColumnSpec(164, MIDDLE), ColumnSpec(94, RIGHT),
                ColumnSpec(112, MIDDLE),
            ]
        )  # fmt: skip
        self.table.setModel(self.model)
        for at in COUNTS:
            self.table.setColumnHidden(at, not with_receipt)
        self.head = Label("", size=Size.LABEL, tone="muted")
        self.reasons = ChipRow(reasons())
        self.reasons.set_current(None)
        self._typed = ""
        self._reason_label = Label(tr("为什么退"), size=Size.LABEL, tone="muted")
        layout = column(
            self.head, TableCard(self.table), row(self._reason_label, self.reasons), gap=10
        )
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.table.stepped.connect(self.step)
        self.table.action_clicked.connect(lambda at, _column: self.toggle_place(at))
        self.table.current_row.connect(lambda _at: self._forget_typed())
        self.reasons.changed.connect(self._on_reason)

    def show_rows(self, head: str, rows: Sequence[ReturnRow]) -> None:
        self.head.setText(head)
        reveal(self.head, bool(head))
        self.model.show(rows)
        self.reasons.set_current(None)
        first = next((n for n, r in enumerate(rows) if r.left), 0 if rows else -1)
        self.table.select(first)
        self.changed.emit()

    def reason(self) -> str:
        """The chosen reason in words, or nothing."""
        key = self.reasons.current()
        return dict(reasons()).get(key, "")

    def change(self, at: int, how: Callable[[ReturnRow], ReturnRow]) -> None:
        """Another state of one line."""
        before = self.model.row(at)
        if before is None:
            return
        after = how(before)
        if not before.back and after.back:
            after = _sent(after, restock=self.reasons.current() not in SPOILT)
        self.model.replace(at, after)
        self.changed.emit()

    def step(self, at: int, delta: int) -> None:
        self._forget_typed()
        self.change(at, lambda r: r.stepped(delta))

    def toggle_place(self, at: int) -> None:
        """Back on the shelf, or written off."""
        self.change(at, lambda r: _sent(r, restock=not r.restock) if r.back else r)

    def take_all(self) -> None:
        """Everything that may still come back; once more: nothing."""
        full = all(r.back == r.left for r in self.model.rows)
        for at in range(self.model.rowCount()):
            self.change(at, lambda r: r.with_back(0 if full else r.left))

    def add_piece(self, item_id: str) -> bool:
        """A scan of goods that stand here: one more of them comes back."""
        for at, line in enumerate(self.model.rows):
            if line.item.id == item_id and line.back < line.left:
                self.table.select(at)
                self.step(at, 1)
                return True
        return False

    def step_reason(self, delta: int) -> None:
        keys = [key for key, _words in reasons()]
        now = self.reasons.current()
        at = (keys.index(now) + delta) % len(keys) if now in keys else (0 if delta > 0 else -1)
        self.reasons.set_current(keys[at])
        self._on_reason(keys[at])

    def _on_reason(self, key: object) -> None:
        """A reason says where goods go; each line may still be sent elsewhere."""
        for at in range(self.model.rowCount()):
            self.change(at, lambda r: _sent(r, restock=key not in SPOILT))

    def on_key(self, key: int, text: str) -> bool:
        """Arrows choose, + and - step, digits type the quantity, Space says where it goes."""
        at = self.table.row_now()
        deeds: dict[int, Callable[[], None]] = {
            Qt.Key.Key_Up: lambda: self.table.step_row(-1),
            Qt.Key.Key_Down: lambda: self.table.step_row(1),
            Qt.Key.Key_Left: lambda: self.step_reason(-1),
            Qt.Key.Key_Right: lambda: self.step_reason(1),
            Qt.Key.Key_Space: lambda: self.toggle_place(at),
        }
        if text in ("+", "-"):
            self.step(at, 1 if text == "+" else -1)
        elif text.isdigit() or text == "." or key == Qt.Key.Key_Backspace:
            self._type(at, self._typed[:-1] if key == Qt.Key.Key_Backspace else self._typed + text)
        elif key in deeds:
            deeds[key]()
        else:
            return False
        return True

    def _type(self, at: int, text: str) -> None:
        try:
            qty = parse_qty(text) if text.strip(".") else 0
        except ShopError:
            return
        line = self.model.row(at)
        if line is not None and not line.item.weighed and "." in text:
            return
        self._typed = text
        self.change(at, lambda r: r.with_back(min(qty, 10**6 * MILLI)))

    def _forget_typed(self) -> None:
        self._typed = ""


def _sent(line: ReturnRow, *, restock: bool) -> ReturnRow:
    return replace(line, restock=restock)
