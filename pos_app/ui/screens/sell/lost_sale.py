"""没货: what a customer asked for and did not get; what is asked for often gets ordered."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF

from pos_app.domain.item import Item
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.deed_sheet import DeedSheet
from pos_app.ui.screens.sell.hit_list import HitList
from pos_app.ui.screens.sell.lookup import find
from pos_app.ui.session import Session
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import Label, SearchField


class LostSaleSheet(DeedSheet):
    """One field: the customer's words, or goods that the shop knows but has not on the shelf."""

    gives_way = False

    def __init__(self, session: Session, asked: Callable[[str, Item | None], None]) -> None:
        super().__init__(session, tr("没货"), tr("记下来"))
        self._asked = asked
        self._item: Item | None = None
        self.field = SearchField(tr("顾客要什么?例如:无糖乌龙"), icon="search")
        self.field.set_command_keys((), ())
        self.list = HitList(self, creates=False)
        self.list.picked.connect(self._on_picked)
        self.field.edited.connect(self._on_edited)
        self.field.moved.connect(self._on_moved)
        self.add(self.field)
        self.add(Label(
            tr("记下来就好,不用找到商品。问的人多了,补货时会提醒您进货。"),
            size=Size.LABEL, tone="muted", wrap=True,
        ))  # fmt: skip
        self.body.addStretch(1)
        self.first_focus = self.field

    def _on_edited(self, text: str) -> None:
        self._item = None
        hits = find(self.session, text, limit=5)
        if not hits:
            self.list.hide()
            return
        at = self.field.geometry()
        room = QRectF(at.x(), at.bottom() + px(5), at.width(), px(5 * 58 + 44))
        self.list.show_hits(hits, text.strip(), room, chosen=-1)

    def _on_moved(self, delta: int) -> None:
        if self.list.isVisible():
            self.list.step(delta)
            self._item = self.list.current()

    def _on_picked(self, item: Item) -> None:
        self._item = item
        self.field.set_text(item.name)
        self.list.hide()

    def act(self) -> None:
        words = self._item.name if self._item else self.field.text().strip()
        if not words:
            self.field.set_wrong(True)
            return
        self.request_close()
        self._asked(words, self._item)
