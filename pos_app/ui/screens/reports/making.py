"""From what was asked for to the pages of it, on a thread beside the face."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QPainter

from pos_app.domain.errors import ShopError
from pos_app.services.report_document import ReportOffice
from pos_app.services.report_span import span_of
from pos_app.services.reporting import DayReport, Report

if TYPE_CHECKING:
    from PySide6.QtPdf import QPdfDocument

    from pos_app.bootstrap import Desk

Kind = Literal["day", "shift", "span", "goods", "audit", "statement", "expiry"]
SINGLE: tuple[Kind, ...] = ("day", "shift")
"""Reports of one day; the others take two dates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """``shift`` is the id of the shift for a Z or X report."""

    kind: Kind
    start: str
    end: str
    shift: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A report ready to be looked at; ``sizes`` of the pages in points (1/72 inch).

    Without Qt's PDF module, which some systems pack apart, there are no sizes and nothing to see.
    """

    wanted: Wanted
    report: Report
    pdf: bytes
    sizes: tuple[tuple[float, float], ...]

    @property
    def is_empty(self) -> bool:
        """Nothing happened on these days."""
        report = self.report
        if not isinstance(report, DayReport):
            return False
        return not (report.totals.sales or report.totals.returns or report.shifts)


def make_report(wanted: Wanted, office: ReportOffice, by: str) -> Callable[[Desk], Made]:
    """``by`` is who looks; it stands at the foot of the pages."""

    def work(desk: Desk) -> Made:
        report = _report(desk, wanted)
        with tempfile.TemporaryDirectory(prefix="xipu-report-") as folder:
            path = Path(folder) / "report.pdf"
            office.write((report,), path, by)
            pdf = path.read_bytes()
        return Made(wanted=wanted, report=report, pdf=pdf, sizes=_sizes(pdf))

    return work


def _sizes(pdf: bytes) -> tuple[tuple[float, float], ...]:
    try:
        document = _open(pdf)
    except ImportError:
        return ()
    sizes = [document.pagePointSize(page) for page in range(document.pageCount())]
    return tuple((size.width(), size.height()) for size in sizes)


def _report(desk: Desk, wanted: Wanted) -> Report:
    if wanted.kind == "shift":
        return desk.reports.shift_report(wanted.shift)
    span = span_of(wanted.start, wanted.end)
    if wanted.kind == "audit":
        return desk.reports.audit_report(span)
    if wanted.kind == "goods":
        return desk.reports.goods_report(span)
    if wanted.kind == "statement":
        return desk.reports.statement(span)
    if wanted.kind == "expiry":
        return desk.reports.expiry_report(span)
    return desk.reports.day_report(span)


def _open(pdf: bytes) -> QPdfDocument:
    """Raises ShopError ``bug`` for bytes that are no PDF."""
    from PySide6.QtPdf import QPdfDocument  # noqa: PLC0415 - not before a report is looked at

    document = QPdfDocument()
    buffer = QBuffer(document)
    buffer.setData(QByteArray(pdf))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    document.load(buffer)
    if document.status() != QPdfDocument.Status.Ready:
        raise ShopError("bug")
    return document


def draw_page(pdf: bytes, page: int, size: QSize) -> QImage:
    """One page on white paper, in pixels."""
    return _on_white(_open(pdf).render(page, size))


def draw_pages(pdf: bytes, dots_per_inch: int) -> list[QImage]:
    """All pages, for a printer."""
    document = _open(pdf)
    images = []
    for page in range(document.pageCount()):
        points = document.pagePointSize(page)
        size = QSize(
            round(points.width() * dots_per_inch / 72), round(points.height() * dots_per_inch / 72)
        )
        images.append(_on_white(document.render(page, size)))
    return images


def _on_white(image: QImage) -> QImage:

    paper = QImage(image.size(), QImage.Format.Format_RGB32)
    paper.fill(0xFFFFFFFF)
    painter = QPainter(paper)
    painter.drawImage(0, 0, image)
    painter.end()
    return paper
