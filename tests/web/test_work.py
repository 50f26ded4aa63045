"""What an operator does in a day, and what the tills hear of it."""

from __future__ import annotations

import html
import io
import re
import zipfile
from datetime import timedelta
from urllib.parse import quote

import msgspec
import openpyxl
import pytest
import requests

from sync.hq.store import tables as t
from sync.hq.store.projections import rebuild
from sync.wire.feed import ItemRow, NoticeRow, PriceRow
from tests.support.console import TODAY, Operator, push_unreadable, sell, stock_goods
from tests.support.hq import NOON, RunningHq, TillByHand, problem, received

DAY = 86_400_000
TOMORROW = (TODAY + timedelta(days=1)).isoformat()
MIDNIGHT = NOON + DAY // 2
PROJECTIONS = (t.sales_day, t.sales_item, t.till_move)


def words(answer: requests.Response) -> str:
    """The text of a page without its tags."""
    body = answer.text.partition("<main")[2]
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", body)))


def in_feed(till: TillByHand, kind: str) -> list[str]:
    """Keys of the rows of a kind that a till is told of and that are not deletions."""
    changes = [c for c in till.all_changes()[0] if c.table == kind]
    return [c.key for c in changes if isinstance(c.body, msgspec.Raw)]


def become_older(hq: RunningHq, till: TillByHand) -> list[list[dict[str, object]]]:
    """Make HQ what it would be had its older program not known the till's last fact."""
    before = [hq.rows(table) for table in PROJECTIONS]
    with hq.hq.database.operator() as scope:
        f = t.fact.c
        scope.conn.execute(
            scope.update(t.fact)
            .where(f.device_id == till.me.device, f.seq == len(till.payloads))
            .values(state="quarantined", reason="Invalid value 'sale.completed'")
        )
        rebuild(scope, till.me.store)
    return before


# The overview


def test_the_chain_on_one_page(hq: RunningHq, operator: Operator) -> None:
    sell(hq.till("S001"), 3)
    page = words(operator.get("/"))
    assert "¥22.50" in page and "东丽万新店" in page and "S003 · 保定" in page
    assert "未入网 2" in page


def test_a_store_that_fell_silent_is_found(hq: RunningHq, operator: Operator) -> None:
    sell(hq.till("S001"), 1)
    hq.clock.at += 25 * 3_600_000
    hq.till("S002")
    operator.log_in()
    assert "东丽万新店" in words(operator.get("/?show=silent"))
    assert "河西友谊店" not in words(operator.get("/?show=silent"))
    assert "没有符合的门店" in words(operator.get("/?show=silent&silent=72"))


def test_stores_are_found_by_any_word(operator: Operator) -> None:
    assert "保定中山店" in words(operator.get("/?q=中山 s003"))
    assert "东丽万新店" not in words(operator.get("/?q=中山"))
    assert "保定中山店" not in words(operator.get("/?region=天津"))


def test_a_store_shows_its_tills_goods_and_fortnight(hq: RunningHq, operator: Operator) -> None:
    till = hq.till("S001")
    sell(till, 4)
    page = words(operator.get("/stores/S001"))
    assert "¥30.00" in page and "1-5" in page and till.hashes[-1].hex()[:16] in page
    assert "商品A1002 8 16.00 -8" in page
    assert operator.get("/stores/S00X").status_code == 404


def test_names_are_text_and_never_markup(hq: RunningHq, operator: Operator) -> None:
    with hq.hq.database.operator() as scope:
        scope.conn.execute(
            scope.update(t.store)
            .where(t.store.c.store_id == "S001")
            .values(name="<script>alert(1)</script>", region='"><u>')
        )
    operator.post("/notices", title="<img src=x onerror=alert(1)>", text="</p>", to="all")
    for path in ("/", "/stores/S001", "/enrol?store=S001", "/goods?store=S001", "/notices"):
        body = operator.get(path).text
        assert "<script>alert" not in body and "<img src=x" not in body and '"><u>' not in body


# Trouble


