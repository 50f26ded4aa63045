"""From a kind and two dates to a file: PDF, CSV or Excel by the name's end."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from pos_app.domain.calendar import local_time
from pos_app.domain.errors import ShopError
from pos_app.reports import day_pages, list_pages, shift_pages, slip, supply_pages
from pos_app.reports.csv_file import csv_bytes
from pos_app.reports.offers_poster import offers_pdf
from pos_app.reports.pdf import render_pdf
from pos_app.reports.poster import poster_pdf
from pos_app.reports.xlsx_file import xlsx_bytes
from pos_app.runtime.clock import SystemClock
from pos_app.services.offers import Offer
from pos_app.services.paper import SlipRow
from pos_app.services.report_document import Document, ReportOffice
from pos_app.services.report_span import Span, span_of
from pos_app.services.reporting import (
    AuditReport,
    DayReport,
    GoodsReport,
    Report,
    ReportBook,
    ShiftReport,
)
from pos_app.services.shop_page import Poster
from pos_app.services.supply_reports import ExpiryReport, StatementReport


def document_of(report: Report) -> Document:
    """The report laid out in the current language."""
    match report:
        case ShiftReport():
            return shift_pages.document(report)
        case DayReport():
            return day_pages.document(report)
        case AuditReport():
            return list_pages.audit_document(report)
        case GoodsReport():
            return list_pages.goods_document(report)
        case StatementReport():
            return supply_pages.statement_document(report)
        case ExpiryReport():
            return supply_pages.expiry_document(report)


def _span(book: ReportBook, start: str, end: str) -> Span:
    """Without dates: the last day on which the shop was open."""
    if not start and not end:
        start = book.last_date() or f"{_now().date()}"
    return span_of(start or end, end)


def _z(book: ReportBook, start: str, end: str) -> tuple[Report, ...]:
    """Every closed shift of the span, or the last one closed."""
    if start or end:
        ids = [s.id for s in book.shifts_of(_span(book, start, end)) if s.closed is not None]
    else:
        ids = [last] if (last := book.last_closed_shift()) else []
    if not ids:
        raise ShopError("no_such_shift")
    return tuple(book.shift_report(shift) for shift in ids)


def _x(book: ReportBook, start: str, end: str) -> tuple[Report, ...]:
    return (book.shift_report(book.open_shift()),)


KINDS: dict[str, Callable[[ReportBook, str, str], tuple[Report, ...]]] = {
    "z": _z,
    "x": _x,
    "day": lambda book, start, end: (book.day_report(_span(book, start, end)),),
    "audit": lambda book, start, end: (book.audit_report(_span(book, start, end)),),
    "goods": lambda book, start, end: (book.goods_report(_span(book, start, end)),),
    "statement": lambda book, start, end: (book.statement(_span(book, start, end)),),
    "expiry": lambda book, start, end: (book.expiry_report(_span(book, start, end)),),
}
"""What the owner can ask for; `day` over several dates is the report of that span."""


def write_report(
    book: ReportBook, kind: str, start: str, end: str, path: Path, *, by: str = ""
) -> None:
    """Ask the book and write the file; empty dates mean the last day or the last shift.

    Raises ShopError ``bad_date``, ``no_such_shift``, ``bad_report_file``, ``file_not_written``.
    """
    check_name(path)
    office: ReportOffice = Office()
    office.write(KINDS[kind](book, start, end), path, by)


def write_poster(poster: Poster, path: Path) -> None:
    """Raises ShopError ``bad_poster_file``, ``file_not_written``."""
    if path.suffix.lower() != ".pdf":
        raise ShopError("bad_poster_file", file=path.name)
    _write(path, poster_pdf(poster))


def check_name(path: Path) -> None:
    """Raises ShopError ``bad_report_file``."""
    if path.suffix.lower() not in (".pdf", ".csv", ".xlsx"):
        raise ShopError("bad_report_file", file=path.name)


class Office:
    """Lays reports out and writes them: `ReportOffice` for bootstrap to hand on."""

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self._now = now or _now

    def document(self, report: Report) -> Document:
        return document_of(report)

    def slip(self, report: ShiftReport) -> tuple[str, list[SlipRow]]:
        """Title and rows of an X or Z report for the receipt printer."""
        return slip.slip_title(report), slip.slip_rows(report)

    def offers(self, shop_name: str, offers: Sequence[Offer]) -> bytes:
        return offers_pdf(shop_name, offers)

    def write(self, reports: Sequence[Report], path: Path, by: str = "") -> None:
        """The whole file is made in memory first, so that none is left half written."""
        check_name(path)
        _write(path, self.content(reports, path.suffix.lower(), by))

    def content(self, reports: Sequence[Report], suffix: str, by: str = "") -> bytes:
        """The bytes of a .pdf, .csv or .xlsx."""
        documents = [document_of(report) for report in reports]
        if suffix == ".csv":
            return csv_bytes(documents)
        if suffix == ".xlsx":
            return xlsx_bytes(documents)
        out = io.BytesIO()
        render_pdf(documents, out, printed=self._now(), by=by)
        return out.getvalue()


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise ShopError("file_not_written", file=path) from error


def _now() -> datetime:
    clock = SystemClock()
    now = clock.now_ms()
    return local_time(now, clock.offset_minutes(now))
