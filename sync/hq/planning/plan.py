"""A plan: what to order, the figures that decided it, what other orders would mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sync.hq.planning.explain import Explanation
from sync.hq.planning.items import Flags, Floats, Ints, Items
from sync.hq.planning.policy import Chances, Need


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Arrays of n, aligned with the planner's items.

    ``packs`` to order; ``expected`` and ``upper`` (one window in ten sells more) in thousandths
    until the next arrival; ``risk_out`` float64, the chance that demand passes the stock in it;
    ``expected_waste`` thousandths; ``cost`` fen; ``open`` lines whose supplier takes orders today;
    ``screened`` lines that plainly need nothing, whose ``risk_out`` is an upper bound; ``need``
    what the chances of each line are computed from.
    """

    day: int
    packs: Ints
    expected: Ints
    upper: Ints
    risk_out: Floats
    expected_waste: Ints
    cost: Ints
    open: Flags
    screened: Flags
    wanted: Ints
    plain: Ints
    stand_in: Ints
    habit: Ints
    spread: Ints
    sellable: Ints
    on_hand: Ints
    on_order: Ints
    arrives: Ints
    next_arrival: Ints
    need: Need
    items: Items

    def choices(self, lines: Ints, most: int) -> tuple[Floats, Ints]:
        """What other numbers of packs would mean for the lines at the positions ``lines``.

        Arrays [k, most + 1], a column for each number of packs from none on: the chance of
        running out before the next arrival, and the thousandths expected to expire.
        """
        need, pack = self.need.rows(lines), self.items.pack[lines] / 1000.0
        chances, none = Chances.of(self.items.life[lines], need), np.zeros(len(lines))
        after = [need.stock + packs * pack for packs in range(most + 1)]
        risk = np.stack([chances.window.risk(stock) for stock in after], axis=1)
        waste = np.stack([chances.expiring(none, stock) for stock in after], axis=1)
        return risk, np.round(waste * 1000.0).astype(np.int64)

    def explain(self, i: int) -> Explanation:
        """The line's figures; IndexError where its supplier takes no order today."""
        if not self.open[i]:
            raise IndexError(f"{self.items.names[i]}: no order can be sent on day {self.day}")
        expected, plain = int(self.expected[i]), int(self.plain[i])
        stand_in, packs, wanted = (
            int(column[i]) for column in (self.stand_in, self.packs, self.wanted)
        )
        return Explanation(
            name=self.items.names[i], arrives=int(self.arrives[i]),
            next_arrival=int(self.next_arrival[i]), spread=int(self.spread[i]), expected=expected,
            plain=plain, promotion=expected - plain - stand_in, stand_in=stand_in,
            upper=int(self.upper[i]), on_hand=int(self.on_hand[i]), on_order=int(self.on_order[i]),
            sellable=int(self.sellable[i]),
            pack=int(self.items.pack[i]),
            unit=self.items.units[i] if self.items.units else "件",
            packs=packs, wanted=wanted, habit=int(self.habit[i]) if packs == wanted else 0,
            risk_out=int(np.ceil(self.risk_out[i] * 10_000)), at_most=bool(self.screened[i]),
            expected_waste=int(self.expected_waste[i]),
        )  # fmt: skip
