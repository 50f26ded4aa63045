"""Shelf labels that must be printed anew: goods whose price changed since the label was made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from pos_app.domain.item import Item
from pos_app.services.catalogue_rows import PriceStep

RECENT_MS = 7 * 86_400_000
"""A price that changed longer ago than a week had its label by now."""


class Prices(Protocol):
    def get(self, item_id: str) -> Item | None: ...
    def price_history(self, item_id: str) -> Sequence[PriceStep]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfLabel:
    """What a shelf label must show: the goods, the price in fen, and what it was before."""

    item: Item
    price: int
    before: int


def changed_labels(goods: Prices, items: Iterable[str], now: int) -> list[ShelfLabel]:
    """Labels of those goods whose price became another one in the last week, each once."""
    found = []
    for item_id in dict.fromkeys(items):
        item, steps = goods.get(item_id), list(goods.price_history(item_id))
        if item is None or item.price is None or len(steps) < 2:
            continue
        newest, before = steps[0], steps[1]
        recent = now - RECENT_MS <= newest.valid_from <= now
        if recent and newest.price == item.price != before.price:
            found.append(ShelfLabel(item=item, price=item.price, before=before.price))
    return found
