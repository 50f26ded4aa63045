"""Card numbers that someone types into a note: kept out of the file before they reach it."""

from __future__ import annotations

import re

_RUN = re.compile(r"(?<!\d)\d(?:[ -]?\d){14,18}(?!\d)")
"""15 to 19 digits: shorter runs are barcodes and telephones."""
MASK = "****"


def luhn(digits: str) -> bool:
    """Whether the digits end in the check digit of ISO/IEC 7812, as card numbers do."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def without_cards(text: str) -> str:
    """The text with every possible card number cut down to its last four digits."""

    def cut(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found.group())
        return MASK + digits[-4:] if luhn(digits) else found.group()

    return _RUN.sub(cut, text)
