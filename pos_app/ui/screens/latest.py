"""Looking at the shop's file beside the face: one look at a time, the newest wish wins."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import ShopError
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.session import Session

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk

Look = Callable[["Desk"], object]


class Latest(QObject):
    """Rows that arrive by the hundred ask for one more look, and not for hundreds.

    ``arrived`` carries what the look found, ``failed`` a ShopError.
    """

    arrived = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._busy = False
        self._next: list[Look] = []

    def ask(self, look: Look) -> None:
        """Look with a desk of its own, after the look that is under way."""
        if self._busy:
            self._next = [look]
            return
        self._busy = True
        self._session.readers.submit(
            look, while_alive(self, self._done), while_alive(self, self._refused)
        )

    def _done(self, found: object) -> None:
        self._busy = False
        again, self._next = self._next, []
        if again:
            self.ask(again[0])
        else:
            self.arrived.emit(found)

    def _refused(self, error: ShopError) -> None:
        self._busy, self._next = False, []
        self.failed.emit(error)
