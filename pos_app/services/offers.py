"""What the shop sells for less until its last day, as a poster tells customers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pos_app.services.expiry_radar import Near


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """``price`` fen instead of ``was`` for one ``unit``, until ``expiry``."""

    name: str
    spec: str
    unit: str
    was: int
    price: int
    expiry: str


def offers_of(rows: Iterable[Near]) -> list[Offer]:
    """The marked-down batches that may still be sold, the largest saving first."""
    found = [
        Offer(
            name=row.item.name, spec=row.item.spec, unit=row.item.unit, was=row.item.price or 0,
            price=row.price, expiry=row.expiry,
        )
        for row in rows
        if row.price is not None and row.days >= 0
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.price - one.was, one.name, one.expiry))
