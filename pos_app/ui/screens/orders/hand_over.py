"""Handing a pickup over: the code first, then the money, then the goods."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen
from pos_app.domain.tender import Paid
from pos_app.runtime.i18n import tr
from pos_app.services.checkout import Sold
from pos_app.ui.models.order_words import pieces
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.orders.deeds import MONEY, OrderDeed, TakeMoney, refuse_on
from pos_app.ui.screens.orders.lines import LinesTable, headline
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import Card, FieldError, FigureCard, Label, TextField, column, row
from sync.wire.order_machine import OrderView
from sync.wire.orders import SHOP, read_pickup

HandedOver = Callable[[OrderView, Sold], None]


class HandOverSheet(OrderDeed):
    """The code is typed or scanned; without one a manager may vouch for the customer (F6)."""

    def __init__(self, place: Place, view: OrderView, done: HandedOver, code: str = "") -> None:
        super().__init__(place.session, tr("核销取货"), tr("核销"), width=620)
        self._place, self._view, self._done = place, view, done
        self.code = TextField(code, placeholder=tr("顾客手机上的 6 位取货码"), ime=False)
        self.code.setObjectName("pickup-code")
        self.code.setMaxLength(40)
        self.code.setMinimumHeight(px(60))
        self.code.setStyleSheet(f"font-size: {px(Size.LARGE)}px; letter-spacing: 2px;")
        self.error = FieldError()
        self.due = FigureCard("")
        self._lay_out()
        self.code.textEdited.connect(lambda _t: self._forgive())
        self.first_focus = self.code
        self._show()

    def _lay_out(self) -> None:
        self.add(headline(self._view))
        card = Card()
        hint = Label(
            tr("请顾客报取货码,或扫她手机上的码。没带手机按 F6 由店长担保。"),
            size=Size.CAPTION, tone="muted", wrap=True,
        )  # fmt: skip
        card.setLayout(column(self.code, self.error, hint, gap=6, margins=(16, 14, 16, 14)))
        self.add(card)
        self.add(row(self.due))
        self.lines = LinesTable(self._view.lines)
        self.add(self.lines, 1)

    def _show(self) -> None:
        view = self._view
        note = tr("{n} 件,交货前核对", n=pieces(view.lines))
        if view.to_pay > 0:
            self.due.label.setText(tr("要收"))
            self.due.set_figure(f"¥{format_fen(view.to_pay)}", note)
            self.set_deed(tr("核对并收款"))
        elif view.to_pay < 0:
            self.due.label.setText(tr("交货后要退"))
            self.due.set_figure(f"¥{format_fen(-view.to_pay)}", note)
            self.set_deed(tr("核销交货"))
        else:
            self.due.label.setText(tr("不用收钱"))
            self.due.set_figure(tr("已付清"), note)
            self.set_deed(tr("核销交货"))

    def _forgive(self) -> None:
        self.error.set_text("")
        self.code.set_wrong(False)

    def refuse(self, error: ShopError) -> None:
        """A code that does not fit is said beside it, and can be typed over at once."""
        self.set_busy(False)
        self.error.set_text(str(error))
        self.code.set_wrong(True)
        self.code.setFocus()
        self.code.selectAll()

    def on_scan(self, text: str) -> bool:
        if not self.is_busy():
            self.code.setText(text.strip())
            self._forgive()
            self.enter()
        return True

    def on_key(self, key: int) -> bool:
        if key != Qt.Key.Key_F6 or self.is_busy():
            return False
        self._go_on("")
        return True

    def act(self) -> None:
        code = self.code.text().strip()
        if not code:
            self.refuse(ShopError("order_wrong_code"))
            return
        self._go_on(code)

    def _go_on(self, code: str) -> None:
        """Money is taken only for what may be handed over; all else the book says itself."""
        view = self._view
        may = view.may("collect", SHOP) and view.is_open
        if may and code and not self._is_hers(code):
            self.refuse(ShopError("order_wrong_code"))
        elif may and view.to_pay > 0:
            self._take_money(code)
        else:
            self._collect(self, code, (), False)

    def _is_hers(self, code: str) -> bool:
        """A code of another shop is left to the book, which says whose it is."""
        scanned = read_pickup(code)
        if scanned is not None:
            return scanned[0] != self._view.order.store or scanned[1] == self._view.order.code
        return "".join(c for c in code if c.isdigit()) == self._view.order.code

    def _take_money(self, code: str) -> None:
        scanned = read_pickup(code)
        if scanned is not None and scanned[0] != self._view.order.store:
            self.refuse(ShopError("order_other_shop"))
            return
        if self.session.shift is None:
            self.refuse(ShopError("no_shift"))
            return
        sheet = TakeMoney(
            self.session, self._view.to_pay,
            lambda paid, off: self._collect(sheet, code, paid, off),
        )  # fmt: skip
        self._place.sheets.open_sheet(sheet)

    def _collect(
        self, sheet: DeedSheet, code: str, paid: tuple[Paid, ...], round_off: bool
    ) -> None:
        session, order_id = self.session, self._view.order.id
        staff = session.staff
        sheet.set_busy(True)

        def done(sold: Sold) -> None:
            sheet.set_busy(False)
            if sheet is not self:
                sheet.request_close()
            self.set_busy(False)
            self.request_close()
            self._done(self._view, sold)

        session.write(
            lambda shop, who: shop.orders.collect(
                order_id, code, paid, staff, approved_by=who, round_off=round_off
            ),
            while_alive(self, done), touches=MONEY, failed=refuse_on(sheet, session),
        )  # fmt: skip
