"""Reports of a shop in which goods are bought in three ways."""

from __future__ import annotations

import pytest

from pos_app.domain.tender import CASH
from pos_app.reports import day_pages, shift_pages, slip
from pos_app.services.report_document import tables_of
from pos_app.services.report_span import Span
from pos_app.services.returns import Wanted
from pos_app.storage.report_queries import ReportQueries
from tests.storage.ordering import cash, delivery, make_ready, pickup
from tests.storage.test_returns import give_back
from tests.support.till import BOSS, Till
from tests.unit.goods import SODA, scan

DAY = Span(start="2026-03-03", end="2026-03-03")


@pytest.fixture
def trading(till: Till) -> Till:
    """One sale, a pickup paid before of which one comes back, a delivery, one given up."""
    till.sell(scan(SODA), received=350)
    view = pickup(till, name="p", paid=700)
    make_ready(till, "p")
    receipt = till.orders.collect("p", view.order.code, (), BOSS).sale.receipt
    give_back(till, receipt, Wanted(line=1, qty=1_000))
    delivery(till, name="d")
    make_ready(till, "d")
    till.orders.send_out(("d",), "老赵", BOSS)
    till.orders.deliver("d", cash(1_350), BOSS)
    pickup(till, name="x", paid=700)
    till.orders.cancel("x", "不要了", BOSS)
    till.orders.refund("x", CASH, BOSS)
    return till


def test_the_three_ways_stand_apart_and_add_up(trading: Till) -> None:
    report = ReportQueries(trading.conn).day_report(DAY)
    rows = {row.mode: row for row in report.modes}
    assert [row.mode for row in report.modes] == ["store", "pickup", "delivery"]
    assert (rows["store"].sales, rows["store"].turnover) == (1, 350)
    assert (rows["pickup"].sales, rows["pickup"].turnover, rows["pickup"].refunds) == (1, 350, 350)
    assert (rows["delivery"].turnover, rows["delivery"].fees) == (1_350, 300)
    assert sum(row.turnover for row in report.modes) == report.totals.turnover
    assert sum(t.amount for t in report.tenders) == report.totals.turnover
    assert report.totals.fees == 300
    (before,) = report.prepaid
    assert (before.method, before.taken, before.refunded) == ("cash", 1_400, 700)


def test_the_drawer_is_what_the_books_say_of_cash(trading: Till) -> None:
    queries = ReportQueries(trading.conn)
    report = queries.shift_report(queries.open_shift())
    sold = sum(t.amount for t in report.tenders if t.method == "cash")
    before = sum(t.amount for t in report.prepaid if t.method == "cash")
    assert report.drawer.expected == 20_000 + sold + before == 20_000 + 350 + 350 + 1_350


def test_paper_and_page_name_the_three_ways(trading: Till) -> None:
    queries = ReportQueries(trading.conn)
    shift = queries.shift_report(queries.open_shift())
    words = dict(slip.slip_rows(shift))
    assert (words["到店购 ×1"], words["到店提 ×1"], words["送到家 ×1"]) == (
        "3.50", "3.50", "13.50",
    )  # fmt: skip
    titles = [t.title for b in shift_pages.document(shift).blocks for t in tables_of(b)]
    assert {"三种买法", "订单预收与退还"} <= set(titles)
    day = day_pages.document(queries.day_report(DAY))
    table = next(t for b in day.blocks for t in tables_of(b) if t.title == "三种买法")
    assert [row[3] for row in table.rows] == [1_707, 1_707, 6_585]
    shares = next(t for b in day.blocks for t in tables_of(b) if t.title == "按分类")
    assert shares.total is not None
    assert sum(row[2] for row in shares.rows if isinstance(row[2], int)) == shares.total[2]


def test_a_shop_without_orders_does_not_hear_of_them(till: Till) -> None:
    till.sell(scan(SODA), received=350)
    day = day_pages.document(ReportQueries(till.conn).day_report(DAY))
    assert "三种买法" not in [t.title for b in day.blocks for t in tables_of(b)]


def test_growth_is_held_against_the_same_weekday_before_joining(till: Till) -> None:
    week = 7 * 24 * 3_600_000
    for received in (350, 350):
        till.sell(scan(SODA), received=received)
        till.clock.advance(week)
    till.settings.change("joined_on", "2026-03-17", BOSS)
    till.sell(scan(SODA), scan(SODA), received=700)
    today = Span(start="2026-03-17", end="2026-03-17")
    growth = ReportQueries(till.conn).day_report(today).growth
    assert growth is not None
    assert (growth.before, growth.now, growth.days) == (350, 700, 1)
    said = day_pages.document(ReportQueries(till.conn).day_report(today))
    assert "和加盟前比" in repr(said)


def test_a_shop_that_had_no_till_tells_what_it_took(till: Till) -> None:
    till.sell(scan(SODA), received=350)
    queries = ReportQueries(till.conn)
    assert queries.day_report(DAY).growth is None
    till.settings.change("joined_on", "2026-03-01", BOSS)
    assert queries.day_report(DAY).growth is None
    till.settings.change("turnover_before", 280, BOSS)
    growth = queries.day_report(DAY).growth
    assert growth is not None
    assert (growth.before, growth.now) == (280, 350)
