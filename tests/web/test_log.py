"""Stores by form, and the log of what operators did: everything is in it, by whom and when."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from pos_app.__main__ import main
from sync.hq.store import tables as t
from tests.support.console import NAME, Operator, push_unreadable, stock_goods
from tests.support.hq import NOON, RunningHq


def told(hq: RunningHq) -> list[tuple[str, str, str]]:
    """Who, what, where: oldest first."""
    return [(row["who"], row["deed"], row["place"]) for row in hq.rows(t.operator_log)]


def test_a_store_is_added_by_form_and_its_till_joins(hq: RunningHq, operator: Operator) -> None:
    done = operator.post("/new-store", id="S010", name="滨海新店", region="天津")
    assert (done.status_code, done.headers["location"]) == (303, "/stores/S010?told=store_added")
    assert hq.till("S010").me.shop_name == "滨海新店"
    row = next(r for r in hq.rows(t.store) if r["store_id"] == "S010")
    assert (row["name"], row["region"], row["created_at"]) == ("滨海新店", "天津", NOON)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"id": "S001", "name": "又一家"}, "这个店号已经有了"),
        ({"id": "S 1", "name": "空格店"}, "店号是 1 到 16 位"),
        ({"id": "", "name": "没号"}, "店号是 1 到 16 位"),
        ({"id": "S" * 17, "name": "太长"}, "店号是 1 到 16 位"),
        ({"id": "S011", "name": ""}, "店名要 1 到 60 个字"),
        ({"id": "S011", "name": "店" * 61}, "店名要 1 到 60 个字"),
        ({"id": "S011", "name": "店", "region": "区" * 31}, "地区最多 30 个字"),
    ],
)
def test_what_is_no_store_is_refused_and_stays_in_the_form(
    hq: RunningHq, operator: Operator, form: dict[str, str], words: str
) -> None:
    before = hq.rows(t.store)
    answer = operator.post("/new-store", **form)
    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{form["name"]}"' in answer.text
    assert hq.rows(t.store) == before
    assert ("li.na", "store_added", form["id"]) not in told(hq)


def test_a_store_gets_another_name_and_region_and_keeps_its_id(
    hq: RunningHq, operator: Operator
) -> None:
    answer = operator.post("/stores/S001/edit", name="东丽万新二店", region="保定", id="S999")
    assert answer.status_code == 303
    row = next(r for r in hq.rows(t.store) if r["store_id"] == "S001")
    assert (row["name"], row["region"]) == ("东丽万新二店", "保定")
    assert "东丽万新店 → 东丽万新二店" in operator.get("/log").text
    assert operator.get("/stores/S404/edit").status_code == 404
    assert operator.post("/stores/S404/edit", name="x").status_code == 404
    assert operator.post("/stores/S001/edit", name="").status_code == 400


def test_every_deed_is_in_the_log(hq: RunningHq, operator: Operator) -> None:
    till = hq.till("S001")
    stock_goods(hq.hq, ["S001"])
    push_unreadable(till)
    deeds = [
        ("enrol_code", "S002", "/enrol", {"store": "S002", "till": "02"}),
        ("readmit_code", "S001", "/enrol", {"store": "S001", "till": "01", "readmit": "yes"}),
        ("store_added", "S012", "/new-store", {"id": "S012", "name": "新店"}),
        ("price_set", "S001", "/prices",
         {"to": "store", "store": "S001", "item": "A1001", "price": "3.20", "from": "2026-03-05"}),
        ("price_dropped", "S001", "/prices/drop", {"key": "A1001|1772640000000"}),
        ("item_saved", "", "/goods/edit",
         {"to": "all", "id": "B1", "name": "新货", "unit": "件", "cost": "1"}),
        ("notice_sent", "", "/notices",
         {"to": "all", "title": "放假", "text": "三天", "until": "2026-03-09"}),
        ("retried_still", "", "/trouble/retry",
         {"device": till.me.device, "epoch": "1", "seq": "1"}),
        ("retried_all", "", "/trouble/retry-all", {}),
        ("till_revoked", "S001", f"/tills/{till.me.device}/revoke", {"sure": "yes"}),
    ]  # fmt: skip
    for _, _, path, form in deeds:
        answer = operator.post(path, **form)
        assert answer.status_code in (200, 303), (path, answer.text[-600:])
    wanted = [(NAME, "logged_in", ""), *((NAME, deed, place) for deed, place, _, _ in deeds)]
    assert [row for row in told(hq) if row[0] == NAME] == wanted
    page = operator.get("/log").text
    for words in ("改价", "A1001 冰峰橙味汽水:3.20,2026-03-05 起", "4 家门店", "放假", "1-1"):
        assert words in page, words
    rows = page.count("<tr>") - 1
    assert rows == len(told(hq))
    assert "放假" not in operator.get("/log?what=till_revoked").text
    assert "放假" not in operator.get("/log?store=S001").text
    assert "没有符合的记录" in operator.get("/log?who=nobody").text


def test_what_did_not_happen_is_not_in_the_log(hq: RunningHq, operator: Operator) -> None:
    before = told(hq)
    for path, form in (
        ("/enrol", {"store": "S404", "till": "01"}),
        ("/prices", {"to": "all", "item": "none", "price": "1", "from": "2026-03-05"}),
        ("/notices/drop", {"id": "none"}),
        ("/notices", {"to": "all", "title": ""}),
        ("/trouble/acknowledge", {"device": "x", "alarm": "y"}),
        ("/trouble/retry", {"device": "x", "epoch": "1", "seq": "1"}),
    ):
        operator.post(path, **form)
    assert told(hq) == before


def test_nobody_reads_the_log_without_logging_in(hq: RunningHq) -> None:
    stranger = Operator(hq.url)
    for path in ("/log", "/new-store", "/stores/S001/edit"):
        assert stranger.get(path).headers["location"].startswith("/login")
    stranger.session.close()


def test_the_command_line_is_in_the_log(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("hq")
    where = ["--db", str(folder / "hq.db"), "--json"]
    assert main(["hq", "store", "add", "S1", "一店", *where]) == 0
    assert main(["hq", "enrol", "--store", "S1", *where]) == 0
    assert main(["hq", "rebuild", "--store", "S1", *where]) == 0
    from sync.hq.service import open_hq, sqlite_url

    hq = open_hq(sqlite_url(folder / "hq.db"), folder / "hq-secrets")
    with hq.database.operator() as scope:
        rows = scope.conn.execute(t.operator_log.select().order_by(t.operator_log.c.id)).all()
    hq.close()
    assert [(row.who, row.deed, row.place) for row in rows] == [
        ("xipu hq", "store_added", "S1"),
        ("xipu hq", "enrol_code", "S1"),
        ("xipu hq", "rebuilt", "S1"),
    ]


def test_a_planner_adds_a_store_and_sees_that_she_did(desk: Page) -> None:
    desk.click("a[href='/new-store']")
    desk.fill("[name=id]", "S020")
    desk.fill("[name=name]", "武清新店")
    desk.click("button.primary")
    expect(desk.locator("[role=status]")).to_contain_text("门店已加上")
    desk.click("a[href='/stores/S020/edit']")
    desk.fill("[name=name]", "武清杨村店")
    desk.click("button.primary")
    expect(desk.locator("h1")).to_have_text("武清杨村店")
    desk.click("a[href='/log']")
    expect(desk.locator("tbody tr").first).to_contain_text("武清新店 → 武清杨村店")
    desk.select_option("[name=what]", "store_added")
    expect(desk.locator("tbody tr")).to_have_count(1)
