"""The scanner firewall: a burst never lands in a field, whatever has the focus.

It stands before whatever has the focus. Characters are held back until the detector knows who typed
them: a code goes to ``on_code``, typing goes where it was meant. A filter over the whole program
would do the same and cost each of its events a call into Python, painting included.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.domain.scanner import ENTER, TAB, BurstDetector, Decision

_END_KEYS = {Qt.Key.Key_Return: ENTER, Qt.Key.Key_Enter: ENTER, Qt.Key.Key_Tab: TAB}
_COMMAND = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
GROUP_SEPARATOR = "\x1d"
"""Scanners send it between the parts of a GS1 code."""


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class ScannerFirewall(QObject):
    """Watches the keys of one window, wherever its focus goes.

    ``on_code`` gets each code; ``now_ms`` is the clock for events that carry no time of their own.
    """

    def __init__(
        self,
        window: QWidget,
        on_code: Callable[[str], None],
        *,
        now_ms: Callable[[], int] = _monotonic_ms,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._on_code = on_code
        self._detector = BurstDetector()
        self.now_ms = now_ms
        self._held: list[QKeyEvent] = []
        self._letting_go = False
        self._last_key = 0
        self._handled_at = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timer)
        window.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow_focus)

    def _follow_focus(self, old: QWidget | None, new: QWidget | None) -> None:
        if old is not None and old is not self._window:
            old.removeEventFilter(self)
        if new is not None and new is not self._window and new.window() is self._window:
            new.installEventFilter(self)

    def set_pace(self, gap_ms: int, min_length: int) -> None:
        """As the owner set it: the average gap within a code and its least length."""
        self.settle()
        self._detector = BurstDetector(gap_ms=gap_ms, min_length=min_length)

    def settle(self) -> None:
        """Decide at once about what is held."""
        self._obey(self._detector.interrupt())

    def _on_timer(self) -> None:
        """Keys that already wait in the queue come first."""
        QTimer.singleShot(0, self._wake)

    def _wake(self) -> None:
        now = self._last_key + self.now_ms() - self._handled_at
        self._obey(self._detector.flush(now))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        if self._letting_go or not self._is_ours(watched) or not isinstance(event, QKeyEvent):
            return False
        if kind == QEvent.Type.ShortcutOverride:
            return self._keep_from_shortcuts(event)
        return self._on_key(event)

    def _is_ours(self, watched: QObject) -> bool:
        """A key is offered to the window, the focus widget and its parents: take it once."""
        if not isinstance(watched, QWidget) or watched.window() is not self._window:
            return False
        focus = QApplication.focusWidget()
        return watched is (focus if focus is not None else self._window)

    def _time_of(self, event: QKeyEvent) -> int:
        return event.timestamp() or self.now_ms()

    def _keep_from_shortcuts(self, event: QKeyEvent) -> bool:
        """A minus within a code is no key of the till."""
        if not self._held or not _character(event):
            return False
        self._obey(self._detector.flush(self._time_of(event)))
        if not self._held:
            return False
        event.accept()
        return True

    def _on_key(self, event: QKeyEvent) -> bool:
        character = _character(event)
        if not character:
            if event.key() < Qt.Key.Key_Shift or event.key() > Qt.Key.Key_ScrollLock:
                self.settle()
            return False
        self._last_key, self._handled_at = self._time_of(event), self.now_ms()
        decision = self._detector.feed(character, self._last_key)
        self._obey(decision)
        if decision.swallow and character not in (ENTER, TAB):
            self._held.append(event.clone())
        return decision.swallow

    def _obey(self, decision: Decision) -> None:
        if decision.scan:
            self._held = []
            self._on_code(decision.scan)
        elif decision.released:
            held, self._held = self._held, []
            self._let_go(held)
        if decision.wake_at is not None:
            self._timer.start(max(decision.wake_at - self._last_key, 1))
        elif not self._held:
            self._timer.stop()

    def _let_go(self, held: list[QKeyEvent]) -> None:
        self._letting_go = True
        try:
            for event in held:
                target = QApplication.focusWidget() or self._window
                QApplication.sendEvent(target, event)
        finally:
            self._letting_go = False


def _character(event: QKeyEvent) -> str:
    """The character or end key that a scanner could have typed; else empty."""
    text = event.text()
    if text == GROUP_SEPARATOR:
        return text
    if event.modifiers() & _COMMAND or event.isAutoRepeat():
        return ""
    end = _END_KEYS.get(Qt.Key(event.key()))
    if end is not None:
        return end
    return text if len(text) == 1 and text.isprintable() and text.isascii() else ""
