"""Goods as they go into and come out of the catalogue."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.item import Item, Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceStep:
    """The price from a moment on: UTC ms, fen a unit; ``source`` says what set it."""

    valid_from: int
    price: int
    actor: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow:
    """Goods to store. ``packs`` None leaves the stored case codes as they are.

    ``history`` are earlier prices; the present one is added when it differs from the last.
    ``version`` is HQ's, 0 for goods of this shop.
    """

    item: Item
    packs: tuple[Pack, ...] | None = None
    history: tuple[PriceStep, ...] = ()
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Goods that were found. ``kind``: code, tail, plu, initials, pinyin, text or words.

    ``spans`` are the (start, end) of what matched in the item's name, empty where it was elsewhere.
    """

    item: Item
    kind: str
    spans: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class QuickPage:
    """A page of tiles for goods that are sold without scanning."""

    name: str
    items: tuple[Item, ...]
