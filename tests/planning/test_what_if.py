"""What another number of packs would mean is what the plan itself says of its own number."""

from __future__ import annotations

import numpy as np

from sync.hq.planning.items import Items, Schedule, Supplier
from sync.hq.planning.planner import Planner


def test_the_planned_number_means_what_the_plan_says() -> None:
    n = 40
    some = np.arange(n)
    zero = np.zeros(n, dtype=np.int64)
    items = Items(
        names=tuple(f"货{i}" for i in range(n)), price=300 + some, cost=200 + some,
        pack=np.where(some % 3 == 0, 6000, 1000), moq=zero, life=np.where(some % 2 == 0, 5, 0),
        category=some % 4, supplier=zero, capacity=zero, first_day=zero,
        regulated=np.zeros(n, dtype=bool),
    )  # fmt: skip
    planner = Planner(items, Schedule(suppliers={0: Supplier(order_days=frozenset(range(7)))}))
    luck = np.random.default_rng(4)
    for day in range(30):
        planner.observe(day, luck.poisson(3, n) * 1000, np.ones(n), np.zeros(n))
    plan = planner.propose(29, np.full((n, 1), 2000), np.zeros((n, 1)), np.zeros((n, 1)))
    lines, risks, wastes = plan.what_if(int(plan.packs.max()) + 2)
    assert len(lines) and sorted(lines) == sorted(np.flatnonzero(~plan.screened))
    for at, line in enumerate(lines):
        assert risks[at, plan.packs[line]] == plan.risk_out[line]
        assert wastes[at, plan.packs[line]] == plan.expected_waste[line]
    assert (np.diff(risks, axis=1) <= 0).all() and (np.diff(wastes, axis=1) >= 0).all()
