"""The orders of a column of the board and of the list: rows that come and go one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QObject, Qt

from pos_app.runtime.i18n import tr
from pos_app.ui.models.order_cards import OrderCard
from pos_app.ui.models.order_words import mode_tag, mode_words, refund_words, state_words
from pos_app.ui.models.rows import Column, Look, RowsModel
from pos_app.ui.theme import CellRole

RIGHT = Qt.AlignmentFlag.AlignRight


class CardsModel(RowsModel[OrderCard]):
    """Cards of a column. An order that leaves or joins moves nothing else."""

    def __init__(self, parent: QObject | None = None) -> None:
        columns: tuple[Column[OrderCard], ...] = (
            Column(title=lambda: tr("订单"), text=lambda card: card.text()),
        )
        super().__init__(columns, lambda card: card.id, parent)

    def show_cards(self, cards: Sequence[OrderCard]) -> None:
        """Become these cards, telling views what really differs."""
        wanted = {card.id for card in cards}
        for at in reversed(range(len(self._rows))):
            if self._rows[at].id not in wanted:
                self.remove(at)
        known = [card.id for card in self._rows]
        if [card.id for card in cards if card.id in set(known)] != known:
            self.show(cards)
            return
        for at, card in enumerate(cards):
            if at < len(self._rows) and self._rows[at].id == card.id:
                self.replace(at, card)
            else:
                self._insert(at, card)

    def _insert(self, at: int, card: OrderCard) -> None:
        self.beginInsertRows(QModelIndex(), at, at)
        self._rows.insert(at, card)
        self._cells = {}
        self.endInsertRows()


class OrderListModel(CardsModel):
    """The same orders as a table. ``timer`` gives the words of a card's timer now."""

    def __init__(self, timer: Callable[[OrderCard], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = timer
        self._columns = (
            Column(title=lambda: tr("订单"), text=lambda c: c.number, look=_number_look),
            Column(title=lambda: tr("顾客"), text=lambda c: c.who, look=_who_look),
            Column(title=lambda: tr("商品"), text=lambda c: c.about),
            Column(title=lambda: tr("时间"), text=lambda c: c.when, look=self._when_look),
            Column(title=lambda: tr("下一步"), text=lambda c: c.words, look=_deed_look),
        )

    def forget_cells(self) -> None:
        """Timers went on: what was worked out of them is stale."""
        self._cells = {}

    def _when_look(self, card: OrderCard) -> Look:
        return {CellRole.SUB: self._timer(card)} if card.timer else {}


class DoneModel(RowsModel[OrderCard]):
    """Orders that came to an end on a day."""

    def __init__(self, clock: Callable[[int], str], parent: QObject | None = None) -> None:
        super().__init__(
            (
                Column(title=lambda: tr("订单"), text=lambda c: c.number, look=_number_look),
                Column(title=lambda: tr("顾客"), text=lambda c: c.who),
                Column(title=lambda: tr("商品"), text=lambda c: c.about, align=RIGHT),
                Column(
                    title=lambda: tr("结果"), text=lambda c: state_words(c.view.state),
                    look=_done_look,
                ),
                Column(
                    title=lambda: tr("时间"), text=lambda c: clock(c.view.since), align=RIGHT,
                    look=lambda _c: {CellRole.MUTED: True},
                ),
            ),
            lambda card: card.id,
            parent,
        )  # fmt: skip


def _number_look(card: OrderCard) -> Look:
    return {CellRole.BOLD: True, CellRole.TAGS: (mode_tag(card.mode),)}


def _who_look(card: OrderCard) -> Look:
    return {CellRole.SUB: card.note} if card.note else {}


def _deed_look(card: OrderCard) -> Look:
    return {CellRole.ACTION: card.words}


def _done_look(card: OrderCard) -> Look:
    look: dict[CellRole, object] = {}
    if refund_words(card.view):
        look[CellRole.SUB] = refund_words(card.view)
    return look


def spoken(card: OrderCard) -> str:
    """A new order in one breath, for the message that announces it."""
    return f"{mode_words(card.mode)} {card.number} · {card.about}"
