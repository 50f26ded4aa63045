"""Suppliers and packs out of a table: a bad row is named by line, the good ones go in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from sync.hq.store import supply as s
from sync.hq.store import tables as t
from sync.hq.store.catalogue_import import BadRow
from sync.hq.store.database import Scope
from sync.wire.feed import CategoryRow, ItemRow
from sync.wire.supply import FACTORY, LOCAL, ORIGIN, WAREHOUSE

SUPPLIERS: dict[str, tuple[str, ...]] = {
    "code": ("code", "代码", "供应商代码"),
    "name": ("name", "名称", "供应商名称"),
    "kind": ("kind", "类型"),
    "order_days": ("order_days", "订货日"),
    "cutoff": ("cutoff", "截单时间"),
    "lead_days": ("lead_days", "到货天数"),
    "lead_spread": ("lead_spread", "到货浮动"),
    "minimum": ("minimum", "起订额"),
    "return_days": ("return_days", "可退天数"),
    "claim_days": ("claim_days", "索赔天数"),
}
PACKS: dict[str, tuple[str, ...]] = {
    "item": ("item", "编号", "条码"),
    "supplier": ("supplier", "供应商"),
    "pack": ("pack", "箱规"),
    "cost": ("cost", "箱价", "每箱进价"),
    "moq": ("moq", "起订箱数"),
    "pack_code": ("pack_code", "箱码"),
    "available": ("available", "有货"),
    "substitute": ("substitute", "替代"),
    "left": ("left", "余量箱数"),
    "price": ("price", "建议售价"),
    "season": ("season", "当季月份"),
    "name": ("name", "品名"),
    "spec": ("spec", "规格"),
    "unit": ("unit", "单位"),
    "category": ("category", "分类"),
    "shelf_life": ("shelf_life", "保质期"),
    "origin": ("origin", "产地"),
}
KINDS = {
    "仓库": "hq", "区域": "regional", "工厂": "factory", "产地": "origin", "本地": "local",
}  # fmt: skip
SPOKEN = ("name", "spec", "unit", "origin")
"""Of goods: what a cell says instead of what the card said."""
NO = ("否", "无", "no", "0", "false")
MOST_ROWS = 50_000

_amount = re.compile(r"(\d{1,7})(?:\.(\d{1,2}))?", re.ASCII).fullmatch
_thousandths = re.compile(r"(\d{1,6})(?:\.(\d{1,3}))?", re.ASCII).fullmatch
_clock = re.compile(r"(\d{1,2})[::](\d\d)", re.ASCII).fullmatch


@dataclass(slots=True)
class ImportedSupply:
    suppliers: int = 0
    packs: int = 0
    refused: list[BadRow] = field(default_factory=list)


def import_supply(scope: Scope, table: Iterable[Sequence[str]]) -> ImportedSupply:
    """Suppliers or packs, as the headings say; ``scope`` sees all stores.

    Raises SupplyError ``no_column``, ``too_long``.
    """
    lines = iter(table)
    headings = [heading.strip().lower() for heading in next(lines, ())]
    goods = _places(headings, PACKS)
    of_goods = {"item", "supplier", "pack", "cost"} <= set(goods)
    columns = goods if of_goods else _places(headings, SUPPLIERS)
    if not of_goods and not {"code", "name"} <= set(columns):
        raise s.SupplyError("no_column", "code, name / item, supplier, pack, cost")
    done, rows = ImportedSupply(), []
    for number, cells in enumerate(lines, 2):
        if number > MOST_ROWS:
            raise s.SupplyError("too_long", str(MOST_ROWS))
        row = {n: cells[at].strip() for n, at in columns.items() if at < len(cells)}
        if any(row.values()):
            rows.append((number, row))
    if of_goods:
        _take_packs(scope, rows, done)
    else:
        _take_suppliers(scope, rows, done)
    return done


def _places(headings: Sequence[str], names: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    return {
        name: headings.index(word)
        for name, words in names.items()
        for word in reversed(words)
        if word in headings
    }


Rows = Sequence[tuple[int, dict[str, str]]]


def _take_suppliers(scope: Scope, rows: Rows, done: ImportedSupply) -> None:
    found = {}
    for number, row in rows:
        try:
            supplier = _supplier(row).checked()
            found[supplier.code] = supplier
        except s.SupplyError as error:
            done.refused.append(BadRow(number, error.code))
    s.put_suppliers(scope, found.values())
    done.suppliers = len(found)


def _supplier(row: dict[str, str]) -> s.Supplier:
    code = row["code"]
    days = row.get("order_days", "")
    clock = _clock(row.get("cutoff", "") or "17:00")
    if clock is None:
        raise s.SupplyError("bad_cutoff", code)
    minimum = _fen(row.get("minimum", "") or "0", "bad_amount", code)
    kind = row.get("kind", "") or "hq"
    return s.Supplier(
        code=code, name=row["name"], kind=KINDS.get(kind, kind), minimum=minimum,
        order_days=tuple(sorted({_weekday(part, code) for part in re.split(r"[\s,、;]+", days)
                                 if part})),
        cutoff=int(clock[1]) * 60 + int(clock[2]),
        lead_days=_whole(row.get("lead_days", "") or "1", "bad_lead", code),
        lead_spread=_whole(row.get("lead_spread", "") or "0", "bad_lead", code),
        return_days=_whole(row.get("return_days", "") or "-1", "bad_number", code),
        claim_days=_whole(row.get("claim_days", "") or "3", "bad_number", code),
    )  # fmt: skip


def _weekday(text: str, code: str) -> int:
    """``1`` or ``周一`` is Monday, ``7`` or ``周日`` Sunday."""
    day = "一二三四五六日".find(text.removeprefix("周")) + 1 or _whole(text, "bad_days", code)
    if not 1 <= day <= 7:
        raise s.SupplyError("bad_days", code)
    return day - 1


def _take_packs(scope: Scope, rows: Rows, done: ImportedSupply) -> None:
    known = s.suppliers(scope)
    cards = _cards(scope, {row["item"] for _, row in rows})
    codes = _categories(scope)
    found = {}
    for number, row in rows:
        try:
            if row["supplier"] not in known:
                raise s.SupplyError("no_such_supplier", row["item"])
            card = cards.get(row["item"]) or _new_card(row, known[row["supplier"]].kind)
            pack = _pack(row, card, codes).checked()
            found[pack.item] = pack
        except s.SupplyError as error:
            done.refused.append(BadRow(number, error.code))
    s.put_packs(scope, found.values())
    done.packs = len(found)


def _cards(scope: Scope, items: set[str]) -> dict[str, ItemRow]:
    """Goods as any store of the chain has them, or as they were delivered before."""
    held = {item: pack.card for item, pack in s.packs(scope, sorted(items)).items()}
    f = t.feed.c
    missing = sorted(items - set(held))
    rows = scope.conn.execute(
        scope.select(t.feed, f.key, f.body)
        .where(f.tab == "item", f.key.in_(missing), f.body.is_not(None))
        .order_by(f.store_id)
    )
    for key, body in rows:
        held.setdefault(key, msgspec.json.decode(bytes(body), type=ItemRow))
    return held


def _categories(scope: Scope) -> dict[str, tuple[str, str]]:
    """The chain's categories as (code, name), by either."""
    f = t.feed.c
    bodies = scope.conn.execute(
        scope.select(t.feed, f.body)
        .where(f.tab == "category", f.body.is_not(None))
        .distinct()
        .order_by(f.body)
    ).scalars()
    rows = [msgspec.json.decode(bytes(body), type=CategoryRow) for body in bodies]
    named = {row.name: (row.code, row.name) for row in rows}
    return named | {row.code: (row.code, row.name) for row in rows}


