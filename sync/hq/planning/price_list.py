"""The prices of a store: what is in force, and which days are promotions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np

from sync.hq.planning.items import Ints
from sync.hq.store.catalogue import rows_of
from sync.hq.store.database import Scope
from sync.wire.feed import PriceRow

PROMO_WINDOW = (56, 28)
PROMO_SHARE = 95
"""A price of at most so many percent of the usual one is a promotion."""
NOON_MS = 4 * 3_600_000
"""Noon in China as UTC of the same day."""


class PriceList:
    """The store's price list by item, in the order of the goods."""

    def __init__(self, scope: Scope, store: str, index: Mapping[str, int]) -> None:
        self._lists: list[list[tuple[int, int]]] = [[] for _ in index]
        for row in rows_of(scope, store, PriceRow):
            if row.item in index:
                self._lists[index[row.item]].append((row.valid_from, row.price))
        for prices in self._lists:
            prices.sort()

    def on(self, day: date) -> Ints:
        """In force at noon; 0 where none is."""
        at = _noon(day)
        return np.array(
            [max((p for p in prices if p[0] <= at), default=(0, 0))[1] for prices in self._lists],
            dtype=np.int64,
        )

    def promoted(self, days: list[date], today: date) -> np.ndarray:
        """uint8[days, n]: the price is below what it usually is around ``today``."""
        found = np.zeros((len(days), len(self._lists)), dtype=np.uint8)
        first = today - timedelta(days=PROMO_WINDOW[0])
        around = [_noon(first + timedelta(days=n)) for n in range(sum(PROMO_WINDOW))]
        for column, prices in enumerate(self._lists):
            if len(prices) < 2:
                continue
            usual: dict[int, int] = {}
            for at in around:
                price = _at(prices, at)
                usual[price] = usual.get(price, 0) + 1
            plain = max(usual, key=lambda p: (usual[p], p))
            for row, day in enumerate(days):
                price = _at(prices, _noon(day))
                found[row, column] = 0 < price * 100 <= plain * PROMO_SHARE
        return found


def _noon(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86_400_000 + NOON_MS


def _at(prices: list[tuple[int, int]], at: int) -> int:
    found = 0
    for valid_from, price in prices:
        if valid_from <= at:
            found = price
    return found
