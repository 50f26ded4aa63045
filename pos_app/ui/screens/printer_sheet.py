"""Behind the printer's pill: what is the matter, and another try."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pos_app.runtime.i18n import tr
from pos_app.ui.screens.top_line import PRINTER_OFF, PRINTER_READY, printer_sentence
from pos_app.ui.session import Session
from pos_app.ui.theme import Size, Tone
from pos_app.ui.widgets import Banner, Label, PrimaryButton, SecondaryButton, Sheet


class PrinterSheet(Sheet):
    """Status in words; what waits is printed when the printer is well again."""

    def __init__(self, session: Session) -> None:
        super().__init__(tr("小票机"), width=480)
        self._session = session
        status = session.paper.status()
        known: dict[str, Tone] = {PRINTER_READY: "good", PRINTER_OFF: "info"}
        self.add(Banner(printer_sentence(status), known.get(status, "warn")))
        self.add(Label(tr("不管小票机怎样,卖货和记账都不受影响。"), tone="muted", wrap=True))
        target = session.desk.settings.text("printer_target")
        if target and status != PRINTER_OFF:
            self.add(Label(tr("接在 {target}", target=target), size=Size.LABEL, tone="muted"))
        self.body.addStretch(1)
        self._faulty = status not in (PRINTER_READY, PRINTER_OFF)
        if self._faulty:
            again = PrimaryButton(self._again_words(), size="large", key="Enter")
            again.clicked.connect(self._retry)
            self.footer.addWidget(again)
            self.first_focus = again
        if session.paper.failed():
            drop = SecondaryButton(tr("不用印了"), size="large")
            drop.clicked.connect(self._discard)
            self.footer.addWidget(drop)
        settings = SecondaryButton(tr("小票机设置"), size="large")
        settings.clicked.connect(self._to_settings)
        self.footer.addWidget(settings)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._faulty:
            self._retry()
        else:
            super().keyPressEvent(event)

    def _again_words(self) -> str:
        owed = self._session.paper.failed()
        return tr("补印 {n} 张", n=owed) if owed else tr("再试一次")

    def _discard(self) -> None:
        """Each of them can still be printed again from its receipt."""
        self._session.paper.discard()
        self.request_close()

    def _retry(self) -> None:
        self._session.paper.retry()
        self.request_close()

    def _to_settings(self) -> None:
        self.request_close()
        self._session.screen_wanted.emit("settings", "printer")
