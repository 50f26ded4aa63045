"""Hands for a window that nobody sits at: keys, scans and pictures, as a person would give them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.commands.till import OpenTill
from pos_app.ui.widgets import Sheet

SCAN_GAP_MS = 4
FINGER_MS = 200
PATIENCE_S = 20.0


class HandsTiedError(RuntimeError):
    """The window did not do what the script waited for."""


class Hands:
    """Types into the window's focus on a clock of its own, so that scans are told from fingers."""

    def __init__(self, till: OpenTill) -> None:
        self.till = till
        self.window = till.window
        self.session = till.session
        self._ms = 0
        self.window.scanner.now_ms = lambda: self._ms

    @property
    def sheet(self) -> Sheet | None:
        return self.window.face.sheets.current()

    def wait(self, condition: Callable[[], bool], what: str) -> None:
        """Let the window work until it is so. Raises HandsTiedError after a while."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                raise HandsTiedError(what)
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def linger(self, seconds: float = 0.8) -> None:
        """Give what is drawn on other threads the time to arrive, before a picture is taken."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)

    def settle(self) -> None:
        """Let what was begun come to an end."""
        for _ in range(3):
            self.session.writer.call(lambda _: None)
            QApplication.processEvents()

    def scan(self, code: str) -> None:
        for character in code:
            self._ms += SCAN_GAP_MS
            self._type_one(character)
        self._ms += SCAN_GAP_MS
        QTest.keyClick(self._focus(), Qt.Key.Key_Return)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        for character in text:
            self._ms += FINGER_MS
            self._type_one(character)
            self.window.scanner.settle()
        QApplication.processEvents()

    def _type_one(self, character: str) -> None:
        key = ord(character.upper()) if character.isascii() else 0
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, character)
            QApplication.sendEvent(self._focus(), event)

    def press(self, *keys: str) -> None:
        """``F9``, ``Enter``, ``Esc``, ``Ctrl+1`` ..."""
        for key in keys:
            self._ms += FINGER_MS
            combination = QKeySequence(key)[0]  # type: ignore[index]  # the stubs leave it out
            QTest.keyClick(self._focus(), combination.key(), combination.keyboardModifiers())
            self.window.scanner.settle()
        QApplication.processEvents()

    def _focus(self) -> QWidget:
        widget = QApplication.focusWidget()
        return widget if widget is not None else self.window

    def picture(self, path: Path) -> None:
        """The window as a PNG."""
        self.settle()
        path.parent.mkdir(parents=True, exist_ok=True)
        self.window.grab().save(str(path))
