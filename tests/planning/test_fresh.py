"""Goods that expire: what lies there unsold, what is tried again, how far their sales spread."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.hq.planning.demand import Level, level
from sync.hq.planning.distribution import outlook
from sync.hq.planning.items import Settings
from sync.hq.planning.planner import Planner
from sync.hq.planning.policy import sellable
from tests.planning.shop import MONDAY, SCHEDULE, goods, nothing, shelf, taught

N = 4


def know(planner: Planner) -> Level:
    return level(planner.items, planner._demand, planner.settings)


def unsold(planner: Planner, first: int, days: int, on_shelf: float = 1.0) -> None:
    for day in range(first, first + days):
        planner.observe(day, np.zeros(N, np.int64), np.full(N, on_shelf), np.zeros(N))


def test_what_nobody_buys_any_more_is_given_up_and_one_sale_brings_it_back() -> None:
    items = goods(N, life=np.full(N, 7), pack=np.full(N, 1_000))
    planner = taught(items, 1.0)
    night = (shelf(items, 0), nothing(items), nothing(items))
    before = planner.propose(MONDAY, *night)
    unsold(planner, MONDAY, 28)
    over = planner.propose(MONDAY + 28, *night)
    assert (before.packs > 0).all()
    assert (over.packs == 0).all()
    assert (over.expected < before.expected / 10).all()
    planner.observe(MONDAY + 28, np.full(N, 1_000), np.ones(N), np.zeros(N))
    assert know(planner).alive == pytest.approx(1.0)
    assert (planner.propose(MONDAY + 35, *night).expected > 2 * over.expected).all()


def test_a_good_that_sells_seldom_is_not_given_up_for_a_quiet_week() -> None:
    planner = taught(goods(N, life=np.full(N, 7)), 0.2)
    unsold(planner, MONDAY, 7)
    assert (know(planner).alive > 0.9).all()


def test_what_was_given_up_is_tried_again_after_months_off_the_shelf() -> None:
    planner = taught(goods(N, life=np.full(N, 7)), 1.0)
    unsold(planner, MONDAY, 21)
    given_up = know(planner).alive
    unsold(planner, MONDAY + 21, 1, on_shelf=0.0)
    assert (know(planner).alive > given_up).all()
    unsold(planner, MONDAY + 22, 180, on_shelf=0.0)
    assert (know(planner).alive > 0.8).all()


def test_days_nobody_told_of_are_days_off_the_shelf() -> None:
    told, untold = (taught(goods(N, life=np.full(N, 7)), 1.0) for _ in range(2))
    for planner in (told, untold):
        unsold(planner, MONDAY, 21)
    unsold(told, MONDAY + 21, 30, on_shelf=0.0)
    for planner in (told, untold):
        planner.observe(MONDAY + 51, np.zeros(N, np.int64), np.ones(N), np.zeros(N))
    assert know(told).alive == pytest.approx(know(untold).alive, rel=0.05)


def test_goods_that_keep_are_never_given_up() -> None:
    planner = taught(goods(N, life=np.zeros(N, np.int64)), 1.0)
    unsold(planner, MONDAY, 60)
    assert (know(planner).alive == 1.0).all()


@settings(max_examples=40, deadline=None)
@given(st.floats(0.05, 20.0), st.integers(1, 12), st.integers(1, 90))
def test_a_day_without_a_sale_never_speaks_for_a_good(rate: float, clump: int, days: int) -> None:
    planner, rng = Planner(goods(N, life=np.full(N, 5)), SCHEDULE), np.random.default_rng(5)
    for day in range(28):
        sold = rng.poisson(rate / clump, N) * clump * 1_000
        planner.observe(day, sold, np.ones(N), np.zeros(N))
    alive = know(planner).alive
    for day in range(28, 28 + days):
        unsold(planner, day, 1)
        now = know(planner)
        assert ((now.alive > 0) & (now.alive <= 1) & np.isfinite(now.rate)).all()
        assert (now.alive <= alive + 1e-12).all()
        alive = now.alive


def test_the_doubt_of_a_level_is_not_taken_for_clumps_as_well() -> None:
    """Whole weeks sell more or less, as no level can foresee: that is doubt, and counted once."""
    rng, factor = np.random.default_rng(6), np.random.default_rng(7).gamma(10.0, 0.1, 30)
    planners = [Planner(goods(N, life=np.full(N, life)), SCHEDULE, Settings()) for life in (0, 7)]
    for day in range(30 * 7):
        sold = rng.poisson(20.0 * factor[day // 7], N) * 1_000
        for planner in planners:
            planner.observe(day, sold, np.ones(N), np.zeros(N))
    keeps, expires = (know(planner).clump for planner in planners)
    assert (expires < keeps).all()
    assert (expires < 2.5).all()


def exactly(rate: float) -> Level:
    """What a planner would know that is sure of the rate."""
    one = np.ones(1)
    return Level(
        rate=rate * one, uplift=one, clump=one, promo_clump=one, week=np.ones((1, 7)),
        known=1e9 * one, recent=one, alive=one,
    )  # fmt: skip


SURE = Settings(level_variance=0.0)


def counted(old: int, young: int, rate: float, left: int, days: int = 3) -> float:
    """Stock of a window of ``days`` days, ``old`` units of it with ``left`` of them to live."""
    hand = np.zeros((1, 9))
    hand[0, left] += old
    hand[0, 7] += young
    demand = np.full((1, days), rate)
    found = sellable(hand, np.zeros((1, 1)), demand, exactly(rate), np.array([7]), SURE)
    return float(found[0])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 30), st.integers(0, 30), st.floats(0.05, 12.0), st.integers(1, 6))
def test_what_expires_first_counts_least_and_never_more_than_it_is(
    old: int, young: int, rate: float, left: int
) -> None:
    stock = counted(old, young, rate, left)
    assert young - 1e-6 <= stock <= old + young + 1e-6
    assert stock <= counted(old, young, rate, left + 1) + 1e-6
    assert stock <= counted(old + 1, young, rate, left) + 1e-6
    if left >= 3:
        assert stock == old + young


@pytest.mark.parametrize(("old", "rate"), [(1, 0.4), (3, 0.8), (6, 1.5)])
def test_old_stock_sells_as_many_as_the_plan_counts_on(old: int, rate: float) -> None:
    sales = np.random.default_rng(8).poisson(rate, (20_000, 3))
    sold = np.minimum(sales[:, 0], old).mean()
    stock = np.array([counted(old, 0, rate, 1)])
    promised = outlook(np.array([3 * rate]), np.array([3 * rate])).met_from(stock)
    assert promised[0] == pytest.approx(sold, rel=0.05)


def test_a_few_who_hoard_spread_the_sales_of_perishables_by_less_than_their_variance() -> None:
    planner, rng = Planner(goods(N, life=np.full(N, 7)), SCHEDULE), np.random.default_rng(9)
    for day in range(140):
        hoard = rng.random(N) < 0.03
        sold = (rng.poisson(0.5, N) + 8 * hoard) * 1_000
        planner.observe(day, sold, np.ones(N), np.zeros(N))
    full = level(planner.items, planner._demand, Settings(fresh_clump_power=1.0)).clump
    now = know(planner)
    assert ((now.clump > 1.0) & (now.clump < full)).all()
    assert (now.promo_clump == now.clump).all()
