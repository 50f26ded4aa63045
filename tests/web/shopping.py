"""A shop and a customer's phone before it, for tests in the browser; what her hand does there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sync.hq.service import sqlite_url
from tests.support.shopfront import STORE, Shop, running_shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    with running_shop(sqlite_url(tmp_path / "hq.db"), tmp_path) as running:
        yield running


@pytest.fixture
def phone(browser: Browser, shop: Shop) -> Iterator[Page]:
    """Her phone, just after the code was scanned; whatever it complains of fails the test."""
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, locale="zh-CN", base_url=shop.hq.url,
        has_touch=True, is_mobile=True, device_scale_factor=2,
    )  # fmt: skip
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"/s/{STORE}")
    yield page
    context.close()
    assert not [text for text in complaints if "Failed to load resource" not in text]


def take(page: Page, name: str, times: int = 1) -> None:
    for _ in range(times):
        with page.expect_response("**/basket"):
            page.get_by_role("button", name=f"加进购物篮:{name}").last.click()


def to_checkout(page: Page) -> None:
    page.get_by_role("link", name="看购物篮").click()
    page.get_by_role("link", name="去下单").click()
    page.fill("[name=name]", "陈奶奶")
    page.fill("[name=phone]", "13800138000")


def place(page: Page, pay: str = "on_hand_over") -> str:
    """Press the button; the order's id."""
    page.check(f"[name=pay][value={pay}]")
    page.get_by_role("button", name="下单").click()
    page.wait_for_selector("#live")
    return page.url.partition("/order/")[2].partition("?")[0]
