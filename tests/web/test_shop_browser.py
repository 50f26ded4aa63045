"""A customer with a phone: Debian's Chromium, 360 points wide, from the code in the shop to the
goods in her hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from sync.hq.service import sqlite_url
from sync.hq.store import tables as t
from sync.wire.orders import LineChange, OrderLine
from tests.support.shopfront import HOME, STORE, Shop, fill, paying, running_shop

pytestmark = pytest.mark.slow

STYLES = Path(__file__).parents[2] / "sync/hq/web/storefront/static/shop.css"
BUDGET = 100_000
"""Bytes of a page with everything that it loads."""


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


def test_from_the_code_to_the_goods_paid_at_pickup(phone: Page, shop: Shop) -> None:
    expect(phone.get_by_text("营业中")).to_be_visible()
    take(phone, "清源矿泉水", 2)
    take(phone, "青山纯牛奶")
    expect(phone.locator("#count")).to_have_text("3")
    expect(phone.locator("#total")).to_have_text("¥8.50")
    to_checkout(phone)
    order = place(phone)
    state = phone.locator("[data-state]")
    expect(state).to_have_text("下单成功,等店里接单")
    (row,) = shop.hq.rows(t.shop_order)
    expect(phone.locator(".digits")).to_have_text(f"{row['code'][:3]} {row['code'][3:]}")
    for move, words in (
        ("accept", "店里接单了"), ("pick", "正在备货"), ("ready", "备好了,可以来取"),
        ("collect", "已取走,谢谢惠顾"),
    ):  # fmt: skip
        shop.move(order, move)
        expect(state).to_have_text(words, timeout=10_000)
        expect(phone.locator("#told")).to_have_text(words)
    expect(phone.locator(".digits")).to_have_count(0)


def test_paid_online_collected_and_the_rest_refunded(phone: Page, shop: Shop) -> None:
    with paying(shop) as service:
        take(phone, "清源矿泉水", 2)
        take(phone, "麦香全麦吐司")
        to_checkout(phone)
        order = place(phone, pay="online")
        state = phone.locator("[data-state]")
        expect(state).to_have_text("等您付款")
        expect(phone.locator(".stand")).to_contain_text("请在 12:15 前付好")
        expect(phone.locator(".digits")).to_have_count(0)
        phone.get_by_role("link", name="去付款 ¥13.90").click()
        phone.get_by_role("button", name="付款").click()
        expect(state).to_have_text("下单成功,等店里接单")
        expect(phone.locator(".sums")).to_contain_text("已付¥13.90")
        shop.move(order, "pick")
        shop.move(order, "ready", changes=(LineChange(no=2, qty=0),))
        expect(state).to_have_text("备好了,可以来取", timeout=10_000)
        expect(phone.locator(".notice.good")).to_contain_text("已退款 ¥9.90", timeout=10_000)
        (account,) = service.accounts.values()
        assert (account.amount, sum(account.refunds.values())) == (1390, 990)
        shop.move(order, "collect")
        expect(state).to_have_text("已取走,谢谢惠顾", timeout=10_000)


def test_cancelled_after_paying_the_money_goes_back(phone: Page, shop: Shop) -> None:
    with paying(shop) as service:
        take(phone, "清源矿泉水")
        to_checkout(phone)
        place(phone, pay="online")
        phone.get_by_role("link", name="去付款").click()
        phone.get_by_role("button", name="付款").click()
        phone.get_by_text("取消订单").click()
        phone.get_by_role("button", name="确定取消").click()
        expect(phone.locator("[data-state]")).to_have_text("已取消")
        expect(phone.locator(".notice.good")).to_contain_text("已退款 ¥2.00", timeout=10_000)
        (account,) = service.accounts.values()
        assert sum(account.refunds.values()) == 200


def test_a_payment_service_that_is_silent_is_said_plainly(phone: Page, shop: Shop) -> None:
    take(phone, "清源矿泉水")
    to_checkout(phone)
    expect(phone.locator("[name=pay]")).to_have_count(1)
    with paying(shop):
        phone.reload()
        phone.fill("[name=name]", "陈奶奶")
        phone.fill("[name=phone]", "13800138000")
        place(phone, pay="online")
    phone.get_by_role("link", name="去付款").click()
    expect(phone.locator("[role=alert]")).to_have_text("付款那边没有回音,请过一会儿再试")
    expect(phone.locator("[data-state]")).to_have_text("等您付款")


def test_the_code_on_her_page_can_be_scanned(phone: Page, shop: Shop, tmp_path: Path) -> None:
    import zxingcpp
    from PIL import Image

    take(phone, "清源矿泉水")
    to_checkout(phone)
    place(phone)
    (row,) = shop.hq.rows(t.shop_order)
    phone.locator(".qr").screenshot(path=tmp_path / "qr.png")
    (found,) = zxingcpp.read_barcodes(Image.open(tmp_path / "qr.png"))
    assert found.text == f"XP:{STORE}:{row['code']}"


def test_delivery_shows_its_fee_before_it_is_ordered(phone: Page, shop: Shop) -> None:
    take(phone, "麦香全麦吐司", 2)
    take(phone, "清源矿泉水")
    to_checkout(phone)
    phone.get_by_text("送到家").first.click()
    expect(phone.locator("[name=pickup_slot]")).to_be_hidden()
    phone.fill("[name=address]", "火星路 1 号")
    phone.locator("[name=address]").blur()
    expect(phone.locator("#zone")).to_have_text("这个地址送不到,请写清小区名,或改到店提")
    phone.fill("[name=address]", HOME)
    phone.locator("[name=address]").blur()
    expect(phone.locator("#zone")).to_have_text("送得到:万新里")
    expect(phone.locator("[data-quote-part=total]")).to_have_text("¥24.80")
    order = place(phone)
    (row,) = shop.hq.rows(t.shop_order)
    assert (row["mode"], row["total"]) == ("delivery", 2480)
    shop.move(order, "pick")
    shop.move(order, "ready")
    shop.move(order, "send", courier="老赵")
    expect(phone.locator("[data-state]")).to_have_text("正在送来", timeout=10_000)
    expect(phone.locator(".stand")).to_contain_text("送货人:老赵")
    shop.move(order, "deliver")
    phone.get_by_role("button", name="收到了").click()
    expect(phone.locator("[data-state]")).to_have_text("已送到,谢谢惠顾")
    assert shop.hq.rows(t.shop_order)[0]["state"] == "COMPLETED"


def test_below_the_minimum_she_is_told_how_much_is_missing(phone: Page) -> None:
    take(phone, "清源矿泉水")
    expect(phone.locator("#missing")).to_have_text("再选 ¥18.00 就能送到家")
    to_checkout(phone)
    phone.get_by_text("送到家").first.click()
    phone.fill("[name=address]", HOME)
    phone.get_by_role("button", name="下单").click()
    expect(phone.locator("[role=alert]").first).to_contain_text("还差 ¥18.00")
    expect(phone.locator("[name=name]")).to_have_value("陈奶奶")


def test_pressed_twice_it_is_placed_once(phone: Page, shop: Shop) -> None:
    take(phone, "麦香全麦吐司", 2)
    to_checkout(phone)
    phone.check("[name=pay][value=on_hand_over]")
    phone.evaluate(
        """() => { const form = document.querySelector("form.way");
        for (let n = 0; n < 3; n++) fetch(form.action, {method: "POST", redirect: "manual",
          body: new URLSearchParams(new FormData(form))}); }"""
    )
    phone.get_by_role("button", name="下单").dblclick()
    phone.wait_for_selector("#live")
    assert len(shop.hq.rows(t.shop_order)) == 1


def test_sold_out_in_between(phone: Page, shop: Shop) -> None:
    take(phone, "麦香全麦吐司", 2)
    take(phone, "清源矿泉水")
    to_checkout(phone)
    shop.sell("A3", 1000)
    phone.get_by_role("button", name="下单").click()
    expect(phone.locator("[role=alert]")).to_contain_text("麦香全麦吐司 只剩 1,已改成 1")
    expect(phone.locator("[name=phone]")).to_have_value("13800138000")
    place(phone)
    assert shop.hq.rows(t.shop_order)[0]["total"] == 990 + 200


def test_a_substitute_is_offered_and_taken(phone: Page, shop: Shop) -> None:
    take(phone, "麦香全麦吐司")
    take(phone, "青山纯牛奶", 2)
    to_checkout(phone)
    order = place(phone)
    instead = OrderLine(no=1, item="A5", name="好劲道牛肉面", qty=1000, price=550, amount=550)
    shop.move(order, "pick")
    shop.move(order, "adjust", ask=True, changes=(LineChange(no=1, qty=0, instead=instead),))
    expect(phone.locator("[data-state]")).to_have_text("有东西没货,请您定一下", timeout=10_000)
    expect(phone.locator(".swap")).to_contain_text("换成:好劲道牛肉面")
    phone.get_by_role("button", name="同意换").click()
    expect(phone.locator("[data-state]")).to_have_text("正在备货")
    expect(phone.locator(".changed")).to_contain_text("换自 麦香全麦吐司")
    expect(phone.locator(".sums dd.all")).to_have_text("¥14.50")


def test_a_substitute_is_declined(phone: Page, shop: Shop) -> None:
    take(phone, "麦香全麦吐司")
    take(phone, "青山纯牛奶", 2)
    to_checkout(phone)
    order = place(phone)
    instead = OrderLine(no=1, item="A5", name="好劲道牛肉面", qty=1000, price=550, amount=550)
    shop.move(order, "pick")
    shop.move(order, "adjust", ask=True, changes=(LineChange(no=1, qty=0, instead=instead),))
    phone.get_by_role("button", name="不要了,退款").click(timeout=10_000)
    expect(phone.locator(".changed")).to_contain_text("没货,已去掉")
    expect(phone.locator(".sums dd.all")).to_have_text("¥9.00")


def test_cancel_at_once_and_cancel_by_leave(phone: Page, shop: Shop) -> None:
    take(phone, "清源矿泉水")
    to_checkout(phone)
    place(phone)
    phone.get_by_text("取消订单").click()
    phone.get_by_role("button", name="确定取消").click()
    expect(phone.locator("[data-state]")).to_have_text("已取消")
    phone.get_by_role("link", name="再买点别的").click()
    take(phone, "清源矿泉水")
    to_checkout(phone)
    order = place(phone)
    shop.move(order, "pick")
    expect(phone.locator("[data-state]")).to_have_text("正在备货", timeout=10_000)
    phone.get_by_text("取消订单").click()
    expect(phone.get_by_text("要等店里同意")).to_be_visible()
    phone.get_by_role("button", name="确定取消").click()
    expect(phone.locator("[data-state]")).to_have_text("已申请取消,等店里答复")


def test_an_order_by_keyboard_alone(phone: Page, shop: Shop) -> None:
    keys = phone.keyboard
    keys.press("Tab")
    expect(phone.locator(".skip")).to_be_focused()
    keys.press("Enter")
    phone.locator("#find").focus()
    keys.type("qykqs")
    keys.press("Enter")
    expect(phone.get_by_role("heading", name="找到 1 种")).to_be_visible()
    _tab_to(phone, "加进购物篮:清源矿泉水")
    with phone.expect_response("**/basket"):
        keys.press("Enter")
    _tab_to(phone, "看购物篮")
    keys.press("Enter")
    phone.wait_for_url("**/basket")
    _tab_to(phone, "去下单")
    keys.press("Enter")
    phone.wait_for_url("**/checkout")
    for name, text in (("name", "陈奶奶"), ("phone", "13800138000")):
        _tab_to_field(phone, name)
        keys.type(text)
    _tab_to_field(phone, "pay")
    keys.press("ArrowDown")
    _tab_to(phone, "下单")
    keys.press("Enter")
    phone.wait_for_selector("#live")
    (row,) = shop.hq.rows(t.shop_order)
    assert (row["total"], row["pay"]) == (200, "on_hand_over")


def _tab_to(page: Page, name: str) -> None:
    what = "e => e.getAttribute('aria-label') || e.textContent.trim()"
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"({what})(document.activeElement)") == name:
            return
    raise AssertionError(f"{name} is not reached by Tab")


def _tab_to_field(page: Page, name: str) -> None:
    for _ in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by Tab")


def test_without_a_script_everything_works(browser: Browser, shop: Shop) -> None:
    context = browser.new_context(
        viewport={"width": 360, "height": 780}, locale="zh-CN", base_url=shop.hq.url,
        java_script_enabled=False,
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"/s/{STORE}?find=qykqs")
    page.get_by_role("button", name="加进购物篮:清源矿泉水").click()
    page.get_by_role("button", name="加进购物篮:清源矿泉水").click()
    to_checkout(page)
    order = place(page)
    page.get_by_text("取消订单").click()
    page.get_by_role("button", name="确定取消").click()
    expect(page.locator("[data-state]")).to_have_text("已取消")
    assert shop.hq.rows(t.shop_order)[0]["order_id"] == order
    context.close()


def test_a_strangers_link_opens_nothing(phone: Page) -> None:
    answer = phone.goto(f"/s/{STORE}/order/1234?t=S001.1234")
    assert answer is not None and answer.status == 404
    expect(phone.locator("h1")).to_contain_text("没有这张单")


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
