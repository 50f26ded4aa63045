"""Suppliers, packs and stocked shops for tests of supply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import msgspec

from sync.hq.store import catalogue
from sync.hq.store import supply as s
from sync.hq.store import tables as t
from sync.hq.store.supply_ledger import set_terms
from sync.wire.facts import AnyFact, SupplyOrdered
from sync.wire.feed import TABLES, CategoryRow, ItemRow, PriceRow
from sync.wire.feed_row import Row
from sync.wire.supply import SupplyLine
from tests.support.hq import NOON, RunningHq, TillByHand

DAY_MS = 86_400_000
TODAY = date(2026, 3, 3)
"""NOON's day, a Tuesday."""
WAREHOUSE = s.Supplier(
    code="W1", name="天津仓", order_days=(0, 1, 2, 3, 4, 5), cutoff=1020, minimum=5_000,
    return_days=2,
)  # fmt: skip
FACTORY = s.Supplier(
    code="F1", name="曹县面点厂", kind="factory", order_days=(1, 4), cutoff=960, lead_days=3
)
GOODS = (
    ("A1", "清源矿泉水", "饮料", 200, 1_200, 12_000, 0, "W1"),
    ("A2", "青山纯牛奶", "乳品", 450, 3_960, 12_000, 14, "W1"),
    ("A3", "麦香吐司", "烘焙", 990, 620, 1_000, 4, "W1"),
    ("A4", "好劲道牛肉面", "方便食品", 550, 4_561, 12_000, 180, "W1"),
    ("A5", "曹县馒头", "主食", 600, 2_400, 6_000, 3, "F1"),
)
"""id, name, category, price, cost of a pack, pack, shelf life, supplier."""


def card(item: str, name: str, category: str, life: int, cost: int) -> ItemRow:
    return ItemRow(
        id=item, name=name, unit="件", category=category, category_name=category, cost=cost,
        shelf_life=life, code=f"69{item[1:]:0>11}",
    )  # fmt: skip


def packs() -> list[s.Pack]:
    return [
        s.Pack(item=i, supplier=by, pack=pack, cost=cost, price=price,
               card=card(i, name, kind, life, cost * 1000 // pack))
        for i, name, kind, price, cost, pack, life, by in GOODS
    ]  # fmt: skip


def stock_chain(hq: RunningHq, stores: Sequence[str] = ("S001", "S002")) -> None:
    """Suppliers and packs, and all goods but the factory's in every store."""
    with hq.hq.database.operator() as scope:
        s.put_suppliers(scope, [WAREHOUSE, FACTORY])
        s.put_packs(scope, packs())
    rows: list[Row] = []
    for pack in packs()[:4]:
        rows += [
            CategoryRow(code=pack.card.category, name=pack.card.category),
            pack.card,
            PriceRow(item=pack.item, valid_from=0, price=pack.price),
        ]
    catalogue.put(hq.hq.database, stores, rows)


def give_credit(hq: RunningHq, store: str, fen: int, days: int = 7) -> None:
    with hq.hq.database.scope(store) as scope:
        set_terms(scope, store, fen, days)


def order(
    number: str, *lines: tuple[str, int], supplier: str = "W1", **more: object
) -> SupplyOrdered:
    """So many packs of each item."""
    known = {pack.item: pack for pack in packs()}
    asked = tuple(
        SupplyLine(item=i, name=known[i].card.name if i in known else i, packs=n,
                   pack=known[i].pack if i in known else 1000,
                   cost=known[i].cost if i in known else 100)
        for i, n in lines
    )  # fmt: skip
    fields = {"delivery": "2026-03-04", "deadline": NOON + 5 * 3_600_000} | more
    total = sum(line.packs * line.cost for line in asked)
    return SupplyOrdered(
        order=number, supplier=supplier, supplier_name="天津仓", lines=asked, total=total, **fields
    )


def tell(till: TillByHand, *facts: AnyFact, at: int = NOON, day: date = TODAY) -> None:
    """Record and push."""
    first = len(till.payloads) + 1
    for n, fact in enumerate(facts):
        till.record(fact, at=at + n, date=day.isoformat())
    till.push(first)


def fed(hq: RunningHq, store: str, kind: type[Row]) -> dict[str, Row]:
    """What the store is fed of one kind, by key."""
    (table,) = (name for name, known in TABLES.items() if known is kind)
    return {
        row["key"]: msgspec.json.decode(bytes(row["body"]), type=kind)
        for row in hq.rows(t.feed)
        if row["store_id"] == store and row["tab"] == table and row["body"] is not None
    }


def days(first: date, number: int) -> list[date]:
    return [first + timedelta(days=n) for n in range(number)]
