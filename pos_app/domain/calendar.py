"""The business day: it ends at a settable hour, so that a sale at 1 a.m. belongs to yesterday."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

MINUTE_MS = 60_000
HOUR_MS = 3_600_000
DAY_MS = 86_400_000
EPOCH = date(1970, 1, 1)


def local_time(at_ms: int, offset_minutes: int) -> datetime:
    """The wall clock of the shop at that moment, without a zone."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(minutes=offset_minutes)
    return moment.replace(tzinfo=None)


def business_date(at_ms: int, offset_minutes: int, day_end_hour: int) -> str:
    """``YYYY-MM-DD``; the hours before ``day_end_hour`` belong to the day before."""
    shifted = at_ms + offset_minutes * MINUTE_MS - day_end_hour * HOUR_MS
    return _date_of_day(shifted // DAY_MS)


@lru_cache(maxsize=8)
def _date_of_day(day: int) -> str:
    """Days since 1970-01-01 as a date; a till asks for the same one all day."""
    return (EPOCH + timedelta(days=day)).isoformat()
