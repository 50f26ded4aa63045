"""How much of a demand of given mean and variance is met from a stock: tables, a row a good.

Whole-unit demand is negative binomial, by its recurrence in logarithms; where that would need
more than `CELLS` cells, a gamma on cells wider than a unit takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sync.hq.planning.items import Floats, Ints

CELLS = 96
SIZES = (12, 24, 48, CELLS)  # a table is no longer than its row needs
WIDE = 60.0  # units: means above take the quantile of a gamma, by Wilson and Hilferty (1931)
NINE_IN_TEN = 1.2815515655446004  # standard normal
REACH = 8.0  # standard deviations above the mean that a table holds


@dataclass(frozen=True, slots=True)
class Outlook:
    """``met[row, j]``: expected units met from j cells of stock; ``over[row, j]``: P(demand > j).

    ``row`` is each line's place in the tables, which are shared by all that were chosen from them;
    they are filled up to the cell ``last``.
    """

    width: Floats  # units a cell
    last: Ints
    row: Ints
    met: Floats
    over: Floats

    def met_from(self, stock: Floats) -> Floats:
        """E min(demand, stock), straight between the cells; ``stock`` in units, a row each."""
        place = np.clip(stock / self.width, 0.0, self.last)
        low = np.minimum(place.astype(np.int64), self.last - 1)
        left = self.met[self.row, low]
        return np.asarray(left + (place - low) * (self.met[self.row, low + 1] - left))

    def stock_of(self, met: Floats) -> Floats:
        """The stock that meets so many units: `met_from` turned round; no more than the table."""
        filled = np.arange(CELLS + 1) <= self.last[:, None]
        less = filled & (self.met[self.row] <= met[:, None])
        low = np.clip(less.sum(axis=1) - 1, 0, self.last - 1)
        left = self.met[self.row, low]
        step = self.met[self.row, low + 1] - left
        part = np.where(step > 0.0, (met - left) / np.where(step > 0.0, step, 1.0), 0.0)
        return np.asarray((low + np.clip(part, 0.0, 1.0)) * self.width)

    def risk(self, stock: Floats) -> Floats:
        """P(demand > stock)."""
        cell = np.floor(np.clip(stock / self.width + 1e-9, 0.0, CELLS - 1.0)).astype(np.int64)
        return np.where(stock < 0, 1.0, self.over[self.row, cell])

    def rows(self, chosen: np.ndarray) -> Outlook:
        return Outlook(self.width[chosen], self.last[chosen], self.row[chosen], self.met, self.over)


def outlook(mean: Floats, variance: Floats) -> Outlook:
    """``mean`` and ``variance`` in units, float64[n]; a variance below the mean counts as it."""
    mean = np.maximum(mean, 1e-9)
    variance = np.maximum(variance, mean * 1.001)
    reach = mean + REACH * np.sqrt(variance)
    width = np.maximum(1.0, reach / CELLS)
    met, over = np.zeros((len(mean), CELLS + 1)), np.zeros((len(mean), CELLS))
    last, below = np.full(len(mean), CELLS, dtype=np.int64), 0.0
    for cells in SIZES:
        rows = np.flatnonzero((reach > below) & (reach <= cells))
        last[rows] = cells
        if len(rows):
            mass = _mass(_negative_binomial(mean[rows], variance[rows], cells))
            _fill(met, over, rows, np.maximum(1.0 - np.cumsum(mass, axis=1), 0.0), width)
        below = cells
    rows = np.flatnonzero(reach > CELLS)
    if len(rows):
        mass = _mass(_gamma(mean[rows], variance[rows], width[rows]))
        left = np.maximum(1.0 - np.cumsum(mass, axis=1), 0.0) + mass / 2
        _fill(met, over, rows, left, width)
    return Outlook(width, last, np.arange(len(mean)), met, over)


def at_most(mean: Floats, variance: Floats, stock: Floats) -> tuple[Floats, Floats]:
    """Bounds on P(demand > stock) and on the units unmet, without a table; columns in units.

    Whatever demand's shape: Cantelli, and Scarf (1958). Where it is negative binomial, the tighter
    bound of Chernoff (1952), with the tilt that moves the mean to the stock: E e^(t(D - y)) bounds
    the tail, and over e t the units above y.
    """
    slack = stock - mean
    unmet = (np.sqrt(variance + slack * slack) - slack) / 2.0
    risk = variance / np.maximum(variance + np.maximum(slack, 0.0) ** 2, 1e-12)
    whole = np.floor(stock)
    rows = np.flatnonzero((whole > mean) & (mean + REACH * np.sqrt(variance) <= CELLS))
    if not len(rows):
        return risk, unmet
    m, y = np.maximum(mean[rows], 1e-9), whole[rows]
    v = np.maximum(variance[rows], m * 1.001)
    size, keep = m * m / (v - m), (v - m) / v
    tilt = np.log(y / (keep * (size + y)))
    tail = np.exp(size * (np.log1p(-keep) + np.log1p(y / size)) - tilt * y)
    risk[rows] = np.minimum(risk[rows], tail)
    unmet[rows] = np.minimum(unmet[rows], tail / (np.e * tilt))
    return risk, unmet


def _mass(log: Floats) -> Floats:
    mass = np.exp(log - log.max(axis=1, keepdims=True))
    mass /= mass.sum(axis=1, keepdims=True)
    return np.asarray(mass)


def _fill(met: Floats, over: Floats, rows: np.ndarray, left: Floats, width: Floats) -> None:
    """Write P(demand > j) of ``rows`` and its sums."""
    cells = left.shape[1]
    over[rows, :cells] = left
    met[rows, 1 : cells + 1] = np.cumsum(left * width[rows, None], axis=1)


def _negative_binomial(mean: Floats, variance: Floats, cells: int) -> Floats:
    """Logarithms of P(D = 0 .. cells-1), up to a constant of each row."""
    size = mean * mean / (variance - mean)
    units = np.arange(1.0, cells)
    log = np.zeros((len(mean), cells))
    step = np.log((units - 1.0 + size[:, None]) / units)
    step += np.log((variance - mean) / variance)[:, None]
    np.cumsum(step, axis=1, out=log[:, 1:])
    return log


def _gamma(mean: Floats, variance: Floats, width: Floats) -> Floats:
    """Logarithms of the density in the middle of each cell, up to a constant of each row."""
    x = (np.arange(CELLS) + 0.5)[None, :] * width[:, None]
    shape = mean * mean / variance
    return np.asarray((shape - 1.0)[:, None] * np.log(x) - x * (mean / variance)[:, None])


def nine_in_ten(mean: Floats, variance: Floats) -> Floats:
    """Units that nine demands in ten do not pass: the 90% quantile, a row each."""
    mean = np.maximum(mean, 1e-9)
    variance = np.maximum(variance, mean * 1.001)
    found = np.empty(len(mean))
    wide = mean > WIDE
    ratio = variance[wide] / (mean[wide] * 9.0 * mean[wide])
    found[wide] = mean[wide] * (1.0 - ratio + NINE_IN_TEN * np.sqrt(ratio)) ** 3
    found[~wide] = _quantile(mean[~wide], variance[~wide], 0.9)
    return found


def _quantile(mean: Floats, variance: Floats, share: float) -> Floats:
    """The least whole number that ``share`` of a negative binomial does not pass."""
    keep = (variance - mean) / variance
    size = mean * mean / (variance - mean)
    mass = np.exp(size * np.log1p(-keep))
    below, found = mass.copy(), np.zeros(len(mean))
    left = np.flatnonzero(below < share)
    units = 0.0
    while len(left):
        mass[left] *= keep[left] * (size[left] + units) / (units + 1.0)
        below[left] += mass[left]
        units += 1.0
        found[left] = units
        left = left[(below[left] < share) & (units < mean[left] + 200.0 * np.sqrt(variance[left]))]
    return found
