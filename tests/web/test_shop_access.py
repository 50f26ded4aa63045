"""The storefront for every hand and eye: narrow screens, light pages, contrast, axe."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from sync.wire.orders import LineChange, OrderLine
from tests.support.shopfront import STORE, Shop, fill
from tests.web.shopping import phone, place, shop, take

__all__ = ["phone", "shop"]

pytestmark = pytest.mark.slow

STYLES = Path(__file__).parents[2] / "sync/hq/web/storefront/static/shop.css"
BUDGET = 100_000
"""Bytes of a page with everything that it loads."""


def test_nothing_is_wider_than_the_phone_and_everything_is_big_enough(
    phone: Page, shop: Shop
) -> None:
    fill(shop)
    take(phone, "清源矿泉水", 2)
    take(phone, "青山纯牛奶", 2)
    small = """() => [...document.querySelectorAll("a, button, input:not([type=hidden]), select")]
      .filter(e => e.checkVisibility() && !e.matches(".skip, .choice input, .find button"))
      .map(e => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
      .filter(([, box]) => box.width < 44 || box.height < 47.5).map(([html]) => html)"""
    places = ["", "?c=%E9%A5%AE%E6%96%99", "?find=nai", "/basket", "/checkout"]
    for place_ in places:
        for language in ("zh", "en"):
            joined = "&" if "?" in place_ else "?"
            phone.goto(f"/s/{STORE}{place_}{joined}lang={language}")
            wide = phone.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, (place_, language, wide)
            assert phone.evaluate(small) == [], (place_, language)


def test_a_page_weighs_less_than_its_budget(phone: Page, shop: Shop) -> None:
    fill(shop)
    for path in ("", "?c=%E9%A5%AE%E6%96%99", "?find=n", "/basket", "/checkout"):
        context = phone.context.browser.new_context(base_url=shop.hq.url)
        fresh = context.new_page()
        sizes: list[int] = []
        fresh.on("response", lambda r: sizes.append(len(r.body()) if r.status == 200 else 0))  # noqa: B023 - called before the loop goes on
        fresh.goto(f"/s/{STORE}{path}")
        fresh.wait_for_load_state("networkidle")
        assert 10_000 < sum(sizes) < BUDGET, (path, sum(sizes))
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_complain_of(
    browser: Browser, shop: Shop, scheme: Literal["light", "dark"]
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, locale="zh-CN", base_url=shop.hq.url,
        color_scheme=scheme,
    )  # fmt: skip
    page = context.new_page()

    def look(what: str) -> None:
        found = axe.run(page).response["violations"]
        assert not found, (what, [(one["id"], one["nodes"][0]["html"]) for one in found])

    page.goto(f"/s/{STORE}")
    take(page, "清源矿泉水")
    take(page, "麦香全麦吐司")
    look("front")
    for path in ("?c=%E9%A5%AE%E6%96%99", "?find=zz", "/basket", "/checkout", "/order/1?t=2"):
        page.goto(f"/s/{STORE}{path}")
        look(path)
    page.goto(f"/s/{STORE}/basket")
    page.get_by_role("link", name="去下单").click()
    page.fill("[name=name]", "陈奶奶")
    page.fill("[name=phone]", "1")
    page.get_by_role("button", name="下单").click()
    look("refused")
    page.fill("[name=phone]", "13800138000")
    order = place(page)
    look("order")
    instead = OrderLine(no=1, item="A5", name="好劲道牛肉面", qty=1000, price=550, amount=550)
    shop.move(order, "pick")
    shop.move(order, "adjust", ask=True, changes=(LineChange(no=1, qty=0, instead=instead),))
    page.reload()
    page.get_by_text("取消订单").click()
    look("asked")
    context.close()


def test_words_stand_out_from_their_ground() -> None:
    css = STYLES.read_text("utf-8")
    token = re.compile(r"--([a-z-]+): (#[0-9a-f]{6})")
    light, dark = (dict(token.findall(part)) for part in css.split("@media", 2)[:2])
    for tokens in (light, dark):
        for ink, ground in (
            ("text", "background"), ("text", "surface"), ("muted", "background"),
            ("muted", "surface"), ("accent", "surface"), ("accent", "accent-soft"),
            ("on-accent", "accent"), ("good", "good-soft"), ("warn", "warn-soft"),
            ("warn", "surface"), ("info", "info-soft"),
        ):  # fmt: skip
            assert contrast(tokens[ink], tokens[ground]) >= 4.5, (ink, ground, tokens)
    tiles = re.findall(r"--k: (#[0-9a-f]{6}); --i: (#[0-9a-f]{6})", css)
    assert len(tiles) == 16
    assert all(contrast(ground, ink) >= 4.5 for ground, ink in tiles)


def contrast(one: str, other: str) -> float:
    """WCAG 2: the ratio of relative luminances."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
