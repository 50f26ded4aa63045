"""A small shop planned day by day: what goes in, what comes out, what it remembers."""

from __future__ import annotations

import numpy as np
import pytest

from sync.hq.planning.items import Schedule, Settings, Supplier
from sync.hq.planning.planner import Planner
from tests.planning.shop import MONDAY, SCHEDULE, goods, nothing, shelf, taught

ARRAYS = ("packs", "expected", "upper", "risk_out", "expected_waste", "cost")


def test_a_planner_goes_on_where_it_was_put_down() -> None:
    items = goods(12)
    first = taught(items)
    second = Planner.restore(items, SCHEDULE, Settings(), first.state())
    n, promo = len(items), np.resize([0, 0, 1], len(items))
    for planner in (first, second):
        planner.observe(MONDAY, np.full(n, 3_000), np.resize([1.0, 0.5, 0.0], n), promo)
    plans = [
        p.propose(MONDAY, shelf(items, 2), nothing(items), nothing(items)) for p in (first, second)
    ]
    assert plans[0].packs.any()
    for name in ARRAYS:
        assert np.array_equal(getattr(plans[0], name), getattr(plans[1], name)), name


def test_every_line_is_explained_exactly_from_the_state_alone() -> None:
    items = goods(60, units=("瓶",) * 60)
    planner = taught(items, 1.5)
    ahead = nothing(items)
    ahead[::3, 1:4] = 1
    night = (shelf(items, np.arange(60) % 9, left=4), nothing(items), ahead, 40_000)
    plan = planner.propose(MONDAY, *night)
    again = Planner.restore(items, SCHEDULE, Settings(), planner.state()).propose(MONDAY, *night)
    assert plan.packs.any()
    for i in range(60):
        line = plan.explain(i)
        assert line == again.explain(i)
        assert line.expected == line.plain + line.promotion + line.stand_in
        assert line.on_hand == night[0][i].sum()
        assert line.packs == plan.packs[i]
        assert line.risk_out == int(np.ceil(plan.risk_out[i] * 10_000))


def test_the_sentence_counts_in_cases_or_in_the_unit_of_the_good() -> None:
    items = goods(2, pack=np.array([1_000, 12_000]), units=("瓶", "罐"), life=np.zeros(2, np.int64))
    plan = taught(items, 4.0).propose(MONDAY, shelf(items, 0), nothing(items), nothing(items))
    single, case = plan.explain(0).chinese(), plan.explain(1).chinese()
    assert f"订 {plan.packs[0]} 瓶" in single
    assert "箱" not in single
    assert f"一箱 12 → 订 {plan.packs[1]} 箱" in case
    assert single.startswith("周二到货。到下次到货前预计卖")
    assert f"Order {plan.packs[0]}." in plan.explain(0).english()
    assert f"A pack is 12: order {plan.packs[1]} pack" in plan.explain(1).english()


def test_an_order_cut_by_the_budget_says_so() -> None:
    items = goods(3, pack=np.full(3, 1_000), life=np.zeros(3, np.int64))
    plan = taught(items, 4.0).propose(MONDAY, shelf(items, 0), nothing(items), nothing(items), 700)
    assert plan.cost.sum() <= 700
    cut = int(np.argmax(plan.wanted - plan.packs))
    assert f"(想订 {plan.wanted[cut]} 件,额度不够)" in plan.explain(cut).chinese()


def test_what_other_numbers_of_packs_would_mean_agrees_with_the_plan() -> None:
    items = goods(12)
    plan = taught(items).propose(MONDAY, shelf(items, 0), nothing(items), nothing(items))
    lines = np.flatnonzero(plan.open & ~plan.screened)
    risk, waste = plan.choices(lines, int(plan.packs.max()) + 2)
    row = np.arange(len(lines))
    assert len(lines)
    assert np.array_equal(risk[row, plan.packs[lines]], plan.risk_out[lines])
    assert np.array_equal(waste[row, plan.packs[lines]], plan.expected_waste[lines])
    assert (np.diff(risk, axis=1) <= 0).all()
    assert (np.diff(waste, axis=1) >= 0).all()


def test_a_promotion_known_ahead_raises_what_is_expected() -> None:
    items = goods(8)
    planner = Planner(items, SCHEDULE, Settings())
    rng = np.random.default_rng(2)
    for day in range(MONDAY):
        promo = np.full(8, day % 14 < 3)
        sold = rng.poisson(np.where(promo, 6.0, 2.0)) * 1_000
        planner.observe(day, sold, np.ones(8), promo)
    ahead = nothing(items)
    ahead[:, 1:] = 1
    usual, more = (
        planner.propose(MONDAY, shelf(items, 0), nothing(items), p) for p in (nothing(items), ahead)
    )
    assert (more.expected > 2 * usual.expected).all()
    assert (more.packs >= usual.packs).all()
    assert (more.plain == usual.plain).all()


