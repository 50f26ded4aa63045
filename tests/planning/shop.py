"""A small shop to plan for: its goods, its supplier, and a planner that has seen it sell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from sync.hq.planning.items import Items, Schedule, Settings, Supplier
from sync.hq.planning.planner import Planner

SCHEDULE = Schedule(suppliers={0: Supplier(order_days=frozenset({0, 2, 4}))})
MONDAY = 63
"""An order day, after nine weeks of sales."""


def goods(n: int = 6, **columns: Any) -> Items:  # noqa: ANN401 - a column of any kind
    """``n`` goods at 5.00 yuan in three packs; every other one keeps a week."""
    ones = np.ones(n, dtype=np.int64)
    items = Items(
        names=tuple(f"good {i}" for i in range(n)), price=500 * ones, cost=350 * ones,
        pack=np.resize([1_000, 6_000, 12_000], n), moq=0 * ones, life=np.resize([0, 7], n),
        category=np.resize([0, 1], n), supplier=0 * ones, capacity=0 * ones, first_day=0 * ones,
        regulated=np.zeros(n, dtype=bool),
    )  # fmt: skip
    return replace(items, **columns)


def taught(
    items: Items, rate: float = 2.0, days: int = MONDAY, schedule: Schedule = SCHEDULE
) -> Planner:
    """A planner after ``days`` days of about ``rate`` units a day of every good."""
    planner = Planner(items, schedule, Settings())
    rng, n = np.random.default_rng(1), len(items)
    for day in range(days):
        planner.observe(day, rng.poisson(rate, n) * 1_000, np.ones(n), np.zeros(n))
    return planner


def shelf(items: Items, units: Any, left: int = 15) -> np.ndarray:  # noqa: ANN401 - one or many
    """Stock of ``units`` whole units with ``left`` days of life (15: it does not expire)."""
    hand = np.zeros((len(items), 16), dtype=np.int64)
    hand[:, left] = np.asarray(units) * 1_000
    return hand


def nothing(items: Items, days: int = 15) -> np.ndarray:
    """Neither anything on order nor a promotion, for ``days`` days ahead."""
    return np.zeros((len(items), days), dtype=np.int64)
