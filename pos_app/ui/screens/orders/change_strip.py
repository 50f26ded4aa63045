"""What stands above the orders after money was taken: the change, until the next thing is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH
from pos_app.runtime.i18n import tr
from pos_app.services.checkout import Sold
from pos_app.ui.theme import Size, px, tokens
from pos_app.ui.widgets import IconLabel, Label, paint, row


class ChangeStrip(QWidget):
    """Nothing here has to be clicked away."""

    def __init__(self) -> None:
        super().__init__()
        self.words = Label("", size=Size.LEAD, tone="good", bold=True)
        self.figure = Label("", size=Size.HUGE, tone="good", bold=True)
        mark = IconLabel("check", "good", 26)
        self.setLayout(row(mark, self.words, None, self.figure, gap=12, margins=(18, 2, 18, 2)))
        self.setFixedHeight(px(62))
        self.hide()

    def show_sale(self, number: str, sold: Sold) -> None:
        """Which order went, and what goes back into the customer's hand."""
        taken = sum(t.amount for t in sold.sale.tenders if t.method in (CASH, "static_code"))
        cash = any(t.method == CASH for t in sold.sale.tenders)
        if cash and taken:
            self.words.setText(tr("{number} 已取走,找零", number=number))
            self.figure.setText(format_fen(sold.change))
        else:
            self.words.setText(tr("{number} 已取走", number=number))
            self.figure.setText(format_fen(taken) if taken else tr("已付清"))
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill = tokens().soft("good")
        paint.box(QPainter(self), QRectF(self.rect()), fill=fill, radius=px(10))
