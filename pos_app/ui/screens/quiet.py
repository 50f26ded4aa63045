"""The first quiet moment after the start: for what must be done once and may disturb nobody."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from pos_app.ui.screens.idle import IdleWatch

QUIET_MS = 5_000
"""Without a key, a click or a touch."""


class QuietMoment(IdleWatch):
    """Calls ``act`` once, when nobody has touched the till for a while and it ``is_free``."""

    def __init__(
        self,
        app: QApplication,
        is_free: Callable[[], bool],
        act: Callable[[], None],
        wait_ms: int = QUIET_MS,
    ) -> None:
        super().__init__(app)
        self.setParent(app)
        self._is_free, self._act, self._wait = is_free, act, wait_ms
        self.idle.connect(self._on_idle)
        self.set_ms(wait_ms)

    def _on_idle(self) -> None:
        free = self._is_free()
        self.set_ms(0 if free else self._wait)
        if free:
            self._act()
            self.deleteLater()
