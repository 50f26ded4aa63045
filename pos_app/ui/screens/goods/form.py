"""The fields of goods, each with its own error under it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from pos_app.domain.basket import MAX_PRICE
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Category, Item
from pos_app.domain.money import WHOLE_BP, divide
from pos_app.runtime.i18n import tr
from pos_app.services.goods import has_wrong_check
from pos_app.services.report_document import format_percent
from pos_app.ui.models.goods_rows import supply_name
from pos_app.ui.screens.goods.colours import ColourRow
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    ChipRow,
    ComboBox,
    FormRow,
    Label,
    NumberField,
    Segmented,
    Switch,
    TextField,
    column,
    holder,
    reveal,
    row,
)

_NEW = Item(id="", name="")
NEW_CATEGORY = "+"
SUPPLIES = ("hq", "factory", "origin", "local")


def price_reasons() -> list[tuple[object, str]]:
    words = (tr("调价"), tr("促销"), tr("进价变了"), tr("价签不符"), tr("跟别家一样"))
    return [(word, word) for word in words]


class ItemForm(QScrollArea):
    """Shows an item and gives it back as it stands in the fields. ``changed`` on every edit."""

    changed = Signal()

    def __init__(self, categories: Sequence[Category]) -> None:
        super().__init__()
        self._before = _NEW
        self._names = {c.code: c.name for c in categories}
        self.name = TextField(placeholder=tr("小票和价签上的名字"))
        self.spec = TextField(placeholder=tr("例:瓶 550ml"))
        self.unit = TextField(placeholder=tr("件"))
        self.code = TextField(placeholder=tr("扫一下,或输入"), ime=False)
        known: list[tuple[object, str]] = [(c.code, c.name) for c in categories]
        self.category = ComboBox([("", tr("没有分类")), *known, (NEW_CATEGORY, tr("新建分类…"))])
        self.new_category = TextField(placeholder=tr("新分类的名字"))
        self.new_category.setMaxLength(20)
        self.price = NumberField("money", label=tr("售价"), size=Size.LARGE, maximum=MAX_PRICE)
        self.cost = NumberField("money", label=tr("进价"), size=Size.LARGE, maximum=MAX_PRICE)
        self.reason = ChipRow(price_reasons())
        self.supply = Segmented([(key, supply_name(key)) for key in SUPPLIES])
        self.origin = TextField(placeholder=tr("产地"))
        self.shelf_life = NumberField(
            "whole", label=tr("保质期"), suffix=tr("天"), size=Size.LEAD, maximum=5000
        )
        self.floor = NumberField("money", label=tr("烟草最低价"), size=Size.LEAD)
        self.weighed, self.tobacco = Switch(tr("称重卖")), Switch(tr("烟草"))
        self.active = Switch(tr("在售"))
        self.plu = TextField(placeholder=tr("秤上的号"), ime=False)
        self.quick_page = TextField(placeholder=tr("不放快捷键就空着"))
        self.colour = ColourRow()
        self._build()
        self._lay_out()
        self._wire()

    def _build(self) -> None:
        self.name.setMaxLength(60)
        self.rows = {
            "name": FormRow(tr("品名"), self.name), "spec": FormRow(tr("规格"), self.spec),
            "unit": FormRow(tr("单位"), self.unit), "code": FormRow(tr("条码"), self.code),
            "category": FormRow(tr("分类"), self.category),
            "new_category": FormRow(tr("新分类"), self.new_category),
            "origin": FormRow(tr("产地"), self.origin), "plu": FormRow(tr("秤号"), self.plu),
            "quick_page": FormRow(tr("快捷键放在哪一页"), self.quick_page),
            "colour": FormRow(tr("快捷键颜色"), self.colour),
        }  # fmt: skip
        self._reason_row = FormRow(tr("为什么改价(会记下来)"), self.reason)
        self._supply_row = FormRow(tr("从哪里来"), self.supply)

    def _switch(self, switch: Switch) -> QWidget:
        return holder(row(Label(switch.accessibleName(), size=Size.LABEL), switch, gap=10))

    def _lay_out(self) -> None:
        rows, grid = self.rows, QGridLayout()
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(12))
        top = Qt.AlignmentFlag.AlignTop
        category = holder(column(rows["category"], rows["new_category"], gap=8))
        places: tuple[tuple[QWidget, int, int, int], ...] = (
            (rows["name"], 0, 0, 4), (rows["spec"], 0, 4, 2),
            (rows["code"], 1, 0, 3), (rows["unit"], 1, 3, 1), (category, 1, 4, 2),
            (self.price, 2, 0, 3), (self.cost, 2, 3, 3), (self._reason_row, 3, 0, 6),
            (self._supply_row, 4, 0, 4), (rows["origin"], 4, 4, 2),
            (self.shelf_life, 5, 0, 2), (self.floor, 5, 2, 2), (rows["plu"], 5, 4, 2),
            (rows["quick_page"], 7, 0, 3), (rows["colour"], 7, 3, 3),
        )  # fmt: skip
        for widget, line, at, wide in places:
            grid.addWidget(widget, line, at, 1, wide, top)
        switches = (self.active, self.weighed, self.tobacco)
        grid.addLayout(row(*[self._switch(s) for s in switches], None, gap=28), 6, 0, 1, 6)
        for at in range(6):
            grid.setColumnStretch(at, 1)
        body = holder(column(grid, None, gap=0, margins=(2, 2, 12, 8)))
        self.setWidget(body)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _wire(self) -> None:
        for field in (self.name, self.spec, self.unit, self.code, self.origin, self.plu,
                      self.quick_page, self.new_category):  # fmt: skip
            field.textChanged.connect(lambda _text: self._on_change())
        for number in (self.price, self.cost, self.shelf_life, self.floor):
            number.changed.connect(lambda _value: self._on_change())
        for switch in (self.active, self.weighed, self.tobacco):
            switch.toggled.connect(lambda _on: self._on_change())
        self.category.currentIndexChanged.connect(lambda _at: self._on_change())
        self.supply.changed.connect(lambda _key: self._on_change())
        self.colour.changed.connect(lambda _colour: self._on_change())
        self.code.editingFinished.connect(self.check_code)

    def show_item(self, item: Item) -> None:
        self._before = item
        self.name.setText(item.name)
        self.spec.setText(item.spec)
        self.unit.setText(item.unit)
        self.code.setText(item.code)
        if item.category not in self._names and item.category:
            self.category.addItem(item.category_name or item.category, item.category)
        self.category.set_key(item.category)
        self.price.set_value(item.price)
        self.cost.set_value(item.cost or None)
        self.supply.set_current(item.supply)
        self.origin.setText(item.origin)
        self.shelf_life.set_value(item.shelf_life or None)
        self.floor.set_value(item.price_floor or None)
        self.plu.setText(item.plu)
        self.quick_page.setText(item.quick_page)
        self.colour.set_colour(item.colour)
        for switch, on in (
            (self.weighed, item.weighed), (self.tobacco, item.tobacco), (self.active, item.active)
        ):  # fmt: skip
            switch.setChecked(on)
        self._on_change()

    def item(self) -> Item:
        """The item as it stands in the fields; an empty price is none."""
        key, name = self._category()
        return replace(
            self._before, name=self.name.text().strip(), spec=self.spec.text().strip(),
            unit=self.unit.text().strip() or _NEW.unit, code=self.code.text().strip(),
            category=key, category_name=name, price=self.price.value(),
            cost=self.cost.value() or 0, supply=str(self.supply.current()),
            origin=self.origin.text().strip(), shelf_life=self.shelf_life.value() or 0,
            price_floor=self.floor.value() or 0 if self.tobacco.isChecked() else 0,
            weighed=self.weighed.isChecked(), tobacco=self.tobacco.isChecked(),
            active=self.active.isChecked(),
            plu=self.plu.text().strip() if self.weighed.isChecked() else "",
            quick_page=self.quick_page.text().strip(), colour=self.colour.colour(),
        )  # fmt: skip

    def _category(self) -> tuple[str, str]:
        """Code and name of the chosen one; a new name that is known already means that one."""
        key = str(self.category.key() or "")
        if key != NEW_CATEGORY:
            return key, self._names.get(key, self._before.category_name if key else "")
        name = " ".join(self.new_category.text().split())
        codes = {known: code for code, known in self._names.items()}
        return codes.get(name, name), name

    @property
    def price_changed(self) -> bool:
        """A price that stood before becomes another one: that wants a reason."""
        before, now = self._before, self.price.value()
        return bool(before.id) and before.price is not None and now != before.price

    def why(self) -> str:
        return str(self.reason.current()) if self.price_changed else ""

    def _on_change(self) -> None:
        reveal(self._reason_row, self.price_changed)
        reveal(self.floor, self.tobacco.isChecked())
        reveal(self.rows["plu"], self.weighed.isChecked())
        reveal(self.rows["new_category"], self.category.key() == NEW_CATEGORY)
        self._say_margin()
        self.changed.emit()

    def _say_margin(self) -> None:
        price, cost = self.price.value(), self.cost.value()
        if not self.price.error():
            per = tr("每{unit}", unit=self.unit.text().strip() or tr("件"))
            self.price.set_note(per)
        if self.cost.error():
            return
        if price and cost:
            margin = divide((price - cost) * WHOLE_BP, price)
            self.cost.set_note(tr("毛利 {rate}", rate=format_percent(margin)))
        else:
            self.cost.set_note(tr("毛利要有进价才算得出"))

    def check_code(self) -> bool:
        """The check digit, as soon as the field is left."""
        code = self.code.text().strip()
        wrong = has_wrong_check(code) and code != self._before.code
        self.rows["code"].set_error(str(ShopError("bad_check_digit", code=code)) if wrong else "")
        return not wrong

    def check_category(self) -> bool:
        """A new category has a name."""
        missing = self.category.key() == NEW_CATEGORY and not self._category()[1]
        if missing:
            self._blame("new_category", ShopError("category_missing"))
        return not missing

    def show_error(self, error: ShopError) -> bool:
        """Put it beside the field it is about; False when it is about none."""
        own = error.values.get("code") in (self.code.text().strip(), None)
        if error.code == "name_missing":
            self._blame("name", error)
        elif error.code in ("bad_check_digit", "duplicate_code") and own:
            self._blame("code", error)
        elif error.code == "duplicate_code" and error.values.get("code") == self.plu.text().strip():
            self._blame("plu", error)
        elif error.code in ("bad_price", "tobacco_floor"):
            self.price.set_error(str(error))
            self.price.setFocus()
        else:
            return False
        return True

    def clear_errors(self) -> None:
        for form_row in self.rows.values():
            form_row.set_error("")

    def _blame(self, name: str, error: ShopError) -> None:
        self.rows[name].set_error(str(error))
        self.rows[name].field.setFocus()
        self.ensureWidgetVisible(self.rows[name])
