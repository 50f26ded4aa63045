"""How a basket leaves the screen: paid, parked, given up; and how one comes back.

Nothing is printed, opened or said before the write has returned.
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from pos_app.domain.basket import Basket, BasketLine
from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.staff import Staff
from pos_app.domain.tender import CASH, Paid
from pos_app.runtime.i18n import tr
from pos_app.services.checkout import Checkout, Sold
from pos_app.ui.screens.sell.after_sale import LastSale
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session


class Leaving(QObject):
    """``sold`` carries the LastSale, after the new basket has begun, before the sheet closes."""

    sold = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._voided: Basket | None = None

    def pay(
        self,
        sheet: DeedSheet,
        paid: tuple[Paid, ...],
        round_off: bool,
        approver: Staff | None = None,
    ) -> None:
        """Complete the sale; the sheet stays and says why when it could not be recorded.

        The same basket is never sold twice: checkout knows it by its number.
        """
        session = self._session
        basket, staff = session.register.basket, session.staff
        priced = session.register.priced

        def complete(checkout: Checkout) -> Sold | NeedsApproval:
            try:
                return checkout.complete(
                    basket, paid, staff, priced=priced, approved_by=approver, round_off=round_off
                )
            except NeedsApproval as needed:
                return needed

        def done(result: Sold | NeedsApproval) -> None:
            if isinstance(result, NeedsApproval):
                sheet.set_busy(False)
                session.approval_wanted.emit(result, again)
            else:
                self._finish(sheet, result)

        def again(who: Staff) -> None:
            sheet.set_busy(True)
            self.pay(sheet, paid, round_off, who)

        session.write(
            lambda shop, _who: complete(shop.checkout), done,
            touches=("sales",), failed=lambda error: _refuse(session, sheet, error),
        )  # fmt: skip

    def _finish(self, sheet: DeedSheet, sold: Sold) -> None:
        session = self._session
        self._voided = None
        session.register.start()
        session.last_sold = sold
        self.sold.emit(LastSale.of(sold))
        if isValid(sheet):
            sheet.set_busy(False)
            sheet.request_close()
        session.basket_changed.emit()
        if sold.again:
            session.say(tr("这一单刚才已经收过,没有再记一次"), "info")
            return
        settings = session.desk.settings
        if settings.flag("print_receipt"):
            session.paper.receipt(sold.entry)
        moved = any(t.method == CASH and (t.received or t.amount) for t in sold.sale.tenders)
        if moved and settings.flag("open_drawer_on_cash"):
            session.paper.kick_drawer()

    def park(self, label: str) -> None:
        """Put the basket aside."""
        session = self._session
        basket, staff = session.register.basket, session.staff

        def done(_result: object) -> None:
            self.clear(basket)
            session.say(tr("挂好了,按 F6 取回"), "good")

        session.write(
            lambda shop, _who: shop.parking.park(basket, staff, label), done, touches=("parked",)
        )

    def recall(self, wanted: str) -> None:
        """Take a basket back; the one on the screen is put aside first."""
        session = self._session
        now, staff = session.register.basket, session.staff

        def done(basket: Basket) -> None:
            session.register.start(basket)
            session.basket_changed.emit()

        if now.is_empty:
            session.write(
                lambda shop, _who: shop.parking.recall(wanted, staff), done, touches=("parked",)
            )
            return

        def parked(_result: object) -> None:
            self.clear(now)
            self.recall(wanted)

        session.write(lambda shop, _who: shop.parking.park(now, staff), parked, touches=("parked",))

    def void(self, reason: str) -> None:
        """Give the basket up, with a trace; it can be brought back."""
        session = self._session
        basket, staff = session.register.basket, session.staff

        def done(_result: object) -> None:
            self.clear(basket)
            self._voided = basket
            session.undo_offered.emit(tr("这一单作废了"), lambda: self._bring_back(basket))

        session.write(
            lambda shop, who: shop.checkout.void(basket, staff, approved_by=who, reason=reason),
            done, touches=("sales",),
        )  # fmt: skip

    def undo(self) -> None:
        """One step back in the basket, or the basket that was just given up."""
        session = self._session
        if session.register.can_undo:
            session.register.undo()
            session.basket_changed.emit()
        elif self._voided is not None:
            self._bring_back(self._voided)
        else:
            session.say(tr("没有可以撤销的"))

    def _bring_back(self, basket: Basket) -> None:
        if not self._session.register.basket.is_empty:
            self._session.complain(ShopError("basket_busy"))
            return
        self._voided = None
        self._session.register.start(basket)
        self._session.basket_changed.emit()

    def clear(self, gone: Basket) -> None:
        """Begin a new basket; what was scanned while the old one was being written goes there."""
        register = self._session.register
        more = _scanned_since(gone, register.basket)
        register.start()
        if more:
            last = more[-1].no
            basket = replace(register.basket, lines=more, next_no=last + 1, selected=last)
            register.replace_basket(basket)
        self._session.basket_changed.emit()


def _scanned_since(gone: Basket, now: Basket) -> tuple[BasketLine, ...]:
    if now is gone or now.id != gone.id:
        return ()
    before = {line.no: line.qty for line in gone.lines}
    grown = [replace(ln, qty=ln.qty - before.get(ln.no, 0)) for ln in now.lines]
    return tuple(line for line in grown if line.qty > 0)


def _refuse(session: Session, sheet: DeedSheet, error: ShopError) -> None:
    if isValid(sheet):
        sheet.refuse(error)
    else:
        session.complain(error)
