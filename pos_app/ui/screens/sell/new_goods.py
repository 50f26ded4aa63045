"""Goods that the till does not know: three fields, and they are sold at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Category, Item
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.choices import Choices
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import FormRow, Label, NumberField, TextField, column, holder


class NewGoodsSheet(DeedSheet):
    """Name, price, category. ``made(item)`` is called with goods that have no number yet.

    ``deed`` says what follows where they are not sold.
    """

    gives_way = False

    def __init__(
        self,
        session: Session,
        code: str,
        name: str,
        categories: Sequence[Category],
        made: Callable[[Item], None],
        *,
        deed: str = "",
    ) -> None:
        super().__init__(session, tr("新商品"), deed or tr("建好并加入这一单"))
        self._code, self._made = code, made
        self.name = TextField(name, placeholder=tr("包装上的品名"))
        self.name.setMaxLength(60)
        self.name_row = FormRow(tr("品名"), self.name)
        self.price = NumberField("money", label=tr("卖多少钱"), suffix=tr("/件"))
        self.price.edit.setPlaceholderText("0.00")
        known = [(c, c.name) for c in categories]
        self.categories = Choices(known, name=tr("分类"))
        if code:
            self.add(Label(tr("没见过这个条码:{code}", code=code), tone="muted"))
        self.add(self.name_row)
        self.add(self.price)
        title = Label(tr("分类(上下键选)"), size=Size.CAPTION, tone="muted")
        self.add(holder(column(title, self.categories, gap=6)))
        hint = Label(
            tr("先卖,标签和细节晚上再补;老板在报表里能看到今天新建的商品。"),
            size=Size.CAPTION, tone="muted", wrap=True,
        )  # fmt: skip
        if not deed:
            self.add(hint)
            self.spare = [hint]
        self.body.addStretch(1)
        self.first_focus = self.name if not name else self.price
        self.name.textEdited.connect(lambda _t: self.name_row.set_error(""))

    def act(self) -> None:
        name, price = self.name.text().strip(), self.price.value()
        if not name:
            self.name_row.set_error(str(ShopError("name_missing")))
            self.name.setFocus()
            return
        if not price:
            self.price.setFocus()
            if self.price.edit.text():
                self.price.set_error(str(ShopError("bad_price")))
            return
        category = self.categories.current()
        chosen = category if isinstance(category, Category) else Category(code="", name="")
        self.set_busy(True)
        self._made(Item(
            id="", name=name, code=self._code, price=price, category=chosen.code,
            category_name=chosen.name, supply="local",
        ))  # fmt: skip

    def on_key(self, key: int) -> bool:
        return self.categories.on_key(key)
