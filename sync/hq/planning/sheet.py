"""A plan being filled, supplier by supplier, then cut to the budget."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sync.hq.planning.adjust import Adjustments, passed_on, with_habit
from sync.hq.planning.allocate import Candidates, least_packs, most_packs, within_budget
from sync.hq.planning.demand import Level
from sync.hq.planning.distribution import nine_in_ten
from sync.hq.planning.items import Floats, Ints, Items, Settings, Window
from sync.hq.planning.plan import Plan
from sync.hq.planning.policy import (
    Economics,
    Need,
    daily,
    forecast,
    lateness,
    packs_in_time,
    sellable,
    spread,
    surely_enough,
)

WHOLE = (
    "wanted", "expected", "upper", "expected_waste", "plain", "stand_in", "habit", "spread",
    "sellable", "on_hand", "on_order", "arrives", "next_arrival",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Evening:
    """What is known at the close of a day: thousandths by days of life left and by day ahead."""

    day: int
    on_hand: Floats
    on_order: Floats
    promos: Floats


class Sheet:
    def __init__(
        self, items: Items, settings: Settings, know: Level, evening: Evening,
        adjust: Adjustments,
    ) -> None:  # fmt: skip
        self.items, self.settings, self.know, self.evening = items, settings, know, evening
        self.adjust = adjust
        n = len(items)
        self.whole = {name: np.zeros(n, dtype=np.int64) for name in WHOLE}
        self.whole["on_hand"] = evening.on_hand.sum(axis=1).astype(np.int64)
        self.whole["on_order"] = evening.on_order.sum(axis=1).astype(np.int64)
        self.need = Need(**{name: np.zeros(n) for name in Need.__slots__})
        self.risk, self.open = np.zeros(n), np.zeros(n, dtype=bool)
        self.screened = np.zeros(n, dtype=bool)
        self.asked: list[tuple[Ints, Economics]] = []

    def add(self, lines: Ints, window: Window) -> None:
        """Plan the lines of one supplier, with no thought yet of the budget."""
        items = self.items
        need = self._with_stand_ins(lines, window, self._need(lines, window))
        for name in Need.__slots__:
            getattr(self.need, name)[lines] = getattr(need, name)
        self._put(lines, "expected", need.mean)
        self._put(lines, "plain", need.plain)
        self._put(lines, "upper", nine_in_ten(need.mean, need.variance))
        self._put(lines, "sellable", need.stock)
        self.whole["arrives"][lines] = self.evening.day + window.lead
        self.whole["next_arrival"][lines] = self.evening.day + window.until
        self.whole["spread"][lines] = window.spread
        self.open[lines] = True
        enough, self.risk[lines] = surely_enough(items, lines, need, self.settings)
        self.screened[lines] = enough
        close = np.flatnonzero(~enough)
        lines, need = lines[close], need.rows(close)
        economics = Economics.of(items, lines, need, self.settings)
        most = most_packs(
            items, lines, self.whole["on_hand"][lines] + self.whole["on_order"][lines]
        )
        least = items.moq[lines]
        packs, economics = packs_in_time(economics, most)
        worth = least_packs(packs, least, most, economics)
        wanted = with_habit(worth, self.adjust.habit[lines], least, most, economics)
        self.whole["wanted"][lines] = wanted
        self.whole["habit"][lines] = wanted - worth
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

    def _with_stand_ins(self, lines: Ints, window: Window, need: Need) -> Need:
        """What substitutes sell to those who come for goods that are out."""
        at = np.full(len(self.items), -1, dtype=np.int64)
        at[lines] = np.arange(len(lines))
        to = self.adjust.stand_in
        missing = np.flatnonzero((to >= 0) & (at[to] >= 0))
        if not len(missing):
            return need
        theirs = self._need(missing, window)
        more, doubt = passed_on(self.know, missing, to[missing], theirs.mean, theirs.stock)
        here = at[to[missing]]
        mean, variance = need.mean.copy(), need.variance.copy()
        np.add.at(mean, here, more)
        np.add.at(variance, here, doubt)
        # In whole thousandths, so that the parts of a line's demand sum to it.
        self.whole["stand_in"][lines] = _thousandths(mean) - _thousandths(need.mean)
        return replace(
            need, mean=mean, variance=variance, life_mean=need.life_mean + (mean - need.mean),
            life_variance=need.life_variance + (variance - need.variance),
        )  # fmt: skip

    def _need(self, lines: Ints, window: Window) -> Need:
        items, know, evening, settings = self.items, self.know, self.evening, self.settings
        life = items.life[lines]
        mine = Level(**{name: getattr(know, name)[lines] for name in Level.__slots__})
        fresh = bool(life.any())
        lead, until = window.lead, window.until
        gap, days = until - lead, until - 1
        reach = max(gap + days + window.spread, lead + int(life.max(initial=0)) - 1)
        first = items.first_day[lines] - evening.day
        expected, plain = daily(mine, evening.day, evening.promos[lines], reach, first)
        mean, variance, usual = self._of_window(mine, life, expected, plain, window)
        later_mean, later_variance, _ = self._of_window(
            mine, life, expected[:, gap:], plain[:, gap:], window
        )
        life_mean = expected[:, :days].sum(axis=1)
        if fresh:
            last = np.maximum(lead + life - 1, 1)
            life_mean = np.cumsum(expected, axis=1)[np.arange(len(life)), last - 1]
        hand, coming = evening.on_hand[lines] / 1000.0, evening.on_order[lines] / 1000.0
        return Need(
            mean=mean, variance=variance, plain=usual, life_mean=life_mean,
            life_variance=spread(life_mean, mine.rate, mine.known, mine.clump, settings),
            stock=sellable(hand, coming, expected[:, :days], mine, life, settings),
            gap=np.full(len(lines), float(gap)), days=np.full(len(lines), float(days)),
            later_mean=later_mean, later_variance=later_variance,
        )  # fmt: skip

    def _of_window(
        self, know: Level, life: Ints, expected: Floats, plain: Floats, window: Window
    ) -> tuple[Floats, Floats, Floats]:
        """Mean and variance of what sells from the first of the days to the window's end, and the
        mean without promotions."""
        days, nothing = window.until - 1, np.zeros(len(life))
        more, doubt, usual = nothing, nothing, plain[:, :days].sum(axis=1)
        if window.spread:
            more, doubt = lateness(expected, window.until, window.spread)
            usual = usual + lateness(plain, window.until, window.spread)[0]
        sales, without = expected[:, :days], plain[:, :days]
        mean, variance = forecast(sales, without, more, know, life, self.settings)
        return mean, variance + doubt, usual

    def _put(self, lines: Ints, name: str, units: Floats) -> None:
        self.whole[name][lines] = _thousandths(units)


def _thousandths(units: Floats) -> Ints:
    return np.round(units * 1000.0).astype(np.int64)
