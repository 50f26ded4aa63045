"""What a report looks at: a shift is a stretch of the journal, a day is a business date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pos_app.domain.calendar import local_time
from pos_app.services.report_span import Span
from pos_app.storage.connection import Connection

END = 2**62
"""Behind every position."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Conditions over ``sale s`` and over ``audit a`` with the values that both take.

    A shift's rows lie in one stretch of positions, so no index on the shift is needed.
    """

    sales: str
    audit: str
    values: tuple[object, ...]


def of_span(span: Span) -> Scope:
    return Scope("s.date BETWEEN ? AND ?", "a.date BETWEEN ? AND ?", (span.start, span.end))


def of_shift(conn: Connection, opened: int) -> Scope:
    """From the position of the shift's opening to that of its close, or to the end of the file."""
    row = conn.execute(
        "SELECT pos FROM journal WHERE pos > ? AND kind = 'shift.closed' ORDER BY pos LIMIT 1",
        (opened,),
    ).fetchone()
    return Scope("s.pos BETWEEN ? AND ?", "a.pos BETWEEN ? AND ?", (opened, row[0] if row else END))


def wall(at: int, offset: int | None) -> datetime:
    """The shop's clock, to the second."""
    return local_time(at, offset or 0).replace(microsecond=0)
