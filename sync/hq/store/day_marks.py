"""Marks on business dates of which something was booked: who keeps sums of a store's past sees by
them which days to read again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from sync.hq.store.database import Scope
from sync.hq.store.plan_tables import day_mark

_BOOKED = select(day_mark.c.date, day_mark.c.times).where(day_mark.c.store_id == bindparam("store"))


def touch(scope: Scope, store: str, dates: Iterable[str]) -> None:
    """Something of these dates was booked in this transaction."""
    rows = [{"store_id": store, "date": date, "times": 1} for date in sorted(set(dates))]
    scope.upsert(day_mark, rows, add=("times",))


def booked(scope: Scope, store: str) -> dict[str, int]:
    """How often anything was booked, by date; a number that changes with whatever is booked."""
    rows = scope.conn.execute(_BOOKED, {"store": store})
    return {str(date): int(times) for date, times in rows}


def fold(scope: Scope, store: str, before: str) -> int:
    """Forget the marks of days before that date; gives how many they were."""
    gone = scope.conn.execute(
        scope.delete(day_mark)
        .where(day_mark.c.store_id == store, day_mark.c.date < before)
        .returning(day_mark.c.times)
    ).scalars()
    return sum(gone)
