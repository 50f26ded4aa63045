"""Short messages in the top bar that go by themselves; some can be undone.

Nothing stands in the middle of the top bar that is ever pressed or read in a hurry: neither a
button nor an amount is covered, whatever sheet is open.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size, Tone, font, paint_icon, px, tokens
from pos_app.ui.widgets import paint
from pos_app.ui.widgets.topbar import TopBar

_ICONS: dict[Tone, str] = {
    "neutral": "info",
    "accent": "info",
    "good": "check",
    "warn": "alert",
    "bad": "alert",
    "info": "info",
}
SHOWN_MS = 3000
SHOWN_WITH_UNDO_MS = 6000
MOST_AT_ONCE = 2
ROOM_FOR_TWO = 560
GAP = 8
TOP = 12
"""From the upper edge where there is no top bar."""


class Toast(QWidget):
    """One message. Staying over it with the mouse keeps it."""

    gone = Signal(object)

    def __init__(
        self,
        text: str,
        tone: Tone,
        undo: Callable[[], object] | None,
        parent: QWidget,
        deed: str = "",
    ) -> None:
        super().__init__(parent)
        self.text = text
        self._icon = _ICONS[tone]
        self._tone: Tone = tone
        self.undo_button: QPushButton | None = None
        if undo is not None:
            self.undo_button = QPushButton(deed or tr("撤销"), self)
            self.undo_button.setObjectName("toast-undo")
            self.undo_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.undo_button.setCursor(Qt.CursorShape.PointingHandCursor)
            self.undo_button.clicked.connect(lambda _c=False: self._on_undo(undo))
        self.setAccessibleName(text)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_WITH_UNDO_MS if undo else SHOWN_MS)
        self._timer.timeout.connect(lambda: self.gone.emit(self))
        self._timer.start()

    def fit(self, most: int) -> None:
        """Take the width that the words need, up to ``most``; long ones take two lines."""
        words = round(paint.text_width(self.text, font(Size.LABEL)))
        self.resize(min(words + px(46) + self._end(), most), px(48))
        if self.undo_button:
            width = self._end() - px(8)
            self.undo_button.setGeometry(self.width() - width - px(4), 0, width, self.height())

    def _end(self) -> int:
        """Behind the words: the button, or air."""
        if self.undo_button is None:
            return px(18)
        words = paint.text_width(self.undo_button.text(), font(Size.LABEL, bold=True))
        return max(px(80), round(words) + px(34))

    def _on_undo(self, undo: Callable[[], object]) -> None:
        undo()
        self.gone.emit(self)

    def enterEvent(self, _event: QEnterEvent) -> None:
        self._timer.stop()

    def leaveEvent(self, _event: QEvent) -> None:
        self._timer.start()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        rect = QRectF(self.rect())
        paint.box(painter, rect, fill=t.inverse, radius=px(10))
        side = px(20)
        spot = QRectF(px(16), rect.center().y() - side / 2, side, side)
        paint_icon(painter, self._icon, spot, t.on_inverse)
        words = rect.adjusted(px(46), 0, -self._end(), 0)
        if paint.text_width(self.text, font(Size.LABEL)) <= words.width() + 1:
            paint.write(painter, words, self.text, font(Size.LABEL), t.on_inverse)
        else:
            paint.write_two(painter, words, self.text, font(Size.CAPTION), t.on_inverse)


class ToastHost(QObject):
    """Shows toasts over the middle of ``bar``, side by side, the newest on the right.

    Where the bar is not to be seen (the log-in page) they stand at the top of ``area``.
    """

    def __init__(self, area: QWidget, bar: TopBar | None = None) -> None:
        super().__init__(area)
        self._area, self._bar = area, bar
        self._toasts: list[Toast] = []
        area.installEventFilter(self)
        if bar is not None:
            bar.installEventFilter(self)

    def show_toast(
        self,
        text: str,
        tone: Tone = "neutral",
        *,
        undo: Callable[[], object] | None = None,
        deed: str = "",
    ) -> Toast:
        """Say something; with ``undo`` a button takes it back, or does the ``deed`` it names."""
        toast = Toast(text, tone, undo, self._area, deed)
        toast.gone.connect(self._drop)
        self._toasts.append(toast)
        room_for = MOST_AT_ONCE if self._room().width() >= px(ROOM_FOR_TWO) else 1
        while len(self._toasts) > room_for:
            self._drop(self._toasts[0])
        self._stack()
        toast.show()
        toast.raise_()
        return toast

    def texts(self) -> list[str]:
        """What is said now, oldest first."""
        return [toast.text for toast in self._toasts]

    def clear(self) -> None:
        for toast in list(self._toasts):
            self._drop(toast)

    def _drop(self, toast: object) -> None:
        if isinstance(toast, Toast) and toast in self._toasts:
            self._toasts.remove(toast)
            toast.hide()
            toast.deleteLater()
            self._stack()

    def _room(self) -> QRect:
        """Where they may stand, in the area's coordinates."""
        if self._bar is None or not self._bar.isVisible():
            return QRect(px(20), px(TOP), self._area.width() - px(40), px(48))
        room = self._bar.free_middle()
        return QRect(self._bar.mapTo(self._area, room.topLeft()), room.size())

    def _stack(self) -> None:
        if not self._toasts:
            return
        room, gap = self._room(), px(GAP)
        most = (room.width() - gap * (len(self._toasts) - 1)) // len(self._toasts)
        for toast in self._toasts:
            toast.fit(most)
        x = room.center().x() - (sum(t.width() + gap for t in self._toasts) - gap) // 2
        for toast in self._toasts:
            toast.move(QPoint(x, room.center().y() - toast.height() // 2))
            x += toast.width() + gap

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._stack()
        return False
