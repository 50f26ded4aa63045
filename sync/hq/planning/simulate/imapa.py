"""IMAPA for many goods at once: exponential smoothing at several temporal aggregations, averaged.

After Petropoulos and Kourentzes (2015), as statsforecast states it: the levels of aggregation are
1 .. the mean interval between sales, each smoothed with the weight of 0.1 to 0.3 that fits best.
"""

from __future__ import annotations

import numpy as np

from sync.hq.planning.items import Floats, Ints

WEIGHTS = np.linspace(0.1, 0.3, 9)
LONGEST = 28  # days: goods that sell more rarely are taken as selling once in four weeks


def imapa(sold: Floats) -> Floats:
    """Forecast units a day of each good; ``sold`` float64[days, n]."""
    levels = _levels(sold)
    total = np.zeros(sold.shape[1])
    for level in range(1, int(levels.max(initial=0)) + 1):
        goods = np.flatnonzero(levels >= level)
        part = sold[len(sold) % level :, goods]
        sums = part.reshape(len(part) // level, level, len(goods)).sum(axis=1)
        total[goods] += _smoothed(sums) / level
    return np.asarray(total / np.maximum(levels, 1))


def _levels(sold: Floats) -> Ints:
    """The mean interval between days of sale, rounded; 0 for a good that never sold."""
    some = sold > 0
    last = len(sold) - np.argmax(some[::-1], axis=0)
    count = some.sum(axis=0)
    mean = np.round(last / np.maximum(count, 1)).astype(np.int64)
    return np.where(count > 0, np.clip(mean, 1, min(LONGEST, len(sold))), 0)


def _smoothed(sums: Floats) -> Floats:
    """Last level of simple exponential smoothing with the weight of least squared error."""
    level = np.repeat(sums[:1], len(WEIGHTS), axis=0)
    errors = np.zeros_like(level)
    for row in sums[1:]:
        miss = row - level
        errors += miss * miss
        level = level + WEIGHTS[:, None] * miss
    return np.asarray(level[errors.argmin(axis=0), np.arange(sums.shape[1])])
