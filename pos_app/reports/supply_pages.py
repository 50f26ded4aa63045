"""The statement of the account with HQ, and what near-expiry goods cost and saved."""

from __future__ import annotations

from pos_app.domain.money import format_fen
from pos_app.reports import words
from pos_app.runtime.i18n import tr
from pos_app.services.report_document import Card, Cell, Column, Document, Table
from pos_app.services.report_span import Span
from pos_app.services.supply_reports import (
    ExpiryReport,
    StatementReport,
    about,
    about_bill,
    credit_left,
)


def statement_document(report: StatementReport) -> Document:
    """Opening balance, every entry with the balance after it, what falls due, open claims."""
    left = credit_left(report.credit)
    added = sum(b.amount for b in report.bills if b.amount > 0)
    taken = -sum(b.amount for b in report.bills if b.amount < 0)
    return Document(
        title=tr("总部往来对账单"),
        subtitle=words.span(Span(start=report.start, end=report.end)),
        shop_name=report.shop_name,
        cards=(
            Card(label=tr("期初欠款"), value=report.opening, kind="money"),
            Card(label=tr("增加"), value=added, kind="money"),
            Card(label=tr("减少"), value=taken, kind="money"),
            Card(
                label=tr("期末欠款"), value=report.closing, kind="money", loud=True,
                note=_room(left),
            ),
        ),
        remark="" if report.bills else tr("这段时间没有往来"),
        blocks=(_entries(report), _due(report), _claims(report)),
    )  # fmt: skip


def _room(left: int | None) -> str:
    if left is None:
        return ""
    if left < 0:
        return tr("超额度 {n}", n=format_fen(-left))
    return tr("可用额度 {n}", n=format_fen(left))


def _kind(kind: str) -> str:
    names = {"bill": tr("货款"), "credit": tr("冲减"), "payment": tr("付款")}
    return names.get(kind, kind)


def _entries(report: StatementReport) -> Table:
    balance = report.opening
    rows: list[tuple[Cell, ...]] = []
    for bill in report.bills:
        balance += bill.amount
        rows.append(
            (
                bill.date, _kind(bill.kind), about_bill(bill, report.notes), bill.due,
                bill.amount if bill.amount > 0 else None,
                -bill.amount if bill.amount < 0 else None, balance,
            )
        )  # fmt: skip
    return Table(
        title=tr("往来明细"),
        columns=(
            Column(title=tr("日期")), Column(title=tr("摘要")), Column(title=tr("说明")),
            Column(title=tr("付款日")), Column(title=tr("增加"), kind="money"),
            Column(title=tr("减少"), kind="money"), Column(title=tr("欠总部"), kind="money"),
        ),
        rows=tuple(rows),
        empty=tr("这段时间没有往来"),
    )  # fmt: skip


def _due(report: StatementReport) -> Table:
    due = report.credit.due if report.credit else ()
    return Table(
        title=tr("将到期"),
        columns=(Column(title=tr("付款日")), Column(title=tr("金额"), kind="money")),
        rows=tuple((one.date, one.amount) for one in due),
        total=(tr("合计"), sum(one.amount for one in due)) if due else None,
        empty=tr("近期没有到期的账"),
    )


def _claims(report: StatementReport) -> Table:
    return Table(
        title=tr("报损在批"),
        columns=(Column(title=tr("说明")), Column(title=tr("金额"), kind="money")),
        rows=tuple(
            (about(c.shipment, report.notes) or tr("退货"), c.amount) for c in report.claims
        ),
        empty=tr("没有在批的"),
    )  # fmt: skip


def expiry_document(report: ExpiryReport) -> Document:
    """What was thrown away, and what was not because somebody acted in time."""
    rows = report.rows
    lost, saved = sum(r.lost for r in rows), sum(r.saved for r in rows)
    return Document(
        title=tr("临期和报废"),
        subtitle=words.span(Span(start=report.start, end=report.end)),
        shop_name=report.shop_name,
        cards=(
            Card(label=tr("报废"), value=lost, kind="money", tone="warn" if lost else "plain"),
            Card(label=tr("退总部"), value=sum(r.back for r in rows), kind="money"),
            Card(label=tr("降价卖出"), value=sum(r.sold for r in rows), kind="money"),
            Card(label=tr("挽回"), value=saved, kind="money", tone="good", loud=True),
        ),
        remark="" if rows or report.gone else tr("这段时间没有临期和报废"),
        blocks=(_fates(report), _reasons(report)),
    )


def _reasons(report: ExpiryReport) -> Table:
    return Table(
        title=tr("不是卖掉的"),
        columns=(
            Column(title=tr("原因")), Column(title=tr("几种"), kind="count"),
            Column(title=tr("数量"), kind="qty"), Column(title=tr("成本"), kind="money"),
        ),
        rows=tuple((words.gone(g.why), g.items, g.qty, g.cost) for g in report.gone),
        total=(tr("合计"), None, None, sum(g.cost for g in report.gone)) if report.gone else None,
        empty=tr("这段时间没有报废,盘点也没有差"),
    )  # fmt: skip


def _fates(report: ExpiryReport) -> Table:
    return Table(
        title=tr("每种商品"),
        columns=(
            Column(title=tr("商品")), Column(title=tr("报废数量"), kind="qty"),
            Column(title=tr("报废成本"), kind="money"), Column(title=tr("退总部数量"), kind="qty"),
            Column(title=tr("退总部成本"), kind="money"),
            Column(title=tr("降价卖出数量"), kind="qty"),
            Column(title=tr("降价卖出"), kind="money"), Column(title=tr("其成本"), kind="money"),
        ),
        rows=tuple(
            (
                r.name, r.written_off, r.lost, r.sent_back, r.back, r.marked_down, r.sold,
                r.sold_cost,
            )
            for r in report.rows
        ),
        empty=tr("这段时间没有临期和报废"),
    )  # fmt: skip
