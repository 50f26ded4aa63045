"""Looks that are taken while the window runs: soon after the start, and again and again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def every(milliseconds: int, look: Callable[[], object], owner: QObject) -> None:
    """As long as ``owner`` lives."""
    timer = QTimer(owner)
    timer.setInterval(milliseconds)
    timer.timeout.connect(look)
    timer.start()


def once_after(milliseconds: int, look: Callable[[], object], owner: QObject) -> None:
    """Unless ``owner`` is gone by then."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.timeout.connect(look)
    timer.start(milliseconds)
