"""What lies around the shop's file: scale labels, paper, reports on paper and in files."""

from __future__ import annotations

from pos_app.bootstrap.shop import Desk
from pos_app.domain.errors import ShopError
from pos_app.domain.in_store import InStoreFormat
from pos_app.runtime.clock import SystemClock
from pos_app.runtime.i18n import language
from pos_app.services.label_formats import read_formats
from pos_app.services.paper import Paper
from pos_app.services.ports import Clock
from pos_app.services.printing import PaperDesk, Printer, ShopInfo
from pos_app.services.report_document import ReportOffice


def in_store_formats(desk: Desk) -> tuple[InStoreFormat, ...]:
    """The shapes of the scale's labels; the usual ones where the setting makes no sense."""
    try:
        return read_formats(desk.settings.text("in_store_formats"))
    except ShopError:
        return read_formats("")


def open_paper(desk: Desk, *, printer: Printer | None = None, clock: Clock | None = None) -> Paper:
    """Paper on the printer that the settings name, or on ``printer``."""
    from pos_app.devices.choose import printer_of  # noqa: PLC0415 - not before paper is wanted
    from pos_app.devices.press import EscposPress  # noqa: PLC0415

    settings = desk.settings

    def shop() -> ShopInfo:
        return ShopInfo(
            name=desk.identity.shop_name,
            address=settings.text("shop_address"),
            phone=settings.text("shop_phone"),
            footer=settings.text("receipt_footer"),
        )

    press = EscposPress(
        shop=shop,
        language=language,
        columns=settings.number("printer_columns"),
        encoding=settings.text("printer_encoding"),
    )
    chosen = printer or printer_of(settings.text("printer_kind"), settings.text("printer_target"))
    return PaperDesk(press, clock or SystemClock(), chosen)


def report_office() -> ReportOffice:
    """Reports laid out and written to files."""
    from pos_app.reports.write import Office  # noqa: PLC0415 - not before a report is asked for

    return Office()
