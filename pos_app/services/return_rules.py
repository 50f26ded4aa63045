"""What holds for goods that come back against a receipt: never more than was sold, never twice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos_app.domain.basket import Basket, BasketLine
from pos_app.domain.errors import ShopError
from pos_app.domain.money import MILLI, format_qty
from pos_app.domain.pricing import refund_for
from pos_app.runtime.i18n import tr
from sync.wire.facts import Line, SaleCompleted


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """A line of an earlier receipt with what already came back: thousandths and fen, positive."""

    receipt: str
    line: Line
    returned_qty: int = 0
    returned_fen: int = 0

    @property
    def left(self) -> int:
        return self.line.qty - self.returned_qty

    def refund(self, qty: int) -> int:
        """Fen for ``qty`` more coming back."""
        return refund_for(self.line.net, self.line.qty, self.returned_qty, self.returned_fen, qty)


FEE_LINE = 0
"""The number under which a delivery's fee comes back; goods are numbered from 1."""
FEE_ITEM = "~fee"
"""Stands for it where lines name goods. No goods can have it: it never goes onto a shelf."""


def fee_line(sale: SaleCompleted) -> Line | None:
    """The fee of a delivery as a line that can come back, at what was really paid for it.

    The goods coming back do not touch it: it is given back when the cashier chooses it (the shop
    brought the wrong goods, or the whole receipt comes back), once.
    """
    paid = sale.due - sum(line.net for line in sale.lines)
    if sale.fee <= 0 or paid <= 0:
        return None
    return Line(
        no=FEE_LINE, item=FEE_ITEM, name=tr("送货费"), qty=MILLI, price=sale.fee,
        list_price=sale.fee, gross=sale.fee, amount=sale.fee, net=paid,
    )  # fmt: skip


class ReturnRecords(Protocol):
    def sold_line(self, receipt: str, line: int) -> SoldLine | None: ...


def check_returns(basket: Basket, records: ReturnRecords) -> None:
    """Hold every returned line against its receipt as it stands inside this transaction.

    Raises ShopError ``no_such_receipt``, ``already_returned``, ``not_returnable``.
    """
    seen: set[tuple[str, int]] = set()
    for line in basket.lines:
        if line.qty >= 0:
            continue
        if line.item.tobacco:
            raise ShopError("not_returnable", name=line.item.name)
        if line.source is None:
            continue
        key = (line.source.receipt, line.source.line)
        sold = records.sold_line(*key)
        if sold is None:
            raise ShopError("no_such_receipt", number=line.source.receipt)
        if key in seen:
            raise ShopError("already_returned", returned=format_qty(-line.qty), left=0)
        seen.add(key)
        _check_line(line, sold)


def _check_line(line: BasketLine, sold: SoldLine) -> None:
    if -line.qty > sold.left or line.source is None or line.source.refund != sold.refund(-line.qty):
        raise ShopError(
            "already_returned",
            returned=format_qty(sold.returned_qty),
            left=format_qty(max(0, sold.left)),
        )
