"""The planner of a store, or of many: days come in, plans go out, its state is small.

    planner = Planner(items, schedule, settings)
    planner.observe(day, sold, in_stock, promo)
    plan = planner.propose(day, on_hand, on_order, promo_ahead, budget=None)

Bad input is refused with a `PlanningError` that names the item, except where a treatment is
stated: sales below zero (returns) count as none; a day's sale counts up to 20 units and 8 times
what was expected; stock below zero counts as none; days that were skipped are days without
evidence; a promotion beyond what is told is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

import numpy as np

from sync.hq.planning import demand as knowledge
from sync.hq.planning.adjust import Adjustments
from sync.hq.planning.demand import Demand
from sync.hq.planning.items import (
    LARGEST,
    Flags,
    Floats,
    Ints,
    Items,
    PlanningError,
    Schedule,
    Settings,
)
from sync.hq.planning.plan import Plan
from sync.hq.planning.sheet import Evening, Sheet

LONGEST_GAP = 400  # days without a word: above it a clock is wrong, not a shop closed


class Planner:
    def __init__(self, items: Items, schedule: Schedule, settings: Settings | None = None) -> None:
        for i in np.flatnonzero(~np.isin(items.supplier, list(schedule.suppliers))):
            raise PlanningError(f"{items.names[i]}: supplier {items.supplier[i]} has no order days")
        self.items, self.schedule = items, schedule
        self.settings = settings or Settings()
        self._demand = Demand.new(items)

    def state(self) -> dict[str, np.ndarray]:
        """All that was learned: thirteen float64 a good, two tables by category, the last day."""
        found = {f.name: np.array(getattr(self._demand, f.name)) for f in fields(Demand)}
        return found

    @classmethod
    def restore(
        cls, items: Items, schedule: Schedule, settings: Settings, state: Mapping[str, np.ndarray]
    ) -> Planner:
        """A planner that goes on where ``state`` was taken; it proposes the same to the bit."""
        planner = cls(items, schedule, settings)
        fresh = planner._demand
        for field in fields(Demand):
            column = np.asarray(state[field.name], dtype=np.float64)
            if column.shape != np.shape(getattr(fresh, field.name)):
                raise PlanningError(f"state: {field.name} is of {column.shape}")
            bad = ~np.isfinite(column)
            if bad.any():
                i = int(np.argwhere(bad)[0][0]) if column.ndim else 0
                raise PlanningError(f"state: {field.name} of {i} is {column.flat[bad.argmax()]}")
            setattr(fresh, field.name, int(column) if column.ndim == 0 else column.copy())
        return planner

    def observe(self, day: int, sold: Ints, in_stock: np.ndarray, promo: np.ndarray) -> None:
        """One trading day, each once and in order; see the module for the treatments."""
        last = self._demand.last_day
        if day <= last or day < 0:
            raise PlanningError(f"day {day} after day {last}: each day once, in order")
        if last >= 0 and day - last > LONGEST_GAP:
            raise PlanningError(f"day {day} after day {last}: is the clock right?")
        units = self._column("sold", sold) / 1000.0
        shelf = self._column("in_stock", in_stock)
        promoted = self._column("promo", promo)
        self._refuse("in_stock", shelf, (shelf < 0) | (shelf > 1))
        knowledge.observe(self.items, self._demand, self.settings, day, units, shelf, promoted)

    def propose(
        self, day: int, on_hand: Ints, on_order: Ints, promo_ahead: np.ndarray,
        budget: int | None = None, adjust: Adjustments | None = None,
    ) -> Plan:  # fmt: skip
        """What to order at the close of ``day``.

        ``on_hand`` int64[n, L] thousandths by days of life left (column j sells for j more days,
        the last does not expire; one column only: nothing expires); ``on_order`` int64[n, H] by
        day ahead of arrival (0: due and late, counted as tomorrow); ``promo_ahead`` uint8[n, H] by
        day ahead; ``budget`` fen; ``adjust`` what is out and what the owner is used to.
        """
        hand = np.maximum(self._table("on_hand", on_hand), 0.0)
        coming = np.maximum(self._table("on_order", on_order), 0.0)
        promos = self._table("promo_ahead", promo_ahead)
        if budget is not None and budget < 0:
            raise PlanningError(f"a budget of {budget}")
        know = knowledge.level(self.items, self._demand, self.settings)
        evening = Evening(day=day, on_hand=hand, on_order=coming, promos=promos)
        told = (adjust or Adjustments.none(len(self.items))).checked(self.items)
        sheet = Sheet(self.items, self.settings, know, evening, told)
        for code in np.unique(self.items.supplier):
            window = self.schedule.window(int(code), day)
            if window is not None:
                sheet.add(np.flatnonzero(self.items.supplier == code), window)
        return sheet.plan(budget)

    def _column(self, name: str, values: np.ndarray) -> Floats:
        column = np.asarray(values, dtype=np.float64)
        if column.shape != (len(self.items),):
            raise PlanningError(f"{name}: {column.shape}, goods: {len(self.items)}")
        self._refuse(name, column, ~(np.abs(column) < LARGEST))
        return column

    def _table(self, name: str, values: np.ndarray) -> Floats:
        table = np.asarray(values, dtype=np.float64)
        if table.ndim != 2 or len(table) != len(self.items) or not table.shape[1]:
            raise PlanningError(f"{name}: {table.shape}, goods: {len(self.items)}")
        if not np.abs(table).max(initial=0.0) < LARGEST:  # also true of a NaN
            bad = np.asarray((~(np.abs(table) < LARGEST)).any(axis=1))
            self._refuse(name, np.abs(table).max(axis=1), bad)
        return table

    def _refuse(self, name: str, column: Floats, bad: Flags) -> None:
        if bad.any():
            i = int(np.argmax(bad))
            raise PlanningError(f"{self.items.names[i]}: {name} is {column[i]}")
