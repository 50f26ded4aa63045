"""Pictures of the console's pages of supply: `python -m tests.web.supply_pictures`, build/web."""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from pos_app.services.demo_catalogue import demo_tables
from sync.hq.seeding import seed
from sync.hq.service import sqlite_url
from tests.support.console import NAME, PASSWORD, add_operator, running_console
from tests.support.hq import NOON
from tests.support.supply_scene import supply_day
from tests.web.conftest import start_browser
from tests.web.pictures import OUT, press

PLACES = {
    "supply-orders": "/supply/orders", "supply-plan": "/supply/plan?store=S001",
    "supply-claims": "/supply/claims", "supply-granted": "/supply/claims?show=granted",
    "supply-account": "/supply/account?store=S001", "supply-asked": "/supply/asked",
    "supply-suppliers": "/supply/suppliers", "log-supply": "/log",
}  # fmt: skip


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = start_browser(playwright, folder)
        with running_console(sqlite_url(folder / "hq.db"), folder) as hq:
            add_operator(hq.hq)
            seed(hq.hq.database, *demo_tables(), stores=3, days=30, last=date(2026, 3, 2))
            supply_day(hq, ["S001", "S002", "S003"])
            hq.clock.at = NOON + 90_000_000
            for language in ("zh", "en"):
                for scheme in ("light", "dark"):
                    page = browser.new_page(
                        viewport={"width": 1366, "height": 768}, color_scheme=scheme,
                        locale={"zh": "zh-CN", "en": "en-GB"}[language], base_url=hq.url,
                    )  # fmt: skip
                    page.goto("/")
                    page.fill("[name=name]", NAME)
                    page.fill("[name=password]", PASSWORD)
                    press(page, "button.primary")
                    press(page, f"button[lang={language}]")
                    for place, path in PLACES.items():
                        page.goto(path)
                        if place == "supply-orders":
                            page.locator("summary").first.click()
                        page.screenshot(path=OUT / f"{place}-{language}-{scheme}.png")
                    page.close()
        browser.close()


if __name__ == "__main__":
    main()
