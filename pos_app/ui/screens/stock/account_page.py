"""账款: where the shop stands with HQ, what falls due, every entry; printed as a statement."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.supply_reports import about_bill, credit_left, limit_words
from pos_app.ui.models.stock_rows import AccountModel, Entry
from pos_app.ui.screens.base import Place
from pos_app.ui.screens.stock.claims_sheet import ClaimsSheet
from pos_app.ui.widgets import (
    LEFT,
    RIGHT,
    ColumnSpec,
    DataTable,
    EmptyState,
    FigureCard,
    TableCard,
    column,
    row,
)
from sync.wire.supply_feed import BillRow, ShipmentRow


def entries(bills: list[BillRow], notes: Mapping[str, ShipmentRow]) -> list[Entry]:
    """Every entry with the balance after it, the newest first."""
    balance, found = 0, []
    for bill in bills:
        balance += bill.amount
        found.append(Entry(bill=bill, balance=balance, about=about_bill(bill, notes)))
    return found[::-1]


class AccountPage(QWidget):
    def __init__(self, place: Place) -> None:
        super().__init__()
        self._place = place
        self.session = place.session
        self.owed = FigureCard(tr("欠总部"), note=" ")
        self.room = FigureCard(tr("可用额度"), note=" ")
        self.due = FigureCard(tr("最近到期"), note=" ")
        self.claims = FigureCard(tr("报损在批"), note=" ")
        self.model = AccountModel()
        self.table = DataTable(
            [
                ColumnSpec(130, LEFT), ColumnSpec(0, LEFT), ColumnSpec(130, LEFT),
                ColumnSpec(130, RIGHT), ColumnSpec(130, RIGHT), ColumnSpec(140, RIGHT),
            ],
            focusable=True,
        )  # fmt: skip
        self.table.setModel(self.model)
        none = EmptyState("wallet", tr("还没有往来"), tr("接了总部、收过货以后,账会出现在这里"))
        self.pages = QStackedWidget()
        self.pages.addWidget(TableCard(self.table))
        self.pages.addWidget(none)
        cards = row(gap=10)
        for card in (self.owed, self.room, self.due, self.claims):
            cards.addWidget(card, 1)
        whole = column(cards, self.pages, gap=10)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def refresh(self) -> None:
        supply = self.session.desk.supply
        bills, credit = supply.bills(), supply.credit()
        self.model.show(entries(bills, supply.notes()))
        self.pages.setCurrentIndex(0 if bills else 1)
        self.owed.set_figure(format_fen(credit.balance if credit else 0))
        left = credit_left(credit)
        note = limit_words(credit)
        self.room.set_figure("—" if left is None else format_fen(left), note)
        first = min(credit.due, key=lambda d: d.date, default=None) if credit else None
        self.due.set_figure(
            format_fen(first.amount if first else 0),
            tr("{date} 付", date=first.date) if first else tr("近期没有"),
        )
        waiting = [c for c in supply.claims() if c.state == "open"]
        self.claims.set_figure(
            format_fen(sum(c.amount - c.credited for c in waiting)), tr("{n} 张", n=len(waiting))
        )

    def open_claims(self) -> None:
        """What was claimed and sent back, with how HQ decided."""
        self._place.sheets.open_sheet(ClaimsSheet(self._place))
