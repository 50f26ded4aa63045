"""A person with a camera at the till: the real window in one look, its states kept as PNG."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import cast

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pos_app.domain.staff import OWNER, Staff
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from tests.support.face import TillWindow

BOSS = Staff(id="1", name="王姐", role=OWNER)
MINUTE_MS = 60_000
PAUSE_S = 0.2
"""Longer than any screen waits before it answers typing."""
PATIENCE_S = 20.0
ROUNDS = 4
"""A report is made, then its pages are drawn: each step begins when the one before has come."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a window can look like."""

    theme: str
    words: str
    size: tuple[int, int]

    @property
    def name(self) -> str:
        return f"{self.theme}-{self.words}-{self.size[0]}x{self.size[1]}"


LOOKS = tuple(
    Look(theme, words, size)
    for theme, words, size in product(("light", "dark"), ("zh", "en"), ((1366, 768), (1920, 1080)))
)


@dataclass(slots=True)
class Album:
    """A folder of pictures, numbered in the order in which they were taken."""

    folder: Path
    taken: list[Path] = field(default_factory=list)

    def keep(self, widget: QWidget, name: str) -> Path:
        """The widget as it is now."""
        QApplication.processEvents()
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"{len(self.taken) + 1:02d}-{name}.png"
        if not widget.grab().save(str(path)):
            raise OSError(f"{path} was not written")
        self.taken.append(path)
        return path


class Patience:
    """The two things that the window wants of pytest-qt."""

    @contextmanager
    def waitActive(self, _widget: object, timeout: int = 0) -> Iterator[None]:
        yield

    def waitUntil(self, ready: Callable[[], bool], timeout: int = 5000) -> None:
        until = time.monotonic() + timeout / 1000
        while not ready():
            QApplication.processEvents()
            if time.monotonic() > until:
                raise TimeoutError


class Camera:
    """A till of its own in one look; nobody is logged in yet."""

    def __init__(self, shop: Path, look: Look, album: Album, part: str) -> None:
        self.till = TillWindow(cast("QtBot", Patience()), shop, size=look.size)
        self.look, self.album, self._part = look, album, part
        self.dress("theme", look.theme)
        self.dress("language", look.words)

    def dress(self, setting: str, value: str) -> None:
        """Change a setting that the window shows at once."""
        session = self.till.session
        session.writer.call(lambda shop: shop.settings.change(setting, value, BOSS))
        session.desk.settings.reload()
        session.look_changed.emit()
        QApplication.processEvents()

    def shot(self, name: str, *, toasts: bool = False) -> Path:
        """The window as it is; what it said a moment ago only when that is the point."""
        if not toasts:
            self.till.window.face.toasts.clear()
        return self.album.keep(self.till.window, f"{self._part}-{name}")

    def settle(self) -> None:
        """Let typing pauses run out, the writer and both readers end, and the window show it."""
        session = self.till.session
        until = time.monotonic() + PAUSE_S
        while time.monotonic() < until:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)
        for _ in range(ROUNDS):
            together = threading.Barrier(3)
            for _ in range(2):
                session.readers.submit(lambda _desk, b=together: b.wait(PATIENCE_S))
            together.wait(PATIENCE_S)
            session.writer.call(lambda _shop: None)
            for _ in range(3):
                QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)

    def sheet(self, key: str, name: str) -> None:
        """What a key opens; closed again."""
        self.till.press(key)
        self.shot(name)
        self.till.press("Esc")

    def open_shift(self, label: str = "早班") -> None:
        session = self.till.session
        session.writer.call(lambda shop: shop.shifts.open(BOSS, 20_000, label))
        session.refresh_shift()

    def sell(self, *codes: str, by_code: bool = False) -> None:
        """A sale through the real checkout, without the sheets."""
        till = self.till
        till.session.register.start()
        for code in codes:
            till.session.register.scan(code)
        basket = till.session.register.basket
        due = till.session.register.priced.total
        change = 0 if by_code else 5000
        paid = Paid(method=STATIC_CODE if by_code else CASH, received=due + change)
        till.session.writer.call(lambda shop: shop.checkout.complete(basket, (paid,), BOSS))
        till.session.register.start()
        till.clock.advance(3 * MINUTE_MS)

    def close(self) -> None:
        self.till.close()
