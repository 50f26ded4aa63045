"""Reading what operators fill in: amounts, dates. No float comes near money."""

from __future__ import annotations

import re
from datetime import date

_amount = re.compile(r"(\d{1,7}|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?", re.ASCII).fullmatch


def fen(text: str) -> int | None:
    """``12.5`` as 1250; None for what is no amount.

    A comma only groups thousands: ``3,20`` may mean 3.20 and must not become 320.
    """
    match = _amount(text.strip().lstrip("¥￥").strip())
    return (
        int(match[1].replace(",", "")) * 100 + int((match[2] or "").ljust(2, "0"))
        if match
        else None
    )


def day(text: str) -> date | None:
    """``2026-03-04``; None for what is no date."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return found if 2000 <= found.year < 2200 else None
