"""The Z report of a closed shift and the X report of an open one."""

from __future__ import annotations

from pos_app.domain.money import format_fen
from pos_app.reports import event_tables, words
from pos_app.reports.sales_blocks import (
    order_blocks,
    savings_pairs,
    tender_share,
    trace_pairs,
    turnover_pairs,
)
from pos_app.runtime.i18n import tr
from pos_app.services.report_document import (
    Block,
    Card,
    Column,
    Document,
    Pair,
    Pairs,
    Side,
    Signatures,
    Table,
    Tone,
)
from pos_app.services.reporting import Drawer, ShiftReport


def title(report: ShiftReport) -> str:
    if report.is_z:
        return tr("交班报表 Z{n}", n=report.shift.number)
    return tr("班中报表 X")


def subtitle(report: ShiftReport) -> str:
    shift = report.shift
    parts = (
        words.day(shift.date), shift.label, words.clock(shift.opened, shift.closed), shift.who,
        tr("{till} 号机", till=report.till),
    )  # fmt: skip
    return " · ".join(part for part in parts if part)


def variance_tone(variance: int | None) -> Tone:
    if variance is None:
        return "plain"
    return "warn" if variance else "good"


def variance_note(variance: int) -> str:
    if variance == 0:
        return tr("正好")
    return tr("多了") if variance > 0 else tr("少了")


def waiting(report: ShiftReport) -> str:
    """What the shift left open, as a sentence; empty when nothing waits."""
    said = []
    if report.parked:
        said.append(tr("还有 {n} 单挂着", n=report.parked))
    if report.hq == "waiting" and report.hq_waiting:
        said.append(tr("{n} 条待上传,联网后自动核对", n=report.hq_waiting))
    elif report.hq == "differs":
        said.append(tr("和总部的数目对不上,账在本机完好,请联系总部"))
    elif report.hq == "alone" and report.unsent:
        said.append(tr("还有 {n} 条没传到总部", n=report.unsent))
    return " · ".join(said)


def hq_words(report: ShiftReport) -> str:
    """What came of holding the books against HQ's; empty for a shop on its own."""
    match report.hq:
        case "matched":
            return tr("一致")
        case "differs":
            return tr("对不上")
        case "waiting":
            waits = report.hq_waiting
            return tr("{n} 条待上传", n=waits) if waits else tr("联网后自动核对")
        case "alone":
            return ""


def document(report: ShiftReport) -> Document:
    return Document(
        title=title(report),
        subtitle=subtitle(report),
        shop_name=report.shop_name,
        cards=_cards(report),
        remark=waiting(report),
        blocks=(*_figures(report), *_lists(report), *_close(report)),
    )


def _cards(report: ShiftReport) -> tuple[Card, ...]:
    totals, drawer = report.totals, report.drawer
    sold = (
        Card(label=tr("营业额"), value=totals.turnover, kind="money",
             note=tr("退货 {amount}", amount=format_fen(totals.refunds))),
        Card(label=tr("笔数"), value=totals.sales, kind="count",
             note=tr("客单价 {amount}", amount=format_fen(totals.average))),
    )  # fmt: skip
    if drawer.variance is None:
        float_note = tr("备用金 {amount}", amount=format_fen(drawer.opening_float))
        return (
            *sold,
            Card(label=tr("应有现金"), value=drawer.expected, kind="money", note=float_note),
        )
    return (
        *sold,
        Card(label=tr("实点现金"), value=drawer.counted or 0, kind="money",
             note=tr("应有 {amount}", amount=format_fen(drawer.expected))),
        Card(label=tr("差额"), value=drawer.variance, kind="money",
             note=variance_note(drawer.variance), tone=variance_tone(drawer.variance), loud=True),
    )  # fmt: skip


def _figures(report: ShiftReport) -> tuple[Block, ...]:
    left = (drawer_pairs(report.drawer), *((_notes(report.drawer),) if report.drawer.notes else ()))
    return (
        *order_blocks(report.modes, report.prepaid),
        tender_share(report.tenders),
        Side(
            left=left,
            right=(
                turnover_pairs(report.totals),
                savings_pairs(report.totals),
                trace_pairs(report.events),
                _left_open(report),
            ),
        ),
    )


def drawer_pairs(drawer: Drawer) -> Pairs:
    rows = [
        Pair(label=tr("备用金"), value=drawer.opening_float),
        Pair(label=tr("现金收入"), value=drawer.cash_sales),
        Pair(label=tr("现金退款"), value=-drawer.cash_refunds),
        Pair(label=tr("放入"), value=drawer.cash_in),
        Pair(label=tr("取出"), value=-drawer.cash_out),
        Pair(label=tr("应有现金"), value=drawer.expected, strong=True),
    ]
    if drawer.counted is not None:
        left = drawer.left or 0
        rows += [
            Pair(label=tr("实点现金"), value=drawer.counted, strong=True),
            Pair(label=tr("差额"), value=drawer.variance, strong=True,
                 tone=variance_tone(drawer.variance)),
            Pair(label=tr("留作备用金"), value=left),
            Pair(label=tr("交出现金"), value=drawer.counted - left),
        ]  # fmt: skip
    if drawer.reason:
        rows.append(Pair(label=tr("差额说明"), value=drawer.reason, kind="text"))
    return Pairs(title=tr("钱箱"), rows=tuple(rows))


def _notes(drawer: Drawer) -> Table:
    return Table(
        title=tr("点钞"),
        columns=(
            Column(title=tr("面额"), kind="money"), Column(title=tr("张(枚)"), kind="count"),
            Column(title=tr("金额"), kind="money"),
        ),
        rows=tuple((face, n, face * n) for face, n in drawer.notes),
        total=(None, sum(n for _, n in drawer.notes), drawer.counted),
    )  # fmt: skip


def _lists(report: ShiftReport) -> tuple[Block, ...]:
    """Each list that is not empty."""
    events = report.events
    one_day = report.shift.closed is None or (
        report.shift.closed.date() == report.shift.opened.date()
    )
    tables = (
        event_tables.cash(events.cash, one_day=one_day),
        event_tables.refunds(events.refunds, one_day=one_day),
        event_tables.changes(events.changes, one_day=one_day),
        event_tables.voids(events.voids, one_day=one_day),
        event_tables.drawer(events.drawer, one_day=one_day),
    )
    return tuple(t for t in tables if t.rows)


def _left_open(report: ShiftReport) -> Pairs:
    rows = [Pair(label=tr("挂着的单"), value=report.parked, kind="count")]
    if report.hq == "alone":
        rows.append(Pair(label=tr("没传到总部"), value=report.unsent, kind="count"))
    else:
        tone: Tone = "good" if report.hq == "matched" else "warn"
        said = hq_words(report)
        rows.append(Pair(label=tr("与总部核对"), value=said, kind="text", tone=tone, strong=True))
    if report.shift.closed is not None:
        rows.append(Pair(label=tr("收班人"), value=report.closed_by, kind="text"))
    return Pairs(title=tr("这一班"), rows=tuple(rows))


def _close(report: ShiftReport) -> tuple[Block, ...]:
    if not report.is_z:
        return ()
    return (Signatures(labels=(tr("收银员签字"), tr("店长签字"), tr("日期"))),)
