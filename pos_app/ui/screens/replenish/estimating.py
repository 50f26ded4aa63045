"""The till's own estimate while HQ is silent, worked out beside the face."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import ShopError
from pos_app.services.replenish_plan import own_proposals
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.session import Session
from sync.wire.supply_feed import ProposalLineRow, ProposalRow

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk

Found = tuple[ProposalRow, list[ProposalLineRow]]


def estimate(desk: Desk, today: str) -> list[Found]:
    """What the till proposes by itself and was not ordered yet; a second in a large shop."""
    own = own_proposals(desk.supply, desk.goods, desk.stock, today)
    return [one for one in own if not desk.supply.order_of(one[0].id)]


class Estimate(QObject):
    """One at a time: rows that arrive by the hundred ask for one more, and not for hundreds.

    ``arrived`` carries what was found, ``failed`` why nothing could be.
    """

    arrived = Signal(object)
    failed = Signal(object)

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._busy = False
        self._next = ""

    def ask(self, today: str) -> None:
        """Work it out for this business date, after the one that is under way."""
        if self._busy:
            self._next = today
            return
        self._busy = True
        self._session.readers.submit(
            lambda desk: estimate(desk, today),
            while_alive(self, self._done),
            while_alive(self, self._refused),
        )

    def _done(self, found: list[Found]) -> None:
        self._busy = False
        again, self._next = self._next, ""
        if again:
            self.ask(again)
        else:
            self.arrived.emit(found)

    def _refused(self, error: ShopError) -> None:
        self._busy, self._next = False, ""
        self.failed.emit(error)
