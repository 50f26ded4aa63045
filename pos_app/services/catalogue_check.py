"""Rows of a file held against themselves, each other and the shop: what goes in, what does not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from pos_app.domain.item import Category, Item, Pack
from pos_app.runtime.i18n import tr
from pos_app.services import catalogue_cells as cells
from pos_app.services.catalogue_cells import BadCell
from pos_app.services.catalogue_raw import BadRow, RawRow
from pos_app.services.catalogue_rows import GoodsRow

ITEM_FIELDS: dict[str, Callable[[str], Any]] = {
    "name": cells.name, "spec": cells.words, "unit": cells.words, "code": cells.code,
    "price": cells.money, "cost": cells.cost, "weighed": cells.flag, "plu": cells.plu,
    "origin": cells.words, "shelf_life": cells.days, "tobacco": cells.flag,
    "price_floor": cells.money, "tax": cells.tax, "supply": cells.supply, "storage": cells.words,
    "colour": cells.colour, "quick_page": cells.words, "quick_rank": cells.rank,
    "active": cells.flag,
}  # fmt: skip
RENAMED = {"tax": "tax_bp"}
MAY_BE_EMPTY = frozenset({"name"})
CASE_FIELDS: dict[str, Callable[[str], Any]] = {
    "case_code": cells.code, "case_qty": cells.case_qty, "case_price": cells.money,
}  # fmt: skip


class Shop(Protocol):
    """What a file is held against."""

    def get(self, item_id: str) -> Item | None: ...
    def packs(self, item_id: str) -> tuple[Pack, ...]: ...
    def code_owners(self) -> dict[str, tuple[str, bool]]: ...
    def plu_owners(self) -> dict[str, str]: ...
    def uncoded(self) -> dict[tuple[str, str], str]: ...
    def categories(self) -> list[Category]: ...


@dataclass(slots=True, kw_only=True)
class ImportPlan:
    """``good`` is ready to be stored, ``bad`` stays outside, each row with its reason."""

    good: list[GoodsRow] = field(default_factory=list)
    bad: list[BadRow] = field(default_factory=list)
    categories: list[Category] = field(default_factory=list)
    created: int = 0
    updated: int = 0


class _Refused(Exception):
    def __init__(self, column: str, reason: str, value: str = "") -> None:
        super().__init__(reason)
        self.column = column
        self.value = value


def check_rows(rows: Iterable[RawRow], shop: Shop, new_id: Callable[[], str]) -> ImportPlan:
    """Sort rows into good and bad. A known code (or PLU, or name and size of goods without either)
    means the goods that the shop has: cells that are empty leave those as they are.
    """
    checker = Checker(shop, new_id)
    for row in rows:
        checker.take(row)
    return checker.plan


class Checker:
    """Takes one row after the other; what came of them stands in ``plan``.

    ``shop`` may be changed for another view of the same catalogue between two rows.
    """

    def __init__(self, shop: Shop, new_id: Callable[[], str]) -> None:
        self.shop = shop
        self._new_id = new_id
        self._codes = shop.code_owners()
        self._plus = shop.plu_owners()
        self._uncoded = shop.uncoded()
        self._categories = {c.name: c for c in shop.categories()}
        self._lines: dict[str, int] = {}
        self.plan = ImportPlan()

    def take(self, row: RawRow) -> None:
        try:
            self._accept(row)
        except _Refused as refused:
            column = row.headers.get(refused.column, refused.column)
            self.plan.bad.append(
                BadRow(line=row.line, column=column, reason=str(refused), value=refused.value)
            )

    def _accept(self, row: RawRow) -> None:
        _hold_readable(row)
        values = _values(row, ITEM_FIELDS, MAY_BE_EMPTY)
        case = _values(row, CASE_FIELDS, frozenset())
        if case and not (case.get("case_code") and case.get("case_qty")):
            missing = "case_qty" if case.get("case_code") else "case_code"
            raise _Refused(missing, tr("箱码和箱规要一起填"))
        item_id = self._known(values)
        old = self.shop.get(item_id) if item_id else None
        item = self._merged(old, values, row.cells.get("category", ""))
        packs = self._packs(old, case)
        self._hold_free(item, packs, row.line)
        self.plan.good.append(GoodsRow(item=item, packs=packs))
        if old is None:
            self.plan.created += 1
        else:
            self.plan.updated += 1

    def _known(self, values: dict[str, Any]) -> str:
        """The id of the goods that the shop has already; empty: they are new."""
        code, plu = values.get("code", ""), values.get("plu", "")
        if code:
            owner, own = self._codes.get(code, ("", True))
            if not own:
                raise _Refused("code", tr("已是另一商品的箱码"), code)
            return owner
        if plu:
            return self._plus.get(plu, "")
        return self._uncoded.get((values["name"], values.get("spec", "")), "")

    def _merged(self, old: Item | None, values: dict[str, Any], category: str) -> Item:
        fresh = {RENAMED.get(f, f): v for f, v in values.items()}
        if category:
            fresh |= self._category(category)
        if old is not None:
            item = replace(old, **fresh | {"code": old.code})
        else:
            if fresh.get("weighed") and not fresh.get("unit"):
                fresh["unit"] = "kg"
            item = Item(id=self._new_id(), **fresh)
        if item.tobacco and item.price is not None and item.price < item.price_floor:
            raise _Refused("price", tr("烟价不能低于限价"))
        return item

    def _category(self, text: str) -> dict[str, str]:
        try:
            name = cells.words(text)
        except BadCell as bad:
            raise _Refused("category", str(bad), text) from bad
        known = self._categories.get(name)
        if known is None:
            known = Category(code=name, name=name, rank=100 + len(self._categories))
            self._categories[name] = known
            self.plan.categories.append(known)
        return {"category": known.code, "category_name": known.name}

    def _packs(self, old: Item | None, case: dict[str, Any]) -> tuple[Pack, ...] | None:
        """The file's case beside those that the goods have; None: nothing changes."""
        if not case:
            return () if old is None else None
        pack = Pack(code=case["case_code"], qty=case["case_qty"], price=case.get("case_price"))
        others = self.shop.packs(old.id) if old is not None else ()
        return (*(p for p in others if p.code != pack.code), pack)

    def _hold_free(self, item: Item, packs: tuple[Pack, ...] | None, line: int) -> None:
        """No code twice: within the file, within the row, or of other goods of the shop."""
        marks = [("code", item.code, "")] if item.code else []
        marks += [("plu", item.plu, "plu ")] if item.plu else []
        marks += [("case_code", p.code, "") for p in packs or ()]
        if not item.code and not item.plu:
            marks.append(("name", item.name, f"name {item.spec} "))
        for column, value, kind in marks:
            if (other := self._lines.get(kind + value)) is not None:
                raise _Refused(column, tr("和第 {line} 行重复", line=other), value)
            owner = self._plus.get(value) if kind == "plu " else self._codes.get(value, ("",))[0]
            if owner and kind in ("", "plu ") and owner != item.id:
                raise _Refused(column, tr("已属于另一商品"), value)
        if len({v for _, v, kind in marks if not kind}) < sum(not kind for _, _, kind in marks):
            raise _Refused("case_code", tr("箱码和条码相同"), item.code)
        self._lines.update((kind + value, line) for _, value, kind in marks)


def _hold_readable(row: RawRow) -> None:
    if row.trouble:
        raise _Refused("", row.trouble)
    for name in row.formulas:
        raise _Refused(name, tr("公式没有算出结果,请换成数值"))
    for name, text in row.cells.items():
        if text.startswith("="):
            raise _Refused(name, tr("是公式,请换成数值"), text[:40])


def _values(
    row: RawRow, parsers: dict[str, Callable[[str], Any]], required: frozenset[str]
) -> dict[str, Any]:
    """The cells that hold something, parsed."""
    found = {}
    for name, parse in parsers.items():
        text = row.cells.get(name, "")
        if not text and name not in required:
            continue
        try:
            found[name] = parse(text)
        except BadCell as bad:
            raise _Refused(name, str(bad), text[:40]) from bad
    return found
