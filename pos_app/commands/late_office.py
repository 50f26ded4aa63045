"""The office of the reports, opened when the first report is wanted: PDF takes a while to load."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pos_app.services.offers import Offer
from pos_app.services.paper import SlipRow
from pos_app.services.report_document import Document, ReportOffice
from pos_app.services.reporting import Report, ShiftReport


class LateOffice:
    """Satisfies `ReportOffice`."""

    def __init__(self) -> None:
        self._office: ReportOffice | None = None

    def _open(self) -> ReportOffice:
        if self._office is None:
            from pos_app.reports.write import Office  # noqa: PLC0415 - the reason for this class

            self._office = Office()
        return self._office

    def document(self, report: Report) -> Document:
        return self._open().document(report)

    def slip(self, report: ShiftReport) -> tuple[str, list[SlipRow]]:
        return self._open().slip(report)

    def offers(self, shop_name: str, offers: Sequence[Offer]) -> bytes:
        return self._open().offers(shop_name, offers)

    def write(self, reports: Sequence[Report], path: Path, by: str = "") -> None:
        self._open().write(reports, path, by)
