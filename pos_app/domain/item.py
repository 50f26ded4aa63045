"""Goods as the shop knows them, and the codes that lead to them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One article (SKU). ``price`` is fen a unit (a kilogram for weighed goods), None: not priced.

    ``supply`` is where it comes from: hq, factory (产业带厂直), origin (产地直发) or local.
    ``price_floor`` binds tobacco. ``shelf_life`` is days, 0: does not expire.
    """

    id: str
    name: str
    spec: str = ""
    unit: str = "件"
    code: str = ""
    category: str = ""
    category_name: str = ""
    price: int | None = None
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A case code: so many thousandths of the single, at its own price where it has one."""

    code: str
    qty: int
    price: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """What a code on a pack says; ``amount`` in fen where the label fixes it.

    ``marked_down`` is the price in fen of a near-expiry batch that is sold for less.
    """

    item: Item
    code: str = ""
    qty: int = 1000
    pack: Pack | None = None
    amount: int | None = None
    expiry: str = ""
    marked_down: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    code: str
    name: str
    rank: int = 0
