"""Tables of single happenings, each with time, reason and people: the same in every report."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.reports import words
from pos_app.runtime.i18n import tr
from pos_app.services.report_document import Cell, Column, Kind, Table
from pos_app.services.reporting import CashRow, ChangeRow, EventRow, RefundRow


def _when(one_day: bool) -> Column:
    kind: Kind = "time" if one_day else "when"
    return Column(title=tr("时间"), kind=kind)


def _sum(amount: int, width: int, at: int) -> tuple[Cell, ...]:
    """A last line with the sum below its column."""
    cells: list[Cell] = [None] * width
    cells[0], cells[at] = tr("合计"), amount
    return tuple(cells)


def refunds(rows: Sequence[RefundRow], *, one_day: bool = True) -> Table:
    return Table(
        title=tr("退货记录"),
        columns=(
            _when(one_day), Column(title=tr("小票")), Column(title=tr("原小票")),
            Column(title=tr("商品")), Column(title=tr("原因")), Column(title=tr("经手 / 授权")),
            Column(title=tr("金额"), kind="money"),
        ),
        rows=tuple(
            (
                r.when, words.tail(r.receipt),
                " ".join(words.tail(s) for s in r.source.split()) or tr("无小票"),
                r.goods, r.reason, words.who(r.who, r.approved_by), r.amount,
            )
            for r in rows
        ),
        total=_sum(sum(r.amount for r in rows), 7, 6) if rows else None,
        empty=tr("没有退货"),
    )  # fmt: skip


def changes(rows: Sequence[ChangeRow], *, one_day: bool = True) -> Table:
    return Table(
        title=tr("改价与折扣"),
        columns=(
            _when(one_day), Column(title=tr("商品")), Column(title=tr("数量"), kind="qty"),
            Column(title=tr("原价"), kind="money"), Column(title=tr("卖价"), kind="money"),
            Column(title=tr("让利"), kind="money"), Column(title=tr("原因")),
            Column(title=tr("经手 / 授权")),
        ),
        rows=tuple(
            (
                r.when, r.name, r.qty, r.list_price, r.price, r.given, r.reason,
                words.who(r.who, r.approved_by),
            )
            for r in rows
        ),
        total=_sum(sum(r.given for r in rows), 8, 5) if rows else None,
        empty=tr("没有改价"),
    )  # fmt: skip


def voids(rows: Sequence[EventRow], *, one_day: bool = True) -> Table:
    return Table(
        title=tr("作废的单"),
        columns=_reasoned(one_day, amount=True),
        rows=tuple((r.when, r.reason, words.who(r.who, r.approved_by), r.amount) for r in rows),
        total=_sum(sum(r.amount for r in rows), 4, 3) if rows else None,
        empty=tr("没有作废"),
    )


def removed(rows: Sequence[EventRow], *, one_day: bool = True) -> Table:
    return Table(
        title=tr("付款前删掉的商品"),
        columns=(
            _when(one_day), Column(title=tr("商品")), Column(title=tr("经手 / 授权")),
            Column(title=tr("金额"), kind="money"),
        ),
        rows=tuple((r.when, r.subject, words.who(r.who, r.approved_by), r.amount) for r in rows),
        total=_sum(sum(r.amount for r in rows), 4, 3) if rows else None,
        empty=tr("没有删过"),
    )  # fmt: skip


def drawer(rows: Sequence[EventRow], *, one_day: bool = True) -> Table:
    return Table(
        title=tr("不收款开钱箱"),
        columns=_reasoned(one_day, amount=False),
        rows=tuple(
            (r.when, words.drawer_reason(r.reason), words.who(r.who, r.approved_by)) for r in rows
        ),
        empty=tr("没有开过"),
    )


def _reasoned(one_day: bool, *, amount: bool) -> tuple[Column, ...]:
    shared = (_when(one_day), Column(title=tr("原因")), Column(title=tr("经手 / 授权")))
    return (*shared, Column(title=tr("金额"), kind="money")) if amount else shared


def reprints(rows: Sequence[EventRow], *, one_day: bool = True) -> Table:
    return Table(
        title=tr("小票补打"),
        columns=(
            _when(one_day), Column(title=tr("小票")), Column(title=tr("第几份")),
            Column(title=tr("经手 / 授权")),
        ),
        rows=tuple(
            (r.when, words.tail(r.subject), r.reason, words.who(r.who, r.approved_by)) for r in rows
        ),
        empty=tr("没有补打"),
    )  # fmt: skip


def prices(rows: Sequence[EventRow], *, one_day: bool = True) -> Table:
    return Table(
        title=tr("改商品价格"),
        columns=(
            _when(one_day), Column(title=tr("商品")), Column(title=tr("原因")),
            Column(title=tr("经手 / 授权")), Column(title=tr("新价"), kind="money"),
        ),
        rows=tuple(
            (r.when, r.subject, r.reason, words.who(r.who, r.approved_by), r.amount) for r in rows
        ),
        empty=tr("没有改过"),
    )  # fmt: skip


def stock(rows: Sequence[EventRow], *, one_day: bool = True) -> Table:
    """At cost: what is gone is negative."""
    return Table(
        title=tr("报废和盘点差"),
        columns=(
            _when(one_day), Column(title=tr("商品")), Column(title=tr("原因")),
            Column(title=tr("经手 / 授权")), Column(title=tr("成本"), kind="money"),
        ),
        rows=tuple(
            (r.when, r.subject, words.gone(r.reason), words.who(r.who, r.approved_by), r.amount)
            for r in rows
        ),
        total=_sum(sum(r.amount for r in rows), 5, 4) if rows else None,
        empty=tr("没有报废,盘点也没有差"),
    )  # fmt: skip


def cash(rows: Sequence[CashRow], *, one_day: bool = True) -> Table:
    return Table(
        title=tr("放入和取出的现金"),
        columns=(
            _when(one_day), Column(title=tr("原因")), Column(title=tr("备注")),
            Column(title=tr("经手 / 授权")), Column(title=tr("金额"), kind="money"),
        ),
        rows=tuple(
            (r.when, r.reason, r.note, words.who(r.who, r.approved_by), r.amount) for r in rows
        ),
        total=_sum(sum(r.amount for r in rows), 5, 4) if rows else None,
        empty=tr("没有放入或取出"),
    )  # fmt: skip