def _new_card(row: dict[str, str], kind: str) -> ItemRow:
    """Goods that no store has yet."""
    if not row.get("name"):
        raise s.SupplyError("bad_name", row["item"])
    return ItemRow(
        id=row["item"], name=row["name"], code=row["item"] if row["item"].isdigit() else "",
        supply=kind if kind in (FACTORY, ORIGIN, LOCAL) else WAREHOUSE,
    )  # fmt: skip


def _pack(row: dict[str, str], card: ItemRow, categories: Mapping[str, tuple[str, str]]) -> s.Pack:
    item, category, left = row["item"], row.get("category", ""), row.get("left", "")
    spoken = {n: row[n] for n in SPOKEN if row.get(n)}
    if category:
        code, name = categories.get(category, (category, category))
        spoken |= {"category": code, "category_name": name}
    life = _whole(row.get("shelf_life", "") or str(card.shelf_life), "bad_number", item)
    unit = _thousandths(row["pack"])
    if unit is None:
        raise s.SupplyError("bad_pack", item)
    return s.Pack(
        item=item, supplier=row["supplier"],
        pack=int(unit[1]) * 1000 + int((unit[2] or "").ljust(3, "0")),
        cost=_fen(row["cost"], "bad_amount", item),
        card=msgspec.structs.replace(card, shelf_life=life, **spoken),
        moq=_whole(row.get("moq", "") or "1", "bad_moq", item),
        pack_code=row.get("pack_code", ""), substitute=row.get("substitute", ""),
        available=row.get("available", "").lower() not in NO,
        left=_whole(left, "bad_number", item) if left else None,
        price=_fen(row.get("price", "") or "0", "bad_amount", item),
        season=tuple(
            _whole(part, "bad_season", item)
            for part in re.split(r"[\s,、;]+", row.get("season", "")) if part
        ),
    )  # fmt: skip


def _fen(text: str, code: str, key: str) -> int:
    match = _amount(text.lstrip("¥￥"))
    if match is None:
        raise s.SupplyError(code, key)
    return int(match[1]) * 100 + int((match[2] or "").ljust(2, "0"))


def _whole(text: str, code: str, key: str) -> int:
    if not re.fullmatch(r"-?\d{1,7}", text, re.ASCII):
        raise s.SupplyError(code, key)
    return int(text)
