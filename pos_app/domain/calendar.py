"""The business day: it ends at a settable hour, so that a sale at 1 a.m. belongs to yesterday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

MINUTE_MS = 60_000


def local_time(at_ms: int, offset_minutes: int) -> datetime:
    """The wall clock of the shop at that moment, without a zone."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC) + timedelta(minutes=offset_minutes)
    return moment.replace(tzinfo=None)


def business_date(at_ms: int, offset_minutes: int, day_end_hour: int) -> str:
    """``YYYY-MM-DD``; the hours before ``day_end_hour`` belong to the day before."""
    return (local_time(at_ms, offset_minutes) - timedelta(hours=day_end_hour)).date().isoformat()
