"""What a scan, a typed text or a touched tile means, and the questions that it may raise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication

from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.item import Item, Pack, Scanned
from pos_app.domain.money import MILLI
from pos_app.domain.staff import Staff
from pos_app.runtime.i18n import tr
from pos_app.services.goods import GoodsDesk
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.sell.lookup import find
from pos_app.ui.screens.sell.new_goods import NewGoodsSheet
from pos_app.ui.screens.sell.ordering import Ordering
from pos_app.ui.screens.sell.price import AskPriceSheet
from pos_app.ui.screens.sell.quantity import WeighSheet
from pos_app.ui.session import Session

CODE_DIGITS = 8
"""So many digits and more are a code; fewer are the end of one."""
OpenSheet = Callable[[DeedSheet], None]


class _Packs(Protocol):
    """The catalogue, as far as it knows the other codes of goods."""

    def packs(self, item_id: str) -> tuple[Pack, ...]: ...


class Scanning(QObject):
    """``added`` carries the number of the line that grew; ``trouble`` says that nothing did.

    ``searched`` carries (hits, text) when several goods could be meant.
    """

    added = Signal(int)
    trouble = Signal()
    searched = Signal(object, str)

    def __init__(self, session: Session, open_sheet: OpenSheet, ordering: Ordering) -> None:
        super().__init__()
        self._session = session
        self._open = open_sheet
        self._ordering = ordering
        self._held: list[str] = []

    def hold(self, text: str) -> None:
        """A scan while a sheet may not be left: it is sold when the sheet is gone."""
        self._held.append(text.strip())

    def drop_held(self) -> tuple[str, ...]:
        """Give up what is held, and say what it was."""
        dropped, self._held = tuple(self._held), []
        return dropped

    def release(self) -> None:
        """Sell what was held, in the order it came."""
        for text in self.drop_held():
            self.scan(text)

    def scan(self, text: str, times: int | None = None) -> None:
        """A code from the scanner; ``times`` thousandths over, None when nothing was said."""
        if self._ordering.leads_to(text):
            return
        self._attempt(lambda who: self._scan(text, times, who))

    def add_item(self, item: Item, times: int | None = None) -> None:
        """Goods chosen from a list or a tile."""
        scanned = Scanned(item=item, code=item.code)
        self._attempt(lambda who: self._add(scanned, times, who, weighed=False))

    def enter(self, text: str, chosen: Item | None, times: int | None = None) -> None:
        """A typed text that Enter finished; ``chosen`` is the row of the list that is lit.

        A whole code is that code. Otherwise what the list shows is what Enter takes: digits are
        the end of a code, letters are pinyin, and what the shop has never seen can be created.
        """
        if _could_be_code(text):
            try:
                self._session.register.look_up(text)
            except ShopError as error:
                if error.code == "payment_code":
                    self._fail(error)
                    return
                if len(text) >= CODE_DIGITS and error.code == "bad_code" and chosen is None:
                    self._fail(error)
                    return
            else:
                self.scan(text, times)
                return
        self._choose(text, chosen, times)

    def _choose(self, text: str, chosen: Item | None, times: int | None) -> None:
        if chosen is not None:
            self.add_item(chosen, times)
            return
        hits = find(self._session, text)
        if not hits and self._ordering.go_to_code(text):
            return
        if len(hits) == 1:
            self.add_item(hits[0].item, times)
        elif hits:
            self.searched.emit(hits, text)
        else:
            self.create(text, times)

    def _fail(self, error: ShopError) -> None:
        self.trouble.emit()
        QApplication.beep()
        self._session.complain(error)

    def _attempt(self, act: Callable[[Staff | None], None]) -> None:
        def guarded(who: Staff | None) -> None:
            if self._session.shift is None:
                raise ShopError("no_shift")
            try:
                act(who)
            except NeedsApproval:
                raise
            except ShopError:
                self.trouble.emit()
                QApplication.beep()
                raise

        self._session.attempt(guarded)

    def _scan(self, text: str, times: int | None, who: Staff | None) -> None:
        register = self._session.register
        parsed = register.read(text)
        if parsed.kind == "receipt":
            self._session.screen_wanted.emit("receipts", parsed.code)
            return
        try:
            scanned = register.look_up(text)
        except ShopError as error:
            if error.code != "unknown_code":
                raise
            self.create(text, times)
            return
        self._add(scanned, times, who, weighed=bool(parsed.qty or parsed.amount))

    def _add(
        self, scanned: Scanned, times: int | None, who: Staff | None, *, weighed: bool
    ) -> None:
        item = scanned.item
        if item.price is None and scanned.amount is None:
            self._ask_price(scanned, times, weighed=weighed)
            return
        if item.weighed and not weighed and times is None:
            self._open(WeighSheet(
                self._session, item,
                lambda qty: self._attempt(lambda by: self._put(scanned, qty, by)),
            ))  # fmt: skip
            return
        self._put(scanned, MILLI if times is None else times, who)

    def _put(self, scanned: Scanned, times: int, who: Staff | None) -> None:
        self._session.register.add(scanned, times, approved_by=who)
        self.added.emit(self._grown(scanned))

    def _grown(self, scanned: Scanned) -> int:
        """The line that these goods went to."""
        return self._session.register.basket.selected

    def _ask_price(self, scanned: Scanned, times: int | None, *, weighed: bool) -> None:
        def priced(price: int, keep: bool) -> None:
            item = replace(scanned.item, price=price)
            known = replace(scanned, item=item)
            if keep:
                self._keep_price(item, price)
            self._attempt(lambda by: self._add(known, times, by, weighed=weighed))

        self._open(AskPriceSheet(self._session, scanned.item, priced))

    def _keep_price(self, item: Item, price: int) -> None:
        """From now on it costs this; needs the right to edit goods."""
        staff = self._session.staff

        self._session.write(
            lambda shop, who: _reprice(
                shop.goods, shop.goods_book, replace(item, price=price), staff, who
            ),
            touches=("goods",),
        )

    def create(self, text: str, times: int | None = None) -> None:
        """Offer to make goods of a code or a name that nobody knows."""
        words = text.strip()
        code = words if words.isascii() and words.isdigit() and len(words) >= CODE_DIGITS else ""
        sheet = NewGoodsSheet(
            self._session, code, "" if code else words, self._session.desk.goods.categories(),
            lambda item: self._make(sheet, item, times),
        )  # fmt: skip
        QApplication.beep()
        self._open(sheet)

    def _make(self, sheet: NewGoodsSheet, item: Item, times: int | None) -> None:
        staff = self._session.staff

        def made(new: Item) -> None:
            sheet.set_busy(False)
            sheet.request_close()
            scanned = Scanned(item=new, code=item.code)
            self._attempt(lambda who: self._put(scanned, times or MILLI, who))
            self._session.say(tr("建好了:{name}", name=new.name), "good")

        self._session.write(
            lambda shop, _who: shop.goods.create(item, staff),
            made, touches=("goods",), failed=sheet.refuse,
        )  # fmt: skip


def _reprice(desk: GoodsDesk, book: _Packs, item: Item, staff: Staff, who: Staff | None) -> None:
    """The price of goods from now on; all their codes stay."""
    desk.edit(item, staff, book.packs(item.id), reason=tr("收银时定价"), approved_by=who)


def _could_be_code(text: str) -> bool:
    """Codes are plain ASCII without spaces and hold a digit."""
    return text.isascii() and " " not in text and any(c.isdigit() for c in text)
