"""Another price for one line, with its reason; a price for goods that have none."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.money import format_fen
from pos_app.domain.pricing import PricedLine
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.choices import Choices
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.sell.goods_strip import GoodsStrip
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import CheckBox, Keypad, Label, NumberField, column, holder


def reasons() -> list[tuple[object, str]]:
    """Why a price was changed by hand; the first one names labels that have to be printed again."""
    return [(words, words) for words in (tr("价签"), tr("临期"), tr("协商"), tr("破损"))]


class PriceSheet(DeedSheet):
    """A new unit price; the owner reads the reason in the evening."""

    def __init__(self, session: Session, priced: PricedLine) -> None:
        super().__init__(session, tr("改价"), tr("改好"))
        self._no = priced.line.no
        listed = tr("原价 {price}", price=format_fen(priced.list_price))
        self.field = NumberField("money", label=tr("新单价"), note=listed)
        self.reasons = Choices(reasons(), name=tr("原因"))
        self.keypad = Keypad(key_height=48)
        self.keypad.key.connect(self.field.press)
        self.strip = GoodsStrip(priced.line.item, format_fen(priced.list_price))
        self.add(self.strip)
        self.add(self.field)
        why = Label(tr("为什么改(上下键选)"), size=Size.CAPTION, tone="muted")
        self.add(holder(column(why, self.reasons, gap=6)))
        self.add_keypad(self.keypad)
        self.field.set_value(priced.price)
        self.first_focus = self.field
        before = priced.line.override
        self.reasons.set_current(before.reason if before else reasons()[0][0])

    def act(self) -> None:
        price = self.field.value()
        if price is None:
            return
        reason = str(self.reasons.current() or "")
        register, staff = self.session.register, self.session.staff
        self.attempt(lambda who: register.set_price(self._no, price, reason, staff, who))

    def on_key(self, key: int) -> bool:
        return self.reasons.on_key(key)


class AskPriceSheet(DeedSheet):
    """Goods without a price: what do they cost now, and from now on?

    ``priced(fen, keep)``: ``keep`` when it shall be their price from now on.
    """

    gives_way = False

    def __init__(self, session: Session, item: Item, priced: Callable[[int, bool], None]) -> None:
        super().__init__(session, tr("这件还没有价格"), tr("加入"))
        self._priced = priced
        self.field = NumberField("money", label=tr("卖多少钱"), suffix=f"/{item.unit}")
        self.field.edit.setPlaceholderText("0.00")
        self.keep = CheckBox(tr("以后都卖这个价"))
        self.keep.setChecked(session.staff.may("edit_goods"))
        self.keypad = Keypad(key_height=48)
        self.keypad.key.connect(self.field.press)
        self.add(GoodsStrip(item))
        self.add(self.field)
        self.add(self.keep)
        self.add_keypad(self.keypad)
        self.first_focus = self.field

    def act(self) -> None:
        price = self.field.value()
        if not price:
            self.refuse(ShopError("bad_price"))
            return
        self.request_close()
        self._priced(price, self.keep.isChecked())
