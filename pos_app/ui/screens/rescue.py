"""After a stop that nobody asked for: which sale stands, and which basket is still there.

A sale and the clearing of its draft are one transaction, so at the next start exactly one of the
two is true: the last sale is in the journal, or its basket is still the draft.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pos_app.domain.basket import Basket
from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services import basket_codec
from pos_app.services.parking import SCREEN
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    Banner,
    FigureCard,
    Label,
    PrimaryButton,
    SecondaryButton,
    Sheet,
    row,
)
from sync.wire.chain import Entry
from sync.wire.facts import SaleCompleted

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk

RUNNING = "running"
"""A draft slot that holds the start of this run (UTC ms) until the window is closed properly."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescue:
    """``basket`` is what was on the screen; ``sold`` the sale to speak about, if any."""

    basket: Basket | None = None
    sold: Entry | None = None


def look_back(desk: Desk) -> Rescue:
    """What the last run left behind."""
    basket = _draft(desk)
    if basket is not None:
        sold = desk.receipts.entry_of_basket(basket.id)
        if sold is not None:
            return Rescue(sold=sold)
        return Rescue(basket=basket)
    started = desk.drafts.load(RUNNING)
    if started.isdigit():
        last = desk.receipts.entry_of_receipt(desk.receipts.last_receipt())
        if last is not None and last.at >= int(started):
            return Rescue(sold=last)
    return Rescue()


def _draft(desk: Desk) -> Basket | None:
    text = desk.drafts.load(SCREEN)
    if not text:
        return None
    try:
        basket = basket_codec.decode(text)
    except msgspec.DecodeError:  # an older program's basket: better none than a wrong one
        log.warning("the draft on disk is no basket")
        return None
    return None if basket.is_empty else basket


class StandsSheet(Sheet):
    """The last sale before the stop stands: its number, its money, and the reprint."""

    def __init__(self, session: Session, entry: Entry, sale: SaleCompleted) -> None:
        super().__init__(tr("上次没有正常关机"), width=520)
        self._session, self._receipt = session, sale.receipt
        change = sum(t.change for t in sale.tenders)
        self.add(Banner(tr("最后一单已经记好,不要再收一次钱。"), "good"))
        self.add(
            row(
                FigureCard(tr("应收"), format_fen(sale.due), tr("{n} 行", n=len(sale.lines))),
                FigureCard(tr("找零"), format_fen(change)),
                gap=12,
            )
        )
        self.add(Label(tr("小票号 {number}", number=sale.receipt), size=Size.LABEL, tone="muted"))
        self.add(Label(tr("顾客要小票就补打一张。"), size=Size.LABEL, tone="muted", wrap=True))
        self.body.addStretch(1)
        self.again = PrimaryButton(tr("补打小票"), size="large", key="Enter")
        self.again.clicked.connect(self._reprint)
        leave = SecondaryButton(tr("不用了,接着卖"), size="large", key="Esc")
        leave.clicked.connect(self.request_close)
        self.footer.addWidget(self.again)
        self.footer.addWidget(leave)
        self.first_focus = self.again

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._reprint()
        else:
            super().keyPressEvent(event)

    def _reprint(self) -> None:
        session, receipt, staff = self._session, self._receipt, self._session.staff

        def done(printed: tuple[Entry, int]) -> None:
            session.paper.receipt(*printed)
            session.say(tr("已补打 {number}", number=receipt), "good")

        session.write(
            lambda shop, _: shop.receipts.reprint(receipt, staff), done, touches=("sales",)
        )
        self.request_close()


def restored_words(basket: Basket) -> str:
    return tr("上次没收完的这单还在,{n} 行,接着收", n=len(basket.lines))
