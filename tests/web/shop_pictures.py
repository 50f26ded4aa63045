"""Pictures of the storefront in every state: `python -m tests.web.shop_pictures`.

Phones of 360 and 390 points and a desk's screen, both languages, light and dark, into build/shop.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from sync.hq import payments
from sync.hq.service import sqlite_url
from sync.wire.orders import LineChange, OrderLine
from tests.support.shopfront import HOME, STORE, Shop, fill, paying, running_shop
from tests.web.conftest import start_browser

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "build" / "shop"
SIZES = {"360": (360, 780), "390": (390, 844), "desk": (1366, 900)}


class Album:
    """Takes pictures of one look: a size, a language, light or dark."""

    def __init__(self, page: Page, mark: str) -> None:
        self.page = page
        self.mark = mark

    def take(self, name: str, *, whole: bool = False) -> None:
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=OUT / f"{name}-{self.mark}.png", full_page=whole)


@contextmanager
def album(browser: Browser, shop: Shop, size: str, language: str, scheme: str) -> Iterator[Album]:
    width, height = SIZES[size]
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        locale={"zh": "zh-CN", "en": "en-GB"}[language],
        base_url=shop.hq.url,
        device_scale_factor=1,
        has_touch=size != "desk",
    )
    yield Album(context.new_page(), f"{size}-{language}-{scheme}")
    context.close()


def press(page: Page, item: str, times: int = 1) -> None:
    for _ in range(times):
        with page.expect_response("**/basket"):
            page.locator(f"#g-{item} .add").first.click()


def browse(shop: Shop, book: Album) -> None:
    page = book.page
    page.goto(f"/s/{STORE}")
    book.take("shop")
    book.take("shop-whole", whole=True)
    page.goto(f"/s/{STORE}/basket")
    book.take("basket-empty")
    page.goto(f"/s/{STORE}?c=饮料")
    page.locator(".add").first.click()
    page.wait_for_selector(".bar:not([data-empty])")
    book.take("part")
    page.goto(f"/s/{STORE}?find=nai")
    book.take("found")
    page.goto(f"/s/{STORE}?find=zzzz")
    book.take("found-none")
    page.goto(f"/s/{STORE}?c=!origin")
    book.take("origin")
    for item in ("A1", "A4", "A5"):
        page.goto(f"/s/{STORE}?find={ {'A1': '清源矿泉水', 'A4': '青山', 'A5': '牛肉面'}[item] }")
        press(page, item, 2)
    page.goto(f"/s/{STORE}/basket")
    book.take("basket")


def order(shop: Shop, book: Album, *, mode: str = "pickup", pay: str = "on_hand_over") -> str:
    """Fill in the form and place it; gives the id."""
    page = book.page
    page.goto(f"/s/{STORE}/checkout")
    page.check(f"[name=mode][value={mode}]")
    if mode == "delivery":
        page.fill("[name=address]", HOME)
    page.fill("[name=name]", "陈奶奶")
    page.fill("[name=phone]", "13800138000")
    page.check(f"[name=pay][value={pay}]")
    page.locator("[name=note]").focus()
    book.take(f"checkout-{mode}", whole=True)
    page.click("button.primary")
    page.wait_for_selector("#live")
    return page.url.partition("/order/")[2].partition("?")[0]


def follow(shop: Shop, book: Album) -> None:
    """An order of each kind through its states."""
    page = book.page
    pickup = order(shop, book)
    book.take("order-new")
    shop.move(pickup, "pick")
    instead = OrderLine(
        no=1, item="A5", name="好劲道牛肉面", spec="110g", qty=1000, price=550, amount=550
    )
    shop.move(pickup, "adjust", ask=True, changes=(LineChange(no=1, qty=0, instead=instead),))
    page.reload()
    book.take("order-asked")
    page.click("button[value=agree]")
    shop.move(pickup, "ready")
    page.reload()
    book.take("order-ready")
    shop.move(pickup, "collect")
    page.reload()
    book.take("order-collected")


def follow_paid(shop: Shop, book: Album) -> None:
    """Paid online: one brought home, one cancelled and refunded."""
    page = book.page
    with paying(shop):
        basket(shop, book)
        paid = order(shop, book, mode="delivery", pay="online")
        book.take("order-unpaid")
        page.click(".stand .primary")
        page.click("button")
        page.wait_for_selector("#live")
        shop.move(paid, "pick")
        shop.move(paid, "ready")
        shop.move(paid, "send", courier="老赵")
        page.reload()
        book.take("order-out")
        basket(shop, book)
        paid = order(shop, book, pay="online")
        page.click(".stand .primary")
        page.click("button")
        page.click("summary")
        book.take("order-cancel", whole=True)
        page.click("button[value=cancel]")
        page.wait_for_selector(".stand.over")
        page.wait_for_selector(".notice.good:has-text('¥')")
        payments.catch_up(shop.hq.hq)
        page.reload()
        book.take("order-refunded")


def troubles(shop: Shop, book: Album) -> None:
    """What she sees when something is not as she wants it."""
    page, clock = book.page, shop.hq.clock
    basket(shop, book)
    page.goto(f"/s/{STORE}/checkout")
    page.check("[name=mode][value=delivery]")
    page.fill("[name=address]", "北京西站 1 号")
    page.fill("[name=name]", "陈奶奶")
    page.fill("[name=phone]", "12")
    page.click("form.way button")
    book.take("checkout-wrong", whole=True)
    page.goto(f"/s/{STORE}/order/1?t=2")
    book.take("sorry")
    then = clock.at
    clock.at = then + 10 * 3_600_000 + 300_000
    shop.till.log_in(clock.at)
    shop.till.all_changes()
    page.goto(f"/s/{STORE}")
    book.take("shop-closed")
    clock.at += 20 * 60_000
    page.goto(f"/s/{STORE}")
    book.take("shop-narrow")
    clock.at += 6 * 3_600_000
    page.goto(f"/s/{STORE}")
    book.take("shop-away")
    clock.at = then
    shop.till.log_in(clock.at)
    shop.till.all_changes()


def basket(shop: Shop, book: Album) -> None:
    """Two goods that there are enough of."""
    for item, typed in (("A4", "青山"), ("A6", "五常大米")):
        book.page.goto(f"/s/{STORE}?find={typed}")
        press(book.page, item)


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or [
        f"{s}-{lang}-{scheme}"
        for s in SIZES for lang in ("zh", "en") for scheme in ("light", "dark")
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        browser = start_browser(playwright, folder)
        with running_shop(sqlite_url(folder / "hq.db"), folder) as shop:
            fill(shop)
            for look in wanted:
                size, language, scheme = look.split("-")
                with album(browser, shop, size, language, scheme) as book:
                    browse(shop, book)
                    follow(shop, book)
                    follow_paid(shop, book)
                    troubles(shop, book)
                    shop.hq.clock.at += 60_000
        browser.close()


if __name__ == "__main__":
    main()
