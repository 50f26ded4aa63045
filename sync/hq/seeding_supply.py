"""Who delivers the demo chain's goods, by which packs, and what each shop may owe."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from sync.hq.store.catalogue import put, rows_of
from sync.hq.store.database import Database
from sync.hq.store.supply import Pack, Supplier, put_packs, put_suppliers
from sync.hq.store.supply_import import import_supply
from sync.hq.store.supply_ledger import set_terms
from sync.wire.feed import ItemRow

Table = Sequence[Sequence[str]]
CREDIT, TERMS_DAYS = 3_000_000, 7
FRESH_DAYS = 15
EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
SUPPLIERS = (
    Supplier(code="W1", name="天津中心仓", order_days=EVERY_DAY[:6], return_days=30,
             minimum=20_000),
    Supplier(code="R1", name="天津鲜食中心", kind="regional", order_days=EVERY_DAY, cutoff=900,
             return_days=1, claim_days=1),
    Supplier(code="F1", name="工厂直供", kind="factory", order_days=(1, 4), lead_days=3,
             lead_spread=1, claim_days=5),
    Supplier(code="O1", name="产地直发", kind="origin", order_days=(0, 3), lead_days=2,
             lead_spread=1, claim_days=2),
)  # fmt: skip
MAKERS = {"factory": "F1", "origin": "O1"}
FIELDS = frozenset({"shelf_life", "supply", "origin", "tobacco"})


def seed_supply(database: Database, stores: Sequence[str], table: Table, new: Table) -> None:
    """``table``: the goods with their headings, already imported into the stores; ``new``: packs
    as an import takes them, of goods that no store has and HQ may propose to list."""
    rows = [dict(zip(table[0], cells, strict=False)) for cells in table[1:]]
    with database.reading(stores[0]) as scope:
        items = {item.code: item for item in rows_of(scope, stores[0], ItemRow) if item.code}
    packs, cards = [], []
    for row in rows:
        item = items.get(row.get("条码", ""))
        if item is None or row.get("来源") == "local":
            continue
        card = _card(item, row)
        cards.append(card)
        packs.append(_pack(card, row))
    put(database, stores, cards, item_fields=FIELDS)
    with database.operator() as scope:
        put_suppliers(scope, SUPPLIERS)
        put_packs(scope, packs)
        import_supply(scope, new)
    for store in stores:
        with database.scope(store) as scope:
            set_terms(scope, store, CREDIT, TERMS_DAYS)


def _card(item: ItemRow, row: dict[str, str]) -> ItemRow:
    return msgspec.structs.replace(
        item, shelf_life=int(row.get("保质期") or 0), supply=row.get("来源") or "hq",
        origin=row.get("产地", ""), tobacco=bool(row.get("烟草")),
    )  # fmt: skip


def _pack(card: ItemRow, row: dict[str, str]) -> Pack:
    units = max(int(row.get("箱规") or 1), 1)
    fresh = 0 < card.shelf_life <= FRESH_DAYS
    whole, _, part = row.get("售价", "").partition(".")
    price = int(whole or 0) * 100 + int(part.ljust(2, "0")[:2])
    return Pack(
        item=card.id, supplier=MAKERS.get(card.supply, "R1" if fresh else "W1"), pack=units * 1000,
        cost=card.cost * units, card=card, pack_code=row.get("箱码", ""), price=price,
    )  # fmt: skip
