"""Closing the window while a shift is open: it is said, and it is not refused."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent

from pos_app.runtime.i18n import tr
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Banner, Label, PrimaryButton, SecondaryButton, Sheet


class LeavingSheet(Sheet):
    """The shift stays open and goes on at the next start; or close it first."""

    def __init__(self, session: Session, leave: Callable[[], None]) -> None:
        super().__init__(tr("要关机了"), width=480)
        self._session = session
        shift = session.shift
        label = (shift.label if shift else "") or tr("当班")
        self.add(Banner(tr("{label}还没收班,钱箱还没点。", label=label), "warn"))
        words = tr("可以先收班,也可以直接关:账都记好了,下次开机接着这个班卖。")
        self.add(Label(words, size=Size.LABEL, tone="muted", wrap=True))
        if not session.register.basket.is_empty:
            words = tr("屏幕上这单没收完,下次开机还在。")
            self.add(Label(words, size=Size.LABEL, tone="muted", wrap=True))
        self.body.addStretch(1)
        go = PrimaryButton(tr("去收班"), size="large", key="Enter")
        go.clicked.connect(self._close_shift)
        away = SecondaryButton(tr("直接关"), size="large")
        away.clicked.connect(lambda _c=False: QTimer.singleShot(0, leave))
        self.footer.addWidget(go)
        self.footer.addWidget(away)
        self.first_focus = go

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._close_shift()
        else:
            super().keyPressEvent(event)

    def _close_shift(self) -> None:
        self.request_close()
        self._session.screen_wanted.emit("shift", "close")
