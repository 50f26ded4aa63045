"""The rule's answers beside those of stockpyl 1.0.2 and statsforecast 2.1.1.

Their answers stand here as they gave them, and the newsvendor's are summed anew beside them; the
slow tests ask the libraries again, in an environment of their own.
"""

from __future__ import annotations

import json
import math
import subprocess
from pathlib import Path

import numpy as np
import pytest

from installer import oracles
from sync.hq.planning.items import Ints, Settings
from sync.hq.planning.policy import Economics, Need, packs_worth
from sync.hq.planning.simulate.demand_file import DemandFile
from sync.hq.planning.simulate.game import Costs, Game, Night, play
from sync.hq.planning.simulate.imapa import imapa
from tests.planning.shop import goods

NEWSVENDOR = [(0.3, 0.7, 6, 7), (1, 4, 6, 8), (0.18, 0.7, 50, 56)]
"""Holding, shortage, mean of a Poisson demand; units to stock."""
CLUMPED = [(0.3, 0.7, 4.5, 11.25, 6), (1, 4, 6.0, 24.0, 9), (0.1, 0.3, 16 / 3, 80 / 9, 7)]
"""Holding, shortage, mean and variance of a negative binomial demand; units to stock."""
REORDER = [
    (1, 60, 20, 3, 4, 14, 13.482),
    (1, 100, 50, 2, 3, 17, 16.331),
    (1, 40, 10, 5, 6, 15, 13.061),
]
"""Holding, shortage, cost of an order, mean of a Poisson day; s, S and their cost a day."""


def stocked(holding: float, shortage: float, mean: float, variance: float) -> int:
    """What the rule would have on the shelf: single units, one window, nothing uncertain."""
    price, gap = 100_000, 2.0
    margin = 0.5 * price
    settings = Settings(
        shortage_weight=1.0, holding=holding / (holding + shortage) * margin / (price * gap)
    )
    one = np.ones(1)
    need = Need(
        mean=mean * one, variance=variance * one, plain=mean * one, life_mean=mean * one,
        life_variance=variance * one, stock=0 * one, gap=gap * one, days=gap * one,
        later_mean=mean * one, later_variance=variance * one,
    )  # fmt: skip
    items = goods(1, price=np.array([price]), cost=np.array([price // 2]))
    economics = Economics.of(items, np.array([0]), need, settings)
    return int(packs_worth(economics, np.array([200]))[0])


@pytest.mark.parametrize(("holding", "shortage", "mean", "units"), NEWSVENDOR)
def test_steady_demand_is_stocked_as_by_the_newsvendor(
    holding: float, shortage: float, mean: float, units: int
) -> None:
    assert stocked(holding, shortage, mean, mean) == units
    mass = np.array([math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(200)])
    assert units == int(np.argmax(np.cumsum(mass) >= shortage / (shortage + holding)))


@pytest.mark.parametrize(("holding", "shortage", "mean", "variance", "units"), CLUMPED)
def test_clumped_demand_is_stocked_as_by_the_newsvendor(
    holding: float, shortage: float, mean: float, variance: float, units: int
) -> None:
    assert stocked(holding, shortage, mean, variance) == units


def reorder_cost(s: int, top: int, mean: float, costs: tuple[float, float, float]) -> float:
    """Cost a day of ordering up to ``top`` at or below ``s``, played in the game itself."""
    days, n = 400, 120
    demand = np.random.default_rng(4).poisson(mean, (days, n)).astype(np.int64) * 1_000
    zero = np.zeros(n, dtype=np.int64)
    file = DemandFile(
        names=np.arange(n).astype(str), sold=demand, promo=np.zeros((days, n), np.uint8),
        price=zero + 1, life=zero, category=zero, pack=zero,
    )  # fmt: skip
    game = Game(
        demand=file, pack=np.ones(n), first=50, last=days - 1, costs=Costs(),
        order_days=tuple(range(7)),
    )  # fmt: skip
    orders = 0

    def order(night: Night) -> Ints:
        nonlocal orders
        stock = night.on_hand.sum(axis=1)
        due = stock <= s
        orders += int(due.sum()) if night.day >= game.first else 0
        return np.where(due, top - stock, 0).astype(np.int64)

    o = play(game, order)
    holding, shortage, fixed = costs
    lost = float((o.asked - o.sold).sum())
    return (holding * float(o.held.sum()) + shortage * lost + fixed * orders) / (n * o.days)


@pytest.mark.parametrize(("holding", "shortage", "fixed", "mean", "s", "top", "cost"), REORDER)
def test_the_game_costs_reorder_points_as_the_exact_method_does(
    holding: float, shortage: float, fixed: float, mean: float, s: int, top: int, cost: float
) -> None:
    costs = (holding, shortage, fixed)
    best = reorder_cost(s, top, mean, costs)
    assert best == pytest.approx(cost, rel=0.03)
    for other in ((s - 2, top), (s + 3, top), (s, top - 5), (s, top + 6)):
        assert reorder_cost(*other, mean, costs) > best


SERIES = (0.15, 0.6, 2.5, 9.0)
IMAPA = (0.21830763717062615, 0.6547223352318408, 2.496863136137221, 10.003369068652749)


def series() -> list[np.ndarray]:
    """84 days of sales at each rate of ``SERIES``."""
    rng = np.random.default_rng(5)
    return [rng.poisson(rate, 84).astype(float) for rate in SERIES]


def test_imapa_agrees_with_statsforecast() -> None:
    found = [imapa(sold[:, None])[0] for sold in series()]
    assert found == pytest.approx(list(IMAPA), rel=0.01)
    together = np.stack([*series(), np.zeros(84)], axis=1)
    assert imapa(together)[:4] == pytest.approx(found)
    assert imapa(together)[4] == 0


@pytest.mark.slow
def test_the_libraries_still_give_these_answers() -> None:
    if not oracles.PYTHON.exists():
        pytest.skip("the libraries come with `python3 installer/bootstrap.py test --slow`")
    questions = {
        "newsvendor": [known[:3] for known in NEWSVENDOR],
        "reorder": [known[:4] for known in REORDER],
        "imapa": [list(sold) for sold in series()],
    }
    done = subprocess.run(
        [oracles.PYTHON, Path(__file__).with_name("ask_oracles.py")], input=json.dumps(questions),
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["newsvendor"] == [units for *_, units in NEWSVENDOR]
    assert [tuple(found[:2]) for found in told["reorder"]] == [known[4:6] for known in REORDER]
    assert [found[2] for found in told["reorder"]] == pytest.approx(
        [cost for *_, cost in REORDER], rel=1e-4
    )
    assert told["imapa"] == pytest.approx(list(IMAPA), rel=1e-6)
