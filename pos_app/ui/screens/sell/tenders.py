"""What was taken so far: the state of a payment in parts, and its short list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos_app.domain.money import format_fen
from pos_app.domain.pricing import cash_rounding
from pos_app.domain.tender import CASH, STATIC_CODE, Paid, settle
from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Card, IconButton, Label, column, holder, row


def method_name(method: str) -> str:
    names = {CASH: tr("现金"), STATIC_CODE: tr("收款码"), "prepaid": tr("订单预付")}
    return names.get(method, method)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """A payment being taken: ``parts`` are booked, ``method`` is what is being typed now.

    Amounts in fen; ``step`` 1 lets nothing go. Rounding is for cash alone and looks at what is left
    after the electronic parts, as checkout does.
    """

    total: int
    step: int
    round_off: bool = False
    method: str = CASH
    parts: tuple[Paid, ...] = ()

    @property
    def taken(self) -> int:
        return sum(p.received for p in self.parts)

    @property
    def rounding(self) -> int:
        """Fen that F3 lets go, whether or not it was pressed."""
        electronic = sum(p.received for p in self.parts if p.method != CASH)
        by_cash = self.method == CASH or any(p.method == CASH for p in self.parts)
        return cash_rounding(self.total - electronic, self.step) if by_cash else 0

    @property
    def left(self) -> int:
        """What is still due."""
        return self.total - self.taken - (self.rounding if self.round_off else 0)

    def with_part(self, received: int) -> Taking:
        """Book what is typed as a part."""
        part = Paid(method=self.method, received=received)
        return replace(self, parts=(*self.parts, part))

    def without(self, at: int) -> Taking:
        return replace(self, parts=self.parts[:at] + self.parts[at + 1 :])

    def paid(self, received: int) -> tuple[Paid, ...]:
        """Everything handed over, were this the last part."""
        last = Paid(method=self.method, received=received)
        return (*self.parts, last) if received or not self.parts else self.parts

    def change(self, received: int) -> int:
        """Fen to give back. Raises ShopError as checkout would."""
        step = self.step if self.round_off else 1
        return settle(self.total, self.paid(received), rounding_step=step).change


class TenderList(Card):
    """The parts that were taken, each with a way to take it out again. Hidden while empty."""

    def __init__(self, removed: Callable[[int], None]) -> None:
        super().__init__()
        self._removed = removed
        self._lines = column(gap=0, margins=(18, 2, 8, 2))
        self.setLayout(self._lines)
        self.set_ground("raised")
        self.hide()

    def show_parts(self, parts: tuple[Paid, ...]) -> None:
        while (item := self._lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        for at, part in enumerate(parts):
            self._lines.addWidget(self._line(at, part))
        self.setVisible(bool(parts))

    def _line(self, at: int, part: Paid) -> QWidget:
        remove = IconButton("close", tr("去掉这一笔"), size="small")
        remove.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        remove.clicked.connect(lambda _c=False: self._removed(at))
        amount = Label(format_fen(part.received), size=Size.BODY, bold=True)
        return holder(row(Label(method_name(part.method)), None, amount, remove))
