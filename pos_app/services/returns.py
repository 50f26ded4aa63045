"""Returns: find the receipt, see what can still come back, put it into a basket of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos_app.domain.basket import Basket, BasketLine, Source, add_return
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.services.return_rules import FEE_LINE, ReturnRecords, SoldLine
from sync.wire.chain import Entry
from sync.wire.facts import Line, SaleCompleted


class ReceiptRecords(ReturnRecords, Protocol):
    def entry_of_receipt(self, receipt: str) -> Entry | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Returnable:
    """A receipt as the return sheet shows it."""

    receipt: str
    entry: Entry
    sale: SaleCompleted
    lines: tuple[SoldLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``qty`` thousandths of one receipt line; ``restock``: back on the shelf, not spoilt.

    ``line`` `FEE_LINE` is the fee of a delivery.
    """

    line: int
    qty: int
    restock: bool = True


class Returns:
    def __init__(self, records: ReceiptRecords) -> None:
        self._records = records

    def find(self, receipt: str) -> Returnable:
        """Raises ShopError ``no_such_receipt``."""
        entry = self._records.entry_of_receipt(receipt)
        if entry is None or not isinstance(entry.fact, SaleCompleted):
            raise ShopError("no_such_receipt", number=receipt)
        numbers = [ln.no for ln in entry.fact.lines if ln.qty > 0]
        if entry.fact.fee:
            numbers.append(FEE_LINE)
        sold = [self._records.sold_line(receipt, no) for no in numbers]
        return Returnable(
            receipt=receipt,
            entry=entry,
            sale=entry.fact,
            lines=tuple(s for s in sold if s is not None),
        )

    def fill(self, basket: Basket, receipt: str, wanted: tuple[Wanted, ...]) -> Basket:
        """Put what comes back into the basket as negative lines, at what was paid for it.

        Raises ShopError ``nothing_to_return``, ``not_returnable``, ``already_returned``.
        """
        chosen = [w for w in wanted if w.qty > 0]
        if not chosen:
            raise ShopError("nothing_to_return")
        for want in chosen:
            sold = self._records.sold_line(receipt, want.line)
            if sold is None:
                raise ShopError("no_such_receipt", number=receipt)
            basket = add_return(basket, _return_line(sold, want))
        return basket


def _return_line(sold: SoldLine, want: Wanted) -> BasketLine:
    line = sold.line
    if line.tobacco:
        raise ShopError("not_returnable", name=line.name)
    if want.qty > sold.left:
        raise ShopError(
            "already_returned", returned=sold.returned_qty // 1000, left=max(0, sold.left) // 1000
        )
    return BasketLine(
        no=0,
        item=item_of(line),
        qty=-want.qty,
        code=line.code,
        source=Source(receipt=sold.receipt, line=line.no, refund=sold.refund(want.qty)),
        restock=want.restock and want.line != FEE_LINE,
    )


def item_of(line: Line) -> Item:
    """The goods as the receipt knew them, whatever the catalogue says today."""
    return Item(
        id=line.item,
        name=line.name,
        spec=line.spec,
        unit=line.unit,
        code=line.code,
        category=line.category,
        category_name=line.category_name,
        price=line.price,
        cost=line.cost,
        weighed=line.weighed,
        tax_bp=line.tax_bp,
        tobacco=line.tobacco,
    )
