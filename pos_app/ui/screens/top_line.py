"""The top bar filled: the shop, the shift and the cashier, the pills, the clock."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from pos_app.domain.calendar import local_time
from pos_app.domain.sentences import sentence
from pos_app.runtime.i18n import tr
from pos_app.services.hq import HqStatus
from pos_app.services.paper import Paper
from pos_app.ui.models.hq_words import Said, pill
from pos_app.ui.session import Session
from pos_app.ui.widgets import TopBar

PRINTER_READY, PRINTER_OFF = "ready", "off"
PRINTER_UNPRINTED = "printer_unprinted"
"""The printer works again, and what it owes is still to be printed."""
TICK_MS = 1000


class PrinterNews(QObject):
    """Brings the printing thread's news onto the face's thread; lives as long as the window."""

    arrived = Signal(str)

    def __init__(self, paper: Paper, parent: QObject) -> None:
        super().__init__(parent)
        paper.on_status(self.arrived.emit)


class TopLine(QObject):
    """Keeps the top bar true. ``printer_clicked`` and ``hq_clicked``: someone wants the details."""

    printer_clicked = Signal()
    hq_clicked = Signal()

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self.bar = TopBar(session.desk.identity.shop_name)
        self._hq, self._hq_said = session.hq_status(), Said("", "neutral")
        self._show_hq()
        self.show_printer(session.paper.status())
        self.bar.pill("printer").clicked.connect(self.printer_clicked)
        self.bar.pill("hq").clicked.connect(self.hq_clicked)
        session.staff_changed.connect(self._on_changed)
        session.shift_changed.connect(self._on_changed)
        session.sync_changed.connect(self._on_sync)
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._tick()
        self._on_changed()

    def _on_sync(self, status: HqStatus) -> None:
        self._hq = status
        self._show_hq()

    def _show_hq(self) -> None:
        said = pill(self._hq, self._session.clock.now_ms())
        if said != self._hq_said:
            self._hq_said = said
            self.bar.set_pill("hq", said.words, said.tone)

    def show_printer(self, status: str) -> None:
        """``off``, ``ready`` or an error code."""
        if status == PRINTER_READY:
            self.bar.set_pill("printer", tr("小票机"), "neutral", dot="good")
        elif status == PRINTER_OFF:
            self.bar.set_pill("printer", tr("未接小票机"), "neutral")
        else:
            self.bar.set_pill("printer", printer_word(status), "warn")

    def _on_changed(self, _what: object = None) -> None:
        shift = self._session.shift
        label = (shift.label or tr("当班")) if shift else tr("未开班")
        name = self._session.staff.name if self._session.logged_in else ""
        self.bar.set_who(f"{label} · {name}" if name else label)

    def _tick(self) -> None:
        now = self._session.clock.now_ms()
        moment = local_time(now, self._session.clock.offset_minutes(now))
        self.bar.set_clock(f"{moment:%H:%M}")
        if self._hq.waiting:
            self._hq = self._session.hq_status()
        self._show_hq()


def printer_word(status: str) -> str:
    """A few words for the pill; the sheet behind it has the whole sentence."""
    if status == "printer_paper":
        return tr("小票机缺纸")
    if status == PRINTER_UNPRINTED:
        return tr("有小票没印")
    return tr("小票机没反应")


def printer_sentence(status: str) -> str:
    """What the printer's status means for the cashier."""
    if status == PRINTER_READY:
        return tr("小票机正常")
    if status == PRINTER_OFF:
        return tr("没有接小票机,小票可以在屏幕上看;接上后在设置里选好。")
    return sentence(status)
