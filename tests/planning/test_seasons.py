"""What changes: promotions that end, quiet weeks to come, goods that show little of themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.hq.planning.demand import Level, level
from sync.hq.planning.items import Items, Settings
from sync.hq.planning.planner import Planner
from tests.planning.shop import MONDAY, SCHEDULE, goods, nothing, shelf

N = 8


def shop(life: int = 0, pack: int = 6_000) -> Items:
    return goods(N, life=np.full(N, life), pack=np.full(N, pack))


def promoted(items: Items, rates: np.ndarray, lift: float, *, clumps: int = 1) -> Planner:
    """Nine weeks of sales, every fourth of them on promotion; ``clumps`` units a customer then."""
    planner, rng = Planner(items, SCHEDULE, Settings()), np.random.default_rng(4)
    for day in range(MONDAY):
        flag = day // 7 % 4 == 2
        customers = rng.poisson(rates * (lift / clumps if flag else 1.0))
        sold = customers * (clumps if flag else 1) * 1_000
        planner.observe(day, sold, np.ones(N), np.full(N, flag))
    return planner


def know(planner: Planner) -> Level:
    return level(planner.items, planner._demand, planner.settings)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.2, 4.0), st.floats(1.5, 5.0), st.integers(0, 12), st.integers(1, 12))
def test_the_last_order_of_a_promotion_is_no_larger_than_one_in_its_middle(
    rate: float, lift: float, stock: int, pack: int
) -> None:
    items = shop(pack=pack * 1_000)
    planner = promoted(items, np.full(N, rate), lift)
    middle, last = nothing(items), nothing(items)
    middle[:, 1:] = 1
    last[:, 1:3] = 1  # until the next order's arrival
    plans = [
        planner.propose(MONDAY, shelf(items, stock), nothing(items), ahead)
        for ahead in (middle, last)
    ]
    assert np.array_equal(plans[0].expected, plans[1].expected)
    assert (plans[1].packs <= plans[0].packs).all()


def test_what_a_promotion_leaves_over_is_weighed_for_goods_that_keep() -> None:
    def both(items: Items) -> list[np.ndarray]:
        planner = promoted(items, np.full(N, 1.5), 4.0)
        middle, last = nothing(items), nothing(items)
        middle[:, 1:8] = 1
        last[:, 1:3] = 1
        return [
            planner.propose(MONDAY, shelf(items, 0), nothing(items), ahead).packs
            for ahead in (middle, last)
        ]

    middle, last = both(shop())
    assert last.sum() < middle.sum()
    assert (last > 0).all()


def test_customers_who_hoard_on_promotion_do_not_raise_the_stock_of_plain_days() -> None:
    items, rates = shop(pack=1_000), np.full(N, 1.0)
    single, hoarding = (promoted(items, rates, 4.0, clumps=c) for c in (1, 8))
    assert know(hoarding).promo_clump.mean() > 2 * know(single).promo_clump.mean()
    assert know(hoarding).clump == pytest.approx(know(single).clump, rel=0.3)
    flags = nothing(items)
    flags[:, 1:] = 1
    sure, unsure = (
        planner.propose(MONDAY, shelf(items, 0), nothing(items), flags)
        for planner in (single, hoarding)
    )
    assert (unsure.upper / unsure.expected).mean() > (sure.upper / sure.expected).mean()


def test_rare_hoards_weigh_less_on_the_stock_of_what_keeps_than_their_variance() -> None:
    items = goods(N, life=np.repeat([0, 7], 4), category=np.repeat([0, 1], 4))
    planner, rng = Planner(items, SCHEDULE, Settings()), np.random.default_rng(2)
    for day in range(MONDAY):
        one = rng.poisson(0.8, 4) + 12 * (rng.random(4) < 0.02)
        planner.observe(day, np.tile(one, 2) * 1_000, np.ones(N), np.zeros(N))
    whole = Planner.restore(items, SCHEDULE, Settings(clump_power=1.0), planner.state())
    less, variance = know(planner).clump, know(whole).clump
    assert (variance > 1.0).any()
    assert ((less[:4] < variance[:4]) | (variance[:4] == 1.0)).all()
    assert np.array_equal(np.argsort(less[:4]), np.argsort(variance[:4]))
    assert np.array_equal(less[4:], variance[4:])


def test_a_fortnight_says_less_of_a_slow_or_clumped_good_than_of_a_fast_one() -> None:
    items = replace(shop(), category=np.array([0, 0, 0, 0, 1, 1, 1, 1]))
    planner = Planner(items, SCHEDULE, Settings())

    def days(first: int, last: int, every: int, fast: int) -> np.ndarray:
        for day in range(first, last):
            sold = np.repeat([day % every == 0, fast], 4) * 1_000
            planner.observe(day, sold, np.ones(N), np.zeros(N))
        return know(planner).rate

    before = days(0, MONDAY, 10, 8)
    moved = days(MONDAY, MONDAY + 14, 5, 16) / before - 1.0  # all sell twice as much
    assert moved[4:].min() > 0.4
    assert 0.0 < moved[:4].max() < 0.8 * moved[4:].min()


def test_a_delivery_that_takes_long_is_planned_with_the_same_rule() -> None:
    items = shop()
    planner = promoted(items, np.full(N, 1.0), 3.0)
    schedule = {0: replace(SCHEDULE.suppliers[0], lead=5)}
    slow = Planner.restore(
        items, replace(SCHEDULE, suppliers=schedule), Settings(), planner.state()
    )
    near, far = (
        p.propose(MONDAY, shelf(items, 0), nothing(items), nothing(items)) for p in (planner, slow)
    )
    assert (far.packs >= near.packs).all()
    assert far.packs.sum() > near.packs.sum()
