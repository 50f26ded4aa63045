"""Sums over sales: what was taken, when, for what, how it was paid and by whom."""

from __future__ import annotations

from pos_app.domain.money import MILLI, divide
from pos_app.services.reporting import (
    CategoryRow,
    DayRow,
    GoodsRow,
    HourRow,
    StaffRow,
    TenderRow,
    Totals,
)
from pos_app.storage.connection import Connection
from pos_app.storage.report_scope import Scope

# Cost times thousandths stays whole until the sum is rounded once.
_COSTED = """coalesce(sum(l.net), 0), coalesce(sum(l.net) FILTER (WHERE l.cost > 0), 0),
 coalesce(sum(l.cost * l.qty), 0)"""


def totals(conn: Connection, scope: Scope) -> Totals:
    sales, returns, turnover, rounding, saved = conn.execute(
        f"""SELECT count(*) FILTER (WHERE mode <> 'return'), count(*) FILTER (WHERE mode <> 'sale'),
        coalesce(sum(due), 0), coalesce(sum(rounding), 0), coalesce(sum(saved), 0)
        FROM sale s WHERE {scope.sales}""",
        scope.values,
    ).fetchone()
    refunds, line_off, basket_off, let_go, net, costed, cost = conn.execute(
        f"""SELECT coalesce(-sum(l.net) FILTER (WHERE l.qty < 0), 0), coalesce(sum(l.discount), 0),
        coalesce(sum(l.share), 0), coalesce(sum((l.list_price - l.price) * l.qty)
          FILTER (WHERE l.reason <> '' AND l.price < l.list_price AND l.qty > 0), 0), {_COSTED}
        FROM sale s JOIN sale_line l USING (pos) WHERE {scope.sales}""",
        scope.values,
    ).fetchone()
    return Totals(
        sales=sales, returns=returns, turnover=turnover, refunds=refunds, rounding=rounding,
        saved=saved, line_discounts=line_off, basket_discounts=basket_off,
        overrides=divide(let_go, MILLI), net=net, costed=costed, cost=divide(cost, MILLI),
    )  # fmt: skip


def tenders(conn: Connection, scope: Scope) -> tuple[TenderRow, ...]:
    """The largest first."""
    found = conn.execute(
        f"""SELECT t.method, count(DISTINCT t.pos), coalesce(sum(t.amount)
          FILTER (WHERE t.amount > 0), 0), coalesce(-sum(t.amount) FILTER (WHERE t.amount < 0), 0)
        FROM sale s JOIN sale_tender t USING (pos) WHERE {scope.sales}
        GROUP BY t.method ORDER BY sum(t.amount) DESC, t.method""",
        scope.values,
    )
    return tuple(TenderRow(method=r[0], count=r[1], taken=r[2], refunded=r[3]) for r in found)


def hours(conn: Connection, scope: Scope, day_end: int) -> tuple[HourRow, ...]:
    """Hours in which anything was sold, in the order of the business day."""
    found = conn.execute(
        f"""SELECT hour, count(*) FILTER (WHERE mode <> 'return'), sum(due) FROM sale s
        WHERE {scope.sales} GROUP BY hour""",
        scope.values,
    )
    rows = (HourRow(hour=r[0], sales=r[1], turnover=r[2]) for r in found)
    return tuple(sorted(rows, key=lambda row: (row.hour - day_end) % 24))


def days(conn: Connection, scope: Scope) -> tuple[DayRow, ...]:
    found = conn.execute(
        f"""SELECT date, count(*) FILTER (WHERE mode <> 'return'), sum(due) FROM sale s
        WHERE {scope.sales} GROUP BY date ORDER BY date""",
        scope.values,
    )
    return tuple(DayRow(date=r[0], sales=r[1], turnover=r[2]) for r in found)


def categories(conn: Connection, scope: Scope) -> tuple[CategoryRow, ...]:
    """The largest first, each under the name of its newest sale."""
    found = conn.execute(
        f"""SELECT l.category, l.category_name, max(l.pos), count(*), {_COSTED}
        FROM sale s JOIN sale_line l USING (pos) WHERE {scope.sales}
        GROUP BY l.category ORDER BY sum(l.net) DESC, l.category""",
        scope.values,
    )
    return tuple(
        CategoryRow(
            code=r[0], name=r[1], lines=r[3], net=r[4], costed=r[5], cost=divide(r[6], MILLI)
        )
        for r in found
    )


def goods(conn: Connection, scope: Scope, limit: int = -1) -> tuple[GoodsRow, ...]:
    """The best sellers by turnover first; -1: all."""
    found = conn.execute(
        f"""SELECT l.item, l.name, l.category_name, max(l.pos), sum(l.qty), {_COSTED}
        FROM sale s JOIN sale_line l USING (pos) WHERE {scope.sales}
        GROUP BY l.item ORDER BY sum(l.net) DESC, l.item LIMIT ?""",
        (*scope.values, limit),
    )
    return tuple(
        GoodsRow(
            item=r[0], name=r[1], category=r[2], qty=r[4], net=r[5], costed=r[6],
            cost=divide(r[7], MILLI),
        )
        for r in found
    )  # fmt: skip


def staff(conn: Connection, scope: Scope) -> tuple[StaffRow, ...]:
    found = conn.execute(
        f"""SELECT actor_name, max(pos), count(*) FILTER (WHERE mode <> 'return'), sum(due)
        FROM sale s WHERE {scope.sales} GROUP BY actor ORDER BY sum(due) DESC, actor""",
        scope.values,
    )
    return tuple(StaffRow(name=r[0], sales=r[2], turnover=r[3]) for r in found)
