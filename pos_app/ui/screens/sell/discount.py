"""A discount on one line or on the whole basket: in 折, in percent or in yuan."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSizePolicy

from pos_app.domain.basket import Discount
from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen, rate_of
from pos_app.domain.pricing import PricedLine
from pos_app.domain.staff import Staff
from pos_app.runtime.i18n import tr
from pos_app.ui.models.basket_words import discount_words
from pos_app.ui.screens.sell.choices import Choices
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    FigureCard,
    Keypad,
    Label,
    NumberField,
    Segmented,
    column,
    holder,
    row,
)

LINE, BASKET = "line", "basket"
PERCENT, YUAN = "percent", "yuan"
RATES = (500, 1000, 1500, 2000, 3000, 5000)
"""Basis points off, as chips."""


def _off(base: int, discount: Discount) -> int:
    return min(base, discount.amount + rate_of(base, discount.rate_bp))


class DiscountSheet(DeedSheet):
    """F4 again changes between the line and the basket; no number takes the discount away."""

    def __init__(self, session: Session, priced: PricedLine | None, *, whole: bool = False) -> None:
        super().__init__(session, tr("折扣"), tr("改好"))
        self._priced = priced
        choices = [(LINE, tr("这一行"))] if priced else []
        self.over = Segmented([*choices, (BASKET, tr("整单"))])
        self.kind = Segmented([(PERCENT, tr("按比例 %")), (YUAN, tr("减多少元"))])
        self.rates = Choices(
            [(rate, discount_words(rate, 0)) for rate in RATES], name=tr("常用折扣")
        )
        self.field = self._field(PERCENT)
        self.money = self._field(YUAN)
        self.reasons = Choices(
            [(w, w) for w in (tr("活动"), tr("临期"), tr("破损"), tr("熟客"))], name=tr("原因")
        )
        self.after = FigureCard(tr("优惠后"))
        self.keypad = Keypad(key_height=48)
        self._lay_out()
        self._wire()
        self.over.set_current(BASKET if whole or priced is None else LINE)
        self._fill()

    def _field(self, kind: str) -> NumberField:
        if kind == YUAN:
            return NumberField("money", label=tr("减多少元"), note=" ")
        return NumberField(
            "percent", label=tr("便宜百分之几"), note=" ", suffix="%", max_digits=4,
            maximum=10_000,
        )  # fmt: skip

    def _lay_out(self) -> None:
        self.add(row(self.over, None, self.kind))
        self.add(self.rates)
        cards = row(gap=12)
        for card in (self.field, self.money, self.after):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            cards.addWidget(card, 1)
        self.add(cards)
        why = Label(tr("为什么(上下键选)"), size=Size.CAPTION, tone="muted")
        self.spare.append(holder(column(why, self.reasons, gap=6)))
        self.add(self.spare[0])
        self.add_keypad(self.keypad)
        self.first_focus = self.field
        self.money.hide()

    def _wire(self) -> None:
        self.over.changed.connect(lambda _k: self._fill())
        self.kind.changed.connect(lambda _k: self._switch())
        self.rates.changed.connect(self.field.set_value)
        self.field.changed.connect(lambda _v: self._preview())
        self.money.changed.connect(lambda _v: self._preview())
        self.keypad.key.connect(lambda key: self._current_field().press(key))

    def _current_field(self) -> NumberField:
        return self.money if self.kind.current() == YUAN else self.field

    def _base(self) -> int:
        """Fen that the discount is taken off."""
        if self.over.current() == LINE and self._priced is not None:
            return self._priced.gross
        lines = self.session.register.priced.lines
        takes = [p for p in lines if p.line.qty > 0 and not p.line.item.tobacco]
        return sum(p.gross - p.discount for p in takes)

    def _old(self) -> Discount | None:
        if self.over.current() == LINE and self._priced is not None:
            return self._priced.line.discount
        return self.session.register.basket.discount

    def _fill(self) -> None:
        """Show the discount that stands already."""
        old = self._old() or Discount()
        self.kind.set_current(YUAN if old.amount else PERCENT)
        self.reasons.set_current(old.reason)
        self._switch()
        self.field.set_value(old.rate_bp or None)
        self.money.set_value(old.amount or None)
        self._current_field().edit.selectAll()
        self._preview()

    def _switch(self) -> None:
        yuan = self.kind.current() == YUAN
        self.field.setVisible(not yuan)
        self.rates.setVisible(not yuan)
        self.money.setVisible(yuan)
        self.first_focus = self.money if yuan else self.field
        self._current_field().setFocus()
        self._preview()

    def _wanted(self) -> Discount | None:
        value = self._current_field().value()
        if not value:
            return None
        reason = str(self.reasons.current() or "")
        if self.kind.current() == YUAN:
            return Discount(amount=value, reason=reason)
        return Discount(rate_bp=value, reason=reason)

    def _preview(self) -> None:
        base, wanted = self._base(), self._wanted()
        after = base - (_off(base, wanted) if wanted else 0)
        self.rates.set_current(wanted.rate_bp if wanted else None)
        self.after.set_figure(format_fen(after), tr("原来 {amount}", amount=format_fen(base)))
        self.after.figure.set_tone("good" if wanted else "muted")
        self.set_deed(tr("改好") if wanted else tr("不打折"))

    def act(self) -> None:
        field = self._current_field()
        if field.error() and field.edit.text():
            return
        wanted = self._wanted()
        if wanted is not None and wanted.amount > self._base():
            self.refuse(ShopError("below_zero"))
            return
        self.attempt(lambda who: self._set(wanted, who))

    def _set(self, wanted: Discount | None, who: Staff | None) -> None:
        register, staff = self.session.register, self.session.staff
        if self.over.current() == LINE and self._priced is not None:
            register.discount_line(self._priced.line.no, wanted, staff, who)
        else:
            register.discount_basket(wanted, staff, who)

    def on_key(self, key: int) -> bool:
        if key == Qt.Key.Key_F4 and self._priced is not None:
            other = BASKET if self.over.current() == LINE else LINE
            self.over.set_current(other)
            self._fill()
            return True
        return self.reasons.on_key(key)
