"""What a catalogue file holds, row by row, before anything is checked."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from pos_app.runtime.i18n import tr

Cell = str | int | float | bool | date | datetime | time | timedelta | None
EXACT_DIGITS = 15
"""A spreadsheet keeps no more; what a float shows beyond is noise of its binary form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """``line`` as the file's own program counts it; ``cells`` by field, as text.

    ``headers`` are the file's own words for its columns. ``trouble`` is why the row cannot be read
    at all, ``formulas`` the fields whose cell is a formula without a result.
    """

    line: int
    cells: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    trouble: str = ""
    formulas: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that does not go in: where and why. ``column`` empty: the row as a whole."""

    line: int
    column: str
    reason: str
    value: str = ""

    def __str__(self) -> str:
        what = f" ({self.value})" if self.value else ""
        if not self.column:
            return tr("第 {line} 行:{reason}", line=self.line, reason=self.reason) + what
        return (
            tr(
                "第 {line} 行「{column}」:{reason}",
                line=self.line, column=self.column, reason=self.reason,
            )
            + what
        )  # fmt: skip


def text_of(cell: Cell) -> str:
    """A cell as one would have typed it: ``5.5`` for 5.5, no exponent, no binary noise."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return _number(cell)
    return str(cell).strip().strip("\u200b\ufeff").strip()


def _number(value: float) -> str:
    if not math.isfinite(value):
        return str(value)
    exact = format(Decimal(format(value, f".{EXACT_DIGITS}g")), "f")
    return exact.rstrip("0").rstrip(".") if "." in exact else exact
