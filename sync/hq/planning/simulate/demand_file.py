"""The demand of one shop by day and good: what `xipu hq simulate` plays."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from sync.hq.planning.items import Ints, PlanningError

COLUMNS = ("names", "sold", "promo", "price", "life", "category", "pack")


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandFile:
    """``sold`` int64[days, n] thousandths, ``promo`` uint8[days, n], ``price`` int64[n] fen,
    ``life`` int64[n] days on the shelf (0: does not expire), ``category`` int64[n], ``pack``
    int64[n] thousandths (all 0: not known, to be drawn)."""

    names: np.ndarray
    sold: Ints
    promo: np.ndarray
    price: Ints
    life: Ints
    category: Ints
    pack: Ints

    def of(self, chosen: np.ndarray) -> DemandFile:
        """The goods that ``chosen`` (a mask or positions) names."""
        return DemandFile(
            names=self.names[chosen], sold=self.sold[:, chosen], promo=self.promo[:, chosen],
            price=self.price[chosen], life=self.life[chosen], category=self.category[chosen],
            pack=self.pack[chosen],
        )  # fmt: skip


def living(demand: DemandFile, before: int, most: int) -> DemandFile:
    """The ``most`` goods that sold most before day ``before`` and 2 units in its last 8 weeks.

    What was chosen by the days to come would sell better than any plan could have known.
    """
    past = demand.sold[:before]
    units = np.where(past[-56:].sum(axis=0) >= 2000, past.sum(axis=0), 0)
    best = np.argsort(-units, kind="stable")[:most]
    return demand.of(best[units[best] > 0])


def write_demand(path: Path, demand: DemandFile) -> None:
    np.savez_compressed(path, **{name: getattr(demand, name) for name in COLUMNS})


def read_demand(path: Path) -> DemandFile:
    """A file of `write_demand`; nothing in it is ever executed (no pickles)."""
    try:
        with np.load(path, allow_pickle=False) as found:
            return DemandFile(**{name: found[name] for name in COLUMNS})
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise PlanningError(f"{path.name}: not a file of demand") from error


@dataclass(slots=True)
class Ledger:
    """Sales gathered one by one: thousandths and fen by day (ordinal) and good."""

    sold: dict[tuple[int, str], int] = field(default_factory=dict)
    units: dict[str, int] = field(default_factory=dict)
    value: dict[str, int] = field(default_factory=dict)

    def add(self, day: int, code: str, qty: int, amount: int) -> None:
        self.sold[day, code] = self.sold.get((day, code), 0) + qty
        self.units[code] = self.units.get(code, 0) + qty
        self.value[code] = self.value.get(code, 0) + amount

    def demand(
        self, life: Mapping[str, int], category: Mapping[str, str], pack: Mapping[str, int]
    ) -> DemandFile:
        """All goods that sold anything, by code; what the mappings do not name keeps for ever.

        A day without sales between the first and the last counts as one of no demand. A price is
        value over units of all days; returns beyond sales count as none.
        """
        codes = sorted(code for code, units in self.units.items() if units > 0)
        place = {code: i for i, code in enumerate(codes)}
        days = [day for day, _ in self.sold]
        first = min(days)
        table = np.zeros((max(days) - first + 1, len(codes)), dtype=np.int64)
        for (day, code), qty in self.sold.items():
            if code in place:
                table[day - first, place[code]] = max(qty, 0)
        kinds = {kind: i for i, kind in enumerate(sorted({category.get(c, "") for c in codes}))}
        price = [max(round(self.value[code] * 1000 / self.units[code]), 1) for code in codes]
        return DemandFile(
            names=np.array(codes), sold=table, promo=np.zeros(table.shape, dtype=np.uint8),
            price=np.array(price, dtype=np.int64), life=_column(life, codes),
            category=np.array([kinds[category.get(code, "")] for code in codes], dtype=np.int64),
            pack=_column(pack, codes),
        )  # fmt: skip


def _column(values: Mapping[str, int], codes: list[str]) -> Ints:
    return np.array([values.get(code, 0) for code in codes], dtype=np.int64)


def from_baskets(path: Path) -> DemandFile:
    """Demand out of a CSV with the columns basket_id, time, barcode, name, qty, amount_fen.

    Nothing expires and nothing is promoted, as baskets do not say so. Raises PlanningError with
    the line that cannot be read.
    """
    ledger = Ledger()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                day, code, qty, amount = _line(row)
            except (KeyError, TypeError, ValueError) as error:
                raise PlanningError(f"{path.name}, line {number}: no line of a basket") from error
            if not (0 < qty < 1e6 and 0 <= amount < 1e12):
                raise PlanningError(f"{path.name}, line {number}: a quantity of {qty}")
            ledger.add(day, code, round(qty * 1000), round(amount))
    if not ledger.sold:
        raise PlanningError(f"{path.name}: no baskets")
    return ledger.demand({}, {}, {})


def _line(row: Mapping[str, str]) -> tuple[int, str, float, float]:
    day = date.fromisoformat(row["time"][:10]).toordinal()
    return day, row["barcode"], float(row["qty"]), float(row["amount_fen"])


def from_sales(
    rows: Iterator[tuple[str, str, int, int]],
    life: Mapping[str, int], category: Mapping[str, str], pack: Mapping[str, int],
) -> DemandFile:  # fmt: skip
    """Demand out of a store's sales (ISO date, item, thousandths, fen) and what its goods are."""
    ledger = Ledger()
    for day, item, qty, amount in rows:
        ledger.add(date.fromisoformat(day).toordinal(), item, qty, amount)
    if not any(units > 0 for units in ledger.units.values()):
        raise PlanningError("no sales")
    return ledger.demand(life, category, pack)
