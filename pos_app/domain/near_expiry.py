"""Goods near their last day: from when on, how much is left of each date, what to do.

The days come from RETAIL's table for 临期; batches are sold first-expired-first-out, so what is
left on the shelf is of the latest dates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

NEAR_DAYS: tuple[tuple[int, int], ...] = (
    (365, 45),
    (180, 20),
    (90, 15),
    (30, 10),
    (16, 5),
    (10, 4),
    (7, 3),
    (4, 2),
    (1, 1),
)
"""From so many days of shelf life on, goods are near expiry so many days before it."""

EXPIRED, TODAY, NEAR = "expired", "today", "near"
WRITE_OFF, SEND_BACK, MARK_DOWN, WATCH = "write_off", "send_back", "mark_down", "watch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """So much of an item that expires on one day: thousandths, ``YYYY-MM-DD``."""

    expiry: str
    qty: int


def near_days(shelf_life: int) -> int:
    """Days before its last day from which goods are near expiry; 0 for what does not expire."""
    return next((days for life, days in NEAR_DAYS if shelf_life >= life), 0)


def days_left(expiry: str, today: str) -> int:
    """Negative when it has expired, 0 on its last day."""
    return (date.fromisoformat(expiry) - date.fromisoformat(today)).days


def on_shelf(batches: Sequence[Batch], on_hand: int) -> tuple[Batch, ...]:
    """What is left of each batch that ever came, the first to expire first.

    The oldest dates are sold first: ``on_hand`` thousandths are those of the latest dates. More on
    hand than was ever dated is of no known date and is not told of.
    """
    left = max(on_hand, 0)
    kept: list[Batch] = []
    for batch in sorted(batches, key=lambda b: b.expiry, reverse=True):
        qty = min(max(batch.qty, 0), left)
        if qty:
            kept.append(Batch(expiry=batch.expiry, qty=qty))
            left -= qty
    return tuple(reversed(kept))


def stage(expiry: str, shelf_life: int, today: str) -> str:
    """``expired``, ``today``, ``near`` or empty."""
    left = days_left(expiry, today)
    if left < 0:
        return EXPIRED
    if left == 0:
        return TODAY
    return NEAR if left <= near_days(shelf_life) else ""


def advice(expiry: str, today: str, return_days: int, *, marked_down: bool) -> str:
    """What to do: write off what expired, send back while HQ takes it, else mark it down.

    ``return_days``: HQ takes goods until so many days before they expire; -1: never.
    """
    left = days_left(expiry, today)
    if left < 0:
        return WRITE_OFF
    if return_days >= 0 and left >= return_days:
        return SEND_BACK
    return WATCH if marked_down else MARK_DOWN
