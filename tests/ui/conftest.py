"""A demo shop built once, copied for each test, and the window over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.face import TillWindow, build_demo_shop, copy_shop


@pytest.fixture(scope="session")
def demo_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that all tests copy; never opened by one."""
    return build_demo_shop(tmp_path_factory.mktemp("demo"))


@pytest.fixture
def shop_path(demo_shop: Path, tmp_path: Path) -> Path:
    """A demo shop of one's own."""
    return copy_shop(demo_shop, tmp_path)


@pytest.fixture
def till(qtbot: QtBot, shop_path: Path) -> Iterator[TillWindow]:
    """The window with the log-in page in front."""
    window = TillWindow(qtbot, shop_path)
    yield window
    window.close()


@pytest.fixture
def next_till(qtbot: QtBot, shop_path: Path) -> Iterator[Callable[[], TillWindow]]:
    """Start the program, again and again, on the same file."""
    started: list[TillWindow] = []

    def start() -> TillWindow:
        started.append(TillWindow(qtbot, shop_path))
        return started[-1]

    yield start
    for window in started:
        window.close()


@pytest.fixture
def open_till(till: TillWindow) -> TillWindow:
    """王姐 is logged in and her shift is open with 200 yuan."""
    till.start_day()
    return till