def test_a_fact_that_can_be_read_now_goes_into_the_books_once(
    hq: RunningHq, operator: Operator
) -> None:
    till = hq.till("S001")
    sell(till, 2)
    before = become_older(hq, till)
    assert [hq.rows(table) for table in PROJECTIONS] != before
    page = operator.get("/trouble").text
    assert "sale.completed" in page and "再试一次" in page and "&#34;receipt&#34;" in page
    place = {"device": till.me.device, "epoch": "1", "seq": str(len(till.payloads))}
    for _ in range(2):
        answer = operator.post("/trouble/retry", **place)
        assert answer.headers["Location"] == "/trouble?told=digested"
    assert [hq.rows(table) for table in PROJECTIONS] == before
    device = hq.rows(t.device)[0]
    assert (device["sales"], device["turnover"]) == (2, 1500)
    assert "没有要处理的" in words(operator.get("/trouble"))


def test_a_fact_that_is_still_unknown_stays(hq: RunningHq, operator: Operator) -> None:
    till = hq.till("S001")
    push_unreadable(till)
    answer = operator.post("/trouble/retry", device=till.me.device, epoch="1", seq="1")
    assert answer.headers["Location"] == "/trouble?told=still"
    assert "n=0" in operator.post("/trouble/retry-all").headers["Location"]
    assert "1 条待处理" in words(operator.get("/"))


def test_all_that_can_be_read_is_tried_at_once(hq: RunningHq, operator: Operator) -> None:
    first, second = hq.till("S001"), hq.till("S002")
    sell(first, 1)
    push_unreadable(second)
    before = become_older(hq, first)
    answer = operator.post("/trouble/retry-all")
    assert "1 条已入账" in words(operator.get(answer.headers["Location"]))
    assert [hq.rows(table) for table in PROJECTIONS] == before


def test_an_alarm_is_seen_and_let_go(hq: RunningHq, operator: Operator) -> None:
    till = hq.till("S001")
    till.record(received("A1", 1000))
    till.push()
    till.payloads.clear()
    till.hashes[1:] = []
    till.record(received("A1", 2000))
    till.post("/v1/journal", till.batch())
    page = words(operator.get("/trouble"))
    assert "链分叉,在 1-1" in page and "被拒的分叉 1" in page
    alarm = {"device": till.me.device, "alarm": "fork at 1-1"}
    assert "alarm_changed" in operator.post(
        "/trouble/acknowledge", **(alarm | {"alarm": "fork at 1-2"})
    ).headers["Location"]  # fmt: skip
    assert "acknowledged" in operator.post("/trouble/acknowledge", **alarm).headers["Location"]
    assert hq.rows(t.device)[0]["alarm"] == ""
    assert "被拒的分叉 1" in words(operator.get("/trouble")), "what was refused stays to be read"


# Enrolling and revoking


def test_a_code_lets_one_till_in_and_is_shown_once(hq: RunningHq, operator: Operator) -> None:
    page = operator.post("/enrol", store="S002", till="02").text
    code = page.partition('data-copy="')[2].partition('"')[0]
    assert f"{code[:4]} {code[4:]}" in page
    assert code not in operator.get("/enrol").text
    till = TillByHand(hq.url)
    till.enrol(code)
    assert (till.me.store, till.me.till) == ("S002", "02")
    assert "没有等着用的码" in words(operator.get("/enrol"))


def test_a_wrong_store_or_till_gets_no_code(hq: RunningHq, operator: Operator) -> None:
    for store, till, sentence in (
        ("S009", "01", "没有这家门店"),
        ("", "01", "没有这家门店"),
        ("S001", "一号", "收银机号是"),
        ("S001", "123456789", "收银机号是"),
    ):
        answer = operator.post("/enrol", store=store, till=till)
        assert answer.status_code == 400 and sentence in words(answer)
    assert hq.rows(t.enrol_code) == []


def test_a_revoked_till_speaks_no_more(hq: RunningHq, operator: Operator) -> None:
    till = hq.till("S001")
    path = f"/tills/{till.me.device}/revoke"
    assert operator.post(path).status_code == 400, "not without the tick"
    assert operator.post(path, sure="yes").headers["Location"] == "/stores/S001?told=revoked"
    till.record(received("A1", 1000))
    assert problem(till.post("/v1/journal", till.batch())) == (403, "revoked")
    assert "已吊销 1 台" in words(operator.get("/stores/S001"))


# Goods and prices


