"""The truck at eight: what came, what is claimed, what a unit costs, and what survives a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.bootstrap.shop import Shop, create_shop, open_shop
from pos_app.domain import near_expiry, own_plan
from pos_app.domain.basket import Basket, add
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item, Scanned
from pos_app.domain.receiving import moving_average
from pos_app.domain.tender import CASH, Paid
from pos_app.reports.supply_pages import statement_document
from pos_app.runtime.clock import FixedClock
from pos_app.services.founding import FirstPerson
from pos_app.services.ports import Identity
from pos_app.services.receiving import Counted
from pos_app.services.report_document import Table
from pos_app.services.report_span import Span
from pos_app.services.stock import WRITE_OFF, Moved
from pos_app.storage.report_queries import ReportQueries
from pos_app.storage.stock import StockBook
from pos_app.storage.verify import verify
from sync.wire.supply import SHORT, ClaimLine, SupplyLine
from sync.wire.supply_feed import BillRow, ProposalRow
from tests.support.fed_supply import feed
from tests.support.till import BOSS, MORNING

PEOPLE = (FirstPerson(id="1", name="王姐", role="owner", pin="135790"),)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    path, clock = tmp_path / "shop.db", FixedClock(MORNING)
    create_shop(path, Identity(store="S1", till="01", epoch=1, shop_name="店"), PEOPLE, clock=clock)
    shop = open_shop(path, clock=clock)
    shop.goods.create(Item(id="milk", name="青山纯牛奶", price=600, cost=300), BOSS)
    return shop


def milk(qty: int, expiry: str, cost: int = 400) -> Counted:
    return Counted(item="milk", name="青山纯牛奶", qty=qty, cost=cost, expiry=expiry, expected=qty)


def test_two_dates_one_short_and_the_claim_are_one_booking(shop: Shop) -> None:
    draft = shop.receiving.begin(supplier="hq", supplier_name="京东仓", shipment="SH1")
    short = ClaimLine(item="milk", name="青山纯牛奶", qty=2000, cost=400, reason=SHORT)
    counted = (milk(6000, "2026-04-01"), milk(4000, "2026-04-09"))
    draft = type(draft)(
        id=draft.id, supplier="hq", shipment="SH1", counted=counted, claims=(short,)
    )
    shop.receiving.keep(draft, BOSS)
    assert shop.receiving.kept() == draft
    shop.receiving.finish(draft, BOSS)
    assert shop.receiving.kept() is None
    assert shop.conn.execute("SELECT qty FROM stock WHERE item = 'milk'").fetchone() == (10_000,)
    assert shop.conn.execute("SELECT amount FROM claim").fetchone() == (800,)
    milk_now = shop.goods_book.get("milk")
    assert milk_now is not None
    assert milk_now.cost == 400
    with pytest.raises(ShopError, match="收过了"):
        shop.receiving.finish(draft, BOSS)
    assert verify(shop.conn).ok


def test_an_order_is_sent_once_for_a_proposal(shop: Shop) -> None:
    proposal = ProposalRow(
        id="P1", supplier="hq", supplier_name="京东仓", date="2026-03-03", delivery="2026-03-04",
        deadline=MORNING - 1, budget=100_000, lines=1,
    )  # fmt: skip
    line = SupplyLine(item="milk", name="青山纯牛奶", packs=2, pack=16_000, cost=6400)
    sent = shop.replenish.send(proposal, (line,), BOSS)
    assert sent.late
    with pytest.raises(ShopError, match="下过单"):
        shop.replenish.send(proposal, (line,), BOSS)
    assert shop.conn.execute("SELECT total FROM supply_order").fetchall() == [(12_800,)]
    assert verify(shop.conn).ok


@given(st.integers(-50, 50), st.integers(0, 10_000), st.integers(0, 50), st.integers(0, 10_000))
def test_the_average_lies_between_what_was_and_what_came(
    on_hand: int, average: int, qty: int, cost: int
) -> None:
    got = moving_average(on_hand * 1000, average, qty * 1000, cost)
    assert min(average, cost) <= got <= max(average, cost)


@given(st.integers(0, 400_000), st.integers(0, 28), st.integers(-5, 90), st.integers(1, 4))
def test_the_stand_in_never_orders_less_than_nothing_and_keeps_the_least_order(
    sold: int, days: int, have: int, moq: int
) -> None:
    need = own_plan.Need(
        sold28=sold, days=days, on_hand=have * 1000, coming=0, pack=12_000, moq=moq, lead=1, cover=3
    )
    packs = own_plan.packs(need)
    assert packs == 0 or packs >= moq
    assert own_plan.packs(need) >= own_plan.packs(
        own_plan.Need(
            sold28=sold,
            days=days,
            on_hand=have * 1000 + 12_000,
            coming=0,
            pack=12_000,
            moq=moq,
            lead=1,
            cover=3,
        )
    )


def test_the_oldest_date_is_sold_first() -> None:
    batches = (
        near_expiry.Batch(expiry="2026-03-05", qty=6000),
        near_expiry.Batch(expiry="2026-03-09", qty=6000),
    )
    left = near_expiry.on_shelf(batches, 8000)
    assert left == (
        near_expiry.Batch(expiry="2026-03-05", qty=2000),
        near_expiry.Batch(expiry="2026-03-09", qty=6000),
    )


@pytest.mark.parametrize(
    ("life", "days"),
    [(400, 45), (364, 20), (179, 15), (89, 10), (29, 5), (15, 4), (7, 3), (1, 1), (0, 0)],
)
def test_near_expiry_begins_by_the_shelf_life(life: int, days: int) -> None:
    assert near_expiry.near_days(life) == days


def test_a_dated_label_sells_at_what_its_batch_was_marked_down_to(shop: Shop) -> None:
    draft = shop.receiving.begin(supplier="hq")
    draft = type(draft)(id=draft.id, counted=(milk(6000, "2026-03-05"),))
    shop.receiving.finish(draft, BOSS)
    shop.receiving.mark_down("milk", "2026-03-05", 420, 6000, BOSS)
    assert StockBook(shop.conn).mark_down("milk", "2026-03-05") == 420
    item = shop.goods_book.get("milk")
    assert item is not None
    label = Scanned(item=item, expiry="2026-03-05", marked_down=420)
    shop.shifts.open(BOSS, 0)
    basket = add(add(add(Basket(id="b1"), label), label), Scanned(item=item))
    assert [line.qty for line in basket.lines] == [2000, 1000]
    paid = (Paid(method=CASH, received=2 * 420 + 600),)
    sale = shop.checkout.complete(basket, paid, BOSS).sale
    assert [line.amount for line in sale.lines] == [840, 600]
    shop.stock.adjust((Moved(item=item, qty=-1000, expiry="2026-03-05"),), WRITE_OFF, BOSS)
    report = ReportQueries(shop.conn).expiry_report(Span(start="2026-03-01", end="2026-03-31"))
    (row,) = report.rows
    assert (row.marked_down, row.sold, row.written_off, row.lost) == (2000, 840, 1000, 400)
    assert verify(shop.conn).ok


def test_the_statement_sums_from_what_was_owed_to_what_is_owed(shop: Shop) -> None:
    bills = [
        BillRow(id="1", kind="bill", date="2026-02-20", amount=231_000, due="2026-03-11"),
        BillRow(id="2", kind="credit", date="2026-03-02", amount=-1_280),
        BillRow(id="3", kind="payment", date="2026-03-04", amount=-100_000),
        BillRow(id="4", kind="bill", date="2026-04-01", amount=5_000, due="2026-04-15"),
    ]
    feed(shop, [("bill", bill.id, bill) for bill in bills])
    report = ReportQueries(shop.conn).statement(Span(start="2026-03-01", end="2026-03-31"))
    assert (report.opening, report.closing) == (231_000, 129_720)
    entries = statement_document(report).blocks[0]
    assert isinstance(entries, Table)
    balances = [line[6] for line in entries.rows]
    assert balances == [229_720, 129_720]
