"""From which day to which a report looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from pos_app.domain.errors import ShopError


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Business dates from ``start`` to ``end``, both included, as ``YYYY-MM-DD``."""

    start: str
    end: str

    @property
    def is_day(self) -> bool:
        return self.start == self.end

    def days(self) -> list[str]:
        first, last = date.fromisoformat(self.start), date.fromisoformat(self.end)
        return [(first + timedelta(n)).isoformat() for n in range((last - first).days + 1)]

    def weeks_back(self) -> Span:
        """The same weekdays before: whole weeks back, as many as the span is long."""
        back = timedelta(weeks=-(-len(self.days()) // 7))
        return Span(
            start=(date.fromisoformat(self.start) - back).isoformat(),
            end=(date.fromisoformat(self.end) - back).isoformat(),
        )


MAX_DAYS = 1100
"""Three years: longer is a slip of the finger."""


def span_of(start: str, end: str = "") -> Span:
    """Typed dates as a span, one day when there is no end. Raises ShopError ``bad_date``."""
    try:
        first, last = date.fromisoformat(start), date.fromisoformat(end or start)
    except ValueError as error:
        raise ShopError("bad_date") from error
    if not 0 <= (last - first).days < MAX_DAYS or not 2000 <= first.year < 9000:
        raise ShopError("bad_date")
    return Span(start=first.isoformat(), end=last.isoformat())
