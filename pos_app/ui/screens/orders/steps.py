"""The steps of the orders, each opened from wherever it is asked for."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.money import format_fen
from pos_app.domain.tender import Paid
from pos_app.runtime.i18n import tr
from pos_app.services.checkout import Sold
from pos_app.ui.models.order_cards import (
    ACCEPT,
    ANSWER,
    BACK,
    CANCELLING,
    HAND_OVER,
    LOOK,
    PICK,
    REFUND,
    SEND,
    SETTLE,
    OrderCard,
)
from pos_app.ui.models.order_words import code_words, joined, refund_words, short_number
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.orders.accepting import accept, print_slip
from pos_app.ui.screens.orders.choice_sheet import answer_sheet, back_sheet, cancelling_sheet
from pos_app.ui.screens.orders.deeds import MONEY, ORDERS, after_sale, refuse_on
from pos_app.ui.screens.orders.details import DetailsSheet
from pos_app.ui.screens.orders.hand_over import HandedOver, HandOverSheet
from pos_app.ui.screens.orders.pick_sheet import PickSheet
from pos_app.ui.screens.orders.round_sheet import SendSheet, SettleSheet
from pos_app.ui.screens.sell.hand_over import RefundSheet
from pos_app.ui.screens.sell.reason import ReasonSheet
from sync.wire.order_machine import ASSIGNED, OUT, READY, OrderView
from sync.wire.orders import DELIVERY, PICKUP


class Steps:
    """``chosen`` is called with the order that the screen should point at afterwards."""

    def __init__(
        self, place: Place, chosen: Callable[[str], None], handed_over: HandedOver
    ) -> None:
        self._place, self._session = place, place.session
        self._chosen, self._handed_over = chosen, handed_over

    def do(self, card: OrderCard) -> None:
        """The next step of an order."""
        deeds: dict[str, Callable[[OrderCard], None]] = {
            ACCEPT: lambda c: accept(self._session, c.id, lambda v: self._chosen(v.order.id)),
            PICK: lambda c: self._pick(c.view),
            ANSWER: lambda c: self._open_answer(c.view),
            HAND_OVER: lambda c: self.hand_over(c.view),
            SEND: lambda c: self.send(c.id),
            SETTLE: lambda c: self.settle(c.id),
            BACK: lambda c: self._place.sheets.open_sheet(back_sheet(self._place, c.view)),
            CANCELLING: lambda c: self._place.sheets.open_sheet(
                cancelling_sheet(self._place, c.view)
            ),
            REFUND: self.refund,
            LOOK: self.look,
        }
        deeds[card.deed](card)

    def _pick(self, view: OrderView) -> None:
        self.pick(view)

    def pick(self, view: OrderView) -> PickSheet:
        sheet = PickSheet(self._place, view, self._on_ready)
        sheet.closed.connect(self._show_progress)
        self._place.sheets.open_sheet(sheet)
        return sheet

    def _show_progress(self) -> None:
        """Once the last draft is on disk the cards say how far it is."""
        session = self._session
        session.writer.submit(
            lambda _shop: None, lambda _none: session.changed.emit(frozenset(ORDERS))
        )

    def _on_ready(self, view: OrderView) -> None:
        """Packed: the code is what the customer is told."""
        order = view.order
        number = short_number(order.number)
        if order.mode == PICKUP:
            who = joined(order.customer.name, order.customer.phone)
            words = tr("{number} 备好了,告诉顾客取货码 {code}", number=number,
                       code=code_words(order.code))  # fmt: skip
            self._session.say(joined(words, who), "good")
        else:
            self._session.say(tr("{number} 备好了,等出发", number=number), "good")
        refund = refund_words(view)
        if refund:
            self._session.say(joined(number, refund), "info")
        self._chosen(order.id)

    def _open_answer(self, view: OrderView) -> None:
        self._place.sheets.open_sheet(answer_sheet(self._place, view))

    def hand_over(self, view: OrderView, code: str = "") -> None:
        """A code that came along is looked at; why it will not do is said at once."""
        sheet = HandOverSheet(self._place, view, self._on_handed_over, code)
        self._place.sheets.open_sheet(sheet)
        if code and view.state != READY:
            sheet.enter()

    def _on_handed_over(self, view: OrderView, sold: Sold) -> None:
        after_sale(self._session, sold)
        self._handed_over(view, sold)

    def send(self, chosen: str = "") -> None:
        views = [
            view
            for view in self._session.desk.orders.open()
            if view.state in (READY, ASSIGNED) and view.order.mode == DELIVERY
        ]
        if not views:
            self._session.say(tr("没有备好要送的单"), "info")
            return
        self._place.sheets.open_sheet(SendSheet(self._place, views, chosen))

    def settle(self, chosen: str = "") -> None:
        """The whole trip of the chosen order, else all that are on the road."""
        out = [view for view in self._session.desk.orders.open() if view.state == OUT]
        trip = next((view.trip for view in out if view.order.id == chosen), "")
        views = [view for view in out if not trip or view.trip == trip]
        if not views:
            self._session.say(tr("没有在路上的单"), "info")
        elif self._session.shift is None:
            self._session.say(tr("还没开班,先开班再收款"), "warn")
        else:
            self._place.sheets.open_sheet(SettleSheet(self._place, views, chosen))

    def look(self, card: OrderCard) -> None:
        others: dict[str, Callable[[OrderCard], None]] = {"print": self.print_slip}
        if card.view.owed_here:
            others["refund"] = self.refund
        if card.view.is_open and card.deed != CANCELLING:
            others["cancel"] = self.cancel
        self._place.sheets.open_sheet(DetailsSheet(self._place, card, self._next, others))

    def _next(self, card: OrderCard) -> None:
        if card.deed != LOOK:
            self.do(card)

    def print_slip(self, card: OrderCard) -> None:
        print_slip(self._session, card.view)

    def cancel(self, card: OrderCard) -> None:
        view = card.view
        back = view.paid - view.refunded
        hint = tr("取消后货放回货架。") + (
            tr("已付的 ¥{amount} 要退给顾客。", amount=format_fen(back)) if back > 0 else ""
        )
        self._place.sheets.open_sheet(ReasonSheet(
            self._session, tr("取消 {number}", number=card.number), tr("取消这一单"), hint,
            (tr("没货了"), tr("顾客打电话取消"), tr("联系不上顾客"), tr("下错了")),
            lambda reason: self._write_cancel(view, reason),
        ))  # fmt: skip

    def _write_cancel(self, view: OrderView, reason: str) -> None:
        session, staff, order_id = self._session, self._session.staff, view.order.id

        def done(after: OrderView) -> None:
            number = short_number(after.order.number)
            session.say(joined(tr("{number} 取消了", number=number), refund_words(after)), "good")

        session.write(
            lambda shop, who: shop.orders.cancel(order_id, reason, staff, approved_by=who), done,
            touches=ORDERS,
        )  # fmt: skip

    def refund(self, card: OrderCard) -> None:
        """What was paid too much is handed out, as for goods that come back."""
        view, session = card.view, self._session
        if not view.owed_here:
            session.say(tr("这一单没有要退的"), "info")
            return
        staff, order_id = session.staff, view.order.id

        def give(paid: tuple[Paid, ...], _off: bool) -> None:
            method = paid[0].method
            session.write(
                lambda shop, who: shop.orders.refund(order_id, method, staff, approved_by=who),
                while_alive(sheet, done), touches=MONEY, failed=refuse_on(sheet, session),
            )  # fmt: skip

        def done(after: OrderView) -> None:
            sheet.set_busy(False)
            sheet.request_close()
            session.say(joined(card.number, refund_words(after)), "good")

        sheet = RefundSheet(session, give, total=-view.owed_here)
        self._place.sheets.open_sheet(sheet)
