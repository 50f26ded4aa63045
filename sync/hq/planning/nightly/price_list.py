"""The prices of a store: what is in force, and which days are promotions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from sync.hq.planning.items import Ints

PROMO_WINDOW = (56, 28)
PROMO_SHARE = 95
"""A price of at most so many percent of the usual one is a promotion."""
NOON_MS = 4 * 3_600_000
"""Noon in China as UTC of the same day."""
DAY_MS = 86_400_000
FIRST_DAY = date(1970, 1, 1).toordinal()
MANY = 1 << 40  # above any price in fen


class PriceList:
    """Prices by item: ``item`` int64[k] positions below ``number``, ``since`` UTC ms, fen."""

    def __init__(self, number: int, item: Ints, since: Ints, price: Ints) -> None:
        order = np.lexsort((price, since, item))
        self._number = number
        self._item, self._since, self._price = item[order], since[order], price[order]

    def on(self, day: date) -> Ints:
        """In force at noon; 0 where none is."""
        found: Ints = np.zeros(self._number, dtype=np.int64)
        begun = self._since <= _noons([day])[0]
        found[self._item[begun]] = self._price[begun]  # of several the last one stays
        return found

    def promoted(self, days: Sequence[date], today: date) -> np.ndarray:
        """uint8[days, n]: the price is below what it usually is around ``today``."""
        found = np.zeros((len(days), self._number), dtype=np.uint8)
        several = np.flatnonzero(np.bincount(self._item, minlength=self._number) > 1)
        if not len(several) or not days:
            return found
        first = today.toordinal() - PROMO_WINDOW[0]
        around = _noons([date.fromordinal(first + n) for n in range(sum(PROMO_WINDOW))])
        asked = _noons(days)
        times = np.unique(np.concatenate([around, asked]))
        table = self._over(several, times)
        plain = _usual(table[:, np.searchsorted(times, around)])
        then = table[:, np.searchsorted(times, asked)]
        below = (then > 0) & (then * 100 <= plain[:, None] * PROMO_SHARE)
        found[:, several] = below.T
        return found

    def _over(self, items: Ints, times: Ints) -> Ints:
        """int64[items, times]: the price in force at each of the times, which ascend."""
        row = np.full(self._number, -1, dtype=np.int64)
        row[items] = np.arange(len(items))
        mine = row[self._item] >= 0
        at = np.searchsorted(times, self._since[mine])  # the first time that knows it
        last: Ints = np.zeros((len(items), len(times) + 1), dtype=np.int64)
        last[row[self._item[mine]], at] = np.arange(1, len(at) + 1)
        last = np.maximum.accumulate(last[:, :-1], axis=1)
        return np.asarray(np.concatenate([[0], self._price[mine]])[last])


def _noons(days: Sequence[date]) -> Ints:
    ordinals: Ints = np.array([day.toordinal() for day in days], dtype=np.int64)
    return (ordinals - FIRST_DAY) * DAY_MS + NOON_MS


def _usual(prices: Ints) -> Ints:
    """The price of most days of each row; of several the highest."""
    rows, width = prices.shape
    flat = np.sort(prices, axis=1).ravel()
    starts = np.ones(rows * width, dtype=bool)
    starts[1:] = flat[1:] != flat[:-1]
    starts[::width] = True
    runs = np.flatnonzero(starts)
    days = np.diff(np.append(runs, rows * width))
    rank = days * MANY + flat[runs]
    return np.asarray(
        np.maximum.reduceat(rank, np.searchsorted(runs, np.arange(rows) * width)) % MANY
    )
