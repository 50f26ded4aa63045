"""What is refused is a page for people and a Problem for machines, whatever refuses it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import requests
from playwright.sync_api import Page, expect

from sync.hq.service import sqlite_url
from sync.wire.messages import Problem
from tests.support.console import Operator, running_console
from tests.support.hq import TIMEOUT, RunningHq

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
}


def get(url: str, **headers: str) -> requests.Response:
    return requests.get(url, headers=headers, timeout=TIMEOUT, allow_redirects=False)


def test_a_page_that_is_not_there_is_said_in_words(hq: RunningHq) -> None:
    answer = get(f"{hq.url}/nowhere", **BROWSER)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "没有这个页面" in answer.text
    assert answer.headers["x-request-id"] in answer.text
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    english = get(f"{hq.url}/nowhere", **(BROWSER | {"Accept-Language": "en-GB"}))
    assert "There is no such page" in english.text


@pytest.mark.parametrize("accept", ["application/json", "*/*", ""])
def test_a_machine_gets_a_problem(hq: RunningHq, accept: str) -> None:
    answer = get(f"{hq.url}/nowhere", Accept=accept)
    assert answer.status_code == 404
    assert msgspec.json.decode(answer.content, type=Problem).code == "not_found"


def test_what_tills_call_always_answers_a_till(hq: RunningHq) -> None:
    answer = get(f"{hq.url}/v1/head", **BROWSER)
    assert msgspec.json.decode(answer.content, type=Problem).code == "bad_token"
    assert answer.status_code == 401


def test_another_method_is_a_page_as_well(hq: RunningHq) -> None:
    answer = get(f"{hq.url}/prices/drop", **BROWSER)
    assert answer.status_code == 405
    assert "这个地址不能这样用" in answer.text


def test_a_path_cannot_write_into_the_page(hq: RunningHq) -> None:
    answer = get(f"{hq.url}/<script>alert(1)</script>", **BROWSER)
    assert answer.status_code == 404
    assert "<script>" not in answer.text


def test_a_file_that_is_too_large_is_a_page(hq: RunningHq, operator: Operator) -> None:
    answer = operator.session.post(
        f"{hq.url}/goods/import", data=b"x" * (33 << 20), headers=BROWSER, timeout=TIMEOUT
    )
    assert (answer.status_code, "太大了" in answer.text) == (413, True)


def test_who_asks_too_often_reads_when_to_come_back(tmp_path: Path) -> None:
    with running_console(sqlite_url(tmp_path / "hq.db"), tmp_path, rate=0.5) as hq:
        answers = [get(f"{hq.url}/login", **BROWSER) for _ in range(8)]
        refused = next(a for a in answers if a.status_code == 429)
        assert "请等一会儿再试" in refused.text
        assert int(refused.headers["retry-after"]) >= 1
        machine = get(f"{hq.url}/healthz", Accept="application/json")
        assert msgspec.json.decode(machine.content, type=Problem).code == "too_many"


def test_the_page_looks_as_the_others(desk: Page) -> None:
    desk.goto("/nowhere")
    expect(desk.locator("h1")).to_have_text("没有这个页面")
    font = desk.locator("main").evaluate("e => getComputedStyle(e).fontFamily")
    assert "Noto Sans SC" in font, "the console's own sheet dresses it"
    desk.click("a.button")
    expect(desk.locator("h1")).to_have_text("总览")
