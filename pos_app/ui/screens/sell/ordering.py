"""How a basket leaves the screen as an order, and how a pickup code leads to one."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH, Paid
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.cash import CashSheet
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.sell.leaving import Leaving
from pos_app.ui.screens.sell.order_sheet import Asked, OrderSheet
from pos_app.ui.session import Session
from sync.wire.order_machine import OrderView
from sync.wire.orders import NOW, PICKUP, read_pickup

CODE_DIGITS = 6


class Ordering:
    """The sheet of an order, then the money where it is paid now, then one write."""

    def __init__(
        self, session: Session, leaving: Leaving, open_sheet: Callable[[DeedSheet], None]
    ) -> None:
        self._session, self._leaving, self._open = session, leaving, open_sheet

    def begin(self) -> None:
        """Turn the basket on the screen into an order."""
        session = self._session
        if session.register.basket.is_empty:
            session.say(tr("先扫要订的商品,再按 Ctrl+O"), "info")
            return
        if session.register.priced.total < 0:
            session.complain(ShopError("order_has_returns"))
            return
        sheet = OrderSheet(session, lambda asked: self._asked(sheet, asked))
        self._open(sheet)

    def _asked(self, sheet: OrderSheet, asked: Asked) -> None:
        if asked.wish.pay != NOW:
            self._place(sheet, asked, ())
            return
        if self._session.shift is None:
            sheet.refuse(ShopError("no_shift"))
            return
        sheet.request_close()
        money = CashSheet(
            self._session, lambda paid, _off: self._place(money, asked, paid),
            total=asked.total, exact=True,
        )  # fmt: skip
        self._open(money)

    def _place(self, sheet: DeedSheet, asked: Asked, paid: tuple[Paid, ...]) -> None:
        session = self._session
        basket, staff = session.register.basket, session.staff
        sheet.set_busy(True)

        def done(view: OrderView) -> None:
            sheet.set_busy(False)
            sheet.request_close()
            self._leaving.clear(basket)
            self._tell(view, sum(p.received for p in paid) - view.total if paid else 0)
            if any(p.method == CASH for p in paid) and session.desk.settings.flag(
                "open_drawer_on_cash"
            ):
                session.paper.kick_drawer()

        session.write(
            lambda shop, _who: shop.orders.place(basket, asked.wish, staff, paid=paid),
            done, touches=("sales", "orders"), failed=sheet.refuse,
        )  # fmt: skip

    def _tell(self, view: OrderView, change: int) -> None:
        session, order = self._session, view.order
        session.paper.order_slip(view)
        words = tr("订单 {number} 下好了", number=order.number)
        if order.mode == PICKUP:
            words = tr("订单 {number} 下好了,取货码 {code}", number=order.number, code=order.code)
        if change:
            words = tr("{words},找零 {change}", words=words, change=format_fen(change))
        session.say(words, "good")

    def leads_to(self, text: str) -> bool:
        """Go to the order that a scanned pickup code means; False: it is none."""
        scanned = read_pickup(text)
        if scanned is None:
            return False
        store, code = scanned
        if store != self._session.desk.identity.store:
            self._session.complain(ShopError("order_other_shop"))
        elif not self.go_to_code(code):
            self._session.complain(ShopError("order_missing"))
        return True

    def go_to_code(self, code: str) -> bool:
        """Six typed digits that are the code of a pickup that waits; the basket stays as it is."""
        if len(code) != CODE_DIGITS or not code.isdigit():
            return False
        found = [v for v in self._session.desk.orders.find(code) if v.order.code == code]
        wanted = next((v for v in found if v.is_open), found[0] if found else None)
        if wanted is None:
            return False
        if not self._session.register.basket.is_empty:
            self._session.say(tr("这是取货码,订单在这;收银台上的商品还在,按 Ctrl+1 回去"), "info")
        self._session.screen_wanted.emit("orders", wanted.order.id)
        return True
