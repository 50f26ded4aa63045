"""The truck at eight: what came, what is claimed, what a unit costs, and what survives a crash."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec
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
from pos_app.services.expiry_radar import radar
from pos_app.services.founding import FirstPerson
from pos_app.services.ports import Identity
from pos_app.services.receiving import Counted
from pos_app.services.receiving_count import claim_until
from pos_app.services.replenish_plan import is_stale
from pos_app.services.report_document import Table
from pos_app.services.report_span import Span
from pos_app.services.stock import WRITE_OFF, Moved
from pos_app.storage.report_queries import ReportQueries
from pos_app.storage.stock import StockBook
from pos_app.storage.verify import verify
from sync.wire.supply import SHORT, ClaimLine, SupplyLine
from sync.wire.supply_feed import (
    BillRow,
    ProposalRow,
    ShipmentRow,
    SupplierRow,
    SupplyItemRow,
    SupplyOrderRow,
)
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


def test_the_same_count_is_booked_once(shop: Shop) -> None:
    """A key pressed twice: what was bought around the corner is neither counted nor paid again."""
    shop.shifts.open(BOSS, 10_000)
    draft = shop.receiving.begin(supplier="local", supplier_name="早市老李")
    draft = msgspec.structs.replace(draft, counted=(milk(6000, ""),))
    shop.receiving.finish(draft, BOSS, paid_cash=2_400)
    with pytest.raises(ShopError, match="收过了"):
        shop.receiving.finish(draft, BOSS, paid_cash=2_400)
    shift = shop.shifts.current()
    assert shift is not None
    assert (StockBook(shop.conn).on_hand("milk"), shift.expected) == (6000, 7_600)


def test_a_truck_that_the_other_till_received_is_not_received_here_again(shop: Shop) -> None:
    note = ShipmentRow(
        id="s1", order="o1", supplier="W1", supplier_name="天津仓", date="2026-03-03", cartons=(),
        total=0, state="received",
    )  # fmt: skip
    draft = shop.receiving.begin(supplier="W1", shipment="s1")
    draft = msgspec.structs.replace(draft, counted=(milk(6000, ""),))
    feed(shop, [("shipment", "s1", note)])
    with pytest.raises(ShopError, match="收过了"):
        shop.receiving.finish(draft, BOSS)
    assert StockBook(shop.conn).on_hand("milk") == 0


def test_a_purchase_does_not_put_money_into_the_drawer(shop: Shop) -> None:
    shop.shifts.open(BOSS, 10_000)
    draft = msgspec.structs.replace(shop.receiving.begin(), counted=(milk(6000, ""),))
    with pytest.raises(ShopError):
        shop.receiving.finish(draft, BOSS, paid_cash=-2_400)


def ordered(shop: Shop, proposal: str, *packs: int) -> str:
    """The same goods on so many lines, a pack of 12 each."""
    head = ProposalRow(
        id=proposal, supplier="W1", supplier_name="天津仓", date="2026-03-03",
        delivery="2026-03-04", deadline=MORNING, budget=0, lines=len(packs),
    )  # fmt: skip
    lines = [
        SupplyLine(item="milk", name="青山纯牛奶", packs=n, pack=12_000, cost=4800) for n in packs
    ]
    return shop.replenish.send(head, lines, BOSS).order


def test_what_hq_refused_or_could_not_give_does_not_come(shop: Shop) -> None:
    whole, short, none = (ordered(shop, p, *n) for p, n in
                          (("P1", (2,)), ("P2", (1, 3)), ("P3", (5,))))  # fmt: skip
    assert shop.supply.coming() == {"milk": 11 * 12_000}
    answers = [(whole, "taken", 0), (short, "shipped", 2), (none, "refused", 0)]
    rows = [
        SupplyOrderRow(
            id=ident, supplier="W1", supplier_name="天津仓", state=state, delivery="2026-03-04",
            total=0, cut={"milk": cut} if cut else {},
        )
        for ident, state, cut in answers
    ]  # fmt: skip
    feed(shop, [("supply_order", row.id, row) for row in rows])
    assert shop.supply.coming() == {"milk": 4 * 12_000}


def test_goods_go_back_to_who_delivered_them_and_in_its_window(shop: Shop) -> None:
    """Two suppliers of one kind: what counts is how the goods are bought."""
    shop.goods.create(Item(id="bread", name="麦香吐司", price=900, cost=500, shelf_life=4), BOSS)
    rows = [
        SupplierRow(code="W1", name="天津仓", kind="hq", return_days=30),
        SupplierRow(code="R1", name="鲜食中心", kind="hq", return_days=1),
    ]
    bought = SupplyItemRow(item="bread", supplier="R1", pack=1000, cost=500)
    feed(shop, [*(("supplier", r.code, r) for r in rows), ("supply_item", "bread", bought)])
    draft = shop.receiving.begin(supplier="R1")
    bread = Counted(item="bread", name="麦香吐司", qty=3000, cost=500, expiry="2026-03-05")
    shop.receiving.finish(msgspec.structs.replace(draft, counted=(bread,)), BOSS)

    def look(today: str) -> tuple[str, str]:
        (near,) = radar(shop.supply, shop.goods_book, StockBook(shop.conn), today)
        return near.advice, near.supplier

    assert look("2026-03-04") == ("send_back", "R1")
    assert look("2026-03-05") == ("mark_down", "R1")


def test_hq_is_not_silent_because_everything_is_ordered(shop: Shop) -> None:
    assert is_stale(shop.supply.last_deadline(), MORNING)
    head = ProposalRow(
        id="P9", supplier="W1", supplier_name="天津仓", date="2026-03-03", delivery="2026-03-04",
        deadline=MORNING + 1, budget=0, lines=1, state="ordered",
    )  # fmt: skip
    feed(shop, [("proposal", "P9", head)])
    assert shop.supply.proposals() == []
    assert not is_stale(shop.supply.last_deadline(), MORNING)
    assert is_stale(shop.supply.last_deadline(), MORNING + 86_400_002)


def test_a_truck_that_is_opened_late_can_still_be_claimed_for() -> None:
    """HQ counts from the receipt, to the end of the day in the shop's zone."""
    until = claim_until("2026-03-09", 1, 480)
    assert datetime.fromtimestamp(until / 1000, UTC).isoformat() == "2026-03-10T16:00:00+00:00"
