"""What the kernel is told about goods and suppliers, checked once at the door."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]

LONGEST_LIFE = 60  # days; what keeps longer counts as not expiring
LARGEST = 10**12  # fen or thousandths: above this a figure is a mistake, not a shop


class PlanningError(ValueError):
    """Input that cannot be planned with; the text names the item or the supplier."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """The goods of a store (or of many), a column each, all of length n.

    ``price`` and ``cost`` are fen a unit of 1,000 thousandths; ``pack`` is thousandths;
    ``moq`` packs at least once any is ordered; ``life`` days on the shelf, the day of arrival
    included (0: does not expire; over 60 counts as 0); ``capacity`` the thousandths that the shelf
    takes (0: no limit); ``first_day`` the day that the good is first sold; goods that are
    ``regulated`` (tobacco) are planned but never proposed; ``units`` words such as 瓶 (none: 件).
    """

    names: tuple[str, ...]
    price: Ints
    cost: Ints
    pack: Ints
    moq: Ints
    life: Ints
    category: Ints
    supplier: Ints
    capacity: Ints
    first_day: Ints
    regulated: Flags
    units: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in fields(self):
            if field.name in ("names", "units"):
                continue
            column = np.asarray(getattr(self, field.name))
            if column.shape != (len(self.names),):
                raise PlanningError(f"{field.name}: {column.shape}, goods: {len(self.names)}")
            kind = np.bool_ if field.name == "regulated" else np.int64
            object.__setattr__(self, field.name, self._whole(field.name, column).astype(kind))
        if self.units and len(self.units) != len(self.names):
            raise PlanningError(f"units: {len(self.units)}, goods: {len(self.names)}")
        self._refuse("price", self.price < 0)
        self._refuse("cost", self.cost < 0)
        self._refuse("pack", self.pack <= 0)
        for name in ("moq", "life", "category", "supplier", "capacity"):
            self._refuse(name, getattr(self, name) < 0)
        object.__setattr__(self, "life", np.where(self.life > LONGEST_LIFE, 0, self.life))

    def _whole(self, name: str, column: np.ndarray) -> np.ndarray:
        with np.errstate(invalid="ignore"):
            self._refuse(name, ~(np.abs(column.astype(np.float64)) < LARGEST))
            self._refuse(name, column != np.floor(column.astype(np.float64)))
        return column

    def _refuse(self, name: str, bad: Flags) -> None:
        if bad.any():
            i = int(np.argmax(bad))
            raise PlanningError(f"{self.names[i]}: {name} is {getattr(self, name)[i]}")

    def __len__(self) -> int:
        return len(self.names)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """``order_days``: days of the week (0 is Monday) at whose close an order can be sent;
    ``lead``: mornings until it is on the shelf, 1 is the next morning; ``spread``: days that it may
    come later than that."""

    order_days: frozenset[int]
    lead: int = 1
    spread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Days ahead: an order of today arrives after ``lead``, the next one after ``until``, or up to
    ``spread`` days later."""

    lead: int
    until: int
    spread: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """When each supplier can be ordered from, by the supplier's code."""

    suppliers: dict[int, Supplier]

    def __post_init__(self) -> None:
        for code, supplier in self.suppliers.items():
            if not supplier.order_days <= frozenset(range(7)) or not supplier.order_days:
                raise PlanningError(f"supplier {code}: order days {sorted(supplier.order_days)}")
            if not 1 <= supplier.lead <= 28:
                raise PlanningError(f"supplier {code}: a lead time of {supplier.lead} days")
            if not 0 <= supplier.spread <= 28:
                raise PlanningError(f"supplier {code}: {supplier.spread} days late")

    def window(self, code: int, day: int) -> Window | None:
        """None: no order of ``day`` can be sent."""
        supplier = self.suppliers[code]
        if day % 7 not in supplier.order_days:
            return None
        gap = next(g for g in range(1, 8) if (day + g) % 7 in supplier.order_days)
        return Window(lead=supplier.lead, until=supplier.lead + gap, spread=supplier.spread)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the rule may be tuned by; the defaults were tuned on real baskets."""

    half_life: int = 14  # days
    anchor_half_life: int = 400  # days
    anchor_units: float = 6.0  # of sale that the anchor weighs in the level, times clumpiness
    dark_days: float = 5.0  # days of recent evidence at which the anchor weighs half
    hope_days: float = 0.5  # what the category's typical good weighs, in days
    shortage_weight: float = 0.75  # share of the margin that a lost sale costs
    fresh_shortage_weight: float = 0.8
    waste_weight: float = 0.5  # share of expected expiry that a pack ordered later would escape
    holding: float = 0.001  # of the price, a day
    level_variance: float = 0.10
    new_variance: float = 0.5
    clump_power: float = 0.67  # of a good's clumpiness on plain days, not of perishables
    fresh_clump_power: float = 0.8  # of theirs on all days
    promo_variance: float = 0.10  # of what a promotion sells, over its square
