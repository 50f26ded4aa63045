"""Blocks that several reports share: ways of paying, what was let go, what left a trace."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.domain.money import WHOLE_BP, divide
from pos_app.reports import words
from pos_app.runtime.i18n import tr
from pos_app.services.report_document import Chart, Column, Pair, Pairs, Table
from pos_app.services.reporting import Events, ModeRow, TenderRow, Totals, has_orders


def share_bp(part: int, whole: int) -> int | None:
    """Basis points of a whole; None where a share means nothing."""
    return divide(part * WHOLE_BP, whole) if whole > 0 and part >= 0 else None


def tender_share(rows: Sequence[TenderRow]) -> Chart:
    whole = sum(r.amount for r in rows)
    table = Table(
        title=tr("收款方式"),
        columns=(
            Column(title=tr("方式")), Column(title=tr("笔数"), kind="count"),
            Column(title=tr("收入"), kind="money"), Column(title=tr("已退"), kind="money"),
            Column(title=tr("净额"), kind="money"), Column(title=tr("占比"), kind="percent"),
        ),
        rows=tuple(
            (
                words.method(r.method), r.count, r.taken, r.refunded, r.amount,
                share_bp(r.amount, whole),
            )
            for r in rows
        ),
        total=(
            tr("合计"), None, sum(r.taken for r in rows), sum(r.refunded for r in rows), whole, None
        ) if rows else None,
        empty=tr("没有收款"),
    )  # fmt: skip
    return Chart(style="share", table=table, value=4)


def modes_table(modes: Sequence[ModeRow]) -> Table:
    """The three ways to buy apart, each with its share of the turnover."""
    whole = sum(row.turnover for row in modes)
    return Table(
        title=tr("三种买法"),
        columns=(
            Column(title=tr("买法")), Column(title=tr("单数"), kind="count"),
            Column(title=tr("营业额"), kind="money"), Column(title=tr("占比"), kind="percent"),
            Column(title=tr("送货费"), kind="money"), Column(title=tr("退货金额"), kind="money"),
            Column(title=tr("客单价"), kind="money"),
        ),
        rows=tuple(
            (
                words.mode(row.mode), row.sales, row.turnover, share_bp(row.turnover, whole),
                row.fees, row.refunds, row.average,
            )
            for row in modes
        ),
        total=(
            tr("合计"), sum(row.sales for row in modes), whole, None,
            sum(row.fees for row in modes), sum(row.refunds for row in modes), None,
        ),
    )  # fmt: skip


def prepaid_table(rows: Sequence[TenderRow]) -> Table:
    """Money of orders that went through the till beside the sales."""
    return Table(
        title=tr("订单预收与退还"),
        columns=(
            Column(title=tr("方式")), Column(title=tr("笔数"), kind="count"),
            Column(title=tr("预收"), kind="money"), Column(title=tr("退还"), kind="money"),
            Column(title=tr("净额"), kind="money"),
        ),
        rows=tuple((words.method(r.method), r.count, r.taken, r.refunded, r.amount) for r in rows),
        total=(
            tr("合计"), None, sum(r.taken for r in rows), sum(r.refunded for r in rows),
            sum(r.amount for r in rows),
        ),
    )  # fmt: skip


def order_blocks(modes: Sequence[ModeRow], prepaid: Sequence[TenderRow]) -> tuple[Table, ...]:
    """What a shop without orders does not have to look at."""
    first = (modes_table(modes),) if has_orders(modes) else ()
    return (*first, *((prepaid_table(prepaid),) if prepaid else ()))


def turnover_pairs(totals: Totals) -> Pairs:
    fees = (Pair(label=tr("其中送货费"), value=totals.fees),) if totals.fees else ()
    return Pairs(
        title=tr("营业额"),
        rows=(
            Pair(label=tr("卖出"), value=totals.taken),
            *fees,
            Pair(label=tr("退货金额"), value=-totals.refunds),
            Pair(label=tr("营业额"), value=totals.turnover, strong=True),
            Pair(label=tr("退货单数"), value=totals.returns, kind="count"),
        ),
    )


def savings_pairs(totals: Totals) -> Pairs:
    return Pairs(
        title=tr("优惠"),
        rows=(
            Pair(label=tr("商品折扣"), value=totals.line_discounts),
            Pair(label=tr("整单折扣"), value=totals.basket_discounts),
            Pair(label=tr("改价让利"), value=totals.overrides),
            Pair(label=tr("抹零"), value=totals.rounding),
            Pair(label=tr("顾客共省"), value=totals.saved, strong=True),
        ),
    )


def trace_pairs(events: Events) -> Pairs:
    """How often something happened that an owner looks at twice."""
    counts = (
        (tr("退货记录"), len(events.refunds)),
        (tr("改价与折扣"), len(events.changes)),
        (tr("作废的单"), len(events.voids)),
        (tr("付款前删掉的商品"), len(events.removed)),
        (tr("不收款开钱箱"), len(events.drawer)),
        (tr("小票补打"), len(events.reprints)),
    )
    return Pairs(
        title=tr("留痕"),
        rows=tuple(Pair(label=label, value=n, kind="count") for label, n in counts),
    )
