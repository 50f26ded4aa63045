"""A line of a plan in words: the figures that it was decided by, in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

WEEKDAYS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A line in figures: quantities in thousandths, shares in basis points, days as of the plan.

    ``expected = plain + promotion + stand_in``, the last what goods that it stands in for would
    have sold; ``spread``: days that a delivery may come late; ``habit``: packs of ``packs`` that
    are the owner's; ``at_most`` says that ``risk_out`` is a bound, not a figure, because the line
    plainly needed no closer look.
    """

    name: str
    arrives: int
    next_arrival: int
    spread: int
    expected: int
    plain: int
    promotion: int
    stand_in: int
    upper: int
    on_hand: int
    on_order: int
    sellable: int
    pack: int
    unit: str
    packs: int
    wanted: int  # packs without the limits of a budget
    habit: int
    risk_out: int
    at_most: bool
    expected_waste: int

    def chinese(self) -> str:
        late = f"(可能晚 {self.spread} 天)" if self.spread else ""
        parts = [f"促销 {_signed(self.promotion)}"] if self.promotion else []
        parts += [f"替缺货 {_signed(self.stand_in)}"] if self.stand_in else []
        made_of = f"(平时 {','.join([_qty(self.plain), *parts])})" if parts else ""
        single = self.pack == 1000
        box = self.unit if single else "箱"
        habit = f"(照您的习惯 {self.habit:+d})" if self.habit else ""
        cut = f"(想订 {self.wanted} {box},额度不够)" if self.packs < self.wanted else ""
        order = f"订 {self.packs} {box}" if self.packs else "不订"
        if not single:
            order = f"一箱 {_qty(self.pack)} → {order}"
        risk = f"{'不到' if self.at_most else ''} {self.risk_out / 100:.0f}%".strip()
        return (
            f"{WEEKDAYS[self.arrives % 7]}到货{late}。"
            f"到下次到货前预计卖 {_qty(self.expected)} {self.unit}{made_of},"
            f"旺的话 {_qty(self.upper)}。现有 {_qty(self.on_hand)},在途 {_qty(self.on_order)}。"
            f"{order}{habit}{cut}。断货可能 {risk},"
            f"预计报损 {_qty(self.expected_waste)}。"
        )

    def english(self) -> str:
        late = f", maybe {self.spread} day{'s' * (self.spread != 1)} late" if self.spread else ""
        parts = [f"{_signed(self.promotion)} by promotion"] if self.promotion else []
        parts += [f"{_signed(self.stand_in)} for goods that are out"] if self.stand_in else []
        made_of = f" ({', '.join([f'{_qty(self.plain)} as usual', *parts])})" if parts else ""
        habit = f" ({self.habit:+d} as you usually do)" if self.habit else ""
        cut = f" (wanted {self.wanted}, no budget left)" if self.packs < self.wanted else ""
        packs = "" if self.pack == 1000 else f" pack{'s' * (self.packs != 1)}"
        order = f"order {self.packs}{packs}" if self.packs else "no order"
        if packs:
            order = f"A pack is {_qty(self.pack)}: {order}"
        return (
            f"Arrives {DAYS[self.arrives % 7]}{late}. Until the next delivery "
            f"{_qty(self.expected)} expected to sell{made_of}, "
            f"{_qty(self.upper)} if it goes well. "
            f"Have {_qty(self.on_hand)}, coming {_qty(self.on_order)}. "
            f"{order[0].upper()}{order[1:]}{habit}{cut}. "
            f"Risk of running out {'below ' if self.at_most else ''}{self.risk_out / 100:.0f}%, "
            f"expected waste {_qty(self.expected_waste)}."
        )


def _qty(thousandths: int) -> str:
    """One decimal below ten, whole above: nobody plans tenths of a case of water."""
    units = thousandths / 1000
    return f"{units:.0f}" if units >= 10 or thousandths % 1000 == 0 else f"{units:.1f}"


def _signed(thousandths: int) -> str:
    return ("+" if thousandths >= 0 else "-") + _qty(abs(thousandths))
