"""X and Z for the receipt printer: a label on the left, a figure on the right."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.money import format_fen
from pos_app.reports import shift_pages, words
from pos_app.reports.sales_blocks import savings_pairs, trace_pairs, turnover_pairs
from pos_app.runtime.i18n import tr
from pos_app.services.paper import SlipRow
from pos_app.services.report_document import Pairs, format_cell
from pos_app.services.reporting import ShiftReport, TenderRow, has_orders


def slip_title(report: ShiftReport) -> str:
    return shift_pages.title(report)


def slip_rows(report: ShiftReport) -> list[SlipRow]:
    """Rows of 32 columns and more; a row without a value is a heading."""
    shift, totals = report.shift, report.totals
    rows: list[SlipRow] = [
        (words.day(shift.date), shift.label),
        (tr("时间"), words.clock(shift.opened, shift.closed)),
        (tr("收银员"), shift.who),
        (tr("笔数"), f"{totals.sales:,}"),
        (tr("客单价"), format_fen(totals.average)),
    ]
    rows += _pairs(turnover_pairs(totals))
    rows += _modes(report) if has_orders(report.modes) else []
    rows += _paid_by(tr("订单预收与退还"), report.prepaid) if report.prepaid else []
    rows += _paid_by(tr("收款方式"), report.tenders)
    rows += _pairs(shift_pages.drawer_pairs(report.drawer))
    rows += [(f"{format_fen(face)} ×{n}", format_fen(face * n)) for face, n in report.drawer.notes]
    rows += _cash(report)
    rows += _pairs(savings_pairs(totals))
    rows += _pairs(trace_pairs(report.events))
    rows.append((tr("挂着的单"), str(report.parked)))
    if report.hq == "alone":
        rows.append((tr("没传到总部"), str(report.unsent)))
    else:
        rows.append((tr("与总部核对"), shift_pages.hq_words(report)))
    return rows


def _modes(report: ShiftReport) -> list[SlipRow]:
    rows = [(f"{words.mode(m.mode)} ×{m.sales}", format_fen(m.turnover)) for m in report.modes]
    return [(tr("三种买法"), ""), *rows]


def _paid_by(title: str, tenders: Sequence[TenderRow]) -> list[SlipRow]:
    rows = [(f"{words.method(t.method)} ×{t.count}", format_fen(t.amount)) for t in tenders]
    return [(title, ""), *rows]


def _pairs(pairs: Pairs) -> list[SlipRow]:
    return [(pairs.title, ""), *((p.label, format_cell(p.value, p.kind)) for p in pairs.rows)]


def _cash(report: ShiftReport) -> list[SlipRow]:
    if not report.events.cash:
        return []
    return [
        (tr("放入和取出的现金"), ""),
        *((f"{c.when:%H:%M} {c.reason}", format_fen(c.amount)) for c in report.events.cash),
    ]
