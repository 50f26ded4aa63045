"""The catalogue of a store: looking, changing, bringing in a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sync.hq.store import catalogue
from sync.hq.store.catalogue import CatalogueError
from sync.hq.store.catalogue_import import Imported, import_goods
from sync.hq.web.asking import Answer, Ask, Go, Page, SorryError, leaf
from sync.hq.web.audience import Audience, UnclearError, audience, chosen, looked_at
from sync.hq.web.entries import fen
from sync.hq.web.goods_words import catalogue_words
from sync.hq.web.serving import UPLOAD_MOST
from sync.hq.web.sheets import SheetError, read_sheet
from sync.wire.feed import CategoryRow, CodeRow, ItemRow, PriceRow
from sync.wire.feed_row import Row

PAGE_SIZE = 100
SHOWN_BAD = 200
FIELDS = frozenset({"name", "spec", "unit", "code", "codes", "category", "category_name", "cost"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """An item with its price now and the next one that is set (UTC ms, fen)."""

    item: ItemRow
    price: int | None
    next_from: int = 0
    next_price: int = 0


def goods(ask: Ask) -> Answer:
    """The list of one store; a chain is looked at store by store."""
    stores, store = looked_at(ask, ask.query.get("store", "")[:16])
    text = ask.query.get("q", "")[:80]
    found = _goods(ask, store) if store else []
    wanted = [g for g in found if _matches(g.item, text)]
    values = {
        "stores": stores,
        "store": store,
        "text": text,
        "all": len(found),
        "page": leaf(wanted, ask.page_number(), PAGE_SIZE),
    }
    return Page(template="goods.html", values=values)


def _goods(ask: Ask, store: str) -> list[Goods]:
    with ask.hq.database.reading(store) as scope:
        items = catalogue.rows_of(scope, store, ItemRow)
        prices = catalogue.rows_of(scope, store, PriceRow)
    now: dict[str, PriceRow] = {}
    later: dict[str, PriceRow] = {}
    for row in prices:
        if row.valid_from <= ask.now:
            if row.item not in now or row.valid_from > now[row.item].valid_from:
                now[row.item] = row
        elif row.item not in later or row.valid_from < later[row.item].valid_from:
            later[row.item] = row
    return [
        Goods(
            item=item,
            price=now[item.id].price if item.id in now else None,
            next_from=later[item.id].valid_from if item.id in later else 0,
            next_price=later[item.id].price if item.id in later else 0,
        )
        for item in items
    ]


def _matches(item: ItemRow, text: str) -> bool:
    line = f"{item.id} {item.name} {item.spec} {item.code} {item.category_name}".casefold()
    return all(word in line for word in text.casefold().split())


def edit(ask: Ask) -> Answer:
    """One item's form, empty for a new one."""
    stores, store = looked_at(ask, ask.query.get("store", "")[:16])
    if not stores:
        return Go(path="/goods")
    ident = ask.query.get("item", "")
    item = find_item(ask, store, ident) if ident else None
    if ident and item is None:
        raise SorryError(404, ask.say("这家门店没有这个商品"))
    whom = audience(ask, {"store": store, "to": "all" if item is None else "store"})
    return _form(ask, whom, item, _filled(item), "")


def find_item(ask: Ask, store: str, ident: str) -> ItemRow | None:
    """An item of a store by its id or its barcode."""
    with ask.hq.database.reading(store) as scope:
        items = catalogue.rows_of(scope, store, ItemRow)
    by_code = None
    for item in items:
        if item.id == ident:
            return item
        if ident and (item.code == ident or any(c.code == ident for c in item.codes)):
            by_code = by_code or item
    return by_code


def _filled(item: ItemRow | None) -> dict[str, str]:
    if item is None:
        return {"unit": "件"}
    return {
        "id": item.id, "name": item.name, "spec": item.spec, "unit": item.unit, "code": item.code,
        "category": item.category_name,
        "cost": f"{item.cost // 100}.{item.cost % 100:02d}" if item.cost else "",
        "active": "yes" if item.active else "",
    }  # fmt: skip


def _form(
    ask: Ask, whom: Audience, item: ItemRow | None, filled: dict[str, str], trouble: str
) -> Page:
    here = f"/goods/edit?store={whom.store}" + (f"&item={filled.get('id', '')}" if item else "")
    return Page(
        template="goods_edit.html",
        values={"whom": whom, "item": item, "filled": filled, "trouble": trouble},
        status=400 if trouble else 200,
        here=here if ask.method == "POST" else "",
    )


