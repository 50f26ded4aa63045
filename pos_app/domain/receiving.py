"""Goods that arrive: what was noted against what came, and what a unit costs from then on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pos_app.domain.money import divide

SHORT, OVER = "short", "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """``qty`` thousandths more (positive) or less than the note says."""

    item: str
    qty: int

    @property
    def kind(self) -> str:
        return OVER if self.qty > 0 else SHORT


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierLine:
    """``qty`` thousandths that came at ``cost`` fen a unit; ``expiry`` where it was read."""

    item: str
    name: str
    qty: int
    cost: int
    expiry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierReceipt:
    """Goods that were taken in without a note; ``at`` UTC ms."""

    id: str
    at: int
    supplier_name: str
    lines: tuple[EarlierLine, ...]


def moving_average(on_hand: int, average: int, qty: int, cost: int) -> int:
    """Fen for one unit after ``qty`` thousandths came at ``cost``, weighed by what was there.

    Stock that was sold below zero had no cost to weigh: then the new cost holds.
    """
    if on_hand <= 0 or qty <= 0:
        return cost if qty > 0 else average
    return divide(on_hand * average + qty * cost, on_hand + qty)


def average_without(on_hand: int, average: int, qty: int, cost: int) -> int:
    """Fen for one unit as if ``qty`` thousandths had not come at ``cost``.

    Where nothing would be left there is nothing to weigh, and the average stays.
    """
    left = on_hand - qty
    if left <= 0 or qty <= 0:
        return average
    return max(divide(on_hand * average - qty * cost, left), 0)


def differences(noted: Mapping[str, int], came: Mapping[str, int]) -> tuple[Difference, ...]:
    """Items whose thousandths differ, in the note's order, then what came besides."""
    items = [*noted, *(item for item in came if item not in noted)]
    found = ((item, came.get(item, 0) - noted.get(item, 0)) for item in items)
    return tuple(Difference(item=item, qty=qty) for item, qty in found if qty)
