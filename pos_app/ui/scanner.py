"""The scanner firewall: a burst never lands in a field, whatever has the focus.

It stands before every widget of the window. Characters are held back for a moment; at a scanner's
pace they become a code for `on_code`, else they go where they were typed.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.domain.scan_burst import BurstDetector, Code, Outcome, Typed

_END_KEYS = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab})
_COMMAND = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)
GROUP_SEPARATOR = "\x1d"
"""Scanners send it between the parts of a GS1 code."""
SLACK_MS = 15
"""A key may reach us late; its own time says when it was sent."""


def _monotonic_ms() -> int:
    return time.monotonic_ns() // 1_000_000


class ScannerFirewall(QObject):
    """Watches the keys of one window.

    ``on_code`` gets each code; ``now_ms`` is the clock for events that carry no time of their own.
    """

    def __init__(
        self,
        window: QWidget,
        on_code: Callable[[str], None],
        *,
        gap_ms: int,
        min_length: int,
        now_ms: Callable[[], int] = _monotonic_ms,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._on_code = on_code
        self._detector = BurstDetector(gap_ms, min_length)
        self.now_ms = now_ms
        self._held: list[QKeyEvent] = []
        self._letting_go = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.settle)
        self.set_pace(gap_ms, min_length)
        app = QApplication.instance()
        if app is not None:
            app.installEventFilter(self)

    def set_pace(self, gap_ms: int, min_length: int) -> None:
        """As the owner set it: the longest gap within a code and its least length."""
        self.settle()
        self._detector.gap_ms, self._detector.min_length = gap_ms, min_length
        self._timer.setInterval(gap_ms + SLACK_MS)

    def settle(self) -> None:
        """The pause is over: what is held is a code or typing."""
        self._timer.stop()
        self._decide(self._detector.settle())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
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
        if not self._detector.in_burst(self._time_of(event)):
            return False
        if not _character(event) and event.key() not in _END_KEYS:
            return False
        event.accept()
        return True

    def _on_key(self, event: QKeyEvent) -> bool:
        at = self._time_of(event)
        if event.key() in _END_KEYS:
            self._timer.stop()
            outcome = self._detector.end_key(at)
            self._decide(outcome)
            return isinstance(outcome, Code)
        character = _character(event)
        if not character:
            if event.text() or event.key() < Qt.Key.Key_Shift:
                self.settle()
            return False
        self._decide(self._detector.character(character, at))
        self._held.append(event.clone())
        self._timer.start()
        return True

    def _decide(self, outcome: Outcome) -> None:
        if outcome is None:
            return
        held, self._held = self._held, []
        if isinstance(outcome, Code):
            self._on_code(outcome.text)
        elif isinstance(outcome, Typed):
            self._let_go(held)

    def _let_go(self, held: list[QKeyEvent]) -> None:
        self._letting_go = True
        try:
            for event in held:
                target = QApplication.focusWidget() or self._window
                QApplication.sendEvent(target, event)
        finally:
            self._letting_go = False


def _character(event: QKeyEvent) -> str:
    """The one printable character of a key that a scanner could have typed; else empty."""
    text = event.text()
    if text == GROUP_SEPARATOR:
        return text
    if event.modifiers() & _COMMAND or event.isAutoRepeat():
        return ""
    return text if len(text) == 1 and text.isprintable() and text.isascii() else ""
