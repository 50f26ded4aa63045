"""Tells when nobody has touched the till for a while: to lock it, or to do what may not disturb."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
    }
)  # fmt: skip
MINUTE_MS = 60_000


class IdleWatch(QObject):
    """``idle`` after ``minutes`` without a key, a click or a touch; 0 switches it off."""

    idle = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__()
        self._app = app
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)

    def set_minutes(self, minutes: int) -> None:
        """Begin to watch, or stop; every event of the application passes here only meanwhile."""
        self.set_ms(minutes * MINUTE_MS)

    def set_ms(self, wait: int) -> None:
        self._app.removeEventFilter(self)
        self._timer.setInterval(wait)
        if wait:
            self._app.installEventFilter(self)
            self._timer.start()
        else:
            self._timer.stop()

    def is_running(self) -> bool:
        return self._timer.isActive()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES and self._timer.interval() and self._timer.isActive():
            self._timer.start()
        return False
