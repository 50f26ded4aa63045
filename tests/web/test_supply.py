"""Supply in the console: an operator decides claims, notes payments, ships, brings in tables."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import Page

from pos_app.services.demo_catalogue import demo_tables
from sync.hq.seeding import seed
from sync.hq.store import supply_tables as st
from sync.hq.store.supply_import import import_supply
from sync.hq.store.supply_ledger import account
from sync.hq.web.sheets import read_sheet
from sync.wire.feed import ItemRow
from sync.wire.supply_feed import BillRow, ClaimRow, CreditRow, SupplierRow, SupplyItemRow
from tests.support.console import Operator
from tests.support.hq import NOON, RunningHq
from tests.support.supply import fed, give_credit, order, stock_chain, tell
from tests.support.supply_scene import book, supply_day

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "sync" / "hq" / "web" / "static"


def upload(operator: Operator, text: str, name: str = "t.csv") -> str:
    answer = operator.session.post(
        f"{operator.url}/supply/suppliers", data={"csrf": operator.csrf()},
        files={"file": (name, text.encode())}, headers={"Origin": operator.url}, timeout=20,
    )  # fmt: skip
    return answer.text


def test_an_operator_ships_and_the_store_is_billed(hq: RunningHq, operator: Operator) -> None:
    stock_chain(hq)
    tell(hq.till("S001"), order("o1", ("A1", 3)))
    page = operator.get("/supply/orders").text
    assert "天津仓" in page and "36.00" in page and "已接单" in page
    answer = operator.post("/supply/ship", date="2026-03-04")
    assert answer.headers["location"] == "/supply/orders?n=1&told=shipped"
    assert operator.post("/supply/ship", date="2036-03-04").status_code == 400
    assert operator.post("/supply/ship", date="tomorrow").status_code == 400
    assert "已发货" in operator.get("/supply/orders?show=shipped").text
    (bill,) = fed(hq, "S001", BillRow).values()
    assert isinstance(bill, BillRow) and bill.amount == 3_600
    assert "2026-03-04 送到" in operator.get("/log").text


def test_a_claim_is_granted_or_refused_once(hq: RunningHq, operator: Operator) -> None:
    from tests.hq.test_supply_orders import came, claim, shipped

    stock_chain(hq)
    till = hq.till("S001")
    tell(till, order("o1", ("A1", 3), ("A2", 1)))
    note = shipped(hq)
    tell(till, came(note), claim(note, "A2", 12_000, "short"), claim(note, "A1", 1_000, "damaged"))
    page = operator.get("/supply/claims").text
    assert "短少" in page and "破损" in page
    one = {"store": "S001", "claim": "cA2short"}
    assert operator.post("/supply/claims", deed="refuse", **one).status_code == 400
    answer = operator.post("/supply/claims", deed="refuse", note="数目是对的", **one)
    assert answer.headers["location"].endswith("told=claim_refused")
    assert operator.post("/supply/claims", deed="grant", **one).status_code == 409
    assert operator.post("/supply/claims", deed="grant", store="S001", claim="x").status_code == 404
    assert operator.post("/supply/claims", deed="grant", store="S001", claim="cA1damaged").ok
    told = fed(hq, "S001", ClaimRow)
    assert (told["cA2short"].note, told["cA1damaged"].state) == ("数目是对的", "granted")
    assert "li.na" in operator.get("/supply/claims?show=granted").text


def test_what_two_tills_received_and_what_goes_back_too_much_is_shown(
    hq: RunningHq, operator: Operator
) -> None:
    from tests.hq.test_returns import SOON, arrived, back
    from tests.hq.test_supply_orders import shipped

    stock_chain(hq)
    give_credit(hq, "S001", 500_000)
    till = hq.till("S001")
    tell(till, order("o1", ("A2", 2)))
    shipped(hq)
    whole = arrived(hq)
    fewer = (replace(whole.lines[0], qty=5_000), *whole.lines[1:])
    tell(till, whole)
    tell(hq.till("S001", "02"), replace(whole, receiving="r2", lines=fewer), at=NOON + 60_000)
    tell(till, back("b1", (SOON, 30_000)))
    page = operator.get("/supply/orders").text
    assert "收了总部没发过的货" not in page
    tell(till, replace(whole, receiving="r3", shipment="nobody-sent-it"), at=NOON + 90_000)
    strange = operator.get("/supply/orders").text
    assert "收了总部没发过的货" in strange and "nobody-sent-it" in strange
    assert "收了两次" in page and "02 号机" in page and "两次数目不一样" in page
    page = operator.get("/supply/claims").text
    assert "退的比总部送来收下的多" in page and "79.20" in page


def test_an_order_past_the_line_is_seen_and_let_go(hq: RunningHq, operator: Operator) -> None:
    stock_chain(hq)
    account_page = "/supply/account?store=S001"
    assert "没开账户" in operator.get(account_page).text
    operator.post("/supply/terms", store="S001", line="", days="7")
    assert "不限" in operator.get(account_page).text
    assert operator.post("/supply/terms", store="S001", line="lots", days="7").status_code == 400
    operator.post("/supply/terms", store="S001", line="10.00", days="7")
    tell(hq.till("S001"), order("o1", ("A1", 3)))
    assert "超额度等着的订单" in operator.get(account_page).text
    page = operator.get("/supply/orders?show=held").text
    assert "放行" in page and "超出额度" in page
    operator.post("/supply/ship", date="2026-03-04")
    assert fed(hq, "S001", BillRow) == {}
    there = {"store": "S001", "order": "o1"}
    answer = operator.post("/supply/release", **there)
    assert answer.headers["location"].endswith("told=order_let_go")
    assert operator.post("/supply/release", **there).status_code == 404
    operator.post("/supply/ship", date="2026-03-04")
    assert [bill.amount for bill in fed(hq, "S001", BillRow).values()] == [3_600]
    tell(hq.till("S001"), order("o2", ("A1", 30)))
    answer = operator.post("/supply/refuse", store="S001", order="o2")
    assert answer.headers["location"].endswith("told=order_refused")
    page = operator.get("/supply/orders?show=refused").text
    assert "总部没有放行,这次不送" in page and "不放行" not in page
    log = operator.get("/log").text
    assert "放行超额度的订单" in log and "拒绝超额度的订单" in log and "不限" in log


def test_a_payment_counts_once_and_the_statement_adds_up(hq: RunningHq, operator: Operator) -> None:
    from tests.hq.test_supply_orders import shipped

    stock_chain(hq)
    tell(hq.till("S001"), order("o1", ("A1", 10)))
    shipped(hq)
    paid = {"store": "S001", "amount": "100.00", "date": "2026-03-03", "token": "ab" * 8}
    for _ in range(2):
        assert operator.post("/supply/payment", note="转账", **paid).status_code == 303
    assert fed(hq, "S001", CreditRow)["account"].balance == 2_000
    assert sum(b.amount for b in fed(hq, "S001", BillRow).values()) == 2_000
    page = operator.get("/supply/account?store=S001").text
    assert "20.00" in page and "转账" in page
    for wrong in ({"amount": "free"}, {"amount": "0"}, {"date": "2027-01-01"}):
        assert operator.post("/supply/payment", **paid | wrong).status_code == 400
    assert operator.post("/supply/payment", **paid | {"token": "x"}).status_code == 400
    assert operator.post("/supply/payment", **paid | {"store": "S9"}).status_code == 404
    assert operator.post("/supply/terms", store="S001", line="5000", days="10").status_code == 303
    credit = fed(hq, "S001", CreditRow)["account"]
    assert (credit.line, credit.terms_days) == (500_000, 10)
    assert operator.post("/supply/terms", store="S001", line="5000", days="999").status_code == 400


def test_tables_of_suppliers_and_packs_come_in_and_reach_the_stores(
    hq: RunningHq, operator: Operator
) -> None:
    stock_chain(hq)
    page = upload(operator, (STATIC / "suppliers.csv").read_text("utf-8"))
    assert "供应商 2 家" in page
    page = upload(operator, (STATIC / "packs.csv").read_text("utf-8"))
    assert "商品 1 种" in page and "品名" in page  # the first line's goods are in no catalogue
    assert fed(hq, "S001", SupplierRow)["F1"].order_days == (1, 4)
    page = upload(operator, "编号,供应商,箱规,箱价\nA1,W1,24,23.50\nA2,W9,1,1\nA3,W1,0,1\n")
    assert "商品 1 种" in page and "没有这家供应商" in page and "箱规要大于 0" in page
    row = fed(hq, "S001", SupplyItemRow)["A1"]
    assert (row.pack, row.cost) == (24_000, 2_350)
    assert "第一行要有" in upload(operator, "a,b\n1,2\n")
    assert "曹县手工馒头" in operator.get("/supply/suppliers?supplier=F1").text


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("X!,名,仓库,1,17:00,1", "bad_supplier"), ("X,,仓库,1,17:00,1", "bad_supplier"),
        ("X,名,飞船,1,17:00,1", "bad_kind"), ("X,名,仓库,8,17:00,1", "bad_days"),
        ("X,名,仓库,1,25:00,1", "bad_cutoff"), ("X,名,仓库,1,noon,1", "bad_cutoff"),
        ("X,名,仓库,1,17:00,0", "bad_lead"), ("X,名,仓库,1,17:00,NaN", "bad_lead"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named(hq: RunningHq, row: str, code: str) -> None:
    table = "代码,名称,类型,订货日,截单时间,到货天数\n" + row
    with hq.hq.database.operator() as scope:
        done = import_supply(scope, read_sheet(table.encode()))
    assert [(bad.line, bad.reason) for bad in done.refused] == [(2, code)]


def test_what_a_town_asks_for_is_counted(hq: RunningHq, operator: Operator) -> None:
    from sync.wire.facts import SaleAsked

    stock_chain(hq)
    for n, (store, words, item) in enumerate(
        (("S001", "无糖乌龙", ""), ("S002", " 无糖乌龙", ""), ("S003", "无糖乌龙", ""),
         ("S001", "矿泉水", "A1"), ("S003", "红薯", ""))
    ):  # fmt: skip
        book(hq, store, SaleAsked(asked=words, item=item), at=NOON + n)
    page = operator.get("/supply/asked").text
    assert page.index("无糖乌龙") < page.index("矿泉水")
    assert "红薯" in page and "红薯" not in operator.get("/supply/asked?region=天津").text
    assert hq.rows(st.asked)[0]["asked"] == "无糖乌龙"


def test_every_page_is_there_without_anything(hq: RunningHq, operator: Operator) -> None:
    for path in ("orders", "plan", "claims", "account", "asked", "suppliers"):
        for language in ("zh", "en"):
            operator.post("/language", language=language, next="/")
            assert operator.get(f"/supply/{path}").status_code == 200, path
    assert Operator(hq.url).get("/supply/claims").status_code == 303


@pytest.mark.slow
def test_a_day_of_supply_in_the_browser(seen_hq: RunningHq, desk: Page) -> None:
    """The operator reads why, grants a claim, notes a payment, and the books are equal."""
    hq = seen_hq
    with hq.hq.database.operator() as scope:
        scope.conn.exec_driver_sql("DELETE FROM store")
    seed(hq.hq.database, *demo_tables(), stores=2, days=25, last=date(2026, 3, 2))
    supply_day(hq, ["S001", "S002"])
    desk.click(".rail a[href='/supply/orders']")
    desk.locator("summary").first.click()
    desk.click("nav.chips a[href='/supply/plan']")
    assert "到货" in desk.locator("td.why").first.inner_text()
    desk.click("nav.chips a[href='/supply/claims']")
    desk.click("button[value=grant] >> nth=0")
    assert "已同意" in desk.locator(".told").inner_text()
    desk.click("nav.chips a[href='/supply/account']")
    desk.fill("[name=amount]", "12.34")
    desk.click("form[action='/supply/payment'] button")
    assert "付款已记下" in desk.locator(".told").inner_text()
    with hq.hq.database.reading("S001") as scope:
        held = account(scope, "S001")
    bills = fed(hq, "S001", BillRow)
    assert sum(b.amount for b in bills.values()) == held.balance
    assert fed(hq, "S001", CreditRow)["account"].balance == held.balance
    desk.click("button[lang=en]")
    assert "Owed to HQ" in desk.locator(".figures").inner_text()
    assert fed(hq, "S001", ItemRow)
