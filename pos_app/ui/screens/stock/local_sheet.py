"""A purchase from a local supplier: from whom, and what the drawer paid for it."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import FormRow, Label, NumberField, TextField

MOST_DIGITS = 6


class LocalSheet(DeedSheet):
    """``done`` gets the supplier's name and the fen that were paid in cash."""

    def __init__(self, session: Session, total: int, done: Callable[[str, int], None]) -> None:
        super().__init__(session, tr("本地进货"), tr("收下入库"))
        self._done = done
        self.name = TextField(placeholder=tr("例如:早市李师傅"), ime=True)
        self.name.setMaxLength(30)
        self.paid = NumberField(
            "money", label=tr("从钱箱付了"), note=tr("不付就填 0"), max_digits=MOST_DIGITS
        )
        self.add(Label(tr("货值 ¥{n}", n=format_fen(total)), size=Size.LARGE, bold=True))
        self.add(FormRow(tr("供货人"), self.name))
        self.add(self.paid)
        self.body.addStretch(1)
        self.paid.set_value(0)
        self.first_focus = self.name

    def act(self) -> None:
        self.request_close()
        self._done(self.name.text().strip(), self.paid.value() or 0)
