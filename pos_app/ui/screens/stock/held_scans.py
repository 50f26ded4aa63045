"""Goods that are scanned while a sheet is open: they are counted when it is gone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from pos_app.ui.screens.base import Place
from pos_app.ui.screens.sell.deed_sheet import DeedSheet


class HeldScans(QObject):
    """``count`` gets what was scanned, one after the other."""

    def __init__(self, place: Place, count: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._place, self._count = place, count
        self._held: list[str] = []

    def open(self, sheet: DeedSheet) -> None:
        """Show a sheet and keep what is scanned meanwhile."""
        sheet.scanned.connect(self.hold)
        sheet.closed.connect(lambda: QTimer.singleShot(0, self, self.release))
        self._place.sheets.open_sheet(sheet)

    def hold(self, text: str) -> None:
        self._held.append(text)

    def release(self) -> None:
        held, self._held = self._held, []
        for text in held:
            self._count(text)

    def forget(self) -> None:
        self._held.clear()
