"""The lines of an order as a table, and its facts as label and value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.ui.models.order_pick import Bag, line_words, sub_words
from pos_app.ui.models.order_words import (
    ShopNow,
    channel_words,
    code_words,
    joined,
    mode_tag,
    paid_words,
    refund_words,
    short_number,
    slot_words,
    state_words,
)
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.session import Session
from pos_app.ui.theme import CellRole, Size, Tag, px
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    ColumnSpec,
    DataTable,
    Label,
    TableCard,
    TagLabel,
    holder,
    row,
)
from sync.wire.order_machine import OrderView
from sync.wire.orders import DELIVERY, OrderLine

_END = Qt.AlignmentFlag.AlignRight


@dataclass(frozen=True, slots=True)
class BagRow:
    """A line with how far it is."""

    line: OrderLine
    amount: str
    sub: str
    done: bool
    waits: bool


def bag_rows(bag: Bag) -> list[BagRow]:
    return [
        BagRow(
            line, line_words(bag, line), sub_words(bag, line), bag.is_done(line),
            line.no in bag.waiting,
        )
        for line in bag.view.lines
    ]  # fmt: skip


def _bag_look(row: BagRow) -> Look:
    look: dict[CellRole, object] = {CellRole.SUB: row.sub, CellRole.BOLD: not row.done}
    look[CellRole.ICON] = "check" if row.done else "clock" if row.waits else "box"
    if row.done:
        look[CellRole.TONE] = "good"
    if row.waits:
        look[CellRole.TAGS] = (Tag(tr("待确认"), "warn"),)
    return look


def bag_model() -> RowsModel[BagRow]:
    """Goods and how many of them lie in the bag."""
    return RowsModel(
        (
            Column(title=lambda: tr("商品"), text=lambda r: r.line.name, look=_bag_look),
            Column(
                title=lambda: tr("已拣 / 要拣"), text=lambda r: r.amount, align=_END,
                look=lambda r: {CellRole.BOLD: True, CellRole.MUTED: r.done},
            ),
        ),
        lambda r: r.line.no,
    )  # fmt: skip


def lines_model() -> RowsModel[OrderLine]:
    """Goods, how many, and what they come to."""
    return RowsModel(
        (
            Column(
                title=lambda: tr("商品"), text=lambda line: line.name,
                look=lambda line: {CellRole.SUB: joined(line.spec, f"¥{format_fen(line.price)}")},
            ),
            Column(
                title=lambda: tr("数量"), align=_END,
                text=lambda line: f"{format_qty(line.qty)} {line.unit}".strip(),
            ),
            Column(
                title=lambda: tr("金额"), text=lambda line: format_fen(line.amount), align=_END,
                look=lambda _line: {CellRole.BOLD: True},
            ),
        ),
        lambda line: line.no,
    )  # fmt: skip


class LinesTable(TableCard):
    """The goods of an order, to be read."""

    def __init__(self, lines: Sequence[OrderLine] = ()) -> None:
        self.model = lines_model()
        table = DataTable([ColumnSpec(0, LEFT), ColumnSpec(110, RIGHT), ColumnSpec(110, RIGHT)])
        table.setModel(self.model)
        super().__init__(table)
        self.model.show(lines)


def shop_now(session: Session) -> ShopNow:
    now = session.clock.now_ms()
    return ShopNow(now, session.clock.offset_minutes(now))


def headline(view: OrderView) -> QWidget:
    """Which order, in one line: badge, number, for whom."""
    tag = mode_tag(view.order.mode)
    customer = view.order.customer
    who = Label(joined(customer.name, customer.phone), size=Size.LABEL, tone="muted", elide=True)
    line = row(
        TagLabel(tag.text, tag.tone),
        Label(short_number(view.order.number), size=Size.LEAD, bold=True), who, gap=10,
    )  # fmt: skip
    line.setStretch(2, 1)
    return holder(line)


def fact_rows(view: OrderView, now: ShopNow) -> list[tuple[str, str]]:
    """What there is to know of an order, as label and value."""
    order, customer = view.order, view.order.customer
    rows = [
        (tr("现在"), joined(state_words(view.state), view.courier, view.reason)),
        (tr("顾客"), joined(customer.name, customer.phone)),
        (tr("地址"), joined(customer.address, customer.zone)),
        (tr("时间"), slot_words(order.slot, now)),
        (tr("下单"), joined(now.clock(order.placed_at), channel_words(order.channel))),
        (tr("取货码"), code_words(order.code) if order.mode != DELIVERY else ""),
        (tr("付款"), joined(paid_words(view), refund_words(view))),
        (tr("备注"), order.note),
        (tr("来源单号"), joined(order.channel_ref, view.channel_status)),
    ]
    return [(label, value) for label, value in rows if value]


def facts(rows: Sequence[tuple[str, str]]) -> QWidget:
    """Label and value, two of them beside each other."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(10))
    grid.setVerticalSpacing(px(7))
    for at, (label, value) in enumerate(rows):
        name = Label(label, size=Size.LABEL, tone="muted")
        words = Label(value, size=Size.LABEL, wrap=True)
        grid.addWidget(name, at // 2, at % 2 * 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words, at // 2, at % 2 * 2 + 1, Qt.AlignmentFlag.AlignTop)
    for at in (1, 3):
        grid.setColumnStretch(at, 1)
    return holder(grid)


def sum_row(view: OrderView) -> QWidget:
    """Goods, fee and what is still to be taken."""
    parts = [tr("商品 {amount}", amount=format_fen(view.goods))]
    if view.order.fee:
        parts.append(tr("配送费 {amount}", amount=format_fen(view.order.fee)))
    if view.paid:
        parts.append(tr("已付 {amount}", amount=format_fen(view.paid)))
    left = Label(joined(*parts), size=Size.LABEL, tone="muted")
    figure = Label(f"¥{format_fen(view.total)}", size=Size.LARGE, bold=True)
    return holder(row(left, None, figure))
