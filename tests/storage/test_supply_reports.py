"""`xipu report statement` and `expiry`: the files that an owner opens after a week of supply."""

from __future__ import annotations

import csv
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from pos_app.__main__ import main
from pos_app.bootstrap.shop import create_shop, open_shop
from pos_app.domain.basket import Basket, add
from pos_app.domain.item import Item, Scanned
from pos_app.domain.tender import CASH, Paid
from pos_app.runtime.clock import FixedClock
from pos_app.runtime.i18n import set_language
from pos_app.services.founding import FirstPerson
from pos_app.services.ports import Identity
from pos_app.services.receiving import Counted, Draft
from pos_app.services.stock import WRITE_OFF, Moved
from pos_app.services.supply_reports import credit_left, limit_words
from sync.wire.supply import ReceivedLine
from sync.wire.supply_feed import BillRow, ClaimRow, CreditRow, ShipmentRow
from tests.support.fed_supply import feed
from tests.support.till import BOSS, MORNING

PEOPLE = (FirstPerson(id="1", name="王姐", role="owner", pin="135790"),)
SPAN = ("--from", "2026-03-01", "--to", "2026-03-31")


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Milk came, was sold for less, sent back and thrown away; HQ billed and credited."""
    path, clock = tmp_path_factory.mktemp("shop") / "shop.db", FixedClock(MORNING)
    create_shop(path, Identity(store="S1", till="01", epoch=1, shop_name="店"), PEOPLE, clock=clock)
    shop = open_shop(path, clock=clock)
    milk = shop.goods.create(Item(id="milk", name="青山纯牛奶", price=600, cost=300), BOSS)
    note = ShipmentRow(
        id="s019cad8fac0070fb8dac", order="o1", supplier="W1", supplier_name="天津仓",
        date="2026-03-03", cartons=(), total=4_800, state="received",
    )  # fmt: skip
    feed(shop, [
        ("shipment", note.id, note),
        *(("bill", b.id, b) for b in (
            BillRow(id="b1", kind="bill", date="2026-03-03", amount=4_800, ref=note.id,
                    due="2026-03-10"),
            BillRow(id="c1", kind="credit", date="2026-03-04", amount=-800, ref=note.id),
            BillRow(id="c2", kind="credit", date="2026-03-04", amount=-900),
            BillRow(id="p1", kind="payment", date="2026-03-05", amount=-1_000, note="转账"),
        )),
        ("claim", "k1", ClaimRow(id="k1", shipment=note.id, state="open", amount=400)),
        ("credit", "account", CreditRow(id="account", line=2_000, balance=2_100, terms_days=7)),
    ])  # fmt: skip
    counted = (Counted(item="milk", name=milk.name, qty=9000, cost=400, expiry="2026-03-05"),)
    shop.receiving.finish(Draft(id="r1", supplier="W1", counted=counted), BOSS)
    at_cost = shop.goods_book.get("milk")
    assert at_cost is not None
    milk = at_cost
    shop.receiving.mark_down("milk", "2026-03-05", 420, 6000, BOSS)
    shop.shifts.open(BOSS, 0)
    label = Scanned(item=milk, expiry="2026-03-05", marked_down=420)
    paid = (Paid(method=CASH, received=420),)
    shop.checkout.complete(add(Basket(id="b1"), label), paid, BOSS)
    back = ReceivedLine(item="milk", name=milk.name, expected=3000, qty=3000, cost=300)
    shop.receiving.send_back("W1", (back,), BOSS)
    shop.stock.adjust((Moved(item=milk, qty=-1000, expiry="2026-03-05"),), WRITE_OFF, BOSS)
    shop.close()
    return path


def written(file: Path, kind: str, out: Path) -> Path:
    assert main(["report", kind, *SPAN, "--db", str(file), "--out", str(out)]) == 0
    return out


def cells(path: Path) -> list[list[str]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as text:
            return list(csv.reader(text))
    book = openpyxl.load_workbook(path)
    return [
        ["" if c is None else str(c) for c in row] for ws in book for row in ws.values
    ]  # fmt: skip


SAID = {
    "statement": ("天津仓 03-03 送货", "索赔: 天津仓 03-03 送货", "退货", "转账", "超额度 1.00"),
    "expiry": ("青山纯牛奶",),
}


@pytest.mark.parametrize("kind", sorted(SAID))
def test_the_pdf_says_it_in_the_words_of_the_shop(file: Path, kind: str, tmp_path: Path) -> None:
    pdf = PdfReader(written(file, kind, tmp_path / f"{kind}.pdf"))
    text = "\n".join(page.extract_text() for page in pdf.pages)
    assert all(words in text for words in SAID[kind]), text
    assert "s019cad8f" not in text, "no machine's number"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_tables_hold_the_figures(file: Path, ending: str, tmp_path: Path) -> None:
    rows = cells(written(file, "statement", tmp_path / f"statement.{ending}"))
    entries = [r for r in rows if r and r[0].startswith("2026-03-0") and len(r) >= 7]
    assert [float(r[6]) for r in entries] == [48.0, 40.0, 31.0, 21.0]
    rows = cells(written(file, "expiry", tmp_path / f"expiry.{ending}"))
    (milk,) = (r for r in rows if r and r[0] == "青山纯牛奶")
    assert [float(x) for x in milk[1:]] == [1, 4.0, 3, 9.0, 1, 4.2, 4.0]


def test_the_statement_speaks_english_too(file: Path, tmp_path: Path) -> None:
    set_language("en")
    try:
        pdf = PdfReader(written(file, "statement", tmp_path / "statement.pdf"))
    finally:
        set_language("zh")
    text = "".join(page.extract_text() for page in pdf.pages)
    assert "delivery of 03-03" in text


def test_no_limit_is_not_a_limit_of_nothing() -> None:
    assert credit_left(None) is None
    assert credit_left(CreditRow(id="a", line=0, balance=5_000, terms_days=7)) is None
    by_line = CreditRow(id="a", line=0, balance=5_000, terms_days=7, limit="line")
    assert credit_left(by_line) == -5_000
    assert limit_words(by_line) == "额度 ¥0.00"
    assert credit_left(replace(by_line, limit="open")) is None
    assert limit_words(replace(by_line, limit="open")) == "不限额度"
    assert (
        limit_words(replace(by_line, limit="none")) == limit_words(None) == "总部没有给本店开账户"
    )
    assert limit_words(replace(by_line, held=700)) == "超额度等着的订单 ¥7.00"
    assert (
        credit_left(CreditRow(id="a", line=9_000, balance=5_000, terms_days=7, ordered=1)) == 3_999
    )
