"""The report of a day, and of several: the same figures by day in place of by hour."""

from __future__ import annotations

from pos_app.domain.money import WHOLE_BP, divide
from pos_app.reports import event_tables, words
from pos_app.reports.sales_blocks import (
    order_blocks,
    savings_pairs,
    share_bp,
    tender_share,
    trace_pairs,
    turnover_pairs,
)
from pos_app.runtime.i18n import tr
from pos_app.services.report_document import (
    Block,
    Card,
    Cell,
    Chart,
    Column,
    Document,
    Pair,
    Pairs,
    Side,
    Table,
    Tone,
    format_percent,
)
from pos_app.services.reporting import DayReport, GoodsRow, HourRow, ShiftRow

OPEN_HOURS = (8, 21)
"""The axis of an empty day."""
MOST_BESIDE = 15
"""Cashiers that fit beside other figures."""


def document(report: DayReport) -> Document:
    return Document(
        title=tr("营业日报") if report.span.is_day else tr("营业报表"),
        subtitle=words.span(report.span),
        shop_name=report.shop_name,
        cards=_cards(report),
        remark="" if report.totals.sales or report.totals.returns else tr("这段时间没有销售"),
        blocks=(*_charts(report), *_money(report), *_tables(report), *_events(report)),
    )


def _cards(report: DayReport) -> tuple[Card, ...]:
    now, before = report.totals, report.before
    margin = now.margin_bp
    return (
        Card(label=tr("营业额"), value=now.turnover, kind="money",
             note=_against(now.turnover, before.turnover, report),
             tone=_trend(now.turnover, before.turnover)),
        Card(label=tr("笔数"), value=now.sales, kind="count",
             note=_against(now.sales, before.sales, report), tone=_trend(now.sales, before.sales)),
        Card(label=tr("客单价"), value=now.average, kind="money",
             note=_against(now.average, before.average, report),
             tone=_trend(now.average, before.average)),
        Card(label=tr("毛利"), value=now.margin, kind="money",
             note=tr("没有进价") if margin is None else
             tr("毛利率 {rate}", rate=format_percent(margin))),
    )  # fmt: skip


def _against(now: int, before: int, report: DayReport) -> str:
    """How it compares with the same weekdays before."""
    if before <= 0:
        return tr("上周同日没有销售") if report.span.is_day else tr("上一期没有销售")
    change = divide((now - before) * WHOLE_BP, before)
    arrow = "▲ " if change > 0 else "▼ " if change < 0 else ""
    rate = f"{arrow}{format_percent(abs(change))}"
    if report.span.is_day:
        return tr("比上周同日 {rate}", rate=rate)
    return tr("比上一期 {rate}", rate=rate)


def _trend(now: int, before: int) -> Tone:
    if before <= 0 or now == before:
        return "plain"
    return "good" if now > before else "warn"


def _charts(report: DayReport) -> tuple[Block, ...]:
    first = by_hour(report) if report.span.is_day else by_day(report)
    orders = order_blocks(report.modes, report.prepaid)
    return (first, *orders, _categories(report), tender_share(report.tenders))


def by_hour(report: DayReport) -> Chart:
    rows = _whole_hours(report.hours)
    return Chart(
        style="columns",
        table=_turnover_table(
            tr("按小时"), tr("时段"), [(f"{r.hour:02d}:00", r.sales, r.turnover) for r in rows]
        ),
        value=2,
    )


def _whole_hours(rows: tuple[HourRow, ...]) -> list[HourRow]:
    """Without gaps between the first and the last hour of the business day."""
    if not rows:
        return [HourRow(hour=h, sales=0, turnover=0) for h in range(OPEN_HOURS[0], OPEN_HOURS[1])]
    known = {r.hour: r for r in rows}
    first, length = rows[0].hour, (rows[-1].hour - rows[0].hour) % 24 + 1
    wanted = [(first + n) % 24 for n in range(length)]
    return [known.get(h) or HourRow(hour=h, sales=0, turnover=0) for h in wanted]


def by_day(report: DayReport) -> Chart:
    known = {r.date: r for r in report.days}
    rows: list[tuple[str, int, int]] = []
    for date in report.span.days():
        found = known.get(date)
        rows.append((date, found.sales if found else 0, found.turnover if found else 0))
    return Chart(style="columns", table=_turnover_table(tr("按天"), tr("日期"), rows), value=2)


def _turnover_table(title: str, first: str, rows: list[tuple[str, int, int]]) -> Table:
    return Table(
        title=title,
        columns=(
            Column(title=first), Column(title=tr("笔数"), kind="count"),
            Column(title=tr("营业额"), kind="money"),
        ),
        rows=tuple(rows),
        total=(tr("合计"), sum(r[1] for r in rows), sum(r[2] for r in rows)),
        empty=tr("没有销售"),
    )  # fmt: skip


def _categories(report: DayReport) -> Chart:
    turnover = report.totals.turnover
    table = Table(
        title=tr("按分类"),
        columns=(
            Column(title=tr("分类")), Column(title=tr("行数"), kind="count"),
            Column(title=tr("营业额"), kind="money"), Column(title=tr("占比"), kind="percent"),
            Column(title=tr("毛利"), kind="money"), Column(title=tr("毛利率"), kind="percent"),
        ),
        rows=tuple(
            (
                r.name or tr("未分类"), r.lines, r.net, share_bp(r.net, turnover),
                r.margin if r.costed else None, r.margin_bp,
            )
            for r in report.categories
        ) + _fees(report),
        total=(
            tr("合计"), sum(r.lines for r in report.categories), turnover, None,
            report.totals.margin, report.totals.margin_bp,
        ) if report.categories else None,
        empty=tr("没有销售"),
    )  # fmt: skip
    return Chart(style="ranked", table=table, value=2)


