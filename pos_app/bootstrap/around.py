"""What lies around the shop's file: scale labels, reports on paper and in files."""

from __future__ import annotations

from pos_app.bootstrap.shop import Desk
from pos_app.domain.errors import ShopError
from pos_app.domain.in_store import InStoreFormat
from pos_app.services.label_formats import read_formats
from pos_app.services.report_document import ReportOffice


def in_store_formats(desk: Desk) -> tuple[InStoreFormat, ...]:
    """The shapes of the scale's labels; the usual ones where the setting makes no sense."""
    try:
        return read_formats(desk.settings.text("in_store_formats"))
    except ShopError:
        return read_formats("")


def report_office() -> ReportOffice:
    """Reports laid out and written to files."""
    from pos_app.reports.write import Office  # noqa: PLC0415 - not before a report is asked for

    return Office()
