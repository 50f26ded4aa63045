"""The three ways to buy in figures: what each brought, what was paid before, growth since then."""

from __future__ import annotations

from datetime import date, timedelta

from pos_app.domain.money import divide
from pos_app.services.reporting import DELIVERY, PICKUP, STORE, DayRow, Growth, ModeRow, TenderRow
from pos_app.storage.connection import Connection
from pos_app.storage.report_scope import Scope

WEEKS_BEFORE = 8
"""So many weeks before joining make up what a weekday brought then."""


def modes(conn: Connection, scope: Scope) -> tuple[ModeRow, ...]:
    """In the store, picked up, delivered: always all three, in this order."""
    found = conn.execute(
        f"""SELECT mode, sum(sale), sum(due), sum(due - net), sum(back) FROM (
          SELECT coalesce(o.mode, b.mode, '{STORE}') AS mode, r.sale, r.due, r.net, r.back FROM (
            SELECT s.pos, s.mode <> 'return' AS sale, s.due, sum(l.net) AS net,
              coalesce(-sum(l.net) FILTER (WHERE l.qty < 0), 0) AS back,
              CASE s.mode WHEN 'return' THEN max(l.source_receipt) END AS bought
            FROM sale s JOIN sale_line l USING (pos) WHERE {scope.sales} GROUP BY s.pos) r
          LEFT JOIN order_sale o ON o.pos = r.pos
          LEFT JOIN sale x ON x.receipt = r.bought LEFT JOIN order_sale b ON b.pos = x.pos)
        GROUP BY mode""",
        scope.values,
    )
    rows = {r[0]: r for r in found}
    return tuple(
        ModeRow(mode=mode, sales=r[1], turnover=r[2], fees=r[3], refunds=r[4])
        for mode in (STORE, PICKUP, DELIVERY)
        for r in (rows.get(mode) or (mode, 0, 0, 0, 0),)
    )


def prepaid(conn: Connection, scope: Scope) -> tuple[TenderRow, ...]:
    """Money of orders that came before hand-over or went back, by the way it was paid."""
    found = conn.execute(
        f"""SELECT s.method, count(*), coalesce(sum(s.amount) FILTER (WHERE s.amount > 0), 0),
        coalesce(-sum(s.amount) FILTER (WHERE s.amount < 0), 0)
        FROM order_cash s WHERE {scope.sales} GROUP BY s.method ORDER BY s.method""",
        scope.values,
    )
    return tuple(TenderRow(method=r[0], count=r[1], taken=r[2], refunded=r[3]) for r in found)


def growth(conn: Connection, joined_on: str, told: int, days: tuple[DayRow, ...]) -> Growth | None:
    """Days of a report against the same weekdays before the shop joined.

    What a weekday brought then is the average of the till's own last eight weeks before; a shop
    that had no till yet tells (``told`` fen a day). None: no date of joining, or none to compare.
    """
    try:
        joined = date.fromisoformat(joined_on)
    except ValueError:
        return None
    then = _weekdays_before(conn, joined)
    held = [(row, then.get(date.fromisoformat(row.date).weekday(), told)) for row in days]
    held = [(row, was) for row, was in held if was and row.date >= joined_on]
    if not held:
        return None
    return Growth(
        since=joined_on,
        days=len(held),
        before=sum(was for _, was in held),
        now=sum(row.turnover for row, _ in held),
    )


def _weekdays_before(conn: Connection, joined: date) -> dict[int, int]:
    """Average turnover by weekday (0 is Monday) of the days on which the shop sold."""
    first = joined - timedelta(weeks=WEEKS_BEFORE)
    taken: dict[int, list[int]] = {}
    for day, due in conn.execute(
        "SELECT date, sum(due) FROM sale WHERE date >= ? AND date < ? GROUP BY date",
        (first.isoformat(), joined.isoformat()),
    ):
        taken.setdefault(date.fromisoformat(day).weekday(), []).append(due)
    return {weekday: divide(sum(sums), len(sums)) for weekday, sums in taken.items()}
