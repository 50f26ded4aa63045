"""The demo shop's goods: invented, with cases, earlier prices and stock on the shelves."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from pos_app.domain.item import Category, Item, Pack
from pos_app.domain.money import parse_fen, parse_qty
from pos_app.domain.staff import Staff
from pos_app.runtime.resources import resource_dir
from pos_app.services.catalogue_check import check_rows
from pos_app.services.catalogue_import import Catalogue, import_digest
from pos_app.services.catalogue_raw import RawRow
from pos_app.services.catalogue_reader import read_rows
from pos_app.services.catalogue_rows import GoodsRow, PriceStep
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger
from pos_app.services.stock import OPENING, Moved, StockAdjustments
from sync.wire.facts import CatalogueImported

CATEGORIES = {
    "饮料": "drinks", "乳品": "dairy", "方便速食": "instant", "休闲零食": "snacks",
    "糖果巧克力": "sweets", "烘焙": "bakery", "熟食": "deli", "生鲜": "fresh", "散称零食": "loose",
    "冷冻冷饮": "frozen", "粮油调味": "grocery", "个人护理": "care", "纸品": "paper",
    "日用杂货": "household", "烟": "tobacco", "酒": "alcohol", "产业带优选": "belt",
}  # fmt: skip
FIRST_ID = 100_001
DEMO = "demo"
"""Where a price came from, in its history: the demo shop's own past."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoGoods:
    """One of the demo goods; ``stock`` thousandths on the shelf at the start."""

    item: Item
    packs: tuple[Pack, ...]
    history: tuple[PriceStep, ...]
    stock: int


class DemoShop(Protocol):
    """The shop that the goods go into."""

    @property
    def ledger(self) -> Ledger: ...
    @property
    def goods_book(self) -> Catalogue: ...
    @property
    def stock(self) -> StockAdjustments: ...
    @property
    def clock(self) -> Clock: ...


class _Nothing:
    """A shop without goods, against which the file is checked."""

    def get(self, item_id: str) -> Item | None:
        return None

    def packs(self, item_id: str) -> tuple[Pack, ...]:
        return ()

    def code_owners(self) -> dict[str, tuple[str, bool]]:
        return {}

    def plu_owners(self) -> dict[str, str]:
        return {}

    def uncoded(self) -> dict[tuple[str, str], str]:
        return {}

    def categories(self) -> list[Category]:
        return demo_categories()


def demo_file() -> Path:
    return resource_dir() / "catalogue" / "demo_goods.csv"


def demo_categories() -> list[Category]:
    return [
        Category(code=code, name=name, rank=rank)
        for rank, (name, code) in enumerate(CATEGORIES.items(), 1)
    ]


def demo_tables() -> tuple[list[list[str]], list[list[str]]]:
    """With their headings: the demo's goods, and packs of goods that its HQ could bring besides."""
    folder = resource_dir() / "catalogue"
    goods, new = (
        list(csv.reader((folder / name).read_text(encoding="utf-8").splitlines()))
        for name in ("demo_goods.csv", "new_goods.csv")
    )
    return goods, new


def demo_goods() -> list[DemoGoods]:
    """All of them, in the order of the file; their ids are numbers from 100001 on."""
    rows = list(read_rows(demo_file()))
    numbers = iter(range(FIRST_ID, FIRST_ID + len(rows)))
    plan = check_rows(rows, _Nothing(), lambda: str(next(numbers)))
    if plan.bad:
        raise ValueError(str(plan.bad[0]))
    return [_demo(good, row) for good, row in zip(plan.good, rows, strict=True)]


def _demo(good: GoodsRow, row: RawRow) -> DemoGoods:
    return DemoGoods(
        item=replace(good.item, supply=good.item.supply or "hq"),
        packs=good.packs or (),
        history=tuple(_history(row.cells.get("history", ""))),
        stock=parse_qty(row.cells["stock"]),
    )


def _history(text: str) -> Iterable[PriceStep]:
    for step in filter(None, text.split(";")):
        day, _, price = step.partition(":")
        at = datetime.fromisoformat(day).replace(tzinfo=UTC)
        yield PriceStep(valid_from=int(at.timestamp() * 1000), price=parse_fen(price), source=DEMO)


def load_demo(shop: DemoShop, staff: Staff) -> None:
    """Put the demo goods into the catalogue and on the shelves of a shop that has none."""
    goods = demo_goods()
    file = demo_file()
    fact = CatalogueImported(
        file=file.name, sha256=import_digest(file), created=len(goods), updated=0, refused=0
    )
    with shop.ledger.transaction(person(staff)) as tx:
        tx.append(fact)
        shop.goods_book.save_categories(demo_categories())
        shop.goods_book.save_many(
            [GoodsRow(item=g.item, packs=g.packs, history=g.history) for g in goods],
            at=shop.clock.now_ms(), actor=staff.name, source=DEMO,
        )  # fmt: skip
    moves = tuple(Moved(item=g.item, qty=g.stock) for g in goods if g.stock)
    shop.stock.adjust(moves, OPENING, staff)
