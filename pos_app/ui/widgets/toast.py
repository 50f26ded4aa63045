"""Short messages at the bottom that go by themselves; some can be undone."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size, Tone, font, paint_icon, px, tokens
from pos_app.ui.widgets import paint

_ICONS: dict[Tone, str] = {
    "neutral": "info",
    "accent": "info",
    "good": "check",
    "warn": "alert",
    "bad": "alert",
    "info": "info",
}
SHOWN_MS = 4000
SHOWN_WITH_UNDO_MS = 7000
MOST_AT_ONCE = 3


class Toast(QWidget):
    """One message. Staying over it with the mouse keeps it."""

    gone = Signal(object)

    def __init__(
        self, text: str, tone: Tone, undo: Callable[[], object] | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.text = text
        self._icon = _ICONS[tone]
        self._tone: Tone = tone
        self.undo_button: QPushButton | None = None
        if undo is not None:
            self.undo_button = QPushButton(tr("撤销"), self)
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
        """Take the width that the words need, up to ``most``."""
        button = px(72) if self.undo_button else 0
        words = round(paint.text_width(self.text, font(Size.LABEL)))
        self.resize(min(words + px(66) + button, most), px(48))
        if self.undo_button:
            self.undo_button.setGeometry(self.width() - button - px(4), px(4), button, px(40))

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
        room = px(76) if self.undo_button else px(12)
        words = rect.adjusted(px(46), 0, -room, 0)
        paint.write(painter, words, self.text, font(Size.LABEL), t.on_inverse)


class ToastHost(QObject):
    """Stacks toasts at the bottom middle of a widget, the newest lowest.

    ``bottom`` keeps them clear of what stands there (a strip of keys: 88).
    """

    def __init__(self, area: QWidget, *, bottom: int = 20) -> None:
        super().__init__(area)
        self._bottom = bottom
        self._area = area
        self._toasts: list[Toast] = []
        area.installEventFilter(self)

    def show_toast(
        self, text: str, tone: Tone = "neutral", *, undo: Callable[[], object] | None = None
    ) -> Toast:
        """Say something; with ``undo`` a button takes it back."""
        toast = Toast(text, tone, undo, self._area)
        toast.gone.connect(self._drop)
        self._toasts.append(toast)
        while len(self._toasts) > MOST_AT_ONCE:
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

    def _stack(self) -> None:
        bottom = self._area.height() - px(self._bottom)
        for toast in reversed(self._toasts):
            toast.fit(self._area.width() - px(40))
            bottom -= toast.height()
            toast.move((self._area.width() - toast.width()) // 2, bottom)
            bottom -= px(8)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._area and event.type() == QEvent.Type.Resize:
            self._stack()
        return False