def _fees(report: DayReport) -> tuple[tuple[Cell, ...], ...]:
    """Delivery fees are turnover of no category."""
    fees, turnover = report.totals.fees, report.totals.turnover
    return ((tr("送货费"), None, fees, share_bp(fees, turnover), None, None),) if fees else ()


def _grown(report: DayReport) -> tuple[Pairs, ...]:
    """Against the same weekdays before the shop joined; nothing where nothing is known of them."""
    growth = report.growth
    if growth is None or growth.before <= 0:
        return ()
    change = divide((growth.now - growth.before) * WHOLE_BP, growth.before)
    return (
        Pairs(
            title=tr("和加盟前比"),
            rows=(
                Pair(label=tr("加盟日期"), value=growth.since, kind="text"),
                Pair(label=tr("加盟前同日营业额"), value=growth.before),
                Pair(label=tr("现在"), value=growth.now),
                Pair(label=tr("增长"), value=change, kind="percent", strong=True,
                     tone="good" if change > 0 else "plain"),
            ),
        ),
    )  # fmt: skip


def _money(report: DayReport) -> tuple[Block, ...]:
    now, before = report.totals, report.before
    compared = Pairs(
        title=tr("和上周同日比") if report.span.is_day else tr("和上一期比"),
        rows=(
            Pair(label=tr("对比日期"), value=words.span(report.before_span), kind="text"),
            Pair(label=tr("当时营业额"), value=before.turnover),
            Pair(label=tr("相差"), value=now.turnover - before.turnover, strong=True),
        ),
    )
    cost = Pairs(
        title=tr("毛利"),
        rows=(
            Pair(label=tr("有进价的营业额"), value=now.costed),
            Pair(label=tr("进价"), value=now.cost),
            Pair(label=tr("毛利"), value=now.margin, strong=True),
            Pair(label=tr("没有进价的营业额"), value=now.net - now.costed),
        ),
    )
    return (
        Side(
            left=(turnover_pairs(now), cost),
            right=(savings_pairs(now), compared, *_grown(report)),
        ),
        *_people(report),
    )


def goods_table(rows: tuple[GoodsRow, ...], title: str) -> Table:
    return Table(
        title=title,
        columns=(
            Column(title="#", kind="count"), Column(title=tr("商品")), Column(title=tr("分类")),
            Column(title=tr("数量"), kind="qty"), Column(title=tr("营业额"), kind="money"),
            Column(title=tr("毛利"), kind="money"), Column(title=tr("毛利率"), kind="percent"),
        ),
        rows=tuple(
            (
                n, r.name, r.category or tr("未分类"), r.qty, r.net,
                r.margin if r.costed else None, r.margin_bp,
            )
            for n, r in enumerate(rows, 1)
        ),
        empty=tr("没有销售"),
    )  # fmt: skip


def _people(report: DayReport) -> tuple[Block, ...]:
    """Beside each other as long as both stay on one page."""
    trace, staff = trace_pairs(report.events), _staff(report)
    if len(staff.rows) > MOST_BESIDE:
        return (trace, staff)
    return (Side(left=(trace,), right=(staff,)),)


def _staff(report: DayReport) -> Table:
    return Table(
        title=tr("按收银员"),
        columns=(
            Column(title=tr("收银员")), Column(title=tr("笔数"), kind="count"),
            Column(title=tr("营业额"), kind="money"),
        ),
        rows=tuple((r.name, r.sales, r.turnover) for r in report.staff),
        empty=tr("没有销售"),
    )  # fmt: skip


def _tables(report: DayReport) -> tuple[Block, ...]:
    return (goods_table(report.goods, tr("卖得最好")), _shifts(report))


def _shifts(report: DayReport) -> Table:
    return Table(
        title=tr("班次与差额"),
        columns=(
            Column(title=tr("班次")), Column(title=tr("时间")), Column(title=tr("收银员")),
            Column(title=tr("笔数"), kind="count"), Column(title=tr("营业额"), kind="money"),
            Column(title=tr("应有现金"), kind="money"), Column(title=tr("实点现金"), kind="money"),
            Column(title=tr("差额"), kind="money"), Column(title=tr("说明")),
        ),
        rows=tuple(_shift_row(s, one_day=report.span.is_day) for s in report.shifts),
        total=_shift_total(report.shifts) if report.shifts else None,
        empty=tr("没有开过班"),
    )  # fmt: skip


def _shift_row(shift: ShiftRow, *, one_day: bool) -> tuple[Cell, ...]:
    number = f"Z{shift.number}" if shift.closed else tr("未收班")
    label = f"{number} {shift.label}".strip()
    times = words.clock(shift.opened, shift.closed)
    return (
        label, times if one_day else f"{words.short_day(shift.date)} {times}", shift.who,
        shift.sales, shift.turnover, shift.expected, shift.counted, shift.variance, shift.reason,
    )  # fmt: skip


def _shift_total(shifts: tuple[ShiftRow, ...]) -> tuple[Cell, ...]:
    return (
        tr("合计"), None, None, sum(s.sales for s in shifts), sum(s.turnover for s in shifts),
        None, None, sum(s.variance or 0 for s in shifts), None,
    )  # fmt: skip


def _events(report: DayReport) -> tuple[Block, ...]:
    """Lists of a day; of a longer span the audit report has them."""
    if not report.span.is_day:
        return ()
    events = report.events
    tables = (
        event_tables.refunds(events.refunds), event_tables.changes(events.changes),
        event_tables.voids(events.voids), event_tables.drawer(events.drawer),
        event_tables.cash(events.cash),
    )  # fmt: skip
    return tuple(t for t in tables if t.rows)
