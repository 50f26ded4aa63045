"""Goods without a code to scan: found by name, by pinyin or by number."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF

from pos_app.domain.item import Item
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.hit_list import HitList
from pos_app.ui.screens.sell.lookup import find
from pos_app.ui.screens.stock.receive_sheets import DoorSheet
from pos_app.ui.session import Session
from pos_app.ui.theme import px
from pos_app.ui.widgets import SearchField

MOST_HITS, ROW, FOOT = 6, 58, 54


class FindSheet(DoorSheet):
    """``found`` gets the goods."""

    def __init__(self, session: Session, found: Callable[[Item], None]) -> None:
        super().__init__(session, tr("找商品"), tr("点这个"))
        self._found = found
        self.field = SearchField(tr("品名、拼音或编号"), icon="search")
        self.field.set_command_keys((), ())
        self.list = HitList(self, creates=False)
        self.list.picked.connect(self._choose)
        self.field.edited.connect(self._on_edited)
        self.field.moved.connect(self.list.step)
        self.field.submitted.connect(lambda _text: self.enter())
        self.add(self.field)
        self.body.addStretch(1)
        self.first_focus = self.field

    def _on_edited(self, text: str) -> None:
        self.field.set_wrong(False)
        if not text.strip():
            self.list.hide()
            return
        hits = find(self.session, text, limit=MOST_HITS)
        at = self.field.geometry()
        room = QRectF(at.x(), at.bottom() + px(5), at.width(), px(MOST_HITS * ROW + FOOT))
        self.list.show_hits(hits, text.strip(), room)

    def _choose(self, item: Item) -> None:
        self.request_close()
        self._found(item)

    def act(self) -> None:
        item = self.list.current() if self.list.isVisible() else None
        if item is None:
            self.field.set_wrong(True)
            return
        self._choose(item)
