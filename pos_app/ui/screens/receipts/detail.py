"""One receipt: what came out of the printer, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QStackedWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.models.day_words import moment
from pos_app.ui.models.receipt_rows import mode_tag, short_number
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.base import Place
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    Card,
    EmptyState,
    Label,
    PrimaryButton,
    ReceiptView,
    SecondaryButton,
    TagLabel,
    column,
    reveal,
    row,
)
from sync.wire.chain import Entry
from sync.wire.facts import SaleCompleted

SETTLE_MS = 70
"""Arrow keys run past rows; only the one they stop at is drawn."""


class ReceiptDetail(Card):
    """Shows the receipt of a number; an empty number shows what to do."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self._session = place.session
        self._number = ""
        self._title = Label("", size=Size.LEAD, bold=True)
        self._mode = TagLabel("")
        self._copies = TagLabel("", "info")
        self._about = Label("", size=Size.CAPTION, tone="muted", elide=True)
        self.paper = ReceiptView()
        self._no_picture = EmptyState(
            "printer", tr("画不出这张小票的样子"), tr("可以照常补打和退货")
        )
        self._pages = QStackedWidget()
        for page in (self.paper, self._no_picture):
            self._pages.addWidget(page)
        qaction = place.actions.qaction
        self.reprint_button = SecondaryButton(size="large", icon="printer").bind(
            qaction("receipts.reprint")
        )
        self.return_button = PrimaryButton(size="large", icon="return").bind(
            qaction("receipts.give_back")
        )
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(SETTLE_MS)
        self._pause.timeout.connect(self._draw)
        self._lay_out()

    def _lay_out(self) -> None:
        head = column(
            row(self._title, self._mode, self._copies, None, gap=10), self._about,
            gap=2, margins=(18, 12, 18, 6),
        )  # fmt: skip
        foot = row(self.reprint_button, self.return_button, gap=10, margins=(14, 10, 14, 12))
        foot.setStretch(0, 1)
        foot.setStretch(1, 1)
        layout = column(head, self._pages, foot, gap=0, margins=(1, 1, 1, 1))
        layout.setStretch(1, 1)
        self.setLayout(layout)

    @property
    def number(self) -> str:
        return self._number

    def show_receipt(self, number: str) -> None:
        """Draw it once the arrow keys have come to rest."""
        self._number = number
        self._pause.start()

    def refresh(self) -> None:
        """The same receipt may have been printed or returned since."""
        self._draw()

    def _draw(self) -> None:
        entry = self._session.desk.receipts.entry_of_receipt(self._number)
        if entry is None or not isinstance(entry.fact, SaleCompleted):
            return
        self._say(entry, entry.fact)
        number, paper = self._number, self._session.paper

        def show(picture: bytes) -> None:
            if number == self._number:
                self._show_picture(picture)

        self._session.readers.submit(
            lambda _desk: paper.receipt_picture(entry),
            while_alive(self, show),
            while_alive(self, lambda _error: show(b"")),
        )

    def _say(self, entry: Entry, sale: SaleCompleted) -> None:
        when = moment(self._session, entry.at)
        self._title.setText(tr("小票 #{number}", number=short_number(sale.receipt)))
        parts = [sale.receipt, f"{when:%Y-%m-%d %H:%M}", entry.actor.name]
        parts += [tr("原因:{why}", why=sale.reason)] if sale.reason else []
        self._about.setText(" · ".join(parts))
        tags = mode_tag(sale.mode)
        self._mode.set_text(tags[0].text if tags else "", tags[0].tone if tags else "info")
        reveal(self._mode, bool(tags))
        copies = self._session.desk.receipts.copies(sale.receipt)
        self._copies.set_text(tr("补打过 {n} 次", n=copies), "info")
        reveal(self._copies, copies > 0)

    def _show_picture(self, picture: bytes) -> None:
        image = QImage.fromData(picture) if picture else QImage()
        self.paper.set_picture(image)
        self._pages.setCurrentWidget(self._no_picture if image.isNull() else self.paper)

    def reprint(self, number: str) -> None:
        """A marked copy; recorded before it is printed."""
        session, staff = self._session, self._session.staff
        refresh = while_alive(self, lambda _none: self.refresh())

        def printed(result: tuple[Entry, int]) -> None:
            session.paper.receipt(*result)
            if session.paper.status() == "off":
                session.say(tr("已记下补打,但没有接小票机:在设置里选小票机"), "warn")
            else:
                session.say(tr("已送去打印,标着第 {n} 次补打", n=result[1]), "good")
            refresh(None)

        session.write(lambda shop, _who: shop.receipts.reprint(number, staff), printed)
