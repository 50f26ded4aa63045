"""The account with HQ and the fate of near-expiry goods, out of the fed rows and projections."""

from __future__ import annotations

from collections import defaultdict

from pos_app.domain.basket import NEAR_EXPIRY
from pos_app.domain.money import MILLI, divide
from pos_app.services.report_span import Span
from pos_app.services.supply_reports import ExpiryReport, ExpiryRow, GoneRow, StatementReport
from pos_app.storage.connection import Connection
from pos_app.storage.supply_book import SupplyBook


def statement(conn: Connection, shop_name: str, span: Span) -> StatementReport:
    book = SupplyBook(conn)
    bills = book.bills()
    return StatementReport(
        shop_name=shop_name,
        start=span.start,
        end=span.end,
        opening=sum(b.amount for b in bills if b.date < span.start),
        bills=tuple(b for b in bills if span.start <= b.date <= span.end),
        claims=tuple(c for c in book.claims() if c.state == "open"),
        credit=book.credit(),
        notes=book.notes(),
    )


_WRITTEN_OFF = """SELECT item, max(name), -sum(qty), -sum(cost * qty) FROM stock_adjustment
WHERE date BETWEEN ? AND ? AND (reason = 'write_off'
  OR reason = 'count' AND why IN ('expired', 'damaged')) GROUP BY item"""
_GONE = """SELECT why, count(DISTINCT item), -sum(qty), -sum(cost * qty) FROM stock_adjustment
WHERE date BETWEEN ? AND ? AND reason <> 'opening' GROUP BY why"""
_SENT_BACK = """SELECT item, max(name), sum(qty), sum(cost * qty) FROM sent_back
WHERE date BETWEEN ? AND ? GROUP BY item"""
_MARKED_DOWN = """SELECT l.item, max(l.name), sum(l.qty), sum(l.net), sum(l.cost * l.qty)
FROM sale s JOIN sale_line l USING (pos)
WHERE s.date BETWEEN ? AND ? AND l.reason = ? GROUP BY l.item"""


def expiry(conn: Connection, shop_name: str, span: Span) -> ExpiryReport:
    """Fen are rounded once, from sums of cost times thousandths."""
    dates = (span.start, span.end)
    names: dict[str, str] = {}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for item, name, qty, cost in conn.execute(_WRITTEN_OFF, dates):
        names[item] = name
        found[item] |= {"written_off": qty, "lost": divide(cost, MILLI)}
    for item, name, qty, cost in conn.execute(_SENT_BACK, dates):
        names[item] = name
        found[item] |= {"sent_back": qty, "back": divide(cost, MILLI)}
    for item, name, qty, net, cost in conn.execute(_MARKED_DOWN, (*dates, NEAR_EXPIRY)):
        names[item] = name
        found[item] |= {"marked_down": qty, "sold": net, "sold_cost": divide(cost, MILLI)}
    rows = [ExpiryRow(item=item, name=names[item], **sums) for item, sums in found.items()]
    rows.sort(key=lambda r: (-r.lost, -r.saved, r.item))
    gone = [
        GoneRow(why=why, items=items, qty=qty, cost=divide(cost, MILLI))
        for why, items, qty, cost in conn.execute(_GONE, dates)
    ]
    gone.sort(key=lambda g: (-g.cost, g.why))
    return ExpiryReport(
        shop_name=shop_name, start=span.start, end=span.end, rows=tuple(rows), gone=tuple(gone)
    )
