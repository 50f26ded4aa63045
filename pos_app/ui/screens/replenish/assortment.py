"""选品: goods that HQ proposes to list or to take out, each with why; the owner says yes or no."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import language, tr
from pos_app.ui.screens.base import Place
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    Button,
    Card,
    EmptyState,
    Label,
    PrimaryButton,
    Sheet,
    TagLabel,
    column,
    holder,
    row,
    scrolling,
)
from sync.wire.supply_feed import AssortmentRow

WIDTH = 620


class AssortmentSheet(Sheet):
    """A card for each; accepting lists the goods at once, with their price and first order."""

    def __init__(self, place: Place, done: Callable[[], None]) -> None:
        super().__init__(tr("选品"), width=WIDTH)
        self.session = place.session
        self._cards: dict[str, Card] = {}
        rows = self.session.desk.supply.assortment()
        self._none = EmptyState(
            "star", tr("没有新的推荐"), tr("总部看到同类店卖得好的,会推荐到这里")
        )
        self._list = column(gap=10)
        for one in rows:
            self._cards[one.id] = self._card(one)
            self._list.addWidget(self._cards[one.id])
        self._list.addStretch(1)
        if rows:
            self.add(scrolling(holder(self._list)), 1)
        else:
            self.add(self._none, 1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self
        self.closed.connect(done)

    def _card(self, one: AssortmentRow) -> Card:
        listing = one.deed == "list"
        card = Card(bar="good" if listing else "warn")
        tag = TagLabel(tr("上架") if listing else tr("下架"), "good" if listing else "warn")
        said = one.why_zh if language() == "zh" else one.why_en or one.why_zh
        parts = [one.spec, one.category_name, one.supplier_name, one.origin]
        figures = ""
        if listing:
            figures = tr(
                "进价 ¥{cost} · 售价 ¥{price} · 首单 {n} {unit}", cost=format_fen(one.cost),
                price=format_fen(one.price), n=format_qty(one.pack), unit=one.unit,
            )  # fmt: skip
        yes = PrimaryButton(tr("上架") if listing else tr("下架"), size="medium")
        no = Button(tr("不要") if listing else tr("留着"), size="medium")
        yes.clicked.connect(lambda _c=False: self._answer(one, accepted=True))
        no.clicked.connect(lambda _c=False: self._answer(one, accepted=False))
        head = row(Label(one.name, bold=True), tag, None, gap=10)
        body = column(
            head, Label(" · ".join(p for p in parts if p), size=Size.CAPTION, tone="muted"),
            Label(said, size=Size.LABEL, wrap=True),
            row(Label(figures, size=Size.LABEL), None, no, yes, gap=10),
            gap=6, margins=(16, 12),
        )  # fmt: skip
        card.setLayout(body)
        return card

    def _answer(self, one: AssortmentRow, *, accepted: bool) -> None:
        staff = self.session.staff
        self.session.write(
            lambda shop, who: shop.replenish.answer(one, staff, accepted=accepted, approved_by=who),
            lambda _: self._answered(one, accepted=accepted),
            touches=("goods", "supply"),
        )

    def _answered(self, one: AssortmentRow, *, accepted: bool) -> None:
        card = self._cards.pop(one.id, None)
        if card is not None:
            card.hide()
            card.deleteLater()
        if accepted and one.deed == "list":
            self.session.say(tr("{name} 已上架,首单随总部安排", name=one.name), "good")
        elif accepted:
            self.session.say(tr("{name} 已下架,卖完为止", name=one.name), "good")
        if not self._cards:
            self.request_close()
