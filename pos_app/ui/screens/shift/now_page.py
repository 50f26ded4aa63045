"""The figures of an open shift."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QWidget

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.reporting import ShiftReport, has_orders
from pos_app.ui.actions import ActionRegistry
from pos_app.ui.screens.shift.lists import MovesTable
from pos_app.ui.screens.shift.variance import causes
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    RIGHT,
    Button,
    Card,
    EmptyState,
    FigureCard,
    Label,
    PrimaryButton,
    SecondaryButton,
    SectionHeader,
    column,
    row,
)

Pair = tuple[str, str, bool]
"""Label, figure, whether it is the sum."""


class PairCard(Card):
    """A title and rows of label and figure."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(px(10))
        self._grid.setColumnStretch(0, 1)
        head = Label(title, size=Size.LABEL, bold=True)
        self.setLayout(column(head, 6, self._grid, None, gap=6, margins=(18, 14, 18, 14)))

    def show_pairs(self, pairs: list[Pair]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for at, (label, figure, strong) in enumerate(pairs):
            name = Label(label, size=Size.LABEL, tone="text" if strong else "muted", bold=strong)
            money = Label(figure, size=Size.BODY, bold=strong, align=RIGHT)
            self._grid.addWidget(name, at, 0)
            self._grid.addWidget(money, at, 1)


class NowPage(QWidget):
    """Turnover, sales, drawer and tenders; cash moves on the right; the keys in the footer."""

    def __init__(self, registry: ActionRegistry) -> None:
        super().__init__()
        self._head = SectionHeader("")
        self._turnover = FigureCard(tr("营业额"))
        self._sales = FigureCard(tr("单数"))
        self._refunds = FigureCard(tr("退货"))
        self._drawer = PairCard(tr("钱箱"))
        self._tenders = PairCard(tr("收款方式"))
        self._moves = MovesTable()
        hint = tr("买冰、缴款、换零钱都记在这里")
        self._quiet = EmptyState("drawer", tr("还没有别的现金进出"), hint)
        self._lay_out(registry)

    def _lay_out(self, registry: ActionRegistry) -> None:
        figures = row(self._turnover, self._sales, self._refunds, gap=12)
        pairs = row(self._drawer, self._tenders, gap=12)
        left = column(figures, pairs, gap=12)
        left.setStretch(1, 1)
        card = Card()
        card.setLayout(column(self._moves, self._quiet, gap=0, margins=(1, 1, 1, 4)))
        body = row(left, card, gap=12)
        body.setStretch(0, 3)
        body.setStretch(1, 2)
        keys: list[Button] = [
            SecondaryButton(size="large").bind(registry.qaction(f"shift.{word}"))
            for word in ("cash_in", "cash_out", "drawer", "report", "hand_over")
        ]
        last = PrimaryButton(size="large").bind(registry.qaction("shift.close"))
        foot = row(*keys, last, gap=10)
        for at in range(6):
            foot.setStretch(at, 1)
        whole = column(self._head, body, foot, gap=12)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def show_head(self, label: str, note: str) -> None:
        self._head.set_title(label)
        self._head.set_note(note)

    def show_report(self, report: ShiftReport, *, may_see: bool) -> None:
        """``may_see``: who counts the drawer blind does not see what it should hold."""
        totals, drawer = report.totals, report.drawer
        average = tr("客单价 {fen}", fen=format_fen(totals.average))
        self._turnover.set_figure(format_fen(totals.turnover), average)
        parked = tr("挂着 {n} 单", n=report.parked) if report.parked else tr("没有挂单")
        self._sales.set_figure(f"{totals.sales:,}", parked)
        self._refunds.set_figure(format_fen(totals.refunds), tr("{n} 笔", n=totals.returns))
        hidden = "••••"
        self._drawer.show_pairs(
            [
                (tr("备用金"), format_fen(drawer.opening_float), False),
                (tr("现金收款"), format_fen(drawer.cash_sales) if may_see else hidden, False),
                (tr("现金退款"), format_fen(-drawer.cash_refunds), False),
                (tr("放入"), format_fen(drawer.cash_in), False),
                (tr("取出"), format_fen(-drawer.cash_out), False),
                (tr("应有现金"), format_fen(drawer.expected) if may_see else hidden, True),
            ]
        )
        names = {"cash": tr("现金"), "static_code": tr("收款码"), "prepaid": tr("订单预付")}
        rows: list[Pair] = [
            (f"{names.get(t.method, t.method)} ×{t.count}", format_fen(t.amount), False)
            for t in report.tenders
            if may_see or t.method != "cash"
        ]
        rows.append((tr("合计"), format_fen(totals.turnover) if may_see else hidden, True))
        if has_orders(report.modes):
            names = {"store": tr("到店购"), "pickup": tr("到店提"), "delivery": tr("送到家")}
            for mode in report.modes:
                money = format_fen(mode.turnover) if may_see else hidden
                rows.append((f"{names[mode.mode]} ×{mode.sales}", money, False))
        self._tenders.show_pairs(rows)
        found = causes(report.events, 0)[::-1]
        self._moves.show_causes(found)
        self._moves.setVisible(bool(found))
        self._quiet.setVisible(not found)
