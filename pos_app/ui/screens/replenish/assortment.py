"""选品: goods that HQ proposes to list or to take out, each with why; the owner says yes or no."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from shiboken6 import isValid

from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import language, tr
from pos_app.ui.screens.base import Place
from pos_app.ui.theme import Size
from pos_app.ui.widgets import (
    Button,
    Card,
    EmptyState,
    Label,
    Sheet,
    TagLabel,
    column,
    holder,
    row,
    scrolling,
)
from sync.wire.supply_feed import AssortmentRow

WIDTH = 620
_ANSWERS = {Qt.Key.Key_Return: True, Qt.Key.Key_Enter: True, Qt.Key.Key_Delete: False}
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class _ProposalCard(Card):
    """One proposal, why, and both answers. ``answered`` says which, ``pressed`` that it was hit."""

    answered = Signal(bool)
    pressed = Signal()

    def __init__(self, one: AssortmentRow) -> None:
        listing = one.deed == "list"
        super().__init__(bar="good" if listing else "warn")
        self.proposal = one
        tag = TagLabel(tr("上架") if listing else tr("下架"), "good" if listing else "warn")
        said = one.why_zh if language() == "zh" else one.why_en or one.why_zh
        parts = [one.spec, one.category_name, one.supplier_name, one.origin]
        figures = ""
        if listing:
            figures = tr(
                "进价 ¥{cost} · 售价 ¥{price} · 首单 {n} {unit}", cost=format_fen(one.cost),
                price=format_fen(one.price), n=format_qty(one.pack), unit=one.unit,
            )  # fmt: skip
        self.yes = Button(tr("上架") if listing else tr("下架"))
        self.no = Button(tr("不要") if listing else tr("留着"))
        for button, accepted in ((self.yes, True), (self.no, False)):
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.clicked.connect(lambda _c=False, yes=accepted: self.answered.emit(yes))
        low = row(Label(figures, size=Size.LABEL, wrap=True), self.no, self.yes, gap=10)
        low.setStretch(0, 1)
        self.setLayout(column(
            row(Label(one.name, bold=True), tag, None, gap=10),
            Label(" · ".join(p for p in parts if p), size=Size.CAPTION, tone="muted"),
            Label(said, size=Size.LABEL, wrap=True),
            low, gap=6, margins=(16, 12),
        ))  # fmt: skip

    def set_reached(self, on: bool) -> None:
        """Whether the keys mean this card; only then it has the accent and names them."""
        self.set_highlighted(on)
        self.yes.set_kind("primary" if on else "secondary")
        self.yes.set_key("Enter" if on else "")
        self.no.set_key("Del" if on else "")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.pressed.emit()


class AssortmentSheet(Sheet):
    """A card for each; accepting lists the goods at once, with their price and first order.

    The keyboard stays on the sheet and means the card that is marked.
    """

    def __init__(self, place: Place, done: Callable[[], None]) -> None:
        super().__init__(tr("选品"), width=WIDTH)
        self.session = place.session
        self._cards: list[_ProposalCard] = []
        self._asked: set[str] = set()
        self._at = 0
        self._list = column(gap=10)
        for one in self.session.desk.supply.assortment():
            self._add_card(one)
        self._list.addStretch(1)
        self._area = scrolling(holder(self._list))
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        if self._cards:
            self.add(self._area, 1)
            self.add(Label(tr("上下键换一种"), size=Size.CAPTION, tone="muted"))
            self._reach(0)
        else:
            self.add(EmptyState(
                "star", tr("没有新的推荐"), tr("总部看到同类店卖得好的,会推荐到这里")
            ), 1)  # fmt: skip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self
        self.closed.connect(done)

    def _add_card(self, one: AssortmentRow) -> None:
        card = _ProposalCard(one)
        card.answered.connect(lambda accepted: self._answer(card, accepted=accepted))
        card.pressed.connect(lambda: self._reach(self._cards.index(card)))
        self._cards.append(card)
        self._list.addWidget(card)

    def _reach(self, at: int) -> None:
        """Mark that card, the nearest there is, and bring it into view."""
        self._at = min(max(at, 0), len(self._cards) - 1)
        for n, card in enumerate(self._cards):
            card.set_reached(n == self._at)
        self._area.ensureWidgetVisible(self._cards[self._at], 0, 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._cards and key in _STEPS:
            self._reach(self._at + _STEPS[key])
        elif self._cards and key in _ANSWERS and not event.isAutoRepeat():
            self._answer(self._cards[self._at], accepted=_ANSWERS[key])
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes from card to card as the arrows do."""
        if self._cards:
            self._reach(self._at + (1 if forward else -1))
        return True

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Back from a manager's PIN that nobody typed: it can be answered again."""
        super().focusInEvent(event)
        self._asked.clear()

    def _answer(self, card: _ProposalCard, *, accepted: bool) -> None:
        """Once, however often the key is hit while it is being written."""
        one, staff = card.proposal, self.session.staff
        if one.id in self._asked:
            return
        self._asked.add(one.id)
        self.session.write(
            lambda shop, who: shop.replenish.answer(one, staff, accepted=accepted, approved_by=who),
            lambda _: self._answered(card, one, accepted=accepted),
            touches=("goods", "supply"),
            failed=self._on_refused,
        )

    def _on_refused(self, error: ShopError) -> None:
        self._asked.clear()
        self.session.complain(error)

    def _answered(self, card: _ProposalCard, one: AssortmentRow, *, accepted: bool) -> None:
        if accepted and one.deed == "list":
            self.session.say(tr("{name} 已上架,首单随总部安排", name=one.name), "good")
        elif accepted:
            self.session.say(tr("{name} 已下架,卖完为止", name=one.name), "good")
        if isValid(self) and card in self._cards:
            self._take_away(card)

    def _take_away(self, card: _ProposalCard) -> None:
        """The keys mean the one that moves up, or stay where they are."""
        gone = self._cards.index(card)
        self._cards.remove(card)
        card.hide()
        card.deleteLater()
        if not self._cards:
            self.request_close()
            return
        self._reach(self._at - 1 if gone < self._at else self._at)
