"""An operator at a real browser: Debian's Chromium, real clicks and keys."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from sync.hq.store import tables as t
from sync.hq.web.accounts import TRIES
from sync.wire.feed import ItemRow
from tests.support.console import NAME, PASSWORD, goods, push_unreadable, sell, stock_goods
from tests.support.hq import RunningHq, TillByHand, problem, received
from tests.web.test_work import MIDNIGHT, SHEET, become_older, in_feed

pytestmark = pytest.mark.slow


def test_she_logs_in_by_keyboard_alone(stranger: Page) -> None:
    expect(stranger.locator("[name=name]")).to_be_focused()
    stranger.keyboard.type(NAME)
    stranger.keyboard.press("Tab")
    stranger.keyboard.type(PASSWORD)
    stranger.keyboard.press("Enter")
    expect(stranger.locator("h1")).to_have_text("总览")
    stranger.keyboard.press("Tab")
    expect(stranger.locator(".skip")).to_be_focused()
    stranger.keyboard.press("/")
    expect(stranger.locator("[type=search]")).to_be_focused()
    stranger.keyboard.type("友谊")
    stranger.keyboard.press("Enter")
    expect(stranger.locator("tbody tr")).to_have_count(1)


def test_wrong_passwords_lock_her_out(stranger: Page) -> None:
    for _ in range(TRIES):
        stranger.fill("[name=name]", NAME)
        stranger.fill("[name=password]", "wrong horse")
        stranger.click("button.primary")
        expect(stranger.locator("[role=alert]")).to_have_text("账号或密码不对")
    stranger.fill("[name=password]", PASSWORD)
    stranger.click("button.primary")
    expect(stranger.locator("[role=alert]")).to_contain_text("密码错得太多,请 1 分钟后再试")


def test_the_code_on_the_screen_lets_a_till_in(desk: Page, seen_hq: RunningHq) -> None:
    desk.click("text=入网")
    desk.fill("[name=store]", "S001")
    desk.click("button.primary")
    code = desk.locator("#code").inner_text()
    assert re.fullmatch(r"[2-9A-Z]{4} [2-9A-Z]{4}", code)
    till = TillByHand(seen_hq.url)
    till.enrol(code.replace(" ", ""))
    desk.click("text=收银机")
    expect(desk.locator("tbody th")).to_contain_text("东丽万新店")


def test_a_price_for_a_region_from_tomorrow(desk: Page, seen_hq: RunningHq) -> None:
    stock_goods(seen_hq.hq, ["S001", "S002"])
    desk.goto("/goods?store=S001")
    desk.locator("tr", has_text="清源矿泉水").get_by_text("改价").click()
    expect(desk.locator("[name=price]")).to_be_focused()
    expect(desk.locator(".known")).to_contain_text("清源矿泉水")
    desk.fill("[name=price]", "1.80")
    expect(desk.locator("[name=region]")).to_be_hidden()
    desk.check("[name=to][value=region]")
    desk.select_option("[name=region]", "天津")
    desk.click("button.primary")
    expect(desk.locator("[role=status]")).to_have_text("改价已发给 2 家门店")
    expect(desk.locator("tbody tr")).to_contain_text("03-04 00:00")
    assert f"A1002|{MIDNIGHT}" in in_feed(seen_hq.till("S002"), "price")


def test_a_bad_row_is_named_by_line(desk: Page, tmp_path: Path) -> None:
    file = tmp_path / "goods.csv"
    file.write_text(SHEET, "utf-8")
    desk.goto("/goods/import")
    desk.set_input_files("[name=file]", file)
    desk.click("button.primary")
    expect(desk.locator("main")).to_contain_text("2 种商品已导入")
    rows = desk.locator("table").first.locator("tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_have_text(re.compile(r"\s*3\s*缺品名"))


def test_a_fact_in_quarantine_is_tried_again(desk: Page, seen_hq: RunningHq) -> None:
    till, other = seen_hq.till("S001"), seen_hq.till("S002")
    sell(till, 2)
    push_unreadable(other)
    before = become_older(seen_hq, till)
    desk.goto("/trouble")
    expect(desk.locator(".badge")).to_have_text("2")
    one = desk.locator(".line", has_text="sale.completed")
    one.locator("summary").click()
    expect(one.locator("pre")).to_contain_text('"kind": "sale.completed"')
    one.get_by_role("button").click()
    expect(desk.locator("[role=status]")).to_have_text("已经入账")
    expect(desk.locator(".badge")).to_have_text("1")
    assert [seen_hq.rows(table) for table in (t.sales_day, t.sales_item, t.till_move)] == before


def test_a_stolen_till_is_revoked(desk: Page, seen_hq: RunningHq) -> None:
    till = seen_hq.till("S001")
    desk.goto("/stores/S001")
    desk.get_by_role("link", name="吊销").click()
    desk.click("button.primary")
    expect(desk.locator("h1")).to_have_text("吊销收银机")
    desk.check("[name=sure]")
    desk.click("button.primary")
    expect(desk.locator("[role=status]")).to_contain_text("已吊销")
    till.record(received("A1", 1000))
    assert problem(till.post("/v1/journal", till.batch())) == (403, "revoked")


PLACES = (
    "/", "/stores/S001", "/tills", "/trouble", "/enrol?store=S001", "/goods?store=S001",
    "/goods/edit?store=S001&item=A1001", "/goods/import", "/prices", "/notices", "/stores/none",
)  # fmt: skip


def test_both_languages_fill_every_page(desk: Page, seen_hq: RunningHq) -> None:
    stock_goods(seen_hq.hq, ["S001"])
    desk.click("button[lang=en]")
    expect(desk.locator("h1")).to_have_text("Overview")
    named = {"东丽万新店", "河西友谊店", "保定中山店", "天津", "保定", "中文", "件"}
    for row in goods():
        if isinstance(row, ItemRow):
            named |= {row.name, row.spec, row.category_name}
    data = re.compile("|".join(sorted(filter(None, named), key=len, reverse=True)))
    for path in PLACES:
        desk.goto(path)
        text = data.sub("", desk.locator("body").inner_text())
        assert not re.search(r"[\u3400-\u9fff]|undefined|\{[a-z_]+\}", text), path
        assert desk.evaluate("document.documentElement.scrollWidth") <= 1366, path
    desk.goto("/notices")
    desk.click("button[lang=zh]")
    expect(desk.locator("h1")).to_have_text("通知")


def test_everything_works_without_a_script(stranger: Page, seen_hq: RunningHq) -> None:
    browser = stranger.context.browser
    assert browser is not None
    context = browser.new_context(java_script_enabled=False, base_url=seen_hq.url)
    page = context.new_page()
    page.goto("/notices")
    page.fill("[name=name]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.click("button.primary")
    page.fill("[name=title]", "清明放假")
    page.check("[name=to][value=store]")
    page.fill("[name=store]", "S002")
    page.click("button.primary")
    assert page.locator("[role=status]").inner_text() == "通知已发给 1 家门店"
    context.close()
    assert in_feed(seen_hq.till("S002"), "notice") and not in_feed(seen_hq.till("S001"), "notice")
