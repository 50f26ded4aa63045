"""Room on the disk while the window runs: kept back, and told of before it runs out."""

from __future__ import annotations

from PySide6.QtCore import QObject

from pos_app.domain.errors import ShopError
from pos_app.ui.screens.timers import every, once_after
from pos_app.ui.session import Session

FIRST_MS = 3_000
"""After the first customer could have been served."""
HOUR_MS = 3_600_000


class DiskCare(QObject):
    """Lives as long as the window; looks soon after the start and every hour."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        every(HOUR_MS, self.look, self)
        once_after(FIRST_MS, self.look, self)

    def look(self) -> None:
        """Keep room back where there is some, and warn where little is left."""
        self._session.writer.submit(lambda shop: shop.keep_room(), self._on_room)

    def _on_room(self, low_megabytes: int | None) -> None:
        if low_megabytes is not None:
            self._session.complain(ShopError("disk_low", mb=low_megabytes))
