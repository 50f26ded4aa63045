"""The poster of what is marked down: looked at, then printed on A4 or kept as a file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtPrintSupport import QPrinterInfo

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.offers import Offer
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.file_path import FilePath, documents
from pos_app.ui.screens.reports.making import draw_page
from pos_app.ui.screens.reports.printing import print_pdf
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size, colour, px, tokens
from pos_app.ui.widgets import ComboBox, FormRow, Label

FILE, PREVIEW = "", QSize(212, 300)
"""Where the poster goes: a printer's name, or a file."""


class PosterSheet(DeedSheet):
    """Enter prints it, or keeps it where this PC has no printer."""

    gives_way = False

    def __init__(self, session: Session, offers: Sequence[Offer], today: str) -> None:
        super().__init__(session, tr("特价海报"), tr("打印"))
        self._pdf = b""
        names = QPrinterInfo.availablePrinterNames()
        self.picture = Label("", align=Qt.AlignmentFlag.AlignHCenter)
        self.picture.setFixedHeight(px(PREVIEW.height()))
        self.where = ComboBox([*((name, name) for name in names), (FILE, tr("存成 PDF"))])
        self.where.set_key(QPrinterInfo.defaultPrinterName() if names else FILE)
        self.path = FilePath(tr("PDF (*.pdf)"), saving=True)
        self.path.set_path(documents() / f"{tr('特价海报')}-{today}.pdf")
        self.file_row = FormRow(tr("存到哪里"), self.path)
        self.add(Label(tr("{n} 种在降价卖,贴在门口或货架边", n=len(offers)), size=Size.LABEL))
        self.add(self.picture)
        if names:
            self.add(FormRow(tr("打到哪里"), self.where))
        self.add(self.file_row)
        self.spare = [self.picture]
        self.body.addStretch(1)
        self.where.currentIndexChanged.connect(lambda _at: self._dress())
        self.button.setEnabled(False)
        self._dress()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self
        office, name = session.office, session.desk.identity.shop_name
        session.readers.submit(
            lambda _desk: _made(office.offers(name, offers)),
            while_alive(self, self._show),
            while_alive(self, self.refuse),
        )

    def _dress(self) -> None:
        to_file = self.where.key() == FILE
        self.file_row.setVisible(to_file)
        self.set_deed(tr("保存") if to_file else tr("打印"))

    def _show(self, made: tuple[bytes, QImage | None]) -> None:
        self._pdf, image = made
        if image is not None:
            self.picture.setPixmap(_framed(image))
        self.button.setEnabled(True)

    def act(self) -> None:
        pdf, where, path = self._pdf, str(self.where.key()), self.path.path()
        if where == FILE and path is None:
            self.file_row.set_error(tr("先写存到哪里"))
            return
        self.set_busy(True)
        said = tr("已送到打印机 {name}", name=where) if where else tr("存好了:{file}", file=path)
        self.session.readers.submit(
            lambda _desk: print_pdf(pdf, where, 1) if where else _keep(path, pdf),
            while_alive(self, lambda _none: self._done(said)),
            while_alive(self, self.refuse),
        )

    def _done(self, said: str) -> None:
        self.set_busy(False)
        self.session.say(said, "good")
        self.request_close()


def _made(pdf: bytes) -> tuple[bytes, QImage | None]:
    """The poster and how it looks; without Qt's PDF module there is nothing to see."""
    try:
        size = QSize(px(PREVIEW.width()), px(PREVIEW.height()))
        return pdf, draw_page(pdf, 0, size)
    except ImportError:
        return pdf, None


def _framed(image: QImage) -> QPixmap:
    """White paper on a white sheet needs an edge."""
    picture = QPixmap.fromImage(image)
    painter = QPainter(picture)
    painter.setPen(colour(tokens().border))
    painter.drawRect(picture.rect().adjusted(0, 0, -1, -1))
    painter.end()
    return picture


def _keep(path: Path | None, pdf: bytes) -> None:
    """Raises ShopError ``file_not_written``."""
    if path is None:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(pdf)
    except OSError as error:
        raise ShopError("file_not_written", file=path) from error
