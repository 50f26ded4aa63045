"""Answers that come back to a screen which may be gone by then."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject
from shiboken6 import isValid

T = TypeVar("T")


def while_alive(owner: QObject, slot: Callable[[T], None]) -> Callable[[T], None]:
    """``slot``, called only as long as ``owner`` still exists for Qt."""

    def call(value: T) -> None:
        if isValid(owner):
            slot(value)

    return call
