"""Steps that are a choice of two: the customer's answer, a request to cancel, goods come back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.ui.models.order_pick import money_words
from pos_app.ui.models.order_words import pay_words, reason_words, short_number
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.orders.deeds import OrderDeed, Work
from pos_app.ui.screens.orders.lines import headline
from pos_app.ui.screens.sell.choices import Keyed
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Card, Label, column
from sync.wire.order_machine import OrderView, changed
from sync.wire.orders import LineChange


@dataclass(frozen=True, slots=True)
class Way:
    """One of the choices: its words, what it writes, what is said afterwards."""

    words: str
    work: Work[OrderView]
    said: str


class ChoiceSheet(OrderDeed):
    """The number keys or up and down choose, Enter does it."""

    def __init__(
        self,
        place: Place,
        view: OrderView,
        title: str,
        hints: Sequence[str],
        ways: Sequence[Way],
        then: Callable[[OrderView], None] | None = None,
    ) -> None:
        super().__init__(place.session, title, ways[0].words)
        self._ways = {way.words: way for way in ways}
        self._then = then
        self.add(headline(view))
        card = Card()
        lines = [Label(hint, size=Size.BODY, wrap=True) for hint in hints if hint]
        card.setLayout(column(*lines, gap=8, margins=(18, 14, 18, 14)))
        card.set_ground("raised")
        self.add(card)
        self.choices = Keyed([way.words for way in ways])
        self.choices.changed.connect(lambda words: self.set_deed(str(words)))
        self.add(self.choices)
        self.body.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self

    def act(self) -> None:
        way = self._ways[self.choices.current()]

        def done(view: OrderView) -> None:
            self.request_close()
            self.session.say(way.said, "good")
            if self._then is not None:
                self._then(view)

        self.do(way.work, done)

    def on_key(self, key: int) -> bool:
        return self.choices.on_key(key)


def answer_sheet(
    place: Place, view: OrderView, then: Callable[[OrderView], None] | None = None
) -> ChoiceSheet:
    """What the customer says to what was offered instead; she may be on the telephone."""
    session, order_id = place.session, view.order.id
    staff = session.staff
    offers = [_offer_words(view, change) for change in view.offered]
    agreed = view.goods - sum(ln.amount for ln in changed(view.lines, view.offered))
    gone = tuple(LineChange(no=change.no, qty=0) for change in view.offered)
    refused = view.goods - sum(ln.amount for ln in changed(view.lines, gone))
    phone = view.order.customer.phone
    return ChoiceSheet(
        place, view, tr("顾客怎么说"),
        [
            *offers,
            tr("她在网页上答复会自动到这里;也可以打电话问 {phone}", phone=phone) if phone else "",
            tr("答应:{yes};不要:{no}", yes=money_words(view, agreed),
               no=money_words(view, refused)),
        ],
        [
            Way(tr("答应换"), lambda shop, _who: shop.orders.answer(order_id, True, staff),
                tr("记下了:答应换,接着拣")),
            Way(tr("不要了"), lambda shop, _who: shop.orders.answer(order_id, False, staff),
                tr("记下了:不要了,接着拣")),
        ],
        then,
    )  # fmt: skip


def _offer_words(view: OrderView, change: LineChange) -> str:
    before = next((line.name for line in view.lines if line.no == change.no), "")
    if change.instead is None:
        return before
    return tr("「{before}」换成「{name}」 ¥{amount}", before=before, name=change.instead.name,
              amount=format_fen(change.instead.amount))  # fmt: skip


def cancelling_sheet(place: Place, view: OrderView) -> ChoiceSheet:
    """The customer asks to cancel: agree, or go on because it is packed or on its way."""
    session, order_id = place.session, view.order.id
    staff, number = session.staff, short_number(view.order.number)
    back = view.paid - view.refunded
    money = tr("同意的话退 ¥{amount}", amount=format_fen(back)) if back > 0 else ""
    return ChoiceSheet(
        place, view, tr("顾客要取消"),
        [tr("原因:{why}", why=reason_words(view)), money],
        [
            Way(tr("同意取消"),
                lambda shop, who: shop.orders.cancel(order_id, "", staff, approved_by=who),
                tr("{number} 取消了,把货放回去", number=number)),
            Way(tr("不同意,照常"),
                lambda shop, who: shop.orders.refuse_cancel(order_id, staff, approved_by=who),
                tr("{number} 照常做,顾客会看到", number=number)),
        ],
    )  # fmt: skip


def back_sheet(place: Place, view: OrderView) -> ChoiceSheet:
    """The goods came back from the road: on the shelf, or out once more."""
    session, order_id = place.session, view.order.id
    staff, number = session.staff, short_number(view.order.number)
    back = view.paid - view.refunded
    money = tr("放回货架就退 ¥{amount}", amount=format_fen(back)) if back > 0 else pay_words(view)
    return ChoiceSheet(
        place, view, tr("没送到"),
        [tr("原因:{why}", why=reason_words(view)), money],
        [
            Way(tr("再送一次"), lambda shop, _who: shop.orders.again(order_id, staff),
                tr("{number} 回到待送", number=number)),
            Way(tr("放回货架"), lambda shop, _who: shop.orders.put_back(order_id, staff),
                tr("{number} 结束了,货回到库存", number=number)),
        ],
    )  # fmt: skip
