"""A small shop planned day by day: what goes in, what comes out, what it remembers."""

from __future__ import annotations

import numpy as np

from sync.hq.planning.items import Items, Schedule, Settings, Supplier
from sync.hq.planning.planner import Planner

SCHEDULE = Schedule(suppliers={0: Supplier(order_days=frozenset({0, 2, 4}))})


def goods(n: int = 6) -> Items:
    ones = np.ones(n, dtype=np.int64)
    return Items(
        names=tuple(f"good {i}" for i in range(n)), price=500 * ones, cost=350 * ones,
        pack=np.resize([1_000, 6_000, 12_000], n), moq=0 * ones, life=np.resize([0, 7], n),
        category=np.resize([0, 1], n), supplier=0 * ones, capacity=0 * ones, first_day=0 * ones,
        regulated=np.zeros(n, dtype=bool),
    )  # fmt: skip


def taught(items: Items, days: int = 60) -> Planner:
    planner = Planner(items, SCHEDULE, Settings())
    rng = np.random.default_rng(1)
    for day in range(days):
        sold = rng.poisson(2.0, len(items)) * 1_000
        planner.observe(day, sold, np.ones(len(items)), np.zeros(len(items)))
    return planner


def test_a_planner_goes_on_where_it_was_put_down() -> None:
    items = goods()
    first = taught(items)
    second = Planner.restore(items, SCHEDULE, Settings(), first.state())
    hand = np.zeros((len(items), 16), dtype=np.int64)
    none = np.zeros((len(items), 8), dtype=np.int64)
    for planner in (first, second):
        planner.observe(60, np.full(len(items), 3_000), np.ones(len(items)), np.zeros(len(items)))
    plans = [planner.propose(60, hand, none, none) for planner in (first, second)]
    assert plans[0].packs.any()
    for name in ("packs", "expected", "upper", "risk_out", "expected_waste", "cost"):
        assert np.array_equal(getattr(plans[0], name), getattr(plans[1], name)), name


def test_what_other_numbers_of_packs_would_mean_agrees_with_the_plan() -> None:
    items = goods(12)
    planner = taught(items)
    hand = np.zeros((len(items), 16), dtype=np.int64)
    none = np.zeros((len(items), 8), dtype=np.int64)
    plan = planner.propose(60, hand, none, none)
    lines = np.flatnonzero(plan.open & ~plan.screened)
    risk, waste = plan.choices(lines, int(plan.packs.max()) + 2)
    row = np.arange(len(lines))
    assert len(lines)
    assert np.array_equal(risk[row, plan.packs[lines]], plan.risk_out[lines])
    assert np.array_equal(waste[row, plan.packs[lines]], plan.expected_waste[lines])
    assert (np.diff(risk, axis=1) <= 0).all()
    assert (np.diff(waste, axis=1) >= 0).all()
