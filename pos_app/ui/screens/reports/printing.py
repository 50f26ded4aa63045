"""A report to the office printer: which one, how many copies."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.reports.making import Made, draw_pages
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    ComboBox,
    EmptyState,
    FormRow,
    Label,
    NumberField,
    ProgressRow,
    reveal,
)

DOTS_PER_INCH = 200
"""Enough for small figures, and a page takes under a second."""
MOST_COPIES = 20


def print_images(images: Sequence[QImage], printer: QPrinter) -> None:
    """Each picture fills one sheet of A4. Raises ShopError ``not_printed``."""
    printer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait,
            QMarginsF(0, 0, 0, 0),
        )
    )  # fmt: skip
    printer.setFullPage(True)
    painter = QPainter()
    if not painter.begin(printer):
        raise ShopError("not_printed")
    try:
        for n, image in enumerate(images):
            if n and not printer.newPage():
                raise ShopError("not_printed")
            paper = QRectF(printer.paperRect(QPrinter.Unit.DevicePixel))
            size = image.size().scaled(paper.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            painter.drawImage(QRectF(0, 0, size.width(), size.height()), image)
    finally:
        painter.end()


def print_pdf(pdf: bytes, printer_name: str, copies: int) -> None:
    """Every page on A4. Raises ShopError ``not_printed``."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(printer_name)
    printer.setCopyCount(copies)
    print_images(draw_pages(pdf, DOTS_PER_INCH), printer)


class PrintSheet(DeedSheet):
    """Enter prints."""

    gives_way = False

    def __init__(self, session: Session, made: Made) -> None:
        super().__init__(session, tr("打印报表"), tr("打印"), width=560)
        self._made = made
        names = QPrinterInfo.availablePrinterNames()
        self.printers = ComboBox([(name, name) for name in names])
        self.printers.set_key(QPrinterInfo.defaultPrinterName())
        self.copies = NumberField(
            "whole", label=tr("几份"), size=Size.LARGE, max_digits=2, minimum=1,
            maximum=MOST_COPIES,
        )  # fmt: skip
        self.copies.set_value(1)
        self.progress = ProgressRow(tr("正在送去打印"))
        self.progress.set_cancellable(False)
        reveal(self.progress, False)
        if names:
            self.add(FormRow(tr("打印机"), self.printers))
            self.add(self.copies)
            pages = tr("{n} 页 A4", n=len(made.sizes))
            self.add(Label(pages, size=Size.LABEL, tone="muted"))
            self.add(self.progress)
            self.body.addStretch(1)
            self.first_focus = self.copies.edit
        else:
            self.add(EmptyState(
                "printer", tr("这台电脑没有装打印机"),
                tr("装好打印机再来,或先另存为 PDF(F8)带到别处打"),
            ), 1)  # fmt: skip
            self.button.setEnabled(False)

    def act(self) -> None:
        name, copies, pdf = str(self.printers.key()), self.copies.value() or 1, self._made.pdf
        self.set_busy(True)
        self.progress.set_progress(0, 0)
        reveal(self.progress, True)

        self.session.readers.submit(
            lambda _desk: print_pdf(pdf, name, copies),
            while_alive(self, lambda _none: self._done(name)),
            while_alive(self, self._failed),
        )

    def _done(self, name: str) -> None:
        self.set_busy(False)
        self.session.say(tr("已送到打印机 {name}", name=name), "good")
        self.request_close()

    def _failed(self, error: ShopError) -> None:
        reveal(self.progress, False)
        self.refuse(error)
