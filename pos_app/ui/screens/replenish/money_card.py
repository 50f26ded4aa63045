"""What the order costs against what the credit leaves, and what it risks."""

from __future__ import annotations

from PySide6.QtWidgets import QSizePolicy

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.services.replenish_plan import Sheet
from pos_app.services.supply_reports import credit_left
from pos_app.ui.models.replenish_rows import percent
from pos_app.ui.theme import Size, Tone
from pos_app.ui.widgets import Card, Label, column, holder, row
from pos_app.ui.widgets.bars import MeterBar
from sync.wire.supply import NO_ACCOUNT
from sync.wire.supply_feed import CreditRow


class MoneyCard(Card):
    """Order value, the bar of the credit, what falls due, chance of running out, waste."""

    def __init__(self) -> None:
        super().__init__()
        self.total = Label("", size=Size.LARGE, bold=True)
        self.room = Label("", size=Size.CAPTION, tone="muted")
        self.due = Label("", size=Size.CAPTION, tone="muted")
        self.bar = MeterBar()
        self.risk = Label("", size=Size.TITLE, bold=True)
        self.waste = Label("", size=Size.TITLE, bold=True)
        value = column(Label(tr("本单"), size=Size.CAPTION, tone="muted"), self.total, gap=2)
        middle = column(row(self.room, None, self.due), self.bar, gap=8)
        wide = holder(middle)
        wide.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        risk = column(Label(tr("预计断货"), size=Size.CAPTION, tone="muted"), self.risk, gap=2)
        waste = column(Label(tr("预计报损"), size=Size.CAPTION, tone="muted"), self.waste, gap=2)
        whole = row(holder(value), wide, holder(risk), holder(waste), gap=28, margins=(18, 10))
        self.setLayout(whole)

    def show_sheet(self, sheet: Sheet, credit: CreditRow | None) -> None:
        self.total.setText(f"¥{format_fen(sheet.total)}")
        known = any(line.row.choices for line in sheet.lines)
        self.risk.setText(f"{percent(sheet.risk_bp)}%" if known else "—")
        self.waste.setText(f"¥{format_fen(sheet.waste)}" if known else "—")
        if credit is None or credit.limit == NO_ACCOUNT:
            self.room.setText(tr("还没有总部额度"))
            self.due.setText("")
            self.bar.set_share(0, "neutral")
            return
        left = credit_left(credit)
        over = left is not None and sheet.total > left
        self.room.setText(_room_words(sheet.total, left))
        self.room.set_tone("bad" if over else "muted")
        first = min(credit.due, key=lambda d: d.date, default=None)
        self.due.setText(
            tr("{date} 到期应付 ¥{n}", date=first.date[5:], n=format_fen(first.amount))
            if first
            else tr("近期没有到期的账")
        )
        tone: Tone = "bad" if over else "accent"
        share = 0 if left is None else 1000 * sheet.total // left if left > 0 else 1000
        self.bar.set_share(share, tone)


def _room_words(total: int, left: int | None) -> str:
    if left is None:
        return tr("不限额度")
    if total > left:
        return tr("超出可用额度 ¥{n},总部会先压单", n=format_fen(total - left))
    return tr("可用额度 ¥{n},下单后还剩 ¥{m}", n=format_fen(left), m=format_fen(left - total))
