"""What the window does about HQ while it runs: prices that fall due, the sheet behind the pill."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer

from pos_app.services.shifts import ShiftState
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.hq.join_sheet import JoinSheet
from pos_app.ui.screens.hq.sheet import HqSheet
from pos_app.ui.session import Session

MINUTE_MS = 60_000
HOURLY = 60
"""Minutes between two looks at prices that fall due."""


class HqCare(QObject):
    """Lives as long as the window. Prices are looked at on start, hourly and when a shift opens."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._minutes = 0
        self._shift = session.shift.id if session.shift else ""
        self._timer = QTimer(self)
        self._timer.setInterval(MINUTE_MS)
        self._timer.timeout.connect(self.on_minute)
        self._timer.start()
        self._prices()

    def listen(self) -> None:
        """Connect to the session; again after its listeners were forgotten."""
        self._session.shift_changed.connect(self._on_shift)

    def on_minute(self) -> None:
        """Take over from another program that is gone; look at prices now and then."""
        self._session.hq.try_again()
        self._minutes += 1
        if self._minutes % HOURLY == 0:
            self._prices()

    def _on_shift(self, shift: ShiftState | None) -> None:
        now = shift.id if shift else ""
        if now and now != self._shift:
            self._prices()
        self._shift = now

    def _prices(self) -> None:
        if self._session.hq.status().joined:
            self._session.writer.submit(lambda shop: shop.put_prices_in_force(), self._on_prices)

    def _on_prices(self, any_due: bool) -> None:
        if any_due:
            self._session.changed.emit(frozenset({"goods"}))

    def open(self, place: Place) -> None:
        """The sheet behind the pill; nothing when it is open already."""
        if isinstance(place.sheets.current(), HqSheet | JoinSheet):
            return
        joined = self._session.hq.status().joined
        place.sheets.open_sheet(HqSheet(self._session) if joined else JoinSheet(self._session))
