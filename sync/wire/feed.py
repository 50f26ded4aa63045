"""The rows that HQ feeds to a store: mirrors at the till, latest version by key.

A row's digest is taken over its canonical JSON, so both sides can compare table by table.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import msgspec

from sync.wire.feed_row import Row
from sync.wire.fulfilment import ShopRules
from sync.wire.orders import OrderMove, PlacedOrder
from sync.wire.supply_feed import SUPPLY_TABLES


class CategoryRow(Row, frozen=True, kw_only=True):
    code: str
    name: str
    rank: int = 0


class CodeRow(Row, frozen=True, kw_only=True):
    """A barcode of an item: ``pack_qty`` thousandths, ``pack_price`` fen where the pack has one."""

    code: str
    pack_qty: int = 1000
    pack_price: int | None = None


class ItemRow(Row, frozen=True, kw_only=True):
    """One article as the till's catalogue holds it, with its codes."""

    id: str
    name: str
    spec: str = ""
    unit: str = "件"
    code: str = ""
    category: str = ""
    category_name: str = ""
    cost: int = 0
    weighed: bool = False
    plu: str = ""
    tax_bp: int = 0
    tobacco: bool = False
    price_floor: int = 0
    supply: str = "hq"
    origin: str = ""
    shelf_life: int = 0
    storage: str = ""
    colour: str = ""
    quick_page: str = ""
    quick_rank: int = 0
    active: bool = True
    codes: tuple[CodeRow, ...] = ()


class PriceRow(Row, frozen=True, kw_only=True):
    """A price of the store's list, in force from ``valid_from`` (UTC ms)."""

    item: str
    valid_from: int
    price: int


class StaffRow(Row, frozen=True, kw_only=True):
    """A person of the store. PINs are set at the till and never travel."""

    id: str
    name: str
    role: str
    active: bool = True


class SettingRow(Row, frozen=True, kw_only=True):
    """A setting that HQ decides; ``value`` is JSON."""

    name: str
    value: str


class NoticeRow(Row, frozen=True, kw_only=True):
    id: str
    at: int
    title: str
    text: str
    until: int = 0


class OtherTillRow(Row, frozen=True, kw_only=True):
    """What another till of the same store moved: net thousandths by item and business date."""

    till: str
    item: str
    date: str
    qty: int


class OtherParkedRow(Row, frozen=True, kw_only=True):
    """A basket that another till of the same store put aside."""

    basket: str
    till: str
    at: int
    actor_name: str
    label: str
    lines: int
    total: int
    content: str


class OrderRow(Row, frozen=True, kw_only=True):
    """An order of the store with every move that HQ knows of, its own and those of all tills."""

    order: PlacedOrder
    moves: tuple[OrderMove, ...] = ()


class ShopRulesRow(Row, frozen=True, kw_only=True):
    """How the shop hands over; ``id`` is that of the entry that said so.

    The highest ``version`` holds, of two with one version that with the higher id.
    """

    id: str
    rules: ShopRules
    version: int = 0


TABLES: dict[str, type[Row]] = {
    "category": CategoryRow,
    "item": ItemRow,
    "price": PriceRow,
    "staff": StaffRow,
    "setting": SettingRow,
    "notice": NoticeRow,
    "other_till": OtherTillRow,
    "other_parked": OtherParkedRow,
    "order": OrderRow,
    "shop_rules": ShopRulesRow,
    **SUPPLY_TABLES,
}


def canonical(row: Row) -> bytes:
    """The JSON over which both sides take their digest."""
    return msgspec.json.encode(row, order="sorted")


def digest(rows: Iterable[tuple[str, bytes]]) -> tuple[str, int]:
    """SHA-256 over keys and canonical rows in key order, and their number."""
    total, count = hashlib.sha256(), 0
    for key, body in rows:
        total.update(key.encode() + b"\0" + body + b"\n")
        count += 1
    return total.hexdigest(), count