def test_a_price_with_a_date_reaches_a_region(hq: RunningHq, operator: Operator) -> None:
    stock_goods(hq.hq, ["S001", "S002", "S003"])
    form = {"item": "A1001", "price": "3.20", "from": TOMORROW, "to": "region", "region": "天津"}
    assert operator.post("/prices", **form).headers["Location"] == "/prices?n=2&told=price_saved"
    first, third = hq.till("S001"), hq.till("S003")
    assert f"A1001|{MIDNIGHT}" in in_feed(first, "price")
    assert f"A1001|{MIDNIGHT}" not in in_feed(third, "price")
    assert "冰峰橙味汽水 A1001 3.20 03-04 00:00 2 家门店 0 / 2" in words(operator.get("/prices"))


def test_the_operator_sees_a_price_arrive(hq: RunningHq, operator: Operator) -> None:
    stock_goods(hq.hq, ["S001"])
    till = hq.till("S001")
    form = {"item": "6901234567801", "price": "3.2", "from": TOMORROW, "to": "store"}
    operator.post("/prices", **form, store="S001 东丽万新店")
    assert "东丽万新店 0 / 1" in words(operator.get("/prices"))
    _, cursor = till.all_changes()
    till.all_changes(cursor)
    with hq.hq.database.operator() as scope:  # HQ writes sightings down now and then
        scope.conn.execute(scope.update(t.device).values(cursor=cursor))
    assert "东丽万新店 全部" in words(operator.get("/prices"))


def test_a_price_that_is_not_in_force_can_be_taken_back(hq: RunningHq, operator: Operator) -> None:
    stock_goods(hq.hq, ["S001", "S002", "S003"])
    operator.post("/prices", item="A1001", price="3.20", to="all", **{"from": TOMORROW})
    assert operator.post("/prices/drop", key=f"A1001|{MIDNIGHT}").status_code == 303
    assert "没有等着生效的价格" in words(operator.get("/prices"))
    assert f"A1001|{MIDNIGHT}" not in in_feed(hq.till("S001"), "price")
    assert operator.post("/prices/drop", key=f"A1001|{NOON - DAY}").status_code == 400
    assert f"A1001|{NOON - DAY}" in in_feed(hq.till("S002"), "price")


SENSELESS_PRICES: list[tuple[dict[str, str], str]] = [
    ({"item": "A9"}, "没有编号或条码是 A9 的商品"),
    ({"item": ""}, "请写商品的编号或条码"),
    ({"price": "3,2O"}, "价格不对"),
    ({"price": "3,20"}, "价格不对"),
    ({"price": "0"}, "价格不对"),
    ({"price": "-1"}, "价格不对"),
    ({"price": "1.234"}, "价格不对"),
    ({"from": "2026-02-30"}, "请选生效的日期"),
    ({"from": "2026-03-02"}, "生效日期已经过去了"),
    ({"from": "2036-03-02"}, "生效日期最多一年以后"),
    ({"to": "region", "region": "火星"}, "请选一个有门店的地区"),
    ({"to": "store", "store": "S9"}, "没有这家门店"),
    ({"to": "all"}, "有的门店没有这个商品"),
]


def test_a_price_that_makes_no_sense_changes_nothing(hq: RunningHq, operator: Operator) -> None:
    stock_goods(hq.hq, ["S001"])
    before = hq.rows(t.feed)
    form = {"item": "A1001", "price": "3.20", "from": TOMORROW, "to": "store", "store": "S001"}
    for changes, sentence in SENSELESS_PRICES:
        answer = operator.post("/prices", **(form | changes))
        assert answer.status_code == 400 and sentence in words(answer), changes
    assert hq.rows(t.feed) == before


def test_goods_are_changed_and_the_rest_of_them_stays(hq: RunningHq, operator: Operator) -> None:
    stock_goods(hq.hq, ["S001", "S002"])
    form = {"known": "yes", "id": "A1001", "name": "冰峰汽水(橙)", "unit": "瓶", "code": "690",
            "category": "饮料", "cost": "2.2", "active": "yes", "to": "store"}  # fmt: skip
    assert operator.post("/goods/edit", store="S001", **form).status_code == 303
    rows = {
        row["store_id"]: bytes(row["body"]).decode()
        for row in hq.rows(t.feed)
        if (row["tab"], row["key"]) == ("item", "A1001")
    }
    assert "冰峰汽水(橙)" in rows["S001"] and '"cost":220' in rows["S001"]
    assert "冰峰橙味汽水" in rows["S002"]
    assert "冰峰汽水(橙)" in words(operator.get("/goods?store=S001&q=690"))


