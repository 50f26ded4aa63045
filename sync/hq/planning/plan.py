"""A plan: what to order, and the figures that each line's sentence is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sync.hq.planning.items import Flags, Floats, Ints, Items
from sync.hq.planning.policy import Chances, Need

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A line in figures: quantities in thousandths, shares in basis points, days as of the plan.

    ``expected = plain + promotion``; ``at_most`` says that ``risk_out`` is a bound, not a figure,
    because the line plainly needed no closer look.
    """

    name: str
    arrives: int
    next_arrival: int
    expected: int
    plain: int
    promotion: int
    upper: int
    on_hand: int
    on_order: int
    sellable: int
    pack: int
    unit: str
    packs: int
    wanted: int  # packs without the limits of a budget
    risk_out: int
    at_most: bool
    expected_waste: int

    def chinese(self) -> str:
        parts = ""
        if self.promotion:
            parts = f"(平时 {_qty(self.plain)},促销 {_signed(self.promotion)})"
        risk = f"{'不到' if self.at_most else ''} {self.risk_out / 100:.0f}%".strip()
        single = self.pack == 1000
        box = self.unit if single else "箱"
        cut = f"(想订 {self.wanted} {box},额度不够)" if self.packs < self.wanted else ""
        order = f"订 {self.packs} {box}" if self.packs else "不订"
        if not single:
            order = f"一箱 {_qty(self.pack)} → {order}"
        return (
            f"{WEEKDAYS[self.arrives % 7]}到货。"
            f"到下次到货前预计卖 {_qty(self.expected)} {self.unit}{parts},"
            f"旺的话 {_qty(self.upper)}。现有 {_qty(self.on_hand)},在途 {_qty(self.on_order)}。"
            f"{order}{cut}。断货可能 {risk},"
            f"预计报损 {_qty(self.expected_waste)}。"
        )

    def english(self) -> str:
        parts = ""
        if self.promotion:
            parts = f" ({_qty(self.plain)} as usual, {_signed(self.promotion)} by promotion)"
        cut = f" (wanted {self.wanted}, no budget left)" if self.packs < self.wanted else ""
        packs = "" if self.pack == 1000 else f" pack{'s' * (self.packs != 1)}"
        order = f"order {self.packs}{packs}" if self.packs else "no order"
        if packs:
            order = f"A pack is {_qty(self.pack)}: {order}"
        return (
            f"Arrives {DAYS[self.arrives % 7]}. Until the next delivery {_qty(self.expected)} "
            f"expected to sell{parts}, {_qty(self.upper)} if it goes well. "
            f"Have {_qty(self.on_hand)}, coming {_qty(self.on_order)}. "
            f"{order[0].upper()}{order[1:]}{cut}. "
            f"Risk of running out {'below ' if self.at_most else ''}{self.risk_out / 100:.0f}%, "
            f"expected waste {_qty(self.expected_waste)}."
        )


def _qty(thousandths: int) -> str:
    """One decimal below ten, whole above: nobody plans tenths of a case of water."""
    units = thousandths / 1000
    return f"{units:.0f}" if units >= 10 or thousandths % 1000 == 0 else f"{units:.1f}"


def _signed(thousandths: int) -> str:
    return ("+" if thousandths >= 0 else "-") + _qty(abs(thousandths))


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
        return Explanation(
            name=self.items.names[i], arrives=int(self.arrives[i]),
            next_arrival=int(self.next_arrival[i]), expected=expected, plain=plain,
            promotion=expected - plain, upper=int(self.upper[i]), on_hand=int(self.on_hand[i]),
            on_order=int(self.on_order[i]), sellable=int(self.sellable[i]),
            pack=int(self.items.pack[i]),
            unit=self.items.units[i] if self.items.units else "件",
            packs=int(self.packs[i]), wanted=int(self.wanted[i]),
            risk_out=int(np.ceil(self.risk_out[i] * 10_000)), at_most=bool(self.screened[i]),
            expected_waste=int(self.expected_waste[i]),
        )  # fmt: skip
