"""Looks every minute whether something the owner left to the till must be ordered now."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pos_app.runtime.i18n import tr
from pos_app.services.automatic_orders import order_automatic
from pos_app.services.replenish import Ordered
from pos_app.ui.screens.timers import every
from pos_app.ui.session import Session

MINUTE_MS = 60_000


class AutomaticOrders(QObject):
    """Lives as long as the window."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        every(MINUTE_MS, self.look, self)

    def look(self) -> None:
        session = self._session
        setting = session.desk.settings.text("automatic_categories")
        categories = frozenset(c for c in setting.split(",") if c)
        if not categories or not session.logged_in:
            return
        who, supply = session.staff, session.desk.supply
        if not supply.proposals():
            return
        session.write(
            lambda shop, _who: order_automatic(
                shop.replenish, shop.supply, categories, who, shop.clock.now_ms()
            ),
            self._on_sent,
        )

    def _on_sent(self, sent: list[Ordered]) -> None:
        if sent:
            self._session.changed.emit(frozenset({"supply"}))
            self._session.say(tr("到截单时间,自动订的品类已发给总部"), "good")
