"""Goods as the lists of the back office show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt

from pos_app.domain.item import Item
from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.session import Session
from pos_app.ui.theme import CellRole, Size, Tag, Tone

RIGHT, MIDDLE = Qt.AlignmentFlag.AlignRight, Qt.AlignmentFlag.AlignHCenter
PAGE = 100
"""Goods fetched at a time while a list scrolls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """``stock`` in thousandths."""

    item: Item
    stock: int


def with_stock(session: Session, items: Iterable[Item]) -> list[GoodsRow]:
    on_hand = session.desk.stock.on_hand
    return [GoodsRow(item=item, stock=on_hand(item.id)) for item in items]


def supply_name(supply: str) -> str:
    """Where goods come from, in a word."""
    names = {
        "hq": tr("总部"), "factory": tr("厂家直供"), "origin": tr("产地直发"), "local": tr("自采"),
    }  # fmt: skip
    return names.get(supply, supply)


_SUPPLY_TONES: dict[str, Tone] = {"hq": "neutral", "factory": "info", "origin": "good"}


def price_text(item: Item) -> str:
    if item.price is None:
        return tr("没定价")
    return format_fen(item.price)


class GoodsModel(RowsModel[GoodsRow]):
    """All columns of the goods list."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(_COLUMNS, lambda row: row.item.id, parent)
        self._session = session

    def show_category(self, category: str, *, inactive: bool = False) -> None:
        """Goods in the order of their pinyin, page by page."""

        def more(last: GoodsRow | None) -> Sequence[GoodsRow]:
            after = last.item.id if last is not None else ""
            page = self._session.desk.goods.page(category, after, PAGE, inactive=inactive)
            return with_stock(self._session, page)

        self.show_paged(more)

    def show_found(self, text: str) -> None:
        """The best matches of a search, delisted goods included."""
        hits = self._session.desk.goods.find(text, 60, inactive=True)
        self.show(with_stock(self._session, (hit.item for hit in hits)))


class HitsModel(RowsModel[GoodsRow]):
    """A short list to pick goods from: name, code, price."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__((_COLUMNS[0], _COLUMNS[1], _COLUMNS[4]), lambda row: row.item.id, parent)
        self._session = session

    def show_found(self, text: str) -> None:
        hits = self._session.desk.goods.find(text, 20) if text.strip() else []
        self.show(with_stock(self._session, (hit.item for hit in hits)))


def _name_look(row: GoodsRow) -> Look:
    item = row.item
    tags = []
    if not item.active:
        tags.append(Tag(tr("停售"), "neutral"))
    if item.tobacco:
        tags.append(Tag(tr("烟草"), "warn"))
    if item.weighed:
        tags.append(Tag(tr("称重"), "info"))
    category = item.category_name or item.category
    sub = " · ".join(part for part in (item.spec, category) if part)
    return {
        CellRole.BOLD: item.active, CellRole.SUB: sub, CellRole.TAGS: tuple(tags),
        CellRole.MUTED: not item.active,
    }  # fmt: skip


def _code(row: GoodsRow) -> str:
    item = row.item
    if item.code:
        return item.code
    return tr("秤号 {plu}", plu=item.plu) if item.plu else tr("没有条码")


def _supply_look(row: GoodsRow) -> Look:
    item = row.item
    tag = Tag(supply_name(item.supply), _SUPPLY_TONES.get(item.supply, "warn"))
    look: dict[CellRole, object] = {CellRole.TAGS: (tag,)}
    if item.origin:
        look[CellRole.SUB] = item.origin
    return look


def _price_look(row: GoodsRow) -> Look:
    look: dict[CellRole, object] = {CellRole.BOLD: True}
    if row.item.price is None:
        look |= {CellRole.TONE: "warn", CellRole.SIZE: Size.LABEL}
    if row.item.weighed and row.item.price is not None:
        look[CellRole.SUB] = tr("每{unit}", unit=row.item.unit)
    return look


def _stock_look(row: GoodsRow) -> Look:
    look: dict[CellRole, object] = {CellRole.SIZE: Size.LABEL}
    if row.stock <= 0:
        look[CellRole.TONE] = "warn"
    return look


def _stock(row: GoodsRow) -> str:
    return f"{format_qty(row.stock)} {row.item.unit}"


_QUIET: Look = {CellRole.MUTED: True, CellRole.SIZE: Size.LABEL}
_COLUMNS: tuple[Column[GoodsRow], ...] = (
    Column(title=lambda: tr("商品"), text=lambda row: row.item.name, look=_name_look),
    Column(title=lambda: tr("条码"), text=_code, look=lambda _row: _QUIET),
    Column(title=lambda: tr("供货"), text=lambda _row: "", look=_supply_look),
    Column(
        title=lambda: tr("进价"),
        text=lambda row: format_fen(row.item.cost) if row.item.cost else "—",
        look=lambda _row: _QUIET,
        align=RIGHT,
    ),
    Column(
        title=lambda: tr("售价"),
        text=lambda row: price_text(row.item),
        look=_price_look,
        align=RIGHT,
    ),
    Column(title=lambda: tr("库存"), text=_stock, look=_stock_look, align=RIGHT),
)
