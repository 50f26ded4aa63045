"""One number of a line, typed: how many came or lie there, what one cost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from pos_app.domain.money import format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.receiving import Counted
from pos_app.services.stocktake import Shelf
from pos_app.ui.screens.stock.receive_sheets import MOST_DIGITS, DoorSheet
from pos_app.ui.session import Session
from pos_app.ui.widgets import Keypad, NumberField

Chosen = Callable[[int], None]


class NumberSheet(DoorSheet):
    """``chosen`` gets thousandths or fen, as ``kind`` says."""

    def __init__(
        self, session: Session, name: str, chosen: Chosen, *,
        kind: Literal["quantity", "money"], label: str, unit: str, value: int, note: str = " ",
    ) -> None:  # fmt: skip
        super().__init__(session, name, tr("记下") if kind == "money" else tr("点好"))
        self._chosen = chosen
        self.field = NumberField(kind, label=label, suffix=unit, note=note, max_digits=MOST_DIGITS)
        self.keypad = Keypad(key_height=48)
        self.keypad.key.connect(self.field.press)
        self.add(self.field)
        self.add_keypad(self.keypad)
        self.field.set_value(value)
        self.first_focus = self.field

    def act(self) -> None:
        value = self.field.value()
        if value is None:
            return
        self.request_close()
        self._chosen(value)


def came_sheet(session: Session, line: Counted, chosen: Chosen) -> NumberSheet:
    """How many came of a line; until something was counted, what the note says."""
    return NumberSheet(
        session, line.name, chosen, kind="quantity", label=tr("实到"), unit=line.unit,
        value=line.qty or line.expected,
        note=tr("单上 {n}", n=format_qty(line.expected)) if line.expected else " ",
    )  # fmt: skip


def cost_sheet(session: Session, line: Counted, chosen: Chosen) -> NumberSheet:
    """What one unit cost."""
    return NumberSheet(
        session, line.name, chosen, kind="money", label=tr("进价"), unit=line.unit,
        value=line.cost,
    )  # fmt: skip


def shelf_sheet(session: Session, line: Shelf, chosen: Chosen) -> NumberSheet:
    """All that lies there of one article."""
    return NumberSheet(
        session, line.name, chosen, kind="quantity", label=tr("实点"), unit=line.unit,
        value=line.counted, note=tr("账面 {n}", n=format_qty(line.book)),
    )  # fmt: skip
