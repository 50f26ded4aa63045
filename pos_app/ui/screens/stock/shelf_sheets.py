"""Sheets of the stocktake: why there are fewer, and the end of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt

from pos_app.domain.money import format_fen, format_qty
from pos_app.runtime.i18n import tr
from pos_app.services.stocktake import REASONS, Shelf, differing
from pos_app.ui.models.shelf_rows import signed, why_words
from pos_app.ui.screens.sell.choices import Keyed
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.stock.receive_sheets import DoorSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import Size
from pos_app.ui.widgets import Label

MOST_LINES = 10


class WhySheet(DoorSheet):
    """Why there are fewer; ``chosen`` gets the reason's code."""

    def __init__(self, session: Session, line: Shelf, chosen: Callable[[str], None]) -> None:
        super().__init__(session, tr("为什么少了"), tr("记下"))
        self._chosen = chosen
        self._codes = {why_words(code): code for code in REASONS}
        self.reasons = Keyed(tuple(self._codes))
        told = tr("账面 {book},实点 {n}", book=format_qty(line.book), n=format_qty(line.counted))
        self.add(Label(line.name, size=Size.LEAD, bold=True, wrap=True))
        self.add(Label(told, size=Size.LABEL, tone="muted"))
        self.add(self.reasons)
        self.body.addStretch(1)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.first_focus = self

    def on_key(self, key: int) -> bool:
        return self.reasons.on_key(key)

    def act(self) -> None:
        self.request_close()
        self._chosen(self._codes[self.reasons.current()])


class AcceptSheet(DeedSheet):
    """What will be booked, read once more; ``done`` books it."""

    def __init__(self, session: Session, lines: Sequence[Shelf], done: Callable[[], None]) -> None:
        super().__init__(session, tr("盘点"), tr("按实点改库存"))
        self._done = done
        differs = sorted(differing(lines), key=lambda line: (line.value, line.name))
        less = -sum(line.value for line in differs if line.value < 0)
        plus = sum(line.value for line in differs if line.value > 0)
        told = tr("点了 {n} 种,{m} 种对不上", n=len(lines), m=len(differs))
        self.add(Label(told, size=Size.LEAD, bold=True, wrap=True))
        if less:
            self.add(Label(tr("少 ¥{n}", n=format_fen(less)), tone="bad", bold=True))
        if plus:
            self.add(Label(tr("多 ¥{n}", n=format_fen(plus)), tone="warn", bold=True))
        if any(line.moved for line in lines):
            self.add(Label(tr("有的点的时候卖过,先回去再点一遍更准"), tone="warn", wrap=True))
        for line in differs[:MOST_LINES]:
            qty = signed(format_qty(line.difference), line.difference)
            words = f"{qty} · {line.name} · {why_words(line.why)}"
            self.add(Label(words, size=Size.LABEL, wrap=True))
        if len(differs) > MOST_LINES:
            rest = tr("还有 {n} 行", n=len(differs) - MOST_LINES)
            self.add(Label(rest, size=Size.CAPTION, tone="muted"))
        if not differs:
            self.add(Label(tr("和账面一致"), tone="good"))
        self.body.addStretch(1)
        self.first_focus = self.button

    def act(self) -> None:
        self.request_close()
        self._done()
