"""The notes of goods that are on their way; one of them is chosen, or its carton scanned."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from pos_app.runtime.i18n import tr
from pos_app.services import receiving_count as door
from pos_app.ui.models.stock_rows import ShipmentModel
from pos_app.ui.widgets import LEFT, RIGHT, ColumnSpec, DataTable, EmptyState, TableCard
from sync.wire.supply_feed import ShipmentRow

SOME, NONE = 0, 1


class NoteList(QStackedWidget):
    """``picked`` when the chosen note is to be counted."""

    picked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = ShipmentModel()
        self.table = DataTable(
            [
                ColumnSpec(0, LEFT), ColumnSpec(140, LEFT), ColumnSpec(90, RIGHT),
                ColumnSpec(140, RIGHT), ColumnSpec(140, LEFT),
            ],
            focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        self.addWidget(TableCard(self.table))
        self.addWidget(EmptyState(
            "truck", tr("没有在路上的货"),
            tr("总部发货后送货单会出现在这里;没有单的货按 F6,本地进的货按 F7"),
        ))  # fmt: skip
        self.table.picked.connect(lambda _row: self.picked.emit())

    def show_notes(self, notes: Sequence[ShipmentRow]) -> None:
        self.model.show(notes)
        if notes:
            self.table.select(max(self.table.row_now(), 0))
        self.setCurrentIndex(SOME if notes else NONE)

    @property
    def some(self) -> bool:
        return self.model.rowCount() > 0

    def chosen(self) -> ShipmentRow | None:
        return self.model.row(self.table.row_now())

    def note_of(self, code: str) -> ShipmentRow | None:
        """The note with that carton, or that number."""
        return next((n for n in self.model.rows if door.carton_of(n, code) or n.id == code), None)
