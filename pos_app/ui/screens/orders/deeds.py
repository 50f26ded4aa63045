"""What every step of an order shares: it is written once, and refused in place."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from shiboken6 import isValid

from pos_app.domain.errors import ShopError
from pos_app.domain.staff import Staff
from pos_app.domain.tender import CASH
from pos_app.services.checkout import Sold
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.sell.cash import CashSheet, Pay
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session

if TYPE_CHECKING:
    from pos_app.bootstrap import Shop

T = TypeVar("T")
Work = Callable[["Shop", Staff | None], T]
ORDERS = ("orders",)
MONEY = ("orders", "sales")
"""What a hand-over changes: the orders, and what was sold in this shift."""


class OrderDeed(DeedSheet):
    """A sheet for one step. What stands in the way is said on it; a PIN is asked for above it."""

    gives_way = False

    def do(
        self, work: Work[T], done: Callable[[T], None], *, touches: tuple[str, ...] = ORDERS
    ) -> None:
        """Write, with Enter dead meanwhile."""
        self.set_busy(True)
        self.session.write(
            work, while_alive(self, lambda result: self._wrote(result, done)),
            touches=touches, failed=while_alive(self, self.refuse),
        )  # fmt: skip

    def _wrote(self, result: T, done: Callable[[T], None]) -> None:
        self.set_busy(False)
        done(result)

    def on_uncovered(self) -> None:
        """The PIN was not given: it can be tried again."""
        self.set_busy(False)


class TakeMoney(CashSheet):
    """What is to be taken at hand-over, as for a sale: cash with change, a payment code, parts."""

    def __init__(self, session: Session, total: int, pay: Pay) -> None:
        super().__init__(session, pay, total=total)

    def on_uncovered(self) -> None:
        self.set_busy(False)


def after_sale(session: Session, sold: Sold) -> None:
    """Receipt and drawer, as after any sale; a sale that stood already gives neither."""
    if sold.again:
        return
    settings = session.desk.settings
    if settings.flag("print_receipt"):
        session.paper.receipt(sold.entry)
    moved = any(t.method == CASH and (t.received or t.amount) for t in sold.sale.tenders)
    if moved and settings.flag("open_drawer_on_cash"):
        session.paper.kick_drawer()


def refuse_on(sheet: DeedSheet, session: Session) -> Callable[[ShopError], None]:
    """Say it on the sheet that is open, or as a message when it has gone."""

    def refused(error: ShopError) -> None:
        if isValid(sheet):
            sheet.refuse(error)
        else:
            session.complain(error)

    return refused
