"""A plan being filled, supplier by supplier, then cut to the budget."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sync.hq.planning.allocate import Candidates, least_packs, most_packs, within_budget
from sync.hq.planning.demand import Level
from sync.hq.planning.distribution import nine_in_ten
from sync.hq.planning.items import Floats, Ints, Items, Settings
from sync.hq.planning.plan import Plan
from sync.hq.planning.policy import (
    Economics,
    Need,
    daily,
    packs_worth,
    sellable,
    spread,
    surely_enough,
)

WHOLE = (
    "wanted", "expected", "upper", "expected_waste", "plain", "sellable", "on_hand", "on_order",
    "arrives", "next_arrival",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """What is known at the close of a day: thousandths by days of life left and by day ahead."""

    day: int
    on_hand: Floats
    on_order: Floats
    promos: Floats


class Sheet:
    def __init__(self, items: Items, settings: Settings, know: Level, evening: Evening) -> None:
        self.items, self.settings, self.know, self.evening = items, settings, know, evening
        n = len(items)
        self.whole = {name: np.zeros(n, dtype=np.int64) for name in WHOLE}
        self.whole["on_hand"] = evening.on_hand.sum(axis=1).astype(np.int64)
        self.whole["on_order"] = evening.on_order.sum(axis=1).astype(np.int64)
        self.need = Need(**{name: np.zeros(n) for name in Need.__slots__})
        self.risk, self.open = np.zeros(n), np.zeros(n, dtype=bool)
        self.screened = np.zeros(n, dtype=bool)
        self.asked: list[tuple[Ints, Economics]] = []

    def add(self, lines: Ints, lead: int, until: int) -> None:
        """Plan the lines of one supplier, with no thought yet of the budget.

        ``lead`` and ``until``: days ahead when an order of today and the next one arrive.
        """
        items = self.items
        need = self._need(lines, lead, until)
        for name in Need.__slots__:
            getattr(self.need, name)[lines] = getattr(need, name)
        self._put(lines, "expected", need.mean)
        self._put(lines, "plain", need.plain)
        self._put(lines, "upper", nine_in_ten(need.mean, need.variance))
        self._put(lines, "sellable", need.stock)
        self.whole["arrives"][lines] = self.evening.day + lead
        self.whole["next_arrival"][lines] = self.evening.day + until
        self.open[lines] = True
        enough = surely_enough(items, lines, need, self.settings)
        self.screened[lines] = enough
        slack = np.maximum(need.stock - need.mean, 0.0)
        self.risk[lines] = need.variance / np.maximum(need.variance + slack * slack, 1e-12)
        close = np.flatnonzero(~enough)
        lines, need = lines[close], need.rows(close)
        economics = Economics.of(items, lines, need, self.settings)
        most = most_packs(
            items, lines, self.whole["on_hand"][lines] + self.whole["on_order"][lines]
        )
        packs = packs_worth(economics, most)
        self.whole["wanted"][lines] = least_packs(packs, items.moq[lines], most, economics)
        self.asked.append((lines, economics))

    def plan(self, budget: int | None) -> Plan:
        pack_cost = self.items.cost * self.items.pack / 1000.0
        packs = self.whole["wanted"]
        if budget is not None and float((packs * pack_cost).sum()) > budget:
            parts = [
                Candidates.of(lines, packs[lines], self.items.moq[lines], pack_cost[lines], found)
                for lines, found in self.asked
            ]
            # The cost of each line is rounded to the fen: half a fen a line is kept back for it.
            spare = int(np.count_nonzero(packs)) // 2 + 1 if (self.items.pack % 1000).any() else 0
            left = max(budget - spare, 0)
            packs = within_budget(Candidates.joined(parts), len(self.items), left)
        for lines, economics in self.asked:
            after = economics.need.stock + packs[lines] * economics.pack
            self.risk[lines] = economics.chances.window.risk(after)
            waste = economics.chances.expiring(np.zeros(len(lines)), after)
            self._put(lines, "expected_waste", waste)
        return Plan(
            day=self.evening.day, packs=packs, risk_out=self.risk, open=self.open,
            screened=self.screened, cost=np.round(packs * pack_cost).astype(np.int64),
            items=self.items, need=self.need, **self.whole,
        )  # fmt: skip

    def _need(self, lines: Ints, lead: int, until: int) -> Need:
        items, know, evening, settings = self.items, self.know, self.evening, self.settings
        life = items.life[lines]
        mine = Level(**{name: getattr(know, name)[lines] for name in Level.__slots__})
        fresh = bool(life.any())
        reach = max(until - 1, lead + int(life.max(initial=0)) - 1) if fresh else until - 1
        first = items.first_day[lines] - evening.day
        expected, plain = daily(mine, evening.day, evening.promos[lines], reach, first)
        window = expected[:, : until - 1]
        mean = window.sum(axis=1)
        life_mean = mean
        if fresh:
            last = np.maximum(lead + life - 1, 1)
            life_mean = np.cumsum(expected, axis=1)[np.arange(len(life)), last - 1]
        hand, coming = evening.on_hand[lines] / 1000.0, evening.on_order[lines] / 1000.0
        return Need(
            mean=mean, variance=spread(mean, mine.rate, mine.known, mine.clump, settings),
            plain=plain[:, : until - 1].sum(axis=1), life_mean=life_mean,
            life_variance=spread(life_mean, mine.rate, mine.known, mine.clump, settings),
            stock=sellable(hand, coming, life, window),
            gap=np.full(len(lines), float(until - lead)),
        )  # fmt: skip

    def _put(self, lines: Ints, name: str, units: Floats) -> None:
        self.whole[name][lines] = np.round(units * 1000.0).astype(np.int64)
