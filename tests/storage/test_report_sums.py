"""Whatever happened on a day, its report adds up, and so does the shift's."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos_app.domain.basket import Basket, BasketLine, add_return
from pos_app.domain.errors import ShopError
from pos_app.domain.money import MILLI, divide
from pos_app.domain.tender import CASH, Paid
from pos_app.services.report_span import Span, span_of
from pos_app.services.reporting import DayReport
from pos_app.storage.report_queries import ReportQueries
from tests.storage.report_shop import Trade
from tests.support.till import BOSS, PART_TIMER
from tests.unit.goods import BREAD, SODA, scan

DAY = span_of("2026-03-03")


@pytest.fixture
def trade(tmp_path: Path) -> Iterator[Trade]:
    made = Trade(tmp_path / "shop.db")
    yield made
    made.till.conn.close()


def assert_adds_up(report: DayReport) -> None:
    turnover = report.totals.turnover
    assert sum(t.amount for t in report.tenders) == turnover
    assert sum(h.turnover for h in report.hours) == turnover
    assert sum(d.turnover for d in report.days) == turnover
    assert sum(c.net for c in report.categories) == turnover
    assert sum(s.turnover for s in report.staff) == turnover
    assert sum(s.turnover for s in report.shifts) == turnover
    assert report.totals.net == turnover
    assert report.totals.taken - report.totals.refunds == turnover
    assert sum(h.sales for h in report.hours) == report.totals.sales
    assert sum(s.sales for s in report.shifts) == report.totals.sales
    assert sum(r.amount for r in report.events.refunds) == report.totals.refunds
    assert abs(sum(c.margin for c in report.categories) - report.totals.margin) <= len(
        report.categories
    )


@given(seed=st.integers(0, 2**32), sales=st.integers(0, 25))
@settings(max_examples=12, deadline=None)
def test_any_day_adds_up(seed: int, sales: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        trade = Trade(Path(folder) / "shop.db", seed)
        trade.day(0, sales)
        book = ReportQueries(trade.till.conn)
        day, z = book.day_report(DAY), book.shift_report(book.last_closed_shift())
        goods = book.goods_report(DAY)
        trade.till.conn.close()
    assert_adds_up(day)
    assert sum(g.net for g in goods.goods) == day.totals.turnover
    assert z.totals == day.totals
    assert z.tenders == day.tenders
    assert z.events == day.events


def test_a_z_report_explains_its_drawer(trade: Trade) -> None:
    trade.day(0, 30)
    book = ReportQueries(trade.till.conn)
    z = book.shift_report(book.last_closed_shift())
    drawer = z.drawer
    cash = next(t for t in z.tenders if t.method == CASH)
    assert (drawer.cash_sales, drawer.cash_refunds) == (cash.taken, cash.refunded)
    moves = [c.amount for c in z.events.cash]
    assert drawer.cash_in - drawer.cash_out == sum(moves) == 25_000
    assert drawer.expected == drawer.opening_float + cash.amount + sum(moves)
    assert drawer.counted == sum(face * n for face, n in drawer.notes)
    assert drawer.variance == (drawer.counted or 0) - drawer.expected
    assert [face for face, _ in drawer.notes] == sorted((f for f, _ in drawer.notes), reverse=True)
    assert z.is_z
    assert z.shift.number == 1
    assert z.parked == 1


def test_an_x_report_is_the_open_shift_as_it_stands(trade: Trade) -> None:
    trade.day(0, 10, close=False)
    book = ReportQueries(trade.till.conn)
    x = book.shift_report(book.open_shift())
    assert not x.is_z
    assert x.drawer.counted is None
    assert x.parked == 1
    assert x.totals.turnover == x.shift.turnover
    assert book.last_closed_shift() == ""


def test_each_shift_tells_only_what_happened_in_it(trade: Trade) -> None:
    trade.day(0, 5)
    basket = trade.basket(2)
    trade.at(0, 21, 45)
    trade.till.checkout.void(basket, BOSS, reason="收班以后")
    trade.at(0, 22)
    trade.till.shifts.open(PART_TIMER, 20_000, "晚班")
    trade.pay(trade.basket())
    trade.close()
    book = ReportQueries(trade.till.conn)
    first, second = (book.shift_report(s.id) for s in book.shifts_of(DAY))
    day = book.day_report(DAY)
    assert first.totals.turnover + second.totals.turnover == day.totals.turnover
    assert [len(r.events.voids) for r in (first, second)] == [1, 0]
    assert [v.reason for v in day.events.voids] == ["顾客没带钱", "收班以后"]
    assert (first.shift.number, second.shift.number) == (1, 2)


def test_a_span_is_the_sum_of_its_days(trade: Trade) -> None:
    for day in (-8, -7, -1, 0):
        trade.day(day, 8)
    book = ReportQueries(trade.till.conn)
    whole = book.day_report(span_of("2026-02-23", "2026-03-03"))
    assert_adds_up(whole)
    assert [d.date for d in whole.days] == ["2026-02-23", "2026-02-24", "2026-03-02", "2026-03-03"]
    for row in whole.days:
        assert book.day_report(span_of(row.date)).totals.turnover == row.turnover
    today = book.day_report(DAY)
    assert today.before_span == span_of("2026-02-24")
    assert today.before.turnover == book.day_report(today.before_span).totals.turnover > 0


@pytest.mark.parametrize(
    ("span", "before"),
    [
        (span_of("2026-03-03"), span_of("2026-02-24")),
        (span_of("2026-03-02", "2026-03-08"), span_of("2026-02-23", "2026-03-01")),
        (span_of("2026-03-01", "2026-03-31"), span_of("2026-01-25", "2026-02-24")),
    ],
)
def test_weekdays_are_compared_with_the_same_weekdays(span: Span, before: Span) -> None:
    assert span.weeks_back() == before


def test_an_empty_day_is_all_zeros(trade: Trade) -> None:
    report = ReportQueries(trade.till.conn).day_report(DAY)
    assert_adds_up(report)
    assert report.totals.average == report.totals.margin == report.totals.turnover == 0
    assert report.totals.margin_bp is None
    assert report.categories == report.tenders == report.hours == report.shifts == ()


def test_a_sale_after_midnight_is_the_last_hour_of_its_business_day(trade: Trade) -> None:
    trade.at(0, 20)
    trade.till.shifts.open(BOSS, 0)
    for day, hour in ((0, 23), (1, 1), (0, 22)):
        trade.at(day, hour)
        trade.till.sell(scan(SODA))
    report = ReportQueries(trade.till.conn).day_report(DAY)
    assert [h.hour for h in report.hours] == [22, 23, 1]


def test_margin_leaves_out_goods_without_a_cost(trade: Trade) -> None:
    trade.at(0, 9)
    trade.till.shifts.open(BOSS, 0)
    egg = next(i for i in trade.goods if i.cost == 0)
    trade.till.sell(scan(BREAD), scan(SODA), scan(egg))
    totals = ReportQueries(trade.till.conn).day_report(DAY).totals
    assert totals.costed == 990 + 350
    assert totals.cost == 600 + 210
    assert totals.margin_bp == divide(530 * 10_000, 1_340)
    assert totals.net - totals.costed == egg.price


def test_everything_that_leaves_a_trace_is_in_the_audit(trade: Trade) -> None:
    sold = trade.day(0, 12)
    events = ReportQueries(trade.till.conn).audit_report(DAY).events
    (refund,) = events.refunds
    assert refund.source == sold[0].sale.receipt
    assert refund.reason == "顾客买错了"
    assert refund.when.hour == 21
    half = next(c for c in events.changes if c.reason == "临期半价")
    assert half.price == half.list_price // 2
    assert half.approved_by == "王姐"
    assert half.given == (half.list_price - half.price) * half.qty // MILLI
    (void,) = events.voids
    assert (void.who, void.approved_by, void.reason) == ("小周", "王姐", "顾客没带钱")
    assert [d.reason for d in events.drawer] == ["换零钱"]
    assert [r.subject for r in events.reprints] == [sold[-1].sale.receipt]
    assert [(c.amount, c.reason) for c in events.cash] == [(-5_000, "买冰"), (30_000, "换零钱")]


def test_a_return_without_a_receipt_says_so(trade: Trade) -> None:
    trade.at(0, 9)
    trade.till.shifts.open(BOSS, 50_000)
    back = add_return(Basket(id="back"), BasketLine(no=0, item=SODA, qty=-2000))
    trade.till.checkout.complete(back, (Paid(method=CASH, received=-700),), BOSS, reason="漏气")
    report = ReportQueries(trade.till.conn).day_report(DAY)
    assert [(r.source, r.amount, r.goods) for r in report.events.refunds] == [("", 700, SODA.name)]
    assert (report.totals.sales, report.totals.returns, report.totals.turnover) == (0, 1, -700)
    assert_adds_up(report)


@pytest.mark.parametrize("text", ["", "3月3日", "2026-02-30", "2026-3-3", "0001-01-01"])
def test_a_date_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ShopError) as caught:
        span_of(text)
    assert caught.value.code == "bad_date"


def test_a_span_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ShopError):
        span_of("2026-03-03", "2026-03-02")


def test_a_shift_that_is_none_is_refused(trade: Trade) -> None:
    book = ReportQueries(trade.till.conn)
    with pytest.raises(ShopError) as caught:
        book.shift_report(book.open_shift())
    assert caught.value.code == "no_such_shift"
    assert not trade.till.conn.in_transaction