def save(ask: Ask) -> Answer:
    """Write an item into the chosen stores; what the form does not show stays as it was there."""
    form = dict(ask.form)
    whom = audience(ask, form)
    known = None
    try:
        stores = chosen(ask, whom)
        ident = form.get("id", "").strip()
        known = find_item(ask, stores[0], ident) if form.get("known") else None
        cost = fen(form.get("cost", "") or "0")
        if cost is None:
            raise UnclearError(catalogue_words(ask, "bad_price"))
        rows = _rows(form, ident, cost)
        first = fen(form.get("price", "")) if form.get("price", "").strip() else None
        if form.get("price", "").strip():
            if first is None:
                raise UnclearError(catalogue_words(ask, "bad_price"))
            rows.append(PriceRow(item=ident, valid_from=ask.now, price=first))
        catalogue.put(ask.hq.database, stores, rows, item_fields=FIELDS | {"active"})
        ask.noted("item_saved", stores, item=ident, name=form.get("name", "").strip())
    except CatalogueError as error:
        return _form(ask, whom, known, form, catalogue_words(ask, error.code))
    except UnclearError as error:
        return _form(ask, whom, known, form, str(error))
    return Go(path="/goods", told="item_saved", query={"store": stores[0], "q": ident})


def _rows(form: dict[str, str], ident: str, cost: int) -> list[Row]:
    code, category = form.get("code", "").strip(), form.get("category", "").strip()
    item = ItemRow(
        id=ident,
        name=form.get("name", "").strip(),
        spec=form.get("spec", "").strip(),
        unit=form.get("unit", "").strip() or "件",
        code=code,
        codes=(CodeRow(code=code),) if code else (),
        category=category,
        category_name=category,
        cost=cost,
        active=form.get("active") == "yes" or not form.get("known"),
    )
    return [item, CategoryRow(code=category, name=category)] if category else [item]


@dataclass(slots=True, kw_only=True)
class Brought:
    """What came of a file, for the page that tells it."""

    file: str
    stores: int
    goods: int = 0
    changed: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    more: int = 0
    nothing: bool = False


def show_import(ask: Ask) -> Answer:
    stores, store = looked_at(ask, ask.query.get("store", "")[:16])
    if not stores:
        return Go(path="/goods")
    whom = audience(ask, {"store": store, "to": "all"})
    return Page(template="goods_import.html", values=_import_values(whom, "", None))


def _import_values(whom: Audience, trouble: str, brought: Brought | None) -> dict[str, Any]:
    return {"whom": whom, "trouble": trouble, "brought": brought, "most": UPLOAD_MOST >> 20}


def do_import(ask: Ask) -> Answer:
    """Good rows go in, bad ones are named by line; or nothing when that was asked for."""
    whom = audience(ask, ask.form)
    whole = ask.form.get("whole") == "yes"
    try:
        stores = chosen(ask, whom)
        if ask.upload is None:
            raise UnclearError(ask.say("请先选一个文件"))
        if len(ask.upload.data) > UPLOAD_MOST:
            raise SheetError("too_large")
        done = import_goods(
            ask.hq.database, stores, read_sheet(ask.upload.data), valid_from=ask.now, whole=whole
        )
    except (CatalogueError, SheetError) as error:
        return _refused(whom, catalogue_words(ask, error.code))
    except UnclearError as error:
        return _refused(whom, str(error))
    brought = _brought(ask, ask.upload.name, len(stores), done, whole=whole)
    if not brought.nothing:
        refused = len(done.refused)
        ask.noted("goods_imported", stores, file=brought.file, n=brought.goods, refused=refused)
    values = _import_values(whom, "", brought)
    return Page(template="goods_import.html", values=values, here="/goods/import")


def _refused(whom: Audience, sentence: str) -> Page:
    values = _import_values(whom, sentence, None)
    return Page(template="goods_import.html", values=values, status=400, here="/goods/import")


def _brought(ask: Ask, file: str, stores: int, done: Imported, *, whole: bool) -> Brought:
    nothing = whole and bool(done.refused)
    return Brought(
        file=file,
        stores=stores,
        goods=0 if nothing else done.goods,
        changed=sum(1 for written in done.written if written.changed),
        refused=[(bad.line, catalogue_words(ask, bad.reason)) for bad in done.refused[:SHOWN_BAD]],
        more=max(0, len(done.refused) - SHOWN_BAD),
        nothing=nothing,
    )
