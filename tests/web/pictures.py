"""Pictures of the console from a chain of 1,200 stores: `python -m tests.web.pictures`.

Every page in both languages, light and dark, 1366x768, into build/web.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from sync.hq.service import sqlite_url
from sync.hq.store import catalogue, operator_log
from sync.wire.feed import NoticeRow
from tests.support.console import (
    NAME,
    PASSWORD,
    add_operator,
    big_chain,
    push_unreadable,
    running_console,
    sell,
    stock_goods,
)
from tests.support.hq import NOON, RunningHq, received
from tests.web.conftest import start_browser
from tests.web.test_work import SHEET

OUT = Path(__file__).resolve().parents[2] / "build" / "web"
DAY = 86_400_000
PLACES = {
    "overview": "/", "overview-silent": "/?show=silent&silent=72", "tills": "/tills",
    "store": "/stores/S001", "store-plain": "/stores/S0001", "trouble": "/trouble",
    "enrol": "/enrol?store=S001", "goods": "/goods?store=S001", "goods-none": "/goods?store=S0009",
    "goods-edit": "/goods/edit?store=S001&item=A1001", "goods-new": "/goods/edit",
    "goods-import": "/goods/import?store=S001", "prices": "/prices?store=S001&item=A1001",
    "notices": "/notices", "log": "/log", "store-new": "/new-store",
    "store-edit": "/stores/S001/edit", "sorry": "/stores/S9",
}  # fmt: skip

DEEDS: list[tuple[str, str, str, dict[str, object]]] = [
    (operator_log.COMMAND, "account_added", "", {"name": NAME}),
    (NAME, "store_added", "S001", {"name": "东丽万新店"}),
    (NAME, "enrol_code", "S001", {"till": "01"}),
    (NAME, "goods_imported", "", {"file": "goods.csv", "n": 812, "refused": 3, "stores": 1202}),
    (NAME, "price_set", "", {"item": "A1001", "name": "冰峰橙味汽水", "price": 320,
                             "valid_from": NOON + DAY, "stores": 2}),
    (NAME, "notice_sent", "", {"title": "清明放假送货安排", "stores": 2}),
    (NAME, "store_changed", "S002", {"before": "友谊店", "name": "河西友谊店"}),
    (NAME, "till_revoked", "S001", {"till": "02", "epoch": 1}),
    (NAME, "retried_all", "", {"good": 4, "left": 1}),
]  # fmt: skip


def furnish(hq: RunningHq) -> None:
    """A chain with something to see on every page."""
    add_operator(hq.hq)
    big_chain(hq.hq, 1200)
    hq.add_store("S001")
    hq.add_store("S002", "河西友谊店")
    till, other = hq.till("S001"), hq.till("S002")
    sell(till, 40)
    push_unreadable(till)
    other.record(received("A1", 1000), date="2026-13-01")
    other.push()
    other.payloads.clear()
    other.hashes[1:] = []
    other.record(received("A9", 2000))
    other.post("/v1/journal", other.batch())
    revoked = hq.till("S001", "02")
    hq.till("S001", "02").close()
    revoked.close()
    stock_goods(hq.hq, ["S001", "S002"])
    midnight = NOON + DAY // 2
    catalogue.change_price(hq.hq.database, ["S001", "S002"], "A1001", 320, midnight)
    catalogue.change_price(hq.hq.database, ["S001"], "A1003", 890, midnight + 4 * DAY)
    notice = NoticeRow(
        id="n1", at=NOON - DAY // 12, title="清明放假送货安排", until=midnight + 9 * DAY,
        text="4 月 4 日到 6 日仓库休息,4 月 3 日 17:00 截单,请提前订货。",
    )  # fmt: skip
    catalogue.put(hq.hq.database, ["S001", "S002"], [notice])
    with hq.hq.database.operator() as scope:
        for n, (who, what, place, details) in enumerate(DEEDS):
            at = NOON - (len(DEEDS) - n) * DAY // 20
            operator_log.note(scope, at, who, what, place, **details)


def press(page: Page, what: str) -> None:
    """Press and wait for the page that follows: it cannot be drawn while it changes."""
    with page.expect_navigation():
        page.click(what)


def draw(page: Page, mark: str, sheet: Path) -> None:
    """Every page, and those that only a form leads to."""
    for name, path in PLACES.items():
        page.goto(path)
        page.screenshot(path=OUT / f"{name}-{mark}.png")
    page.goto("/trouble")
    page.locator("summary").first.click()
    page.screenshot(path=OUT / f"trouble-open-{mark}.png")
    page.goto("/enrol?store=S001")
    press(page, "button.primary")
    page.screenshot(path=OUT / f"enrol-code-{mark}.png")
    page.goto("/goods/import")
    page.check("[value=store]")
    page.fill("[name=store]", "S002")
    page.set_input_files("[name=file]", sheet)
    press(page, "button.primary")
    page.screenshot(path=OUT / f"goods-imported-{mark}.png")
    page.goto("/stores/S001")
    press(page, "a[href$=revoke] >> nth=0")
    page.screenshot(path=OUT / f"revoke-{mark}.png")
    page.goto("/prices?store=S001&item=A1001")
    page.fill("[name=price]", "3,2O")
    press(page, "button.primary")
    page.screenshot(path=OUT / f"prices-wrong-{mark}.png")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        sheet = folder / "goods.csv"
        sheet.write_text(SHEET, "utf-8")
        browser = start_browser(playwright, folder)
        with running_console(sqlite_url(folder / "hq.db"), folder) as hq:
            furnish(hq)
            for language in ("zh", "en"):
                for scheme in ("light", "dark"):
                    mark = f"{language}-{scheme}"
                    page = browser.new_page(
                        viewport={"width": 1366, "height": 768},
                        color_scheme=scheme,
                        locale={"zh": "zh-CN", "en": "en-GB"}[language],
                        base_url=hq.url,
                    )
                    page.goto("/")
                    page.screenshot(path=OUT / f"login-{mark}.png")
                    page.fill("[name=name]", NAME)
                    page.fill("[name=password]", PASSWORD)
                    press(page, "button.primary")
                    press(page, f"button[lang={language}]")
                    draw(page, mark, sheet)
                    page.close()
        browser.close()


if __name__ == "__main__":
    main()
