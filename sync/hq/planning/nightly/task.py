"""The planning of one store as a pure function: all that is known goes in, its plan comes out.

No database, no clock: the same task gives the same plan, in this process or in any other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from sync.hq.planning.adjust import Adjustments
from sync.hq.planning.items import Flags, Ints, Items, PlanningError, Schedule, Settings, Supplier
from sync.hq.planning.nightly.memory import pack_memory, unpack_memory
from sync.hq.planning.plan import Plan
from sync.hq.planning.planner import Planner
from sync.hq.planning.policy import SELDOM

EPOCH = date(2000, 1, 3).toordinal()
"""Day 0 of the planner, a Monday."""
EXTRA_PACKS, MOST_CHOICES = 3, 12


def day_number(day: date) -> int:
    return day.toordinal() - EPOCH


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreTask:
    """``day`` is the day on which the orders are sent; what is known ends with the day before.

    Columns are in the order of ``items``. ``days`` int64[d] are the days to learn from, ``sold``
    int64[d, n], ``in_stock`` float32[d, n], ``promo`` uint8[d, n]; ``keep``: after how many of
    them the state is wanted, too. ``on_hand``, ``on_order`` and ``promo_ahead`` as the planner
    wants them at the close of the day before ``day``. ``suppliers`` by code: order days, lead
    time, days that a delivery may be late. ``habit`` and ``stand_in`` as `Adjustments` has them;
    ``out``: what HQ is out of.
    ``state``: what was learned before, empty for nothing.
    """

    store: str
    day: int
    items: tuple[str, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    categories: tuple[str, ...]
    columns: dict[str, Any]
    suppliers: dict[int, tuple[frozenset[int], int, int]]
    days: Ints
    keep: tuple[int, ...]
    sold: Ints
    in_stock: np.ndarray
    promo: np.ndarray
    on_hand: Ints
    on_order: Ints
    promo_ahead: np.ndarray
    budget: int | None = None
    habit: Ints | None = None
    stand_in: Ints | None = None
    out: Flags | None = None
    state: bytes = b""
    skipped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedLine:
    """A line in figures: thousandths, basis points; ``choices`` packs, risk, waste."""

    at: int
    packs: int
    wanted: int
    expected: int
    upper: int
    plain: int
    stand_in: int
    habit: int
    on_hand: int
    on_order: int
    risk_bp: int
    waste: int
    cost: int
    why_zh: str
    why_en: str
    choices: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StorePlan:
    """``state`` after all days, ``kept`` after those that the task names; ``missing``: positions of
    what the store would need and HQ is out of. ``failed``: why nothing
    could be planned; then nothing of the store changes."""

    store: str
    day: int
    state: bytes = b""
    kept: tuple[bytes, ...] = ()
    lines: tuple[PlannedLine, ...] = ()
    missing: tuple[int, ...] = ()
    failed: str = ""
    skipped: tuple[str, ...] = field(default=())


def compute(task: StoreTask) -> StorePlan:
    """Never raises for what is wrong with a store: the plan says what it is."""
    try:
        return _compute(task)
    except PlanningError as error:
        return StorePlan(store=task.store, day=task.day, failed=str(error), skipped=task.skipped)


def _compute(task: StoreTask) -> StorePlan:
    if not task.items:
        kept = (task.state,) * len(task.keep)
        return StorePlan(
            store=task.store, day=task.day, state=task.state, kept=kept, skipped=task.skipped
        )
    items = Items(names=task.names, units=task.units, **task.columns)
    schedule, settings = _evening_schedule(task), Settings()
    planner = Planner(items, schedule, settings)
    if task.state:
        known = unpack_memory(task.state, task.items, task.categories, planner.state())
        planner = Planner.restore(items, schedule, settings, known)
    states: dict[int, bytes] = {}
    for n in range(len(task.days) + 1):
        if n in task.keep or n == len(task.days):
            states[n] = pack_memory(planner.state(), task.items, task.categories)
        if n < len(task.days):
            day = int(task.days[n])
            planner.observe(day, task.sold[n], task.in_stock[n], task.promo[n])
    plan = planner.propose(
        task.day - 1, task.on_hand, task.on_order, task.promo_ahead, task.budget, _adjust(task)
    )
    missing = () if task.out is None else np.flatnonzero(_looked_at(plan) & task.out)
    return StorePlan(
        store=task.store, day=task.day, state=states[len(task.days)], lines=_lines(plan),
        kept=tuple(states[n] for n in task.keep), skipped=task.skipped,
        missing=tuple(map(int, missing)),
    )  # fmt: skip


def _evening_schedule(task: StoreTask) -> Schedule:
    """The planner orders at the close of a day; here orders go out in the course of the next."""
    return Schedule(
        suppliers={
            code: Supplier(
                order_days=frozenset((day - 1) % 7 for day in days), lead=lead + 1, spread=spread
            )
            for code, (days, lead, spread) in task.suppliers.items()
        }
    )


def _adjust(task: StoreTask) -> Adjustments:
    none = Adjustments.none(len(task.items))
    return Adjustments(
        habit=none.habit if task.habit is None else task.habit,
        stand_in=none.stand_in if task.stand_in is None else task.stand_in,
    )


def _looked_at(plan: Plan) -> Flags:
    """What is wanted, or may run out more often than seldom."""
    # Where none is wanted none is ordered, and the plan's risk is that of ordering none.
    return plan.open & ~plan.screened & ((plan.wanted > 0) | (plan.risk_out >= SELDOM))


def _lines(plan: Plan) -> tuple[PlannedLine, ...]:
    chosen = np.flatnonzero(_looked_at(plan) & ~plan.items.regulated)
    if not len(chosen):
        return ()
    most = int(min(plan.wanted[chosen].max() + EXTRA_PACKS, MOST_CHOICES))
    risk, waste = plan.choices(chosen, most)
    points, lost = np.ceil(risk * 10_000).astype(np.int64).tolist(), waste.tolist()
    lines = []
    for n, i in enumerate(chosen):
        why = plan.explain(int(i))
        lines.append(
            PlannedLine(
                at=int(i), packs=why.packs, wanted=why.wanted, expected=why.expected,
                upper=why.upper, plain=why.plain, stand_in=why.stand_in, habit=why.habit,
                on_hand=why.on_hand, on_order=why.on_order,
                risk_bp=why.risk_out, waste=why.expected_waste, cost=int(plan.cost[i]),
                why_zh=why.chinese(), why_en=why.english(),
                choices=_choices(why.packs, why.wanted, points[n], lost[n]),
            )
        )  # fmt: skip
    return tuple(lines)


def _choices(
    packs: int, wanted: int, points: list[int], waste: list[int]
) -> tuple[tuple[int, int, int], ...]:
    """None to a few more than wanted."""
    shown = max(packs, wanted) + EXTRA_PACKS + 1
    return tuple(zip(range(shown), points, waste, strict=False))
