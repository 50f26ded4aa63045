"""订过的: every order of this till with what HQ made of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.ports import Clock
from pos_app.ui.models.hq_said import hq_words
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.screens.replenish.deadline import moment_words
from pos_app.ui.session import Session
from pos_app.ui.theme import CellRole, Size, Tag, Tone
from pos_app.ui.widgets import LEFT, RIGHT, ColumnSpec, DataTable, EmptyState, Sheet, TableCard
from sync.wire.supply import SOLD_OUT

if TYPE_CHECKING:
    from pos_app.storage.supply_book import SentOrder

WIDTH = 900


def _state(order: SentOrder, *, joined: bool) -> Tag:
    if order.received:
        return Tag(tr("已收货"), "good")
    if not joined:
        return Tag(tr("没接总部"), "neutral")
    if order.answer is None:
        return Tag(tr("还没传到总部"), "warn")
    names: dict[str, tuple[str, Tone]] = {
        "taken": (tr("总部已接"), "info"), "late": (tr("排到下一次"), "warn"),
        "shipped": (tr("在路上"), "info"), "received": (tr("已收货"), "good"),
        "refused": (tr("总部没接"), "bad"), "held": (tr("超额度,等着"), "bad"),
    }  # fmt: skip
    words, tone = names.get(order.answer.state, (order.answer.state, "neutral"))
    return Tag(words, tone)


def _look(order: SentOrder) -> Look:
    return {CellRole.BOLD: True, CellRole.SUB: tr("{date} 订", date=order.date)}


def _said(order: SentOrder, clock: Clock, *, joined: bool) -> str:
    """What HQ wrote, what it could not give; for an order that waits, by when it must be there."""
    answer = order.answer
    if order.received:
        return ""
    if not joined:
        return tr("要自己照单去订")
    if answer is None:
        late = order.deadline and order.deadline < clock.now_ms()
        if not order.deadline or late:
            return tr("联网后排最近一次送货")
        return tr("{when} 前要传到", when=moment_words(order.deadline, clock))
    cut = sum(answer.cut.values())
    words = [hq_words(answer.said, answer.note)]
    if cut and SOLD_OUT not in [one.code for one in answer.said]:
        words.append(tr("总部缺 {n} 箱,按店分了", n=cut))
    return " · ".join(part for part in words if part)


_QUIET: Look = {CellRole.SIZE: Size.LABEL}


class SentSheet(Sheet):
    """The newest first."""

    def __init__(self, session: Session) -> None:
        super().__init__(tr("订过的"), width=WIDTH)
        rows = session.desk.supply.sent_orders()
        joined = session.hq_status().joined
        nobody = tr("总部") if joined else tr("本机估算")
        columns: tuple[Column[SentOrder], ...] = (
            Column(
                title=lambda: tr("供货商"), text=lambda o: o.supplier_name or nobody,
                look=_look,
            ),
            Column(
                title=lambda: tr("到货"),
                text=lambda o: o.answer.delivery if o.answer else o.delivery,
                look=lambda _o: _QUIET,
            ),
            Column(
                title=lambda: tr("行数"), text=lambda o: str(o.lines), look=lambda _o: _QUIET,
                align=Qt.AlignmentFlag.AlignRight,
            ),
            Column(
                title=lambda: tr("金额"), text=lambda o: format_fen(o.total),
                look=lambda _o: {CellRole.BOLD: True}, align=Qt.AlignmentFlag.AlignRight,
            ),
            Column(
                title=lambda: tr("总部"), text=lambda _o: "",
                look=lambda o: {
                    CellRole.TAGS: (_state(o, joined=joined),),
                    CellRole.SUB: _said(o, session.clock, joined=joined),
                },
            ),
        )  # fmt: skip
        self.model: RowsModel[SentOrder] = RowsModel(columns, lambda o: o.id)
        self.model.show(rows)
        table = DataTable(
            [
                ColumnSpec(0, LEFT), ColumnSpec(100, LEFT), ColumnSpec(50, RIGHT),
                ColumnSpec(110, RIGHT), ColumnSpec(360, LEFT),
            ],
            focusable=True,
        )  # fmt: skip
        table.setModel(self.model)
        if rows:
            self.add(TableCard(table), 1)
        else:
            self.add(EmptyState("truck", tr("还没订过货"), tr("发送订单以后,会出现在这里")), 1)
        self.first_focus = table
