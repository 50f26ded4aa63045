"""What stands on the screen after a sale, until the next scan: the change, large."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH
from pos_app.runtime.i18n import tr
from pos_app.services.checkout import Sold
from pos_app.ui.screens.sell.due_card import DueWords
from pos_app.ui.screens.sell.tenders import method_name
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import FigureBand, IconLabel, Label, SecondaryButton, column, holder, row

WIDTH = 460


@dataclass(frozen=True, slots=True, kw_only=True)
class LastSale:
    """A sale as the screen remembers it; fen. ``refund`` is positive for money handed out."""

    receipt: str
    due: int
    received: int
    change: int
    refund: int
    methods: tuple[str, ...]
    lines: int

    @classmethod
    def of(cls, sold: Sold) -> LastSale:
        sale = sold.sale
        return cls(
            receipt=sale.receipt,
            due=sale.due,
            received=sum(t.received for t in sale.tenders if t.received > 0),
            change=sold.change,
            refund=max(0, -sale.due),
            methods=tuple(t.method for t in sale.tenders),
            lines=len(sale.lines),
        )

    @property
    def by_cash(self) -> bool:
        return CASH in self.methods

    def band(self) -> tuple[str, str]:
        """The word and the figure that matter now."""
        if self.refund:
            return tr("已退款"), format_fen(self.refund)
        if self.by_cash:
            return tr("找零"), format_fen(self.change)
        return tr("已收"), format_fen(self.due)

    def words(self) -> DueWords:
        """For the card where the due stood."""
        label, figure = self.band()
        if self.refund:
            return DueWords(label=label, under=tr("上一单是退货"), figure=figure, tone="info")
        under = tr("上一单 应收 {due}", due=format_fen(self.due))
        received = tr("实收 {received}", received=format_fen(self.received))
        note = received if self.received else ""
        return DueWords(label=label, under=under, figure=figure, note=note, tone="good")


class AfterSale(QWidget):
    """Nothing here has to be clicked away."""

    reprint = Signal()

    def __init__(self) -> None:
        super().__init__()
        middle = Qt.AlignmentFlag.AlignHCenter
        self._title = Label("", size=Size.TITLE, bold=True, align=middle)
        self.band = FigureBand(tr("找零"), "")
        self._rows: list[tuple[Label, Label]] = []
        lines = []
        for _ in range(4):
            name, value = Label("", size=Size.LABEL, tone="muted"), Label("", size=Size.LABEL)
            self._rows.append((name, value))
            lines.append(row(name, None, value))
        self._hint = Label(
            tr("扫下一位的商品就开始新的一单"), size=Size.CAPTION, tone="muted", align=middle
        )
        button = SecondaryButton(tr("补打小票"), key="F11", icon="printer")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda _c=False: self.reprint.emit())
        self._top = holder(column(row(None, IconLabel("check", "good", 44), None), self._title))
        self._facts = holder(column(*lines, gap=10))
        self._button = holder(row(None, button, None))
        self._inner = holder(
            column(self._top, self.band, self._facts, self._button, self._hint, gap=12)
        )
        self.setLayout(row(None, column(None, self._inner, None), None))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The change keeps its room; on a low screen the rest steps aside."""
        super().resizeEvent(event)
        self._inner.setFixedWidth(min(px(WIDTH), self.width() - px(24)))
        high = self.height()
        self._top.setVisible(high >= px(430))
        self._facts.setVisible(high >= px(320))
        self._button.setVisible(high >= px(180))

    def show_sale(self, last: LastSale) -> None:
        label, figure = last.band()
        self._title.setText(tr("退款完成") if last.refund else tr("收款完成"))
        self.band.set_band(label, figure, "info" if last.refund else "good")
        methods = " + ".join(method_name(m) for m in dict.fromkeys(last.methods)) or tr("现金")
        paid = (
            (tr("应收"), format_fen(last.due)),
            (tr("实收({how})", how=methods), format_fen(last.received)),
        )
        refunded = ((tr("应退"), format_fen(last.refund)), (tr("退款方式"), methods))
        values = (
            *(refunded if last.refund else paid),
            (tr("商品"), tr("{n} 种", n=last.lines)),
            (tr("小票号"), last.receipt),
        )
        for (name, value), (words, figure_) in zip(self._rows, values, strict=True):
            name.setText(words)
            value.setText(figure_)
