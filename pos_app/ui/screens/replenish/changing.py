"""Another number of packs, and why: typed with the whole reason before the eyes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QSizePolicy

from pos_app.domain.errors import ShopError
from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.replenish_plan import Line
from pos_app.ui.models.replenish_rows import pack_words, percent, why
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.sell.reason import ReasonSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import FigureCard, Keypad, Label, NumberField, row
from sync.wire.supply import CHANGE_REASONS

MOST_DIGITS = 4


class PacksSheet(DeedSheet):
    """How many packs; what they cost and risk follows the figures. ``chosen`` gets the packs."""

    def __init__(self, session: Session, line: Line, chosen: Callable[[int], None]) -> None:
        super().__init__(session, line.row.name, tr("改好"))
        self._line, self._chosen = line, chosen
        single = line.row.pack <= 1000
        self.field = NumberField(
            "whole", label=tr("订几件") if single else tr("订几箱"), note=" ",
            suffix="" if single else tr("箱"), max_digits=MOST_DIGITS,
        )  # fmt: skip
        self.worth = FigureCard(tr("金额"), note=" ")
        self.keypad = Keypad(key_height=48)
        self.keypad.key.connect(self.field.press)
        self.field.changed.connect(self._on_changed)
        row_ = line.row
        parts = [
            row_.spec, pack_words(line), f"¥{format_fen(row_.cost)}",
            tr("四周卖 {n}", n=format_qty(row_.sold28)),
        ]  # fmt: skip
        self.add(Label(" · ".join(p for p in parts if p), size=Size.LABEL, tone="muted"))
        self.add(Label(why(line), size=Size.BODY, wrap=True))
        cards = row(gap=12)
        for card in (self.field, self.worth):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            cards.addWidget(card, 1)
        self.add(cards)
        self.add_keypad(self.keypad)
        self.field.set_value(line.packs)
        self.first_focus = self.field

    def _on_changed(self, packs: object) -> None:
        line = self._line.with_packs(packs) if isinstance(packs, int) else self._line
        note = " "
        if line.row.choices:
            note = tr("断货可能 {n}%", n=percent(line.choice.risk_bp))
        self.worth.set_figure(format_fen(line.cost), note)

    def act(self) -> None:
        packs = self.field.value()
        if packs is None:
            return
        if 0 < packs < self._line.row.moq:
            self.refuse(ShopError("below_moq", n=self._line.row.moq))
            return
        self.request_close()
        self._chosen(packs)


def reason_sheet(session: Session, chosen: Callable[[str], None]) -> ReasonSheet:
    """Why the owner orders another number: one tap, HQ learns from it."""
    said = (tr("节假日"), tr("有办席、活动"), tr("放不下"), tr("手头紧"))
    words = dict(zip(said, CHANGE_REASONS, strict=False))
    sheet = ReasonSheet(
        session, tr("为什么改"), tr("记下"), tr("总部会从这里学,下次建议更准。"),
        tuple(words), lambda why: chosen(words.get(why, why or CHANGE_REASONS[-1])),
    )  # fmt: skip
    sheet.reasons.tapped.connect(lambda _words: sheet.enter())
    return sheet