def test_new_goods_go_to_every_store_with_their_price(hq: RunningHq, operator: Operator) -> None:
    form = {"id": "B1", "name": "烤红薯", "unit": "个", "price": "5", "to": "all"}
    assert operator.post("/goods/edit", **form).status_code == 303
    till = hq.till("S003")
    assert in_feed(till, "item") == ["B1"] and in_feed(till, "price") == [f"B1|{NOON}"]
    for wrong in ({"id": "有 空格"}, {"name": ""}, {"price": "五块"}, {"code": "69-0"}):
        answer = operator.post("/goods/edit", **(form | wrong))
        assert answer.status_code == 400 and 'role="alert"' in answer.text


# Bringing in a file

SHEET = (
    "编号,品名,条码,类别,售价,进价\n"
    "C1,手工水饺,6900000000011,速冻,18.80,12\n"
    "C2,,6900000000012,速冻,9.90,\n"
    "C3,黄桃罐头,6900000000013,罐头,八块,5\n"
    "C4,绿豆糕,6900000000014,糕点,6.50,\n"
)


def bring(person: Operator, data: bytes, **form: str) -> requests.Response:
    form = {"to": "all", "csrf": person.csrf("/goods/import")} | form
    return person.session.post(
        person.url + "/goods/import", data=form, files={"file": ("goods.csv", data)},
        headers={"Origin": person.url}, timeout=30, allow_redirects=False,
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_good_rows_go_in_and_bad_ones_are_named_by_line(
    hq: RunningHq, operator: Operator, encoding: str
) -> None:
    page = words(bring(operator, SHEET.encode(encoding)))
    assert "2 种商品已导入" in page and "没进的行 2" in page
    assert "3 缺品名" in page and "4 价格不对" in page
    till = hq.till("S003")
    assert in_feed(till, "item") == ["C1", "C4"]


def test_nothing_goes_in_when_that_was_asked_for(hq: RunningHq, operator: Operator) -> None:
    page = words(bring(operator, SHEET.encode(), whole="yes"))
    assert "什么都没导入" in page and "4 价格不对" in page
    assert hq.rows(t.feed) == []


def test_excel_is_read_as_it_looks(hq: RunningHq, operator: Operator) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["品名", "条码", "售价"])
    book.active.append(["手工水饺", 6900000000011, 18.8])
    file = io.BytesIO()
    book.save(file)
    assert "1 种商品已导入" in words(bring(operator, file.getvalue(), to="store", store="S001"))
    till = hq.till("S001")
    assert in_feed(till, "item") == ["6900000000011"]
    assert b'"price":1880' in b"".join(bytes(r["body"]) for r in hq.rows(t.feed))


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (65 << 20))
    return file.getvalue()


NO_TABLES = [
    (b"", "请先选一个文件"),
    (b"PK\x03\x04 no archive", "打不开"),
    (b"\xd0\xcf\x11\xe0 no workbook", "打不开"),
    (bomb(), "文件太大"),
    (b"a,b,c\n1,2,3\n", "第一行要有列名"),
    (b"name,code\nx\0y,1\n", "打不开"),
    (b"\xff\xff\xff\xff\xff", "文字编码认不出"),
    (b"name,code\n" + b"," * 300 + b"\n", "文件太大"),
    (b"x" * (9 << 20), "文件太大"),
]


def test_a_file_that_is_no_table_says_so(hq: RunningHq, operator: Operator) -> None:
    for data, sentence in NO_TABLES:
        answer = bring(operator, data)
        assert answer.status_code == 400 and sentence in words(answer), data[:20]
    assert hq.rows(t.feed) == []


# Notices


def test_a_notice_goes_out_until_a_day_and_can_be_taken_back(
    hq: RunningHq, operator: Operator
) -> None:
    operator.post("/notices", title="清明放假", text="4 日休息", until="2026-03-10", to="all")
    till = hq.till("S003")
    (key,) = in_feed(till, "notice")
    (row,) = {bytes(r["body"]) for r in hq.rows(t.feed)}
    assert b'"until":1773158400000' in row, "midnight after the tenth, in China"
    assert "清明放假 4 日休息 12:00 · 3 家门店 · 到 2026-03-10 为止" in words(
        operator.get("/notices")
    )
    assert operator.post("/notices/drop", id=key).status_code == 303
    assert in_feed(till, "notice") == []


