"""The reports out of the projections."""

from __future__ import annotations

import msgspec

from pos_app.domain.errors import ShopError
from pos_app.services.report_span import Span
from pos_app.services.reporting import (
    AuditReport,
    DayReport,
    Drawer,
    GoodsReport,
    ShiftReport,
    ShiftRow,
)
from pos_app.services.settings import Settings
from pos_app.services.supply_reports import ExpiryReport, StatementReport
from pos_app.storage import (
    hq_view,
    report_events,
    report_orders,
    report_sales,
    report_scope,
    report_supply,
)
from pos_app.storage.connection import Connection
from pos_app.storage.mirrors import SettingTable, read_identity
from pos_app.storage.outbox import JournalOutbox
from pos_app.storage.parked import ParkedBook

TOP_GOODS = 10


class ReportQueries:
    """Answers `ReportBook` on one connection; every report is read in one snapshot."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def shift_report(self, shift: str) -> ShiftReport:
        """Z of a closed shift, X of the open one. Raises ShopError ``no_such_shift``."""
        with _Snapshot(self._conn):
            found = report_events.shift_rows(self._conn, "s.id = ?", shift)
            if not found:
                raise ShopError("no_such_shift")
            return self._shift(found[0])

    def _shift(self, row: ShiftRow) -> ShiftReport:
        conn = self._conn
        identity = read_identity(conn)
        pos, closed_by, parked, unsent = conn.execute(
            "SELECT pos, closed_by_name, parked, unsent FROM shift WHERE id = ?", (row.id,)
        ).fetchone()
        if row.closed is None:
            parked = ParkedBook(conn).count()
            unsent = JournalOutbox(conn).unsent()
        scope = report_scope.of_shift(conn, pos)
        hq, hq_waiting = hq_view.shift_match(conn, pos)
        return ShiftReport(
            shop_name=identity.shop_name,
            till=identity.till,
            shift=row,
            closed_by=closed_by or "",
            totals=report_sales.totals(conn, scope),
            tenders=report_sales.tenders(conn, scope),
            modes=report_orders.modes(conn, scope),
            prepaid=report_orders.prepaid(conn, scope),
            drawer=self._drawer(row.id),
            events=report_events.events(conn, scope),
            parked=parked or 0,
            unsent=unsent or 0,
            hq=hq,
            hq_waiting=hq_waiting,
        )

    def _drawer(self, shift: str) -> Drawer:
        r = self._conn.execute(
            """SELECT opening_float, cash_sales, cash_refunds, cash_in, cash_out, coalesce(expected,
            opening_float + cash_sales - cash_refunds + cash_in - cash_out), counted, variance,
            left_in_drawer, notes, coalesce(reason, '') FROM shift WHERE id = ?""",
            (shift,),
        ).fetchone()
        notes = msgspec.json.decode(r[9], type=dict[str, int]) if r[9] else {}
        return Drawer(
            opening_float=r[0], cash_sales=r[1], cash_refunds=r[2], cash_in=r[3], cash_out=r[4],
            expected=r[5], counted=r[6], variance=r[7], left=r[8], reason=r[10],
            notes=tuple(sorted(((int(face), n) for face, n in notes.items()), reverse=True)),
        )  # fmt: skip

    def day_report(self, span: Span) -> DayReport:
        with _Snapshot(self._conn) as conn:
            scope, before = report_scope.of_span(span), span.weeks_back()
            settings = Settings(SettingTable(conn))
            day_end = settings.day_end_hour()
            days = report_sales.days(conn, scope)
            return DayReport(
                shop_name=read_identity(conn).shop_name,
                span=span,
                totals=report_sales.totals(conn, scope),
                before_span=before,
                before=report_sales.totals(conn, report_scope.of_span(before)),
                hours=report_sales.hours(conn, scope, day_end),
                days=days,
                modes=report_orders.modes(conn, scope),
                prepaid=report_orders.prepaid(conn, scope),
                growth=report_orders.growth(
                    conn, settings.text("joined_on"), settings.number("turnover_before"), days
                ),
                categories=report_sales.categories(conn, scope),
                tenders=report_sales.tenders(conn, scope),
                goods=report_sales.goods(conn, scope, TOP_GOODS),
                staff=report_sales.staff(conn, scope),
                shifts=self.shifts_of(span),
                events=report_events.events(conn, scope),
            )

    def audit_report(self, span: Span) -> AuditReport:
        with _Snapshot(self._conn) as conn:
            return AuditReport(
                shop_name=read_identity(conn).shop_name,
                span=span,
                events=report_events.events(conn, report_scope.of_span(span)),
            )

    def goods_report(self, span: Span) -> GoodsReport:
        with _Snapshot(self._conn) as conn:
            scope = report_scope.of_span(span)
            return GoodsReport(
                shop_name=read_identity(conn).shop_name,
                span=span,
                totals=report_sales.totals(conn, scope),
                goods=report_sales.goods(conn, scope),
            )

    def statement(self, span: Span) -> StatementReport:
        """The account with HQ over these dates."""
        with _Snapshot(self._conn):
            shop = read_identity(self._conn).shop_name
            return report_supply.statement(self._conn, shop, span)

    def expiry_report(self, span: Span) -> ExpiryReport:
        """What near-expiry goods cost and what acting in time saved."""
        with _Snapshot(self._conn):
            shop = read_identity(self._conn).shop_name
            return report_supply.expiry(self._conn, shop, span)

    def shifts_of(self, span: Span) -> tuple[ShiftRow, ...]:
        """Oldest first, open ones included."""
        return report_events.shift_rows(self._conn, "s.date BETWEEN ? AND ?", span.start, span.end)

    def open_shift(self) -> str:
        """Its id, or an empty string."""
        return self._text("SELECT id FROM shift WHERE closed_at IS NULL ORDER BY pos DESC LIMIT 1")

    def last_closed_shift(self) -> str:
        return self._text(
            "SELECT id FROM shift WHERE closed_at IS NOT NULL ORDER BY pos DESC LIMIT 1"
        )

    def last_date(self) -> str:
        """The newest business date on which anything was sold or a shift was opened, or empty."""
        return self._text(
            "SELECT coalesce(max(coalesce((SELECT max(date) FROM sale), ''),"
            " coalesce((SELECT max(date) FROM shift), '')), '')"
        )

    def _text(self, sql: str) -> str:
        row = self._conn.execute(sql).fetchone()
        return str(row[0]) if row else ""


class _Snapshot:
    """A read transaction, so that a sale between two queries does not part the figures.

    Inside a transaction of the caller that one is the snapshot.
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn
        self._own = not conn.in_transaction

    def __enter__(self) -> Connection:
        if self._own:
            self._conn.execute("BEGIN")
        return self._conn

    def __exit__(self, *error: object) -> None:
        if self._own and self._conn.in_transaction:
            self._conn.execute("COMMIT")
