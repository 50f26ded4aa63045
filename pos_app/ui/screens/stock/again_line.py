"""Deliveries that two tills received: what the owner has to know of the last two weeks."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from pos_app.services.supply_reports import about_again
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Label

if TYPE_CHECKING:
    from pos_app.storage.supply_book import SupplyBook

DAYS, MOST = 14, 3


class AgainLine(Label):
    """Hidden when there is nothing to say."""

    def __init__(self) -> None:
        super().__init__("", size=Size.LABEL, tone="bad", wrap=True)
        self.hide()

    def look(self, supply: SupplyBook, today: str) -> None:
        since = (date.fromisoformat(today) - timedelta(days=DAYS)).isoformat()
        doubles = supply.received_again(since)
        self.setText("\n".join(about_again(note) for note in doubles[:MOST]))
        self.setVisible(bool(doubles))
