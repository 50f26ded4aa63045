"""The drinks wall on a quiet evening: counted in any order, sold meanwhile, booked once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.bootstrap.shop import Shop, create_shop, open_shop
from pos_app.domain.basket import Basket, add
from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.item import Item, Scanned
from pos_app.domain.staff import Staff
from pos_app.domain.tender import CASH, Paid
from pos_app.reports.list_pages import audit_document
from pos_app.reports.supply_pages import expiry_document
from pos_app.runtime.clock import FixedClock
from pos_app.services import stocktake as shelf
from pos_app.services.founding import FirstPerson
from pos_app.services.ports import Identity
from pos_app.services.report_document import Table
from pos_app.services.report_span import Span
from pos_app.services.stock import OPENING, WRITE_OFF, Moved
from pos_app.services.stocktake import Count
from pos_app.storage.report_queries import ReportQueries
from pos_app.storage.stock import StockBook
from pos_app.storage.verify import verify
from sync.wire.limits import MAX_PAYLOAD
from tests.support.till import BOSS, MORNING

PEOPLE = (FirstPerson(id="1", name="王姐", role="owner", pin="135790"),)
PART_TIMER = Staff(id="2", name="小周", role="cashier")
MARCH = Span(start="2026-03-01", end="2026-03-31")


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    path, clock = tmp_path / "shop.db", FixedClock(MORNING)
    create_shop(path, Identity(store="S1", till="01", epoch=1, shop_name="店"), PEOPLE, clock=clock)
    shop = open_shop(path, clock=clock)
    moves = []
    for n, (item, name) in enumerate((("cola", "可乐"), ("water", "矿泉水"), ("tea", "乌龙茶"))):
        made = shop.goods.create(Item(id=item, name=name, price=300, cost=200), BOSS)
        moves.append(Moved(item=made, qty=(n + 1) * 10_000))
    shop.stock.adjust(tuple(moves), OPENING, BOSS)
    shop.shifts.open(BOSS, 0)
    return shop


def goods(shop: Shop, item: str) -> Item:
    found = shop.goods_book.get(item)
    assert found is not None
    return found


def on_hand(shop: Shop, item: str) -> int:
    return StockBook(shop.conn).on_hand(item)


def begin(shop: Shop) -> Count:
    return shelf.begin(shop.clock.now_ms())


def scan(shop: Shop, done: Count, item: str, qty: int) -> Count:
    done, _ = shelf.count(done, goods(shop, item), qty, on_hand(shop, item))
    shop.stocktake.keep(done, BOSS)
    return done


def sell(shop: Shop, item: str) -> None:
    basket = add(Basket(id=f"b{on_hand(shop, item)}"), Scanned(item=goods(shop, item)))
    shop.checkout.complete(basket, (Paid(method=CASH, received=300),), BOSS)


def test_what_is_sold_after_it_was_counted_is_no_difference(shop: Shop) -> None:
    """Ten cola by the books, nine on the shelf; two are sold before the count is accepted."""
    done = scan(shop, begin(shop), "cola", 9_000)
    done = scan(shop, done, "water", 20_000)
    sell(shop, "cola")
    sell(shop, "cola")
    assert [(ln.difference, ln.value, ln.why) for ln in done.lines] == [
        (-1_000, -200, "lost"),
        (0, 0, ""),
    ]
    shop.stocktake.finish(done, BOSS)
    assert (on_hand(shop, "cola"), on_hand(shop, "water")) == (7_000, 20_000)
    assert verify(shop.conn).ok


def test_sold_while_it_was_counted_piece_by_piece_she_is_asked_to_look_again(shop: Shop) -> None:
    done = scan(shop, begin(shop), "cola", 4_000)
    sell(shop, "cola")
    done = scan(shop, done, "cola", 5_000)
    assert done.lines[0].moved
    done = shelf.set_counted(done, 0, 9_000, on_hand(shop, "cola"))
    assert not done.lines[0].moved
    assert done.lines[0].difference == 0


def test_the_same_count_is_booked_once(shop: Shop) -> None:
    """A key hit twice; and a count that was given up is not booked by an old screen."""
    done = scan(shop, begin(shop), "tea", 31_000)
    shop.stocktake.finish(done, BOSS)
    shop.stocktake.keep(done, BOSS)  # a scan that was under way came behind it
    with pytest.raises(ShopError) as refused:
        shop.stocktake.finish(done, BOSS)
    assert refused.value.code == "already_counted"
    assert on_hand(shop, "tea") == 31_000
    with pytest.raises(ShopError) as empty:
        shop.stocktake.finish(begin(shop), BOSS)
    assert empty.value.code == "nothing_counted"


def test_what_is_scanned_while_the_count_is_booked_is_of_the_next(shop: Shop) -> None:
    """One more cola and the first tea: the booked count is not told again with them."""
    done = scan(shop, begin(shop), "cola", 9_000)
    done = scan(shop, done, "water", 20_000)
    late = scan(shop, scan(shop, done, "cola", 1_000), "tea", 30_000)
    shop.stocktake.finish(done, BOSS)
    rest = shelf.since(late, done, MORNING + 1, lambda item: on_hand(shop, item))
    assert rest.id != done.id
    assert [(ln.item, ln.counted, ln.difference) for ln in rest.lines] == [
        ("cola", 10_000, 1_000), ("tea", 30_000, 0),
    ]  # fmt: skip
    shop.stocktake.keep(rest, BOSS)
    shop.stocktake.finish(rest, BOSS)
    assert on_hand(shop, "cola") == 10_000
    assert shelf.since(done, done, MORNING, lambda _: 0).lines == ()


def test_what_was_taken_out_comes_back_beside_what_was_counted_since(shop: Shop) -> None:
    done = scan(shop, scan(shop, begin(shop), "cola", 9_000), "tea", 30_000)
    gone = done.lines[0]
    now = scan(shop, shelf.without(done, 0), "water", 20_000)
    back = shelf.restored(now, (gone,), MORNING)
    assert [ln.item for ln in back.lines] == ["tea", "water", "cola"]
    assert shelf.restored(back, (gone,), MORNING) == back
    assert [ln.item for ln in shelf.restored(None, done.lines, MORNING).lines] == ["cola", "tea"]


def test_a_count_survives_the_night(shop: Shop) -> None:
    done = scan(shop, begin(shop), "tea", 3_000)
    assert shelf.decode_count(shop.drafts.load(shelf.SLOT)) == done
    assert shelf.decode_count("{") is None
    shop.stocktake.keep(None, BOSS)
    assert shelf.decode_count(shop.drafts.load(shelf.SLOT)) is None


def test_a_cashier_counts_and_a_manager_answers_for_what_differs(shop: Shop) -> None:
    done = scan(shop, begin(shop), "cola", 10_000)
    shop.stocktake.finish(done, PART_TIMER)
    done = scan(shop, begin(shop), "cola", 8_000)
    with pytest.raises(NeedsApproval):
        shop.stocktake.finish(done, PART_TIMER)
    assert on_hand(shop, "cola") == 10_000
    shop.stocktake.finish(done, PART_TIMER, approved_by=BOSS)
    assert on_hand(shop, "cola") == 8_000


def test_a_whole_shop_is_counted_in_facts_that_hq_can_take(shop: Shop) -> None:
    done = begin(shop)
    name = "一个很长很长的商品名字,带着规格和口味,一直写到货架尽头" * 3
    for n in range(2_100):
        item = Item(id=f"{n:024d}", name=name, price=300, cost=200)
        done, _ = shelf.count(done, item, 5_000, 4_000)
    shop.stocktake.keep(done, BOSS)
    shop.stocktake.finish(done, BOSS)
    sizes = [
        len(payload)
        for (payload,) in shop.conn.execute(
            "SELECT payload FROM journal WHERE kind = 'stock.counted'"
        )
    ]
    assert len(sizes) == 11 and max(sizes) < MAX_PAYLOAD
    assert shop.conn.execute("SELECT sum(qty) FROM stock_adjustment WHERE reason = 'count'"
                             ).fetchone() == (2_100_000,)  # fmt: skip
    assert verify(shop.conn).ok


def test_bad_numbers_and_reasons_are_refused(shop: Shop) -> None:
    done = scan(shop, begin(shop), "cola", 8_000)
    assert shelf.more(done, 0, -99_000, 10_000).lines[0].counted == 0
    assert shelf.without(done, 0).lines == ()
    for wrong in (-1, shelf.MOST):
        with pytest.raises(ShopError):
            shelf.set_counted(done, 0, wrong, 10_000)
    with pytest.raises(ShopError):
        shelf.explain(done, 0, "found")


def test_write_offs_of_an_older_program_say_why_after_the_upgrade(shop: Shop) -> None:
    """What a file from before this step lacks is worked out from its journal."""
    gone = (Moved(item=goods(shop, "tea"), qty=-1_000),)
    shop.stock.adjust(gone, WRITE_OFF, BOSS, note="damaged")
    before = ReportQueries(shop.conn).expiry_report(MARCH).gone
    shop.conn.execute("ALTER TABLE stock_adjustment DROP COLUMN why")
    shop.conn.execute("DROP TABLE stocktake")
    shop.conn.execute("DELETE FROM audit WHERE kind = 'stock.adjusted'")
    shop.conn.execute("DELETE FROM _sqlite_migrations WHERE name = '0008_stocktake'")
    shop.conn.commit()
    shop.close()
    again = open_shop(shop.path)
    assert ReportQueries(again.conn).expiry_report(MARCH).gone == before
    assert [g.why for g in before] == ["damaged"]
    assert verify(again.conn).ok


def test_the_owner_reads_what_went_and_why(shop: Shop) -> None:
    """Two crushed, one drunk by themselves, one more than thought, one expired and written off."""
    done = scan(shop, begin(shop), "cola", 8_000)
    done = shelf.explain(done, 0, shelf.DAMAGED)
    done = shelf.explain(scan(shop, done, "water", 19_000), 1, shelf.OWN_USE)
    done = scan(shop, done, "tea", 31_000)
    shop.stocktake.keep(done, BOSS)
    shop.stocktake.finish(done, BOSS)
    gone = (Moved(item=goods(shop, "tea"), qty=-1_000, expiry="2026-03-01"),)
    shop.stock.adjust(gone, WRITE_OFF, BOSS, note="expired")
    book = ReportQueries(shop.conn)
    report = book.expiry_report(MARCH)
    assert [(g.why, g.items, g.qty, g.cost) for g in report.gone] == [
        ("damaged", 1, 2_000, 400), ("expired", 1, 1_000, 200), ("own_use", 1, 1_000, 200),
        ("found", 1, -1_000, -200),
    ]  # fmt: skip
    assert {(r.item, r.written_off, r.lost) for r in report.rows} == {
        ("cola", 2_000, 400), ("tea", 1_000, 200),
    }  # fmt: skip
    told = expiry_document(report).blocks[1]
    assert isinstance(told, Table) and told.total is not None
    assert told.total[-1] == 600
    seen = book.audit_report(MARCH).events.stock
    assert [(e.subject, e.amount, e.reason, e.who) for e in seen] == [
        ("可乐", -400, "damaged", "王姐"), ("矿泉水", -200, "own_use", "王姐"),
        ("乌龙茶", 200, "found", "王姐"), ("乌龙茶", -200, "expired", "王姐"),
    ]  # fmt: skip
    tables = [b for b in audit_document(book.audit_report(MARCH)).blocks if isinstance(b, Table)]
    assert "报废和盘点差" in [table.title for table in tables]
    assert verify(shop.conn).ok
