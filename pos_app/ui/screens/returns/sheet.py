"""The return sheet: which receipt, which lines, how the money goes back; or an exchange."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QStackedWidget

from pos_app.domain import pricing
from pos_app.domain.basket import Basket
from pos_app.domain.errors import ShopError
from pos_app.domain.identifier import new_id
from pos_app.domain.money import format_fen
from pos_app.domain.receipt_number import parse_number
from pos_app.domain.staff import Staff
from pos_app.domain.tender import CASH
from pos_app.runtime.i18n import tr
from pos_app.services.checkout import Sold
from pos_app.services.returns import Returnable
from pos_app.ui.models.day_words import moment
from pos_app.ui.models.receipt_rows import methods_words
from pos_app.ui.models.return_rows import row_of
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.returns.bare_page import BarePage
from pos_app.ui.screens.returns.filling import filled, nothing_left, refuse_twice
from pos_app.ui.screens.returns.find_page import FindPage
from pos_app.ui.screens.returns.lines_page import LinesPage
from pos_app.ui.screens.returns.money_back import hand_out, pay_back, ways
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    FigureBand,
    KeyCap,
    Label,
    SecondaryButton,
    Segmented,
    column,
    holder,
    reveal,
    row,
)
from sync.wire.facts import Tender

if TYPE_CHECKING:
    from pos_app.bootstrap import Shop

WIDTH = 860
_FIND, _LINES, _BARE = range(3)


def open_return_sheet(place: Place, receipt: str = "") -> ReturnSheet:
    """Open it; with a receipt number its lines stand there at once."""
    sheet = ReturnSheet(place)
    place.sheets.open_sheet(sheet)
    if receipt:
        sheet.load(receipt)
    else:
        sheet.finder.refresh()
    return sheet


class ReturnSheet(DeedSheet):
    """Enter picks the receipt, then pays out; every step has its key beside it."""

    def __init__(self, place: Place) -> None:
        super().__init__(place.session, tr("退货"), tr("选这张小票"), width=WIDTH)
        self._found: Returnable | None = None
        self._basket_id = ""
        self.finder = FindPage(self.session)
        self.lines = LinesPage()
        self.bare = BarePage(self.session)
        self._pages = QStackedWidget()
        for page in (self.finder, self.lines, self.bare):
            self._pages.addWidget(page)
        self.way = Segmented([(CASH, tr("退现金"))])
        self.band = FigureBand(tr("退给顾客"), "0.00", "info")
        self.all_button = SecondaryButton(tr("整单退"), key="F4")
        self.swap_button = SecondaryButton(tr("换货:放进当前这单"), key="F6", icon="cart")
        self.no_receipt = SecondaryButton(tr("没有小票"), key="F7")
        self.another = SecondaryButton(tr("换一张小票"), key="F3")
        self._lay_out()
        self._wire()
        self._go(_FIND)

    def _lay_out(self) -> None:
        self.add(self._pages, 1)
        keys_hint = Label(
            tr("↑ ↓ 选行,+ − 或数字改数量,空格换去向,← → 选原因"),
            size=Size.CAPTION, tone="muted", wrap=True,
        )  # fmt: skip
        left = column(row(self.way, KeyCap("F2"), None, gap=10), keys_hint, gap=8)
        money = row(left, self.band, gap=20)
        money.setStretch(0, 1)
        money.setStretch(1, 1)
        self._money = holder(money)
        keys = row(self.no_receipt, self.another, None, self.all_button, self.swap_button, gap=10)
        self.footer.insertWidget(0, self._money)
        self.footer.insertLayout(1, keys)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _wire(self) -> None:
        self.finder.picked.connect(self.load)
        self.lines.changed.connect(self._show_money)
        self.bare.lines.changed.connect(self._show_money)
        self.bare.refused.connect(lambda words: self.words.set_banner(words, "warn"))
        self.bare.field.edited.connect(lambda _text: self._show_money())
        self.way.changed.connect(lambda _way: self._show_money())
        for button, deed in (
            (self.all_button, self.lines.take_all), (self.swap_button, self.swap),
            (self.no_receipt, lambda: self._go(_BARE)), (self.another, lambda: self._go(_FIND)),
        ):  # fmt: skip
            button.clicked.connect(lambda _c=False, deed=deed: deed())

    @property
    def now(self) -> LinesPage | None:
        """The lines that are being worked on; None while a receipt is looked for."""
        page = self._pages.currentIndex()
        return None if page == _FIND else self.lines if page == _LINES else self.bare.lines

    def _go(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self.words.set_banner("", "bad")
        self._basket_id = new_id(self.session.clock.now_ms())
        for part, on in (
            (self._money, page != _FIND), (self.all_button, page == _LINES),
            (self.swap_button, page != _FIND), (self.no_receipt, page == _FIND),
            (self.another, page != _FIND),
        ):  # fmt: skip
            reveal(part, on)
        if page == _BARE:
            self._found = None
            self.bare.start_over()
            self._show_ways(())
        focus = {_FIND: self.finder.field, _BARE: self.bare.field}.get(page, self)
        self.first_focus = focus
        self.set_title(tr("没有小票的退货") if page == _BARE else tr("退货"))
        if self.isVisible():
            focus.setFocus()
        self._show_money()

    def load(self, number: str) -> None:
        """Show the lines of a receipt."""
        try:
            found = self.session.desk.returns.find(number)
        except ShopError as error:
            self._go(_FIND)
            self.refuse(error)
            return
        self._found = found
        self._show_ways(found.sale.tenders)
        self._go(_LINES)
        self.lines.show_rows(self._head(found), [row_of(sold) for sold in found.lines])
        if not found.lines:
            self.words.set_banner(tr("这是一张退货小票,没有可以退的商品"), "warn")
        elif not any(line.left for line in self.lines.model.rows):
            self.words.set_banner(nothing_left(found), "warn")

    def _show_ways(self, tenders: Sequence[Tender]) -> None:
        """As it was paid is chosen, whatever was chosen for the receipt before."""
        found = ways(tenders)
        self.way.set_chips(found)
        self.way.set_current(found[0][0])

    def _head(self, found: Returnable) -> str:
        when = moment(self.session, found.entry.at)
        how = methods_words("+".join(t.method for t in found.sale.tenders))
        return tr(
            "小票 {number} · {when} · {who} · {how} {due}",
            number=found.receipt, when=f"{when:%m-%d %H:%M}", who=found.entry.actor.name, how=how,
            due=format_fen(found.sale.due),
        )  # fmt: skip

    def _show_money(self) -> None:
        page = self.now
        if page is None:
            self.set_deed(tr("选这张小票"))
            self.button.setEnabled(not self.is_busy())
            return
        refund = page.model.refund
        self.band.set_band(tr("退给顾客"), format_fen(refund), "info")
        if page is self.bare.lines and self.bare.is_looking():
            self.set_deed(tr("加这一种"))
            self.button.setEnabled(not self.is_busy())
            return
        some = bool(page.model.chosen)
        self.set_deed(tr("退款 {amount}", amount=format_fen(refund)))
        self.button.setEnabled(some and not self.is_busy())
        self.swap_button.setEnabled(some)

    def refuse(self, error: ShopError) -> None:
        super().refuse(error)
        self._show_money()

    def set_busy(self, busy: bool) -> None:
        super().set_busy(busy)
        self._pages.setEnabled(not busy)

    def on_uncovered(self) -> None:
        """The sheet above has gone: a PIN was given, or it was not and this can be tried again."""
        self.set_busy(False)
        self._show_money()
        self.take_focus()

    def enter(self) -> None:
        """With something typed Enter picks it; the money waits until the box is empty."""
        if self._pages.currentIndex() == _BARE and self.bare.is_looking():
            self.words.hide()
            self.bare.enter()
            return
        super().enter()

    def act(self) -> None:
        page = self.now
        if page is None:
            self.words.hide()
            if not self.finder.enter():
                self.words.set_banner(tr("没找到这张小票"), "warn")
            return
        reason = page.reason()
        if not reason:
            self.refuse(ShopError("reason_missing"))
            return
        self.set_busy(True)
        staff = self.session.staff
        session, way = self.session, str(self.way.current())
        tenders = self._found.sale.tenders if self._found else ()
        settled = while_alive(self, lambda _none: self._settled())

        def done(sold: Sold) -> None:
            hand_out(session, sold, pay_back(-sold.sale.due, way, tenders))
            settled(None)

        session.write(
            self._work(page, reason, staff), done,
            touches=("sales", "shift", "goods"), failed=while_alive(self, self.refuse),
        )  # fmt: skip

    def _work(
        self, page: LinesPage, reason: str, staff: Staff
    ) -> Callable[[Shop, Staff | None], Sold]:
        """The return as one use case: run again with an approver it is still the same basket."""
        empty, way, found = Basket(id=self._basket_id), str(self.way.current()), self._found
        chosen = page.model.chosen
        tenders = found.sale.tenders if found else ()

        def work(shop: Shop, approver: Staff | None) -> Sold:
            basket = filled(shop.returns, empty, found, chosen)
            refund = -pricing.price(basket).total
            return shop.checkout.complete(
                basket, pay_back(refund, way, tenders), staff, approved_by=approver, reason=reason
            )

        return work

    def _settled(self) -> None:
        self.set_busy(False)
        self.request_close()

    def swap(self) -> None:
        """Put what comes back into the basket on the sale screen; its total is the difference."""
        page = self.now
        if page is None or not page.model.chosen or self.is_busy():
            return
        reason = page.reason() or tr("换货")
        register = self.session.register
        try:
            refuse_twice(register.basket, self._found, page.model.chosen)
            basket = filled(
                self.session.desk.returns, register.basket, self._found, page.model.chosen
            )
            old = {line.no for line in register.basket.lines}
            noted = tuple(
                line if line.no in old else replace(line, note=reason) for line in basket.lines
            )
            register.replace_basket(replace(basket, lines=noted))
        except ShopError as error:
            self.refuse(error)
            return
        self.request_close()
        self.session.basket_changed.emit()
        self.session.screen_wanted.emit("sell", None)
        self.session.say(tr("退的商品放进这单了,再扫换的商品,只收差价"), "info")

    def on_scan(self, text: str) -> bool:
        """A receipt's QR opens it; goods are one more of their line, or added without a receipt."""
        if self.is_busy():
            QApplication.beep()
        elif parse_number(text) is not None:
            self.load(str(parse_number(text)))
        elif self._pages.currentIndex() == _BARE:
            self.words.hide()
            self.bare.add_code(text)
        else:
            self._scan_goods(text)
        return True

    def _scan_goods(self, text: str) -> None:
        try:
            item = self.session.register.look_up(text).item
        except ShopError as error:
            self.refuse(error)
            return
        if self._pages.currentIndex() == _FIND:
            self.finder.ask(item.name)
        elif not self.lines.add_piece(item.id):
            words = tr("这张小票上没有能退的 {name}", name=item.name)
            self.words.set_banner(words, "warn")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        page = self.now
        steps = page is not None and not self.is_busy() and not self.bare.is_looking()
        if steps and page is not None and page.on_key(event.key(), event.text()):
            return
        if event.key() == Qt.Key.Key_Escape and not self.is_busy() and page is self.bare.lines:
            self._go(_FIND)
            self.finder.refresh()
            return
        super().keyPressEvent(event)

    def on_key(self, key: int) -> bool:
        if self.is_busy():
            return False
        page = self._pages.currentIndex()
        deeds: dict[int, tuple[bool, Callable[[], None]]] = {
            Qt.Key.Key_F2: (page != _FIND, self._next_way),
            Qt.Key.Key_F3: (page != _FIND, lambda: self._go(_FIND)),
            Qt.Key.Key_F4: (page == _LINES, self.lines.take_all),
            Qt.Key.Key_F6: (page != _FIND, self.swap),
            Qt.Key.Key_F7: (page == _FIND, lambda: self._go(_BARE)),
        }
        on, deed = deeds.get(key, (False, None))
        if on and deed is not None:
            deed()
        return on

    def _next_way(self) -> None:
        tenders = self._found.sale.tenders if self._found else ()
        keys = [key for key, _words in ways(tenders)]
        self.way.set_current(keys[(keys.index(self.way.current()) + 1) % len(keys)])
        self._show_money()
