"""Goods in hand: their fields, their case codes, how their price went."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.runtime.i18n import tr
from pos_app.ui.models.price_rows import PriceModel
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.goods.form import ItemForm
from pos_app.ui.screens.goods.packs import PackList
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    ColumnSpec,
    DataTable,
    EmptyState,
    KeyCap,
    Segmented,
    TableCard,
    row,
    scrolling,
)

WIDTH = 860
FIELDS, PACKS, PRICES = "fields", "packs", "prices"


class ItemSheet(DeedSheet):
    """Create goods (an item without id) or change them. ``saved`` gets them as stored."""

    gives_way = False

    def __init__(
        self, place: Place, item: Item, saved: Callable[[Item], None], *, price_first: bool = False
    ) -> None:
        new = not item.id
        title = tr("新商品") if new else item.name
        super().__init__(place.session, title, tr("建这个商品") if new else tr("保存"), width=WIDTH)
        self._item, self._saved, self._warned, self._settled = item, saved, False, False
        goods = self.session.desk.goods
        self.form = ItemForm(goods.categories())
        self.packs = PackList()
        self._packs_before = goods.packs(item.id) if item.id else ()
        self.prices = PriceModel(self.session)
        self.tabs = Segmented([(FIELDS, tr("资料")), (PACKS, tr("箱码")), (PRICES, tr("价格记录"))])
        self._pages = QStackedWidget()
        for page in (self.form, scrolling(self.packs), self._history()):
            self._pages.addWidget(page)
        self.add(row(self.tabs, KeyCap("F6"), None, gap=10))
        self.add(self._pages, 1)
        self.form.show_item(item)
        self._item_before = self.form.item()
        self.packs.show_packs(self._packs_before)
        self.prices.show_history(goods.price_history(item.id) if item.id else ())
        self.first_focus = self.form.price.edit if price_first else self.form.name
        self.tabs.changed.connect(self.show_tab)
        self.form.changed.connect(self._on_change)
        self.packs.changed.connect(self._on_change)
        self._show_history()
        self._on_change()

    def _history(self) -> QWidget:
        table = DataTable(
            [ColumnSpec(190, LEFT), ColumnSpec(0, LEFT), ColumnSpec(130, RIGHT),
             ColumnSpec(180, RIGHT)]
        )  # fmt: skip
        table.setModel(self.prices)
        self._table = TableCard(table)
        self._no_prices = EmptyState(
            "tag", tr("还没有价格记录"), tr("定过价的商品,每次改价都记在这里")
        )
        pages = QStackedWidget()
        pages.addWidget(self._table)
        pages.addWidget(self._no_prices)
        self._history_pages = pages
        return pages

    def _show_history(self) -> None:
        self._history_pages.setCurrentIndex(0 if self.prices.rowCount() else 1)

    def show_tab(self, key: object) -> None:
        self.tabs.set_current(key)
        self._pages.setCurrentIndex((FIELDS, PACKS, PRICES).index(str(key)))

    def is_dirty(self) -> bool:
        """Something was changed that is not stored yet."""
        return self.form.item() != self._item_before or self.packs.packs() != self._packs_before

    def _on_change(self) -> None:
        self._warned = False
        self.button.setEnabled((not self._item.id or self.is_dirty()) and not self.is_busy())

    def request_close(self) -> None:
        """The first Esc after a change says that it is not stored; the second one drops it."""
        if self.closable and self.is_dirty() and not (self._warned or self._settled):
            self._warned = True
            self.words.set_banner(tr("改了还没保存。再按一次 Esc 就不要了"), "warn")
            return
        super().request_close()

    def act(self) -> None:
        self.form.clear_errors()
        item, packs = self.form.item(), self.packs.packs()
        if not item.name:
            self.refuse(ShopError("name_missing"))
            return
        if not (self.form.check_code() and self.form.check_category()):
            self.show_tab(FIELDS)
            return
        if not self.packs.check():
            self.show_tab(PACKS)
            return
        self.set_busy(True)
        staff, why = self.session.staff, self.form.why()
        changed = packs if packs != self._packs_before else None
        if item.id:
            self.session.write(
                lambda shop, who: shop.goods.edit(
                    item, staff, changed, reason=why, approved_by=who
                ),
                while_alive(self, self._done), touches=("goods",),
                failed=while_alive(self, self.refuse),
            )  # fmt: skip
        else:
            self.session.write(
                lambda shop, who: shop.goods.create(item, staff, packs, approved_by=who),
                while_alive(self, self._done), touches=("goods",),
                failed=while_alive(self, self.refuse),
            )  # fmt: skip

    def refuse(self, error: ShopError) -> None:
        """Beside the field it is about, wherever that stands."""
        self.set_busy(False)
        if self.packs.show_error(error):
            self.show_tab(PACKS)
        elif self.form.show_error(error):
            self.show_tab(FIELDS)
        else:
            super().refuse(error)

    def on_uncovered(self) -> None:
        """The sheet above has gone, with a PIN or without: it can be tried again."""
        self.set_busy(False)

    def _done(self, item: Item) -> None:
        self.set_busy(False)
        self._settled = True
        new = not self._item.id
        words = tr("{name} 建好了", name=item.name) if new else tr("{name} 存好了", name=item.name)
        self.session.say(words, "good")
        self.request_close()
        self._saved(item)

    def on_scan(self, text: str) -> bool:
        """A code goes to the field that is for codes: the case's on that page, else the item's."""
        code = text.strip()
        if self.is_busy():
            return True
        if self._pages.currentIndex() == 1:
            self.packs.add_code(code)
        else:
            self.show_tab(FIELDS)
            self.form.code.setText(code)
            self.form.check_code()
        return True

    def on_key(self, key: int) -> bool:
        if key != Qt.Key.Key_F6:
            return False
        keys = (FIELDS, PACKS, PRICES)
        self.show_tab(keys[(self._pages.currentIndex() + 1) % 3])
        return True
