"""商品: the whole catalogue, found by anything one knows of it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QStackedWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Category, Item
from pos_app.runtime.i18n import tr
from pos_app.ui.actions import Action
from pos_app.ui.models.goods_rows import GoodsModel, with_stock
from pos_app.ui.models.rows import Column, RowsModel
from pos_app.ui.screens.base import Place, Screen
from pos_app.ui.screens.goods.export_sheet import ExportSheet
from pos_app.ui.screens.goods.import_sheet import ImportSheet
from pos_app.ui.screens.goods.item_sheet import ItemSheet
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    Button,
    ColumnSpec,
    DataTable,
    EmptyState,
    Label,
    PrimaryButton,
    SearchField,
    SecondaryButton,
    TableCard,
    column,
    row,
)

SCOPE = "goods"
TYPING_MS = 60


def goods_actions() -> tuple[Action, ...]:
    """The keys of this screen."""
    return (
        Action(
            id="goods.new", text=lambda: tr("新商品"), keys=("F2",), icon="plus", group="line",
            scope=SCOPE, right="create_item",
        ),
        Action(
            id="goods.price", text=lambda: tr("改价"), keys=("F3",), icon="tag", group="line",
            scope=SCOPE, right="edit_goods",
        ),
        Action(
            id="goods.inactive", text=lambda: tr("连停售的"), keys=("F5",), icon="eye",
            group="line", scope=SCOPE,
        ),
        Action(
            id="goods.import", text=lambda: tr("导入"), keys=("F7",), icon="upload", group="line",
            scope=SCOPE, right="import",
        ),
        Action(
            id="goods.export", text=lambda: tr("导出"), keys=("F8",), icon="download",
            group="line", scope=SCOPE,
        ),
        Action(
            id="goods.category_before", text=lambda: tr("上一个分类"), keys=("Alt+Up",),
            icon="chevron-up", group="line", scope=SCOPE,
        ),
        Action(
            id="goods.category_after", text=lambda: tr("下一个分类"), keys=("Alt+Down",),
            icon="chevron-down", group="line", scope=SCOPE,
        ),
    )  # fmt: skip


class GoodsScreen(Screen):
    """A scan opens the goods, or offers to create them. ``on_shown(item id)`` opens them too."""

    scopes = (SCOPE,)

    def __init__(self, place: Place) -> None:
        super().__init__(place)
        self._place = place
        self.actions_.add(goods_actions())
        self.field = SearchField(tr("扫码,或输条码后几位、品名、拼音首字母"), compact=True)
        self.model = GoodsModel(self.session)
        self.table = DataTable(
            [
                ColumnSpec(0, LEFT), ColumnSpec(160, LEFT), ColumnSpec(140, LEFT),
                ColumnSpec(90, RIGHT), ColumnSpec(104, RIGHT), ColumnSpec(104, RIGHT),
            ]
        )  # fmt: skip
        self.table.setModel(self.model)
        self.categories: RowsModel[Category] = RowsModel(
            (Column(title=lambda: tr("分类"), text=lambda c: c.name),), lambda c: c.code
        )
        self.category_list = DataTable([ColumnSpec(0, LEFT)], row_height=46)
        self.category_list.setModel(self.categories)
        self.inactive = Button().bind(self.actions_.qaction("goods.inactive"))
        self._count = Label("", size=Size.LABEL, tone="muted")
        self._none = EmptyState("box", "", "")
        self._list = QStackedWidget()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_MS)
        self._filled = False
        self._lay_out()
        self._wire()

    def _lay_out(self) -> None:
        action = self.actions_.qaction
        self.inactive.setCheckable(True)
        head = row(
            self.field, SecondaryButton(icon="upload").bind(action("goods.import")),
            SecondaryButton(icon="download").bind(action("goods.export")),
            PrimaryButton(icon="plus").bind(action("goods.new")), gap=10,
        )  # fmt: skip
        head.setStretch(0, 1)
        side = TableCard(self.category_list)
        side.setFixedWidth(px(176))
        self._list.addWidget(TableCard(self.table))
        self._list.addWidget(self._none)
        body = row(side, self._list, gap=12)
        body.setStretch(1, 1)
        hint = Label(tr("Enter 打开,F3 直接改价"), size=Size.CAPTION, tone="muted")
        foot = row(self._count, None, hint, self.inactive, gap=14, margins=(16, 0, 4, 0))
        whole = column(head, body, foot, gap=10, margins=(12, 12, 12, 8))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _wire(self) -> None:
        connect = self.actions_.connect_action
        connect("goods.new", lambda: self.open_item(_blank(self.field.text())))
        connect("goods.price", lambda: self._open_row(price_first=True))
        connect("goods.inactive", self._on_inactive)
        connect("goods.import", lambda: self.sheets.open_sheet(ImportSheet(self._place, _nothing)))
        connect("goods.export", lambda: self.sheets.open_sheet(ExportSheet(self._place)))
        connect("goods.category_before", lambda: self.category_list.step_row(-1))
        connect("goods.category_after", lambda: self.category_list.step_row(1))
        self._pause.timeout.connect(self.refresh)
        self.field.edited.connect(lambda _text: self._pause.start())
        self.field.submitted.connect(lambda _text: self._on_enter())
        self.field.moved.connect(self.table.step_row)
        self.table.picked.connect(lambda _row: self._open_row())
        self.category_list.current_row.connect(self._on_category)
        self._none.acted.connect(lambda: self.open_item(_blank(self.field.text())))
        self.session.changed.connect(self._on_changed)

    def on_shown(self, argument: object = None) -> None:
        if not self._filled:
            self._fill_categories()
        item = self.session.desk.goods.get(argument) if isinstance(argument, str) else None
        if item is not None:
            self.open_item(item)

    def _fill_categories(self) -> None:
        self._filled = True
        found = self.session.desk.goods.categories()
        before = self.categories.row(self.category_list.row_now())
        self.categories.show([Category(code="", name=tr("全部")), *found])
        self.category_list.select(max(self.categories.row_of(before.code if before else ""), 0))

    def focus_home(self) -> None:
        self.field.setFocus()

    def on_scan(self, text: str) -> bool:
        try:
            self.open_item(self.session.register.look_up(text).item)
        except ShopError as error:
            if error.code != "unknown_code":
                self.session.complain(error)
            else:
                self.open_item(_blank("", code=text.strip()))
        return True

    def category(self) -> str:
        chosen = self.categories.row(self.category_list.row_now())
        return chosen.code if chosen is not None else ""

    def refresh(self) -> None:
        """The goods of the category, or those that the typed words mean."""
        text = self.field.text().strip()
        before = self.model.row(self.table.row_now())
        if text:
            self.model.show_found(text)
        else:
            self.model.show_category(self.category(), inactive=self.inactive.isChecked())
        found = self.model.rowCount() > 0
        if not found:
            self._say_none(text)
        self._list.setCurrentIndex(0 if found else 1)
        at = self.model.row_of(before.item.id) if before is not None and not text else 0
        self.table.select(max(at, 0) if found else -1)
        self._say_count(text)

    def _say_count(self, text: str) -> None:
        if text:
            self._count.setText(tr("找到 {n} 种", n=self.model.rowCount()))
        else:
            n = self.session.desk.goods.count(self.category())
            self._count.setText(tr("在售 {n} 种", n=f"{n:,}"))

    def _say_none(self, text: str) -> None:
        if text:
            self._none.set_state(
                "search", tr("没找到「{text}」", text=text), tr("可以现在建一个"),
                action=tr("建新商品"),
            )  # fmt: skip
        else:
            self._none.set_state(
                "box", tr("这里还没有商品"), tr("从文件导入(F7),或一个一个建(F2)"),
                action=tr("建新商品"),
            )  # fmt: skip

    def _on_enter(self) -> None:
        """What was typed is looked for at once; then the chosen goods open."""
        if self._pause.isActive():
            self._pause.stop()
            self.refresh()
        self._open_row()

    def _open_row(self, *, price_first: bool = False) -> None:
        chosen = self.model.row(self.table.row_now())
        if chosen is not None:
            self.open_item(chosen.item, price_first=price_first)

    def open_item(self, item: Item, *, price_first: bool = False) -> None:
        sheet = ItemSheet(self._place, item, self._on_saved, price_first=price_first)
        self.sheets.open_sheet(sheet)

    def _on_saved(self, item: Item) -> None:
        """The row shows what is stored now; goods that were not in the list are looked for."""
        at = self.model.row_of(item.id)
        if at >= 0:
            self.model.replace(at, with_stock(self.session, (item,))[0])
        else:
            self.field.set_text(item.code or item.name)
            self.refresh()

    def _on_inactive(self) -> None:
        if not self.inactive.isDown():
            self.inactive.setChecked(not self.inactive.isChecked())
        self.refresh()

    def _on_category(self, _row: int) -> None:
        self.field.clear()
        self.refresh()

    def _on_changed(self, what: frozenset[str]) -> None:
        """Goods changed elsewhere, or many at once: the list is read anew when it is seen."""
        if "goods" in what and self._filled and self.sheets.current() is None:
            self._fill_categories()
            self.refresh()


def _nothing() -> None:
    """The list follows ``changed``."""


def _blank(text: str, *, code: str = "") -> Item:
    """Goods to be created; digits that were typed are their code, words their name."""
    words = text.strip()
    digits = words.isascii() and words.isdigit()
    return Item(
        id="", name="" if digits else words, code=code or (words if digits else ""), price=None,
        supply="local",
    )  # fmt: skip


def make(place: Place) -> GoodsScreen:
    return GoodsScreen(place)
