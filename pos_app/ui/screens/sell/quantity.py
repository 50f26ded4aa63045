"""How many, and how much it weighs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.money import extend, format_fen
from pos_app.domain.pricing import PricedLine
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.sell.goods_strip import GoodsStrip
from pos_app.ui.session import Session
from pos_app.ui.widgets import FigureCard, Keypad, NumberField, row

MOST_DIGITS = 5
"""A shop sells no hundred thousand of anything; a longer number is a code."""


class _AmountSheet(DeedSheet):
    """A quantity field, what it comes to, a keypad."""

    def __init__(
        self, session: Session, title: str, deed: str, item: Item, price: int, label: str
    ) -> None:
        super().__init__(session, title, deed)
        self._price = price
        suffix = item.unit or (tr("公斤") if item.weighed else tr("件"))
        self.field = NumberField(
            "quantity", label=label, suffix=suffix, note=" ", max_digits=MOST_DIGITS
        )
        self.worth = FigureCard(tr("金额"), note=" ")
        self.keypad = Keypad(key_height=48)
        self.keypad.key.connect(self.field.press)
        self.field.changed.connect(self._on_changed)
        self.add(GoodsStrip(item, format_fen(price)))
        cards = row(gap=12)
        for card in (self.field, self.worth):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            cards.addWidget(card, 1)
        self.add(cards)
        self.add_keypad(self.keypad)
        self.first_focus = self.field

    def _on_changed(self, qty: object) -> None:
        worth = extend(self._price, qty) if isinstance(qty, int) else 0
        self.worth.set_figure(format_fen(worth))


class QuantitySheet(_AmountSheet):
    """Another quantity for one line. Zero takes the line out, as the minus key would."""

    def __init__(self, session: Session, priced: PricedLine, remove: Callable[[], None]) -> None:
        item = priced.line.item
        super().__init__(session, tr("改数量"), tr("改好"), item, priced.price, tr("数量"))
        self._line, self._remove = priced.line, remove
        self.field.set_value(abs(priced.line.qty))

    def act(self) -> None:
        qty = self.field.value()
        if qty is None:
            return
        if qty == 0:
            self.request_close()
            self._remove()
            return
        signed = -qty if self._line.qty < 0 else qty
        register, no = self.session.register, self._line.no
        self.attempt(lambda who: register.set_qty(no, signed, approved_by=who))


class WeighSheet(_AmountSheet):
    """Loose goods without a label from the scale: their weight is typed."""

    def __init__(self, session: Session, item: Item, weighed: Callable[[int], None]) -> None:
        super().__init__(session, tr("称重"), tr("加入"), item, item.price or 0, tr("重量"))
        self._weighed = weighed

    def act(self) -> None:
        qty = self.field.value()
        if not qty:
            self.refuse(ShopError("bad_quantity"))
            return
        self.request_close()
        self._weighed(qty)
