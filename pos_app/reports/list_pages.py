"""Long lists: what the inspector asks for, and the goods sold."""

from __future__ import annotations

from pos_app.domain.money import format_fen
from pos_app.reports import day_pages, event_tables, words
from pos_app.runtime.i18n import tr
from pos_app.services.report_document import Card, Document, format_percent
from pos_app.services.reporting import AuditReport, GoodsReport


def audit_document(report: AuditReport) -> Document:
    """Everything that left a trace, empty lists included: that nothing happened is an answer."""
    events, one_day = report.events, report.span.is_day
    return Document(
        title=tr("留痕报表"),
        subtitle=words.span(report.span),
        shop_name=report.shop_name,
        cards=(
            Card(label=tr("退货记录"), value=len(events.refunds), kind="count",
                 note=format_fen(sum(r.amount for r in events.refunds))),
            Card(label=tr("作废的单"), value=len(events.voids), kind="count",
                 note=format_fen(sum(r.amount for r in events.voids))),
            Card(label=tr("不收款开钱箱"), value=len(events.drawer), kind="count"),
            Card(label=tr("改价与折扣"), value=len(events.changes), kind="count",
                 note=format_fen(sum(r.given for r in events.changes))),
        ),
        blocks=(
            event_tables.refunds(events.refunds, one_day=one_day),
            event_tables.voids(events.voids, one_day=one_day),
            event_tables.drawer(events.drawer, one_day=one_day),
            event_tables.changes(events.changes, one_day=one_day),
            event_tables.removed(events.removed, one_day=one_day),
            event_tables.reprints(events.reprints, one_day=one_day),
            event_tables.prices(events.prices, one_day=one_day),
            event_tables.stock(events.stock, one_day=one_day),
            event_tables.cash(events.cash, one_day=one_day),
        ),
    )  # fmt: skip


def goods_document(report: GoodsReport) -> Document:
    totals = report.totals
    margin = totals.margin_bp
    return Document(
        title=tr("商品销售"),
        subtitle=words.span(report.span),
        shop_name=report.shop_name,
        cards=(
            Card(label=tr("卖出的商品"), value=len(report.goods), kind="count"),
            Card(label=tr("营业额"), value=totals.turnover, kind="money"),
            Card(label=tr("毛利"), value=totals.margin, kind="money",
                 note="" if margin is None else tr("毛利率 {rate}", rate=format_percent(margin))),
        ),
        remark="" if report.goods else tr("这段时间没有销售"),
        blocks=(day_pages.goods_table(report.goods, tr("商品销售")),),
    )  # fmt: skip
