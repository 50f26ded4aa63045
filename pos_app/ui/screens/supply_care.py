"""What waits of supply, as numbers on the rail: proposals to send, trucks and old goods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject

from pos_app.domain.near_expiry import WATCH
from pos_app.services.expiry_radar import radar
from pos_app.ui.models.day_words import today
from pos_app.ui.screens.latest import Latest
from pos_app.ui.screens.timers import every, once_after
from pos_app.ui.session import Session

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk

FIRST_MS = 5_000
"""After the first customer could have been served."""
EVERY_MS = 10 * 60_000
"""Goods grow old by themselves."""


class SupplyFace(Protocol):
    def set_badge(self, key: str, count: int) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """``orders``: proposals that order something; ``stock``: notes at the door and old batches."""

    orders: int = 0
    stock: int = 0


def waiting(desk: Desk, day: str) -> Waiting:
    """What is to be done on this business date."""
    supply = desk.supply
    orders = sum(1 for one in supply.proposals() if any(ln.packs for ln in supply.lines(one.id)))
    trucks = sum(1 for note in supply.shipments() if note.date <= day)
    old = sum(1 for near in radar(supply, desk.goods, desk.stock, day) if near.advice != WATCH)
    return Waiting(orders=orders, stock=trucks + old)


class SupplyCare(QObject):
    """Lives as long as the window; looks beside the face."""

    def __init__(self, session: Session, face: Callable[[], SupplyFace], parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._face = session, face
        self._known = Waiting()
        self._look = Latest(session, self)
        self._look.arrived.connect(self._show)
        every(EVERY_MS, self.look, self)
        once_after(FIRST_MS, self.look, self)

    def listen(self) -> None:
        """Connect to the session; again after its listeners were forgotten."""
        self._session.changed.connect(self._on_changed)

    def _on_changed(self, what: frozenset[str]) -> None:
        if "supply" in what:
            self.look()

    def look(self) -> None:
        day = today(self._session)
        self._look.ask(lambda desk: waiting(desk, day))

    def _show(self, found: Waiting) -> None:
        self._known = found
        self.badge()

    def badge(self) -> None:
        """A face that was built anew shows the numbers again."""
        self._face().set_badge("replenish", self._known.orders)
        self._face().set_badge("stock", self._known.stock)