def test_days_without_stock_do_not_teach_that_nobody_asks() -> None:
    items = goods(2, life=np.zeros(2, dtype=np.int64))
    planner = taught(items, 3.0)
    for day in range(MONDAY, MONDAY + 21):
        planner.observe(day, np.zeros(2, np.int64), np.array([0.0, 1.0]), np.zeros(2))
    plan = planner.propose(MONDAY + 21, shelf(items, 0), nothing(items), nothing(items))
    assert plan.expected[0] > 1.5 * plan.expected[1]


def test_a_new_good_is_expected_to_sell_like_its_category() -> None:
    n = 10
    new = np.zeros(n, dtype=np.int64)
    new[[0, 5]] = MONDAY + 1
    items = goods(n, first_day=new, category=np.repeat([0, 1], 5), life=np.zeros(n, np.int64))
    planner = Planner(items, SCHEDULE, Settings())
    rng = np.random.default_rng(3)
    rate = np.repeat([6.0, 0.5], 5)
    for day in range(MONDAY):
        planner.observe(day, rng.poisson(rate) * 1_000, np.ones(n), np.zeros(n))
    plan = planner.propose(MONDAY, shelf(items, 0), nothing(items), nothing(items))
    assert plan.expected[0] == pytest.approx(plan.expected[1:5].mean(), rel=0.3)
    assert plan.expected[5] == pytest.approx(plan.expected[6:].mean(), rel=0.5)


def test_a_good_that_starts_after_the_next_delivery_is_not_ordered_yet() -> None:
    items = goods(2, first_day=np.array([0, MONDAY + 5]))
    plan = taught(items).propose(MONDAY, shelf(items, 0), nothing(items), nothing(items))
    assert plan.expected[1] == 0
    assert plan.packs[1] == 0
    assert plan.packs[0] > 0


def test_only_suppliers_that_can_be_ordered_from_today_are_planned() -> None:
    schedule = Schedule(suppliers={
        0: Supplier(order_days=frozenset({0})), 1: Supplier(order_days=frozenset({1}), lead=2),
    })  # fmt: skip
    items = goods(4, supplier=np.array([0, 1, 0, 1]))
    planner = taught(items, schedule=schedule)
    plan = planner.propose(MONDAY, shelf(items, 0), nothing(items), nothing(items))
    assert plan.open.tolist() == [True, False, True, False]
    assert (plan.packs[[1, 3]] == 0).all()
    assert plan.next_arrival[0] == MONDAY + 8
    with pytest.raises(IndexError, match="good 1"):
        plan.explain(1)


def test_what_is_on_the_way_is_not_ordered_again() -> None:
    items = goods(6, life=np.zeros(6, dtype=np.int64))
    planner = taught(items)
    coming = nothing(items)
    coming[:, 1] = 24_000
    plan = planner.propose(MONDAY, shelf(items, 0), coming, nothing(items))
    assert (plan.packs == 0).all()
    assert (plan.on_order == 24_000).all()


def test_stock_that_expires_before_it_can_sell_is_not_counted_on() -> None:
    items = goods(2, life=np.array([7, 7]), pack=np.full(2, 1_000))
    planner = taught(items)
    old, young = (
        planner.propose(MONDAY, shelf(items, 9, left), nothing(items), nothing(items))
        for left in (1, 7)
    )
    assert (old.sellable < young.sellable).all()
    assert (old.packs > young.packs).all()


def test_goods_that_plainly_need_nothing_are_not_looked_at_and_would_get_nothing() -> None:
    items = goods(40)
    planner = taught(items)
    stock = np.arange(40) * 3
    plan = planner.propose(MONDAY, shelf(items, stock), nothing(items), nothing(items))
    assert 5 < plan.screened.sum() < 40
    assert (plan.packs[plan.screened] == 0).all()
    assert "不到" in plan.explain(int(np.argmax(plan.screened))).chinese()


def test_tobacco_is_planned_but_never_proposed() -> None:
    items = goods(2, regulated=np.array([True, False]))
    plan = taught(items).propose(MONDAY, shelf(items, 0), nothing(items), nothing(items))
    assert plan.packs[0] == 0 < plan.packs[1]
    assert plan.expected[0] > 0


def test_a_fresh_planner_plans_without_a_single_sale() -> None:
    items = goods(4)
    planner = Planner(items, SCHEDULE)
    plan = planner.propose(0, shelf(items, 0), nothing(items), nothing(items))
    assert (plan.expected == 0).all()
    assert (plan.packs == 0).all()
