"""Rules of every plan, whatever the shop: hypothesis looks for the one that breaks them."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.hq.planning.items import Items, Schedule, Settings, Supplier
from sync.hq.planning.policy import Economics, Need, packs_worth
from tests.planning.shop import MONDAY, goods, nothing, shelf, taught

N = 5
SUPPLIERS = Schedule(suppliers={
    0: Supplier(order_days=frozenset({0, 3})), 1: Supplier(order_days=frozenset({0}), lead=3),
})  # fmt: skip


def columns(low: int, high: int) -> st.SearchStrategy[np.ndarray]:
    return st.lists(st.integers(low, high), min_size=N, max_size=N).map(
        lambda values: np.array(values, dtype=np.int64)
    )


@st.composite
def shops(draw: st.DrawFn) -> Items:
    price = draw(columns(1, 20_000))
    return goods(
        N, price=price, cost=price * draw(columns(10, 120)) // 100,
        pack=draw(columns(1, 48)) * draw(st.sampled_from([250, 1_000])), moq=draw(columns(0, 4)),
        life=draw(columns(0, 20)), supplier=draw(columns(0, 1)), category=draw(columns(0, 2)),
        capacity=draw(columns(0, 60)) * 1_000,
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(shops(), columns(-3, 80), st.floats(0.02, 30.0), st.integers(0, 100_000))
def test_a_plan_is_never_negative_and_keeps_room_least_order_and_budget(
    items: Items, stock: np.ndarray, rate: float, budget: int
) -> None:
    planner = taught(items, rate, days=21, schedule=SUPPLIERS)
    plan = planner.propose(21, shelf(items, stock), nothing(items), nothing(items), budget)
    for name in ("packs", "expected", "upper", "expected_waste", "cost", "risk_out"):
        values = getattr(plan, name)
        assert np.isfinite(values).all(), name
        assert (values >= 0).all(), name
    assert (plan.risk_out <= 1).all()
    assert plan.cost.sum() <= budget
    assert ((plan.packs == 0) | (plan.packs >= items.moq)).all()
    room = np.maximum(items.capacity - np.maximum(stock, 0) * 1_000, 0)
    assert ((items.capacity == 0) | (plan.packs * items.pack <= room)).all()
    assert (plan.packs <= plan.wanted).all()


@settings(max_examples=40, deadline=None)
@given(shops(), columns(0, 40), columns(0, 20), st.floats(0.1, 10.0))
def test_who_has_more_orders_no_more(
    items: Items, stock: np.ndarray, more: np.ndarray, rate: float
) -> None:
    planner = taught(items, rate, days=21, schedule=SUPPLIERS)
    few, many = (
        planner.propose(21, shelf(items, units), nothing(items), nothing(items))
        for units in (stock, stock + more)
    )
    assert (many.packs <= few.packs).all()


def test_all_suppliers_compete_for_one_budget() -> None:
    # The dear supplier's goods bring three times as much for each fen of their cost.
    items = goods(
        4, supplier=np.array([0, 0, 1, 1]), price=np.array([400, 400, 1_000, 1_000]),
        pack=np.full(4, 1_000), life=np.zeros(4, dtype=np.int64),
    )  # fmt: skip
    planner = taught(items, 4.0, days=21, schedule=SUPPLIERS)
    night = (21, shelf(items, 0), nothing(items), nothing(items))
    assert (planner.propose(*night).packs > 5).all()
    tight = planner.propose(*night, 3_500)
    assert tight.packs[2:].sum() == 10
    assert tight.packs[:2].sum() == 0


def test_a_least_order_is_bought_whole_or_not_at_all() -> None:
    items = goods(2, moq=np.array([5, 0]), pack=np.full(2, 1_000), life=np.zeros(2, np.int64))
    planner = taught(items, 4.0)
    night = (MONDAY, shelf(items, 0), nothing(items), nothing(items))
    whole = planner.propose(*night)
    assert whole.packs[0] >= 5
    for budget in range(0, int(whole.cost.sum()) + 400, 350):
        plan = planner.propose(*night, budget)
        assert plan.packs[0] == 0 or plan.packs[0] >= 5
        assert plan.cost.sum() <= budget
    scarce = goods(2, moq=np.array([30, 0]), pack=np.full(2, 1_000), life=np.full(2, 3))
    plan = taught(scarce, 0.5).propose(*night)
    assert plan.packs[0] == 0


@settings(max_examples=60, deadline=None)
@given(
    shops(), columns(0, 30), st.floats(0.05, 40.0), st.floats(1.0, 5.0), columns(0, 60),
)  # fmt: skip
def test_packs_are_those_that_adding_one_at_a_time_would_end_at(
    items: Items, stock: np.ndarray, mean: float, clump: float, most: np.ndarray
) -> None:
    one = np.ones(N)
    need = Need(
        mean=mean * one, variance=clump * mean * one, plain=mean * one, life_mean=2 * mean * one,
        life_variance=2 * clump * mean * one, stock=stock * one, gap=3 * one, days=5 * one,
        later_mean=mean / 2 * one, later_variance=clump * mean * one,
    )  # fmt: skip
    plain = Economics.of(items, np.arange(N), need, Settings())
    for economics in (plain, plain.with_next_order(items.life == 0)):
        one_by_one = np.zeros(N, dtype=np.int64)
        for _ in range(61):
            pays = economics.gain(one_by_one.astype(np.float64)) > 0.0
            one_by_one += pays & (one_by_one < most)
        assert np.array_equal(packs_worth(economics, most), one_by_one)
