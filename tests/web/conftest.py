"""The console served for real; most tests speak HTTP, on both databases, the rest use Chromium."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from sync.hq.service import sqlite_url
from tests.hq.conftest import database_url
from tests.support.console import NAME, PASSWORD, Operator, add_operator, running_console
from tests.support.hq import RunningHq

__all__ = ["database_url"]

CHROMIUM = Path("/usr/bin/chromium")
MISSING = "Chromium is not here: on Debian or Ubuntu, as root: apt-get install chromium"
FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-dev-shm-usage",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture
def hq(database_url: str, tmp_path: Path) -> Iterator[RunningHq]:
    """HQ with three stores in two regions and one operator."""
    with running_console(database_url, tmp_path) as running:
        _found(running)
        yield running


@pytest.fixture
def operator(hq: RunningHq) -> Iterator[Operator]:
    """Li Na, logged in."""
    person = Operator(hq.url)
    assert person.log_in().status_code == 303
    yield person
    person.session.close()


def _found(running: RunningHq) -> None:
    running.add_store("S001")
    running.add_store("S002", "河西友谊店")
    running.add_store("S003", "保定中山店")
    with running.hq.database.operator() as scope:
        store = scope.conn.exec_driver_sql
        store("UPDATE store SET region = '天津' WHERE store_id <> 'S003'")
        store("UPDATE store SET region = '保定' WHERE store_id = 'S003'")
    add_operator(running.hq)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Debian's Chromium with our own fonts; skipped without it, but never where CI is set."""
    if not CHROMIUM.exists():
        if os.environ.get("CI"):
            raise RuntimeError(MISSING)
        pytest.skip(MISSING)
    started = start_browser(playwright, tmp_path_factory.mktemp("fonts"))
    yield started
    started.close()


def start_browser(playwright: Playwright, folder: Path) -> Browser:
    """Chromium that draws Chinese with the project's font, whatever the machine has."""
    fonts = folder / "fonts.conf"
    fonts.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<include>/etc/fonts/fonts.conf</include><dir>{FONTS}</dir></fontconfig>"
    )
    return playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=ARGUMENTS,
        env={**os.environ, "FONTCONFIG_FILE": str(fonts)},
    )


@pytest.fixture
def seen_hq(tmp_path: Path) -> Iterator[RunningHq]:
    """The same HQ on a SQLite file, for the browser."""
    with running_console(sqlite_url(tmp_path / "hq.db"), tmp_path) as running:
        _found(running)
        yield running


@pytest.fixture
def stranger(browser: Browser, seen_hq: RunningHq) -> Iterator[Page]:
    """A browser at the console's door; whatever it complains of fails the test."""
    context = browser.new_context(
        viewport={"width": 1366, "height": 768}, locale="zh-CN", base_url=seen_hq.url
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto("/")
    yield page
    context.close()
    # Chromium calls each answer of 4xx a failed load; a refusal is what some tests are about.
    assert not [text for text in complaints if "Failed to load resource" not in text]


@pytest.fixture
def desk(stranger: Page) -> Page:
    """The same browser with Li Na logged in."""
    stranger.fill("[name=name]", NAME)
    stranger.fill("[name=password]", PASSWORD)
    stranger.click("button.primary")
    stranger.wait_for_selector(".rail")
    return stranger
