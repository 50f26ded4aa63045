"""Bringing a table of goods into the catalogue: a bad row is named, the good ones go in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sync.hq.store.catalogue import CatalogueError, Written, check, put
from sync.hq.store.database import Database
from sync.wire.feed import CategoryRow, CodeRow, ItemRow, PriceRow
from sync.wire.feed_row import Row

COLUMNS: dict[str, tuple[str, ...]] = {
    "id": ("id", "编号", "货号", "商品编码"),
    "name": ("name", "品名", "名称", "商品名称"),
    "code": ("barcode", "code", "条码", "条形码", "商品条码"),
    "spec": ("spec", "规格"),
    "unit": ("unit", "单位"),
    "category": ("category", "类别编码", "分类编码"),
    "category_name": ("category_name", "类别", "分类"),
    "price": ("price", "售价", "零售价", "价格"),
    "cost": ("cost", "进价", "成本"),
    "weighed": ("weighed", "称重"),
    "plu": ("plu", "秤号"),
    "tobacco": ("tobacco", "烟草"),
    "shelf_life": ("shelf_life", "shelf life", "保质期"),
    "origin": ("origin", "产地"),
    "supply": ("supply", "来源", "供货"),
}
"""Our name for a column, and the headings that mean it."""
MOST_ROWS = 100_000

_amount = re.compile(r"(\d{1,7}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class BadRow:
    """``line`` counts from 1 with the headings; ``reason`` is a stable code."""

    line: int
    reason: str


@dataclass(slots=True)
class Imported:
    """What came of a file: goods taken, rows refused, what changed in each store."""

    goods: int = 0
    refused: list[BadRow] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)


def columns_of(headings: Sequence[str]) -> dict[str, int]:
    """Our column names and where they stand. Raises CatalogueError ``no_column``."""
    plain = [heading.strip().lower() for heading in headings]
    found = {
        name: plain.index(word)
        for name, words in COLUMNS.items()
        for word in words
        if word in plain
    }
    if "name" not in found or not {"id", "code"} & set(found):
        raise CatalogueError("no_column", "name, barcode")
    return found


def import_goods(
    database: Database,
    stores: Sequence[str],
    table: Iterable[Sequence[str]],
    *,
    valid_from: int,
    whole: bool = False,
) -> Imported:
    """Put the goods of a table, its headings first, into stores; prices hold from ``valid_from``.

    ``whole``: nothing goes in when a row is bad. Raises CatalogueError ``no_column``, ``too_long``.
    """
    lines = iter(table)
    columns = columns_of(next(lines, ()))
    result, rows = Imported(), _Rows(valid_from)
    for number, cells in enumerate(lines, 2):
        if number > MOST_ROWS:
            raise CatalogueError("too_long", str(MOST_ROWS))
        values = {
            name: cells[at].strip() if at < len(cells) else "" for name, at in columns.items()
        }
        if not any(values.values()):
            continue
        try:
            rows.add(values)
        except CatalogueError as error:
            result.refused.append(BadRow(number, error.code))
    result.goods = rows.goods
    if rows.found and not (whole and result.refused):
        fields = frozenset(columns) - {"price"} | ({"codes"} if "code" in columns else set())
        if "category_name" in columns:
            fields |= {"category"}
        every = list(rows.found.values())
        result.written = put(database, stores, every, item_fields=fields)
    return result


YES, NO = ("是", "yes", "y", "true", "1"), ("", "否", "no", "n", "false", "0")
MOST_DAYS = 36_500


def _yes(text: str, ident: str) -> bool:
    """A cell that says whether. Raises CatalogueError ``bad_flag``."""
    word = text.lower()
    if word not in (*YES, *NO):
        raise CatalogueError("bad_flag", ident)
    return word in YES


def _days(text: str, ident: str) -> int:
    """Days of shelf life, 0 for what does not expire. Raises CatalogueError ``bad_days``."""
    if not text:
        return 0
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST_DAYS):
        raise CatalogueError("bad_days", ident)
    return int(text)


class _Rows:
    """Feed rows of a table, each key once."""

    def __init__(self, valid_from: int) -> None:
        self.found: dict[tuple[str, str], Row] = {}
        self.goods = 0
        self._valid_from = valid_from
        self._codes: set[str] = set()

    def add(self, values: Mapping[str, str]) -> None:
        """Raises CatalogueError."""
        code = values.get("code", "")
        ident = values.get("id", "") or code
        category = values.get("category", "") or values.get("category_name", "")
        item = ItemRow(
            id=ident,
            name=values["name"],
            spec=values.get("spec", ""),
            unit=values.get("unit", "") or "件",
            code=code,
            category=category,
            category_name=values.get("category_name", "") or category,
            cost=_fen(values.get("cost", ""), ident) or 0,
            codes=(CodeRow(code=code),) if code else (),
            weighed=_yes(values.get("weighed", ""), ident),
            plu=values.get("plu", ""),
            tobacco=_yes(values.get("tobacco", ""), ident),
            shelf_life=_days(values.get("shelf_life", ""), ident),
            origin=values.get("origin", ""),
            supply=values.get("supply", "") or "hq",
        )
        price = _fen(values.get("price", ""), ident)
        check(item)
        if category:
            check(CategoryRow(code=category, name=item.category_name))
        if ("item", ident) in self.found or (code and code in self._codes):
            raise CatalogueError("twice", ident)
        self._codes.add(code)
        self.found["item", ident] = item
        if price is not None:
            row = PriceRow(item=ident, valid_from=self._valid_from, price=price)
            self.found["price", ident] = row
        if category:
            self.found.setdefault(
                ("category", category), CategoryRow(code=category, name=item.category_name)
            )
        self.goods += 1


def _fen(text: str, key: str) -> int | None:
    """Yuan as text into fen, a comma only between thousands; None for an empty cell.

    Raises CatalogueError ``bad_price``.
    """
    if not text:
        return None
    match = _amount(text.lstrip("¥￥").strip())
    if match is None:
        raise CatalogueError("bad_price", key)
    return int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0"))
