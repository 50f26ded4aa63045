"""What may come back, line by line: of a receipt, or goods without one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt

from pos_app.domain.basket import BasketLine
from pos_app.domain.item import Item
from pos_app.domain.money import MILLI, extend, format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.return_rules import SoldLine
from pos_app.services.returns import Wanted, item_of
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.theme import CellRole, Size

MOST_WITHOUT_RECEIPT = 99 * MILLI
RIGHT, MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnRow:
    """``back`` thousandths come back now; ``sold`` is None for goods without a receipt."""

    key: int
    item: Item
    sold: SoldLine | None = None
    back: int = 0
    restock: bool = True

    @property
    def left(self) -> int:
        """How much may still come back."""
        if self.item.tobacco:
            return 0
        return max(0, self.sold.left) if self.sold else MOST_WITHOUT_RECEIPT

    @property
    def refund(self) -> int:
        """Fen for what comes back now."""
        if not self.back:
            return 0
        if self.sold:
            return self.sold.refund(self.back)
        return extend(self.item.price or 0, self.back)

    def with_back(self, qty: int) -> ReturnRow:
        """As much as that, as far as it may."""
        whole = qty if self.item.weighed else qty // MILLI * MILLI
        return replace(self, back=min(max(whole, 0), self.left))

    def stepped(self, delta: int) -> ReturnRow:
        """One piece more or less; weighed goods come back whole or not at all."""
        if self.item.weighed and self.sold:
            return self.with_back(self.left if delta > 0 else 0)
        return self.with_back(self.back + delta * MILLI)

    def wanted(self) -> Wanted:
        return Wanted(line=self.key, qty=self.back, restock=self.restock)

    def bare_line(self) -> BasketLine:
        """The basket line of goods that come back without a receipt."""
        return BasketLine(
            no=0, item=self.item, qty=-self.back, code=self.item.code, restock=self.restock
        )


def row_of(sold: SoldLine) -> ReturnRow:
    return ReturnRow(key=sold.line.no, item=item_of(sold.line), sold=sold)


def why_not(row: ReturnRow) -> str:
    """Why nothing of it may come back; empty where something may."""
    if row.item.tobacco:
        return tr("烟草按规定不退不换")
    if row.left == 0 and row.sold is not None:
        done = format_qty(row.sold.returned_qty)
        return tr("已经退过 {qty},没有可退的了", qty=done)
    return ""


class ReturnModel(RowsModel[ReturnRow]):
    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, lambda row: row.key, parent)

    @property
    def refund(self) -> int:
        """Fen for everything that comes back now."""
        return sum(row.refund for row in self.rows)

    @property
    def chosen(self) -> tuple[ReturnRow, ...]:
        return tuple(row for row in self.rows if row.back)


def _amount(row: ReturnRow, qty: int) -> str:
    unit = f" {row.item.unit}" if row.item.weighed else ""
    return format_qty(qty) + unit


def _name_look(row: ReturnRow) -> Look:
    refused = why_not(row)
    return {
        CellRole.BOLD: not refused,
        CellRole.SUB: refused or _under(row),
        CellRole.MUTED: bool(refused),
    }


def _under(row: ReturnRow) -> str:
    parts = [row.item.spec] if row.item.spec else []
    if row.sold is None:
        parts.append(tr("现价 {price}", price=format_fen(row.item.price or 0)))
    return " · ".join(parts)


def _sold_text(row: ReturnRow) -> str:
    return _amount(row, row.sold.line.qty) if row.sold is not None else ""


def _returned_text(row: ReturnRow) -> str:
    return _amount(row, row.sold.returned_qty) if row.sold is not None else ""


def _left_text(row: ReturnRow) -> str:
    return _amount(row, row.left) if row.sold is not None else ""


def _quiet(_row: ReturnRow) -> Look:
    return {CellRole.MUTED: True, CellRole.SIZE: Size.LABEL}


def _place(row: ReturnRow) -> str:
    return tr("上货架") if row.restock else tr("不上架")


_COLUMNS: tuple[Column[ReturnRow], ...] = (
    Column(title=lambda: tr("商品"), text=lambda row: row.item.name, look=_name_look),
    Column(title=lambda: tr("买了"), text=_sold_text, align=RIGHT, look=_quiet),
    Column(title=lambda: tr("退过"), text=_returned_text, align=RIGHT, look=_quiet),
    Column(
        title=lambda: tr("可退"), text=_left_text, align=RIGHT,
        look=lambda row: {CellRole.MUTED: not row.left, CellRole.BOLD: row.left > 0,
                          CellRole.SIZE: Size.LABEL},
    ),
    Column(
        title=lambda: tr("这次退"),
        text=lambda row: _amount(row, row.back) if row.left else "—",
        look=lambda row: {CellRole.STEPPER: row.left > 0, CellRole.MUTED: row.left == 0},
        align=MIDDLE,
    ),
    Column(
        title=lambda: tr("退款"),
        text=lambda row: format_fen(row.refund) if row.left else "",
        look=lambda row: {CellRole.BOLD: bool(row.back), CellRole.MUTED: not row.back},
        align=RIGHT,
    ),
    Column(
        title=lambda: tr("去向"), text=lambda row: "", align=MIDDLE,
        look=lambda row: {CellRole.ACTION: _place(row)} if row.back else {},
    ),
)  # fmt: skip
