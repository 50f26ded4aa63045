"""Ways to pay in which the cashier only confirms: the shop's own code, and money going back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos_app.domain.money import format_fen
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Card, FigureBand, IconLabel, Label, Segmented, column, row

Pay = Callable[[tuple[Paid, ...], bool], None]


class _ConfirmSheet(DeedSheet):
    """One huge figure, what to look at before Enter, and nothing to type."""

    gives_way = False

    def __init__(self, session: Session, title: str, deed: str, pay: Pay) -> None:
        super().__init__(session, title, deed)
        self._pay = pay
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self

    def held_words(self, text: str) -> str:
        return tr("正在收款,先收完或按 Esc;刚扫的 {code} 没有算进来", code=text.strip())

    def _figure(self, label: str, amount: int) -> Card:
        card = Card()
        middle = Qt.AlignmentFlag.AlignHCenter
        card.setLayout(column(
            Label(label, size=Size.LEAD, tone="muted", align=middle),
            Label(f"¥{format_fen(amount)}", size=Size.DUE, bold=True, align=middle),
            gap=4, margins=(20, 24, 20, 24),
        ))  # fmt: skip
        return card

    def _steps(self, *lines: tuple[str, str]) -> None:
        for icon, words in lines:
            self.add(row(IconLabel(icon, "muted", 22), Label(words, wrap=True), None, gap=14))


class StaticCodeSheet(_ConfirmSheet):
    """The printed payment code on the counter: nobody but the cashier knows that it was paid."""

    def __init__(self, session: Session, pay: Pay) -> None:
        super().__init__(session, tr("收款码收款"), tr("已到账"), pay)
        self._total = session.register.priced.total
        self.add(self._figure(tr("请顾客扫码付"), self._total))
        self._steps(
            ("phone", tr("请顾客扫柜台上的收款码,自己输入金额")),
            ("check", tr("听到播报或在手机上看到到账,再按 Enter")),
            ("chevron-left", tr("没付成功就按 Esc,换别的方式")),
        )
        self.body.addStretch(1)
        self.set_deed(tr("已到账 {amount}", amount=format_fen(self._total)))

    def act(self) -> None:
        self.set_busy(True)
        self._pay((Paid(method=STATIC_CODE, received=self._total),), False)


class RefundSheet(_ConfirmSheet):
    """What comes back is worth more than what goes out: the difference is handed out.

    ``total`` (negative fen): what an order gives back, instead of the basket on the screen.
    """

    def __init__(
        self, session: Session, pay: Pay, method: str = CASH, *, total: int | None = None
    ) -> None:
        super().__init__(session, tr("退款"), tr("退款"), pay)
        self._total = session.register.priced.total if total is None else total
        self.method = Segmented([(CASH, tr("退现金")), (STATIC_CODE, tr("手机转账退"))])
        self.method.set_current(method)
        self.method.changed.connect(lambda _k: self._show())
        self.band = FigureBand(tr("退给顾客"), format_fen(-self._total), "info")
        self._hint = Label("", wrap=True, tone="muted")
        self.add(self.band)
        self.add(row(self.method, None))
        self.add(self._hint)
        self.body.addStretch(1)
        self._show()

    def _show(self) -> None:
        amount = format_fen(-self._total)
        cash = self.method.current() == CASH
        self._hint.setText(
            tr("从钱箱拿 {amount} 给顾客,再按 Enter。上下键换退款方式。", amount=amount)
            if cash
            else tr("用手机转 {amount} 给顾客,转好再按 Enter。上下键换退款方式。", amount=amount)
        )
        self.set_deed(tr("已退 {amount}", amount=amount))

    def act(self) -> None:
        self.set_busy(True)
        self._pay((Paid(method=str(self.method.current()), received=self._total),), False)

    def on_key(self, key: int) -> bool:
        if key not in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            return False
        self.method.set_current(STATIC_CODE if self.method.current() == CASH else CASH)
        self._show()
        return True
