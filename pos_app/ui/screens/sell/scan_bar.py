"""The scan box: what is typed, the number that multiplies the next scan, what was found."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.money import format_qty, parse_qty
from pos_app.runtime.i18n import tr
from pos_app.ui.screens.sell.hit_list import HitList
from pos_app.ui.screens.sell.lookup import Offer
from pos_app.ui.theme import px
from pos_app.ui.widgets import SearchField

MOST_TIMES_DIGITS = 4
"""``9999*`` is a lot; a longer number before the star is a code."""


class ScanBar(SearchField):
    """``entered`` carries what Enter finished, ``searched`` every change worth looking for.

    ``walked`` is the arrow keys while no list is open. ``times`` is the pending multiplier.
    """

    entered = Signal(str)
    searched = Signal(str)
    chosen = Signal(object)
    create_wanted = Signal(str)
    walked = Signal(int)

    def __init__(self, area: QWidget) -> None:
        super().__init__(tr("扫码,或输入条码后几位、品名、拼音首字母"), hint=tr("* 数量"))
        self._area = area
        self.list = HitList(area)
        self._times: int | None = None
        self.edited.connect(self._on_edited)
        self.moved.connect(self._on_moved)
        self.submitted.connect(self._on_submitted)
        self.list.picked.connect(self._on_picked)
        self.list.create_wanted.connect(self._on_create)

    @property
    def times(self) -> int | None:
        """Thousandths that the next goods are multiplied by; None: nothing was said."""
        return self._times

    def take_times(self) -> int | None:
        """The multiplier, used up."""
        times = self._times
        self._set_times(None)
        return times

    def _set_times(self, times: int | None) -> None:
        self._times = times
        self.set_hint(tr("* 数量") if times is None else f"× {format_qty(times)}")

    def multiply(self) -> bool:
        """The star key: the number typed so far multiplies what comes next. False: no number."""
        text = self.text().strip()
        if not text or len(text) > MOST_TIMES_DIGITS + 4:
            return False
        try:
            times = parse_qty(text)
        except ShopError:
            times = 0
        if not 0 < times < 10**MOST_TIMES_DIGITS * 1000:
            self.set_wrong(True)
            return True
        self._set_times(times)
        self.clear()
        self.list.hide()
        return True

    def show_hits(self, hits: tuple[Offer, ...]) -> None:
        """Open the list under the box; it never covers the keys below the basket."""
        area = self._area
        at = self.mapTo(area, self.rect().bottomLeft())
        room = area.height() - at.y() - px(24)
        place = QRectF(at.x(), at.y() + px(5), self.width(), min(room, px(8 * 58 + 44)))
        self.list.show_hits(hits, self.text().strip(), place)

    def is_open(self) -> bool:
        return self.list.isVisible()

    def reset(self) -> None:
        """Empty, no list, no error; a pending multiplier stays."""
        self.clear()
        self.list.hide()
        self.set_wrong(False)

    def mark_wrong(self) -> None:
        """What was typed led nowhere; the next key replaces it."""
        self.set_wrong(True)
        self.edit.selectAll()

    def _on_edited(self, text: str) -> None:
        self.set_wrong(False)
        number, star, rest = text.partition("*")
        if star and self._times is None:
            self.set_text(number)
            if self.multiply():
                self.set_text(rest)
                text = rest
        if text.strip():
            self.searched.emit(text)
        else:
            self.list.hide()

    def _on_moved(self, delta: int) -> None:
        if self.is_open():
            self.list.step(delta)
        else:
            self.walked.emit(delta)

    def _on_submitted(self, text: str) -> None:
        self.entered.emit(text.strip())

    def _on_picked(self, item: Item) -> None:
        self.reset()
        self.chosen.emit(item)

    def _on_create(self, text: str) -> None:
        self.reset()
        self.create_wanted.emit(text)

    def _has_something(self) -> bool:
        return bool(self.text()) or self.is_open() or self._times is not None

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if watched is self.edit and isinstance(event, QKeyEvent):
            if event.type() == QEvent.Type.ShortcutOverride and self._leaves_alone(event):
                event.ignore()
                return True
            if event.key() == Qt.Key.Key_Escape and self._has_something():
                event.accept()
                if event.type() == QEvent.Type.KeyPress:
                    self.reset()
                    self._set_times(None)
                return True
        return super().eventFilter(watched, event)

    def _leaves_alone(self, event: QKeyEvent) -> bool:
        """Undo and cut belong to the basket as long as nothing is typed."""
        if self.text():
            return False
        undo = event.key() == Qt.Key.Key_Z and event.modifiers() == (
            Qt.KeyboardModifier.ControlModifier
        )
        void = event.key() == Qt.Key.Key_Delete
        return undo or void
