"""How a sale is paid: cash with change, a static code confirmed by hand, several at once."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.errors import ShopError
from pos_app.domain.pricing import cash_rounding

CASH = "cash"
STATIC_CODE = "static_code"
METHODS = (CASH, STATIC_CODE)
PIECES = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10)
"""Faces of notes and coins that a drawer is counted by, in fen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """One tender as the cashier took it: fen handed over (negative: handed out)."""

    method: str
    received: int
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One tender as booked: ``received - change == amount``."""

    method: str
    amount: int
    received: int
    change: int
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """``due = total - rounding == sum of the parts``; ``change`` fen go back to the customer."""

    total: int
    rounding: int
    due: int
    parts: tuple[Part, ...]
    change: int


def settle(total: int, paid: tuple[Paid, ...], *, rounding_step: int = 1) -> Settlement:
    """Book what was handed over against what is due.

    Rounding applies only when cash closes the sale. Raises ``not_enough``, ``change_needs_cash``
    (an electronic tender may not exceed the due), ``bad_amount``.
    """
    if total < 0:
        return _refund(total, paid)
    cash, electronic, by_cash = 0, 0, False
    for p in paid:
        if p.received < 0 or p.method not in METHODS:
            raise ShopError("bad_amount")
        if p.method == CASH:
            cash, by_cash = cash + p.received, True
        else:
            electronic += p.received
    if electronic > total:
        raise ShopError("change_needs_cash")
    left = total - electronic
    rounding = cash_rounding(left, rounding_step) if by_cash else 0
    missing = left - rounding - cash
    if missing > 0:
        raise ShopError("not_enough", missing=f"{missing // 100}.{missing % 100:02d}")
    change = cash - (left - rounding)
    parts = _electronic(paid) if electronic else ()
    if by_cash and (cash or not parts):
        parts += (Part(method=CASH, amount=left - rounding, received=cash, change=change),)
    return Settlement(
        total=total, rounding=rounding, due=total - rounding, parts=parts, change=change
    )


def _electronic(paid: tuple[Paid, ...]) -> tuple[Part, ...]:
    """Each on its own; cash of several lines is one part, as the drawer sees it."""
    return tuple(
        Part(
            method=p.method, amount=p.received, received=p.received, change=0, reference=p.reference
        )
        for p in paid
        if p.method != CASH and p.received
    )


def _refund(total: int, paid: tuple[Paid, ...]) -> Settlement:
    """Money goes out: the tenders must make up the refund exactly."""
    if sum(p.received for p in paid) != total or any(p.received > 0 for p in paid):
        raise ShopError("bad_amount")
    parts = tuple(
        Part(
            method=p.method, amount=p.received, received=p.received, change=0, reference=p.reference
        )
        for p in paid
        if p.received
    )
    return Settlement(total=total, rounding=0, due=total, parts=parts, change=0)


def quick_notes(due: int) -> tuple[int, ...]:
    """Amounts that a customer is likely to hand over, ascending, the exact one first (fen)."""
    if due <= 0:
        return (due,)
    sums = {_up(due, step) for step in (100, 500, 1_000, 2_000, 5_000, 10_000, 20_000)}
    return (due, *sorted(s for s in sums if s > due)[:4])


def _up(amount: int, step: int) -> int:
    return -(-amount // step) * step
