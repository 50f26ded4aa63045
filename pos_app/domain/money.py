"""Money in fen, quantities in thousandths, rates in basis points: whole numbers, one rounding."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.errors import ShopError

MILLI = 1000
"""One unit of a quantity."""
WHOLE_BP = 10_000
"""A rate of one hundred percent."""
MAX_AMOUNT_DIGITS = 8
"""Longest number of digits that is an amount and not a code that landed in the wrong field."""


def divide(numerator: int, denominator: int) -> int:
    """Nearest whole number, halves away from zero: the only rounding of money in the shop."""
    sign = -1 if (numerator < 0) != (denominator < 0) else 1
    n, d = abs(numerator), abs(denominator)
    return sign * ((2 * n + d) // (2 * d))


def extend(price: int, qty: int) -> int:
    """Fen for ``qty`` thousandths at ``price`` fen a unit."""
    return divide(price * qty, MILLI)


def rate_of(amount: int, rate_bp: int) -> int:
    """The part of an amount that a rate in basis points makes."""
    return divide(amount * rate_bp, WHOLE_BP)


def allocate(total: int, weights: Sequence[int]) -> list[int]:
    """Split ``total`` fen in proportion to non-negative weights; the parts sum to ``total``.

    Largest remainder, ties to the earlier part, so the same basket always splits the same way.
    With no weight at all everything goes to the first part.
    """
    if not weights:
        return []
    whole = sum(weights)
    if whole == 0:
        return [total, *([0] * (len(weights) - 1))]
    sign = -1 if total < 0 else 1
    exact = [abs(total) * w for w in weights]
    parts = [e // whole for e in exact]
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(exact[i] % whole), i))
    for i in by_remainder[: abs(total) - sum(parts)]:
        parts[i] += 1
    return [sign * p for p in parts]


def format_fen(fen: int, *, grouped: bool = True) -> str:
    """``123456`` as ``1,234.56``: two decimals always, minus in front."""
    sign = "-" if fen < 0 else ""
    yuan, rest = divmod(abs(fen), 100)
    return f"{sign}{yuan:,}.{rest:02d}" if grouped else f"{sign}{yuan}.{rest:02d}"


def format_qty(milli: int) -> str:
    """``1235`` as ``1.235``, ``6000`` as ``6``."""
    sign = "-" if milli < 0 else ""
    whole, rest = divmod(abs(milli), MILLI)
    return f"{sign}{whole}" + (f".{rest:03d}".rstrip("0") if rest else "")


def parse_decimal(text: str, decimals: int, *, code: str = "bad_amount") -> int:
    """Typed text as a whole number of its smallest unit: ``"5.5"`` with 2 decimals is 550.

    Raises ShopError ``code`` for what is no number or too fine, ``too_many_digits`` for what looks
    like a scanned code.
    """
    cleaned = text.strip().replace(",", "").replace("。", ".").replace("¥", "").replace("¥", "")
    negative = cleaned.startswith("-")
    whole, _, fraction = cleaned.removeprefix("-").partition(".")
    digits = whole + fraction
    if not digits or not digits.isascii() or not digits.isdigit():
        raise ShopError(code)
    if len(whole) > MAX_AMOUNT_DIGITS:
        raise ShopError("too_many_digits")
    if len(fraction.rstrip("0")) > decimals:
        raise ShopError(code)
    value: int = int(whole or "0") * 10**decimals
    value += int(fraction.rstrip("0").ljust(decimals, "0") or "0")
    return -value if negative else value


def parse_fen(text: str) -> int:
    return parse_decimal(text, 2)


def parse_qty(text: str) -> int:
    return parse_decimal(text, 3, code="bad_quantity")