SENSELESS_NOTICES: list[tuple[dict[str, str], str]] = [
    ({"title": ""}, "标题要 1 到 60 个字"),
    ({"title": "长" * 61}, "标题要 1 到 60 个字"),
    ({"text": "长" * 1001}, "正文最多 1000 个字"),
    ({"until": "明天"}, "到期的日期不对"),
    ({"until": "2026-03-02"}, "到期日期已经过去了"),
    ({"to": "store", "store": "S9"}, "没有这家门店"),
]


def test_a_notice_that_makes_no_sense_is_not_sent(hq: RunningHq, operator: Operator) -> None:
    form = {"title": "清明放假", "text": "", "until": "", "to": "all"}
    for changes, sentence in SENSELESS_NOTICES:
        answer = operator.post("/notices", **(form | changes))
        assert answer.status_code == 400 and sentence in words(answer), changes
    assert hq.rows(t.feed) == []


# Bad input

ODD = ("", "\0", "'; DROP TABLE fact;--", "汉" * 3000, "-1", "9" * 40, "%", "../../etc", "\ud83d")
FORMS = (
    "/login", "/language", "/trouble/retry", "/trouble/acknowledge", "/enrol", "/goods/edit",
    "/goods/import", "/prices", "/prices/drop", "/notices", "/notices/drop", "/tills/x/revoke",
)  # fmt: skip
FIELDS = (
    "name", "password", "next", "language", "device", "epoch", "seq", "alarm", "store", "till",
    "id", "cost", "price", "code", "category", "item", "from", "key", "title", "text", "until",
    "to", "region", "sure",
)  # fmt: skip


def test_no_form_breaks_the_console(hq: RunningHq, operator: Operator) -> None:
    stock_goods(hq.hq, ["S001"])
    csrf = operator.csrf("/notices")
    for odd in ODD:
        data = {name.encode(): odd.encode("utf-8", "surrogatepass") for name in FIELDS}
        for path in FORMS:
            answer = operator.session.post(
                operator.url + path, data={**data, b"csrf": csrf.encode()}, timeout=30,
                allow_redirects=False,
            )  # fmt: skip
            assert answer.status_code < 500, (path, odd[:20])
            assert answer.status_code == 303 or "<h1>" in answer.text, (path, odd[:20])


def test_no_address_breaks_the_console(hq: RunningHq, operator: Operator) -> None:
    stock_goods(hq.hq, ["S001"])
    names = ("q", "show", "silent", "sort", "page", "region", "store", "item", "told", "n", "till")
    for odd in ODD:
        text = quote(odd.encode("utf-8", "surrogatepass"), safe="")[:3000]
        query = "&".join(f"{name}={text}" for name in names)
        paths = ["/", "/tills", "/trouble", "/enrol", "/goods", "/goods/edit", "/prices"]
        paths += ["/notices", f"/stores/{text or 'x'}", f"/tills/{text or 'x'}/revoke"]
        for path in paths:
            answer = operator.get(f"{path}?{query}")
            assert answer.status_code < 500, (path, odd[:20])


def test_no_body_breaks_the_console(operator: Operator) -> None:
    for kind, body in (
        ("application/json", b"{}"), ("text/plain", b"x"), ("", b"\xff"),
        ("multipart/form-data", b"x"), ("multipart/form-data; boundary=a", b"--a\r\n\r\n"),
        ("multipart/form-data; boundary=a", b"\xff" * 100),
        ("application/x-www-form-urlencoded", b"&" * 5000 + b"a=b&" * 5000),
        ("application/x-www-form-urlencoded; charset=x", b"\xff=\xfe"),
    ):  # fmt: skip
        answer = operator.session.post(
            operator.url + "/notices", data=body, headers={"Content-Type": kind}, timeout=30
        )
        assert answer.status_code in (400, 403) and "<h1>" in answer.text, (kind, body[:20])


def test_the_rows_of_the_feed_are_the_wires_own(hq: RunningHq, operator: Operator) -> None:
    """What the console writes, a till can read."""
    bring(operator, SHEET.encode())
    operator.post("/notices", title="清明放假", to="all")
    kinds = {"item": ItemRow, "price": PriceRow, "notice": NoticeRow}
    for change in hq.till("S001").all_changes()[0]:
        if change.table in kinds:
            assert isinstance(change.body, msgspec.Raw)
            assert msgspec.json.decode(change.body, type=kinds[change.table])
