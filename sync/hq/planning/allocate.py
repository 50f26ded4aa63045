"""Packs cut to what may be ordered: least packs, the shelf, a budget."""

from __future__ import annotations

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
        for k in range(int(least[short].max())):
            total += np.where(k < least[short], here.gain(np.full(len(short), float(k))), 0.0)
        pays = (total > 0.0) & (least[short] <= most[short])
        packs[short] = np.where(pays, least[short], 0)
    return packs


def within_budget(
    packs: Ints, least: Ints, pack_cost: Floats, economics: Economics, budget: int
) -> Ints:
    """The packs that bring most for each fen, until ``budget`` (fen) is spent.

    A line's first candidate is its least order; what no longer fits is passed over, and with it
    the rest of its line.
    """
    line = np.repeat(np.arange(len(packs)), packs)
    if not len(line) or float((packs * pack_cost).sum()) <= budget:
        return packs
    step = np.arange(len(line)) - np.repeat(np.cumsum(packs) - packs, packs)
    gain = economics.rows(line).gain(step.astype(np.float64))
    first = np.maximum(least, 1)[line]
    lead = np.bincount(line, weights=np.where(step < first, gain, 0.0), minlength=len(packs))
    worth = np.where(step < first, lead[line] / first, gain) / np.maximum(pack_cost[line], 1e-9)
    kept, left, closed = np.zeros_like(packs), float(budget), np.zeros(len(packs), dtype=bool)
    for at in np.lexsort((step, line, -worth)):
        i = line[at]
        block = int(first[at]) if step[at] == 0 else 1
        if closed[i] or 0 < step[at] < first[at]:
            continue
        if block * pack_cost[i] > left:
            closed[i] = True
            continue
        kept[i] += block
        left -= float(block * pack_cost[i])
    return kept
