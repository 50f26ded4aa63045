"""Words in place: a banner over a part of the screen, an error under a field."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from pos_app.ui.theme import Size, Tone, paint_icon, px, tokens
from pos_app.ui.widgets import paint
from pos_app.ui.widgets.button import SecondaryButton
from pos_app.ui.widgets.label import IconLabel, Label
from pos_app.ui.widgets.style import reveal

_ICONS: dict[Tone, str] = {
    "neutral": "info",
    "accent": "alert",
    "good": "check",
    "warn": "alert",
    "bad": "alert",
    "info": "info",
}


class Banner(QWidget):
    """A soft strip with an icon, words and at most one button (``acted``)."""

    acted = Signal()

    def __init__(
        self,
        text: str = "",
        tone: Tone = "info",
        *,
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._icon = IconLabel(_ICONS[tone], tone, 20)
        self._words = Label(text, size=Size.LABEL, tone=tone, wrap=True)
        self._button = SecondaryButton(action, size="small")
        reveal(self._button, bool(action))
        self._button.clicked.connect(lambda _c=False: self.acted.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(px(14), px(2), px(8), px(2))
        layout.setSpacing(px(10))
        layout.addWidget(self._icon)
        layout.addWidget(self._words, 1)
        layout.addWidget(self._button)
        self.setMinimumHeight(px(48))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_banner(self, text: str, tone: Tone, *, action: str = "") -> None:
        """New words; an empty text hides the banner."""
        self._tone = tone
        self._icon.set_icon(_ICONS[tone], tone)
        self._words.setText(text)
        self._words.set_tone(tone)
        self._button.setText(action)
        reveal(self._button, bool(action))
        reveal(self, bool(text))
        self.update()

    def text(self) -> str:
        return self._words.text()

    def paintEvent(self, _event: QPaintEvent) -> None:
        fill = tokens().soft(self._tone)
        paint.box(QPainter(self), QRectF(self.rect()), fill=fill, radius=px(8))


class FieldError(QWidget):
    """The words under a field that is wrong; takes no room while it is right."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Label("", size=Size.CAPTION, tone="bad", wrap=True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(px(20), 0, 0, 0)
        layout.addWidget(self._words)
        self.hide()

    def set_text(self, text: str) -> None:
        self._words.setText(text)
        reveal(self, bool(text))

    def text(self) -> str:
        return self._words.text()

    def sizeHint(self) -> QSize:
        return QSize(px(100), max(px(20), self._words.sizeHint().height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        spot = QRectF(0, px(2), px(15), px(15))
        paint_icon(painter, "alert", spot, tokens().bad)
