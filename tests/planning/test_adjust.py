"""Deliveries that come late, goods that HQ is out of, what the owner is used to order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.hq.planning.adjust import Adjustments
from sync.hq.planning.items import Items, PlanningError, Schedule, Settings, Supplier
from sync.hq.planning.plan import Plan
from sync.hq.planning.planner import Planner
from tests.planning.shop import MONDAY, goods, nothing, shelf, taught

SINGLES = {"pack": np.full(4, 1_000), "life": np.zeros(4, np.int64), "category": np.zeros(4, int)}


def late(days: int) -> Schedule:
    return Schedule(suppliers={0: Supplier(order_days=frozenset({0, 2, 4}), spread=days)})


def told(goods: int, **columns: Any) -> Adjustments:  # noqa: ANN401 - a column of any kind
    return replace(Adjustments.none(goods), **columns)


def evening(planner: Planner, units: Any = 0, adjust: Adjustments | None = None) -> Plan:  # noqa: ANN401 - one or many
    items = planner.items
    ahead = nothing(items)
    return planner.propose(MONDAY, shelf(items, units), ahead, ahead, adjust=adjust)


def test_a_supplier_that_may_be_late_is_stocked_up_against() -> None:
    punctual, unsure = taught(goods(12)), taught(goods(12), schedule=late(2))
    one, two = evening(punctual, 3), evening(unsure, 3)
    assert (two.expected > one.expected).all() and (two.upper > one.upper).all()
    assert two.packs.sum() > one.packs.sum()
    assert (two.risk_out[one.packs == two.packs] >= one.risk_out[one.packs == two.packs]).all()
    why = two.explain(0)
    assert why.chinese().startswith("周二到货(可能晚 2 天)。")
    assert why.english().startswith("Arrives Tue, maybe 2 days late. ")
    assert why.promotion == why.stand_in == 0


def test_so_many_days_late_are_refused() -> None:
    for days in (-1, 29):
        with pytest.raises(PlanningError, match="supplier 0"):
            late(days)


def without_first(**more: Any) -> Items:  # noqa: ANN401 - a column of any kind
    """Four goods of a kind; the first cannot be had."""
    return goods(4, **SINGLES | {"regulated": np.array([True, False, False, False])} | more)


OUT = told(4, stand_in=np.array([1, -1, -1, -1]))


def test_the_substitute_takes_a_part_of_what_goods_that_are_out_would_sell() -> None:
    planner = taught(without_first())
    usual, plan = evening(planner), evening(planner, adjust=OUT)
    assert plan.packs[0] == 0
    assert 0 < plan.stand_in[1] < usual.expected[0]
    assert plan.packs[1] > usual.packs[1]
    assert (plan.packs[2:] == usual.packs[2:]).all() and not plan.stand_in[[0, 2, 3]].any()
    why = plan.explain(1)
    assert why.expected == why.plain + why.stand_in and why.promotion == 0
    assert "替缺货 +" in why.chinese() and "for goods that are out" in why.english()


def test_what_is_left_of_goods_that_are_out_is_sold_first() -> None:
    planner = taught(without_first())
    full, empty = evening(planner, [50, 0, 0, 0], OUT), evening(planner, 0, OUT)
    assert full.stand_in[1] < empty.stand_in[1] // 10


def test_what_the_substitute_sold_meanwhile_is_not_counted_twice() -> None:
    """Weeks without the first good: the second has long been selling to its customers."""
    planner = taught(without_first())
    seen = [int(evening(planner, adjust=OUT).stand_in[1])]
    for week in range(6):
        for day in range(MONDAY + 7 * week, MONDAY + 7 * week + 7):
            sold, there = np.array([0, 3_000, 2_000, 2_000]), np.array([0.0, 1.0, 1.0, 1.0])
            planner.observe(day, sold, there, np.zeros(4))
        seen.append(int(evening(planner, adjust=OUT).stand_in[1]))
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] < seen[0] // 4


@pytest.mark.parametrize("column", [np.array([0, -1, -1, -1]), np.array([4, -1, -1, -1]), [1]])
def test_a_substitute_that_cannot_be_is_refused(column: Any) -> None:  # noqa: ANN401 - bad input
    with pytest.raises(PlanningError):
        evening(taught(without_first()), adjust=told(4, stand_in=np.array(column)))


def test_what_she_always_adds_is_proposed_and_said() -> None:
    planner = taught(goods(4, **SINGLES))
    usual = evening(planner)
    plan = evening(planner, adjust=told(4, habit=np.array([2, -1, 0, 0])))
    assert list(plan.packs - usual.packs) == [2, -1, 0, 0] == list(plan.habit)
    assert "(照您的习惯 +2)" in plan.explain(0).chinese()
    assert "(-1 as you usually do)" in plan.explain(1).english()
    assert "习惯" not in plan.explain(2).chinese()
    enough = evening(planner, 60, told(4, habit=np.full(4, 2)))
    assert not enough.packs.any(), "nothing is needed: then nothing is added"


def test_a_habit_that_would_rot_is_left_out() -> None:
    items = goods(4, **SINGLES | {"life": np.full(4, 4)})
    planner = taught(items, 1.0)
    plan, usual = evening(planner, adjust=told(4, habit=np.full(4, 40))), evening(planner)
    assert (plan.packs >= usual.packs).all()
    assert (plan.packs < usual.packs + 15).all()


@given(
    habit=st.lists(st.integers(-6, 6), min_size=4, max_size=4),
    least=st.integers(0, 5), room=st.integers(0, 20), units=st.integers(0, 12),
)  # fmt: skip
def test_a_habit_keeps_least_order_and_room(
    habit: list[int], least: int, room: int, units: int
) -> None:
    items = goods(4, **SINGLES | {"moq": np.full(4, least), "capacity": np.full(4, room * 1_000)})
    plan = evening(learned(items), units, told(4, habit=np.array(habit)))
    packs = plan.packs
    assert ((packs == 0) | (packs >= max(least, 1))).all()
    if room:
        assert (packs * 1_000 <= max(room - units, 0) * 1_000).all()
    assert (plan.wanted - plan.habit >= 0).all()


def learned(items: Items) -> Planner:
    """What was learned once, of other goods of the same columns."""
    return Planner.restore(items, late(0), Settings(), _LEARNED)


_LEARNED = taught(goods(4, **SINGLES), 3.0).state()
