"""What a planner must not swallow: refused by the name of the good, or treated as it says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sync.hq.planning.items import PlanningError, Schedule, Settings, Supplier
from sync.hq.planning.planner import Planner
from tests.planning.shop import MONDAY, SCHEDULE, goods, nothing, shelf, taught


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("pack", 0), ("pack", -6_000), ("price", -1), ("cost", float("nan")), ("price", 10**15),
        ("life", -3), ("capacity", -1), ("moq", -1), ("pack", 1_000.5), ("cost", float("inf")),
    ],
)  # fmt: skip
def test_a_good_that_cannot_be_is_named(column: str, value: float) -> None:
    values = getattr(goods(), column).astype(float)
    values[2] = value
    with pytest.raises(PlanningError, match=f"good 2: {column}"):
        goods(**{column: values})


def test_columns_of_another_length_are_refused() -> None:
    with pytest.raises(PlanningError, match="price"):
        goods(6, price=np.ones(5, dtype=np.int64))
    with pytest.raises(PlanningError, match="units"):
        goods(6, units=("瓶",))


@pytest.mark.parametrize("days", [set(), {7}, {-1}])
def test_a_supplier_without_order_days_is_refused(days: set[int]) -> None:
    with pytest.raises(PlanningError, match="supplier 3: order days"):
        Schedule(suppliers={3: Supplier(order_days=frozenset(days))})


def test_a_good_of_an_unknown_supplier_and_an_odd_lead_time_are_refused() -> None:
    with pytest.raises(PlanningError, match="good 1: supplier 9 has no order days"):
        Planner(goods(2, supplier=np.array([0, 9])), SCHEDULE)
    with pytest.raises(PlanningError, match="lead time"):
        Schedule(suppliers={0: Supplier(order_days=frozenset({1}), lead=0)})


@pytest.mark.parametrize(
    ("place", "value", "name"),
    [
        (0, float("nan"), "sold"), (0, 10.0**13, "sold"), (1, 1.5, "in_stock"),
        (1, -0.1, "in_stock"), (1, float("nan"), "in_stock"), (2, float("nan"), "promo"),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_refused_and_leaves_no_trace(
    place: int, value: float, name: str
) -> None:
    planner = taught(goods())
    before = planner.state()
    columns = [np.full(6, 1_000.0), np.ones(6), np.zeros(6)]
    columns[place][4] = value
    with pytest.raises(PlanningError, match=f"good 4: {name}"):
        planner.observe(MONDAY, *columns)  # type: ignore[arg-type]
    assert all(np.array_equal(before[key], column) for key, column in planner.state().items())


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), -(10.0**15)])
def test_an_evening_that_cannot_be_is_refused(place: int, value: float) -> None:
    items = goods()
    tables: list[Any] = [shelf(items, 1).astype(float), nothing(items) * 1.0, nothing(items) * 1.0]
    tables[place][3, 2] = value
    with pytest.raises(PlanningError, match="good 3"):
        taught(items).propose(MONDAY, *tables)


def test_a_day_told_twice_out_of_order_or_years_ahead_is_refused() -> None:
    planner = taught(goods())
    for day in (MONDAY - 1, MONDAY - 20, -1, MONDAY + 5_000):
        with pytest.raises(PlanningError, match="day"):
            planner.observe(day, np.zeros(6, np.int64), np.ones(6), np.zeros(6))


def test_a_budget_below_nothing_is_refused() -> None:
    items = goods()
    with pytest.raises(PlanningError, match="budget"):
        taught(items).propose(MONDAY, shelf(items, 0), nothing(items), nothing(items), -1)


def test_a_state_that_was_damaged_is_refused() -> None:
    items = goods()
    state = taught(items).state()
    state["near_sold"][2] = np.nan
    with pytest.raises(PlanningError, match="near_sold"):
        Planner.restore(items, SCHEDULE, Settings(), state)
    with pytest.raises(PlanningError, match="near_sold"):
        Planner.restore(items, SCHEDULE, Settings(), {**state, "near_sold": np.zeros(3)})


def test_stock_below_zero_counts_as_none() -> None:
    items = goods()
    planner = taught(items)
    below, none = (
        planner.propose(MONDAY, shelf(items, units), nothing(items), nothing(items))
        for units in (-40, 0)
    )
    assert np.array_equal(below.packs, none.packs)
    assert (below.on_hand == 0).all()


def test_returns_count_as_no_sale_and_a_spike_only_so_far() -> None:
    items = goods(3, category=np.array([0, 1, 2]), life=np.zeros(3, np.int64))
    planner = taught(items)
    usual = planner.propose(MONDAY - 7, shelf(items, 0), nothing(items), nothing(items)).expected
    planner.observe(MONDAY, np.array([-9_000, 5_000_000_000, 2_000]), np.ones(3), np.zeros(3))
    plan = planner.propose(MONDAY, shelf(items, 0), nothing(items), nothing(items))
    assert np.isfinite(plan.risk_out).all()
    assert 0 < plan.expected[0] < usual[0] * 1.2
    assert plan.expected[1] < 4 * usual[1]


def test_days_that_nobody_told_of_are_no_evidence_of_no_demand() -> None:
    items = goods()
    planner = taught(items)
    later = MONDAY + 28
    planner.observe(later, np.full(6, 2_000), np.ones(6), np.zeros(6))
    plan = planner.propose(later, shelf(items, 0), nothing(items), nothing(items))
    assert (plan.expected > 2_000).all()
