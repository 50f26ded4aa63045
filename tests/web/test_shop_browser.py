"""A customer with a phone: Debian's Chromium, 360 points wide, from the code in the shop to the
goods in her hand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from sync.hq.store import tables as t
from sync.wire.orders import LineChange, OrderLine
from tests.support.shopfront import HOME, STORE, Shop, paying
from tests.web.shopping import phone, place, shop, take, to_checkout

__all__ = ["phone", "shop"]

pytestmark = pytest.mark.slow


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


def test_a_late_answer_about_an_earlier_address_is_given_up(phone: Page, shop: Shop) -> None:
    """She chose delivery and then wrote the address: an answer to the first must not stand last."""
    asked: list[Route] = []
    take(phone, "麦香全麦吐司", 2)
    take(phone, "清源矿泉水")
    to_checkout(phone)
    first = re.compile("quote.*address=$")

    def hold(route: Route) -> None:
        asked.append(route)

    phone.route(first, hold)
    with phone.expect_request(first):
        phone.get_by_text("送到家").first.click()
    phone.fill("[name=address]", HOME)
    with phone.expect_event("requestfailed", lambda request: bool(first.search(request.url))):
        phone.locator("[name=address]").blur()
    expect(phone.locator("[data-quote-part=total]")).to_have_text("¥24.80")
    place(phone)
    assert shop.hq.rows(t.shop_order)[0]["total"] == 2480
    assert len(asked) == 1


def test_pressed_before_the_fee_was_shown_she_is_told_the_fee(phone: Page, shop: Shop) -> None:
    take(phone, "麦香全麦吐司", 2)
    take(phone, "清源矿泉水")
    to_checkout(phone)
    phone.route("**/quote*", lambda route: route.abort())
    phone.get_by_text("送到家").first.click()
    phone.fill("[name=address]", HOME)
    phone.get_by_role("button", name="下单").click()
    expect(phone.locator("[role=alert]").first).to_contain_text("配送费 ¥3.00,一共 ¥24.80")
    place(phone)
    assert shop.hq.rows(t.shop_order)[0]["total"] == 2480


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
