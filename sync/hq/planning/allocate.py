"""Packs cut to what may be ordered: least packs, the shelf, a budget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sync.hq.planning.items import Floats, Ints, Items
from sync.hq.planning.policy import MOST_PACKS, Economics


def most_packs(items: Items, lines: Ints, position: Ints) -> Ints:
    """Packs that the shelf takes above ``position`` (thousandths); none of a regulated good."""
    room = np.maximum(items.capacity[lines] - position, 0) // items.pack[lines]
    most = np.where(items.capacity[lines] > 0, np.minimum(room, MOST_PACKS), MOST_PACKS)
    return np.where(items.regulated[lines], 0, most)


def least_packs(packs: Ints, least: Ints, most: Ints, economics: Economics) -> Ints:
    """Raise an order below the least to it where that still pays and fits; else order none."""
    packs = packs.copy()
    short = np.flatnonzero((packs > 0) & (packs < least))
    if len(short):
        here = economics.rows(short)
        total = np.zeros(len(short))
        for k in range(min(int(least[short].max()), MOST_PACKS)):
            total += np.where(k < least[short], here.gain(np.full(len(short), float(k))), 0.0)
        pays = (total > 0.0) & (least[short] <= most[short])
        packs[short] = np.where(pays, least[short], 0)
    return packs


@dataclass(frozen=True, slots=True)
class Candidates:
    """What could be ordered next, a row each: ``packs`` more of ``line``, the ``step``-th such
    choice of its line; ``gain`` and ``cost`` in fen of the whole row."""

    line: Ints
    step: Ints
    packs: Ints
    gain: Floats
    cost: Floats

    @classmethod
    def of(
        cls, lines: Ints, packs: Ints, least: Ints, pack_cost: Floats, economics: Economics
    ) -> Candidates:
        """A line's first candidate is its least order, all others are one pack."""
        row = np.repeat(np.arange(len(packs)), packs)
        pack = np.arange(len(row)) - np.repeat(np.cumsum(packs) - packs, packs)
        gain = economics.rows(row).gain(pack.astype(np.float64))
        step = np.maximum(pack - np.maximum(least, 1)[row] + 1, 0)
        opens = np.flatnonzero((pack == 0) | (step > 0))
        total = np.add.reduceat(gain, opens) if len(opens) else gain
        size = np.diff(np.append(opens, len(row)))
        at = row[opens]
        return cls(lines[at], step[opens], size, total, size * pack_cost[at])

    @classmethod
    def joined(cls, parts: list[Candidates]) -> Candidates:
        """The candidates of several suppliers as one list."""
        return cls(
            *(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__)
        )


def within_budget(candidates: Candidates, goods: int, budget: int) -> Ints:
    """Packs of each of ``goods`` that bring most for each fen, until ``budget`` (fen) is spent.

    All suppliers compete for the one budget. What no longer fits is passed over, and with it the
    rest of its line.
    """
    c = candidates
    order = np.lexsort((c.step, c.line, -c.gain / np.maximum(c.cost, 1e-9)))
    spent = np.cumsum(c.cost[order])
    fits = int(np.searchsorted(spent, budget, side="right"))
    kept = np.bincount(c.line[order[:fits]], weights=c.packs[order[:fits]], minlength=goods)
    left = budget - (float(spent[fits - 1]) if fits else 0.0)
    closed = np.zeros(goods, dtype=bool)
    for at in order[fits:]:
        line = c.line[at]
        if closed[line] or c.cost[at] > left:
            closed[line] = True
            continue
        kept[line] += c.packs[at]
        left -= float(c.cost[at])
    return kept.astype(np.int64)
