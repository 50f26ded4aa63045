"""Words on the face and the small things that stand beside them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from pos_app.ui.theme import Size, Tone, paint_icon, px, tokens
from pos_app.ui.theme import Tag as TagData
from pos_app.ui.widgets import paint
from pos_app.ui.widgets.style import restyle, reveal


class Label(QLabel):
    """Text in a size of the scale and a tone; both follow the theme.

    ``elide`` cuts what does not fit with an ellipsis instead of forcing the width.
    """

    def __init__(
        self,
        text: str = "",
        *,
        size: Size = Size.BODY,
        tone: str = "text",
        bold: bool = False,
        align: Qt.AlignmentFlag | None = None,
        wrap: bool = False,
        elide: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._elide = elide
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setProperty("typeSize", size.name.lower())
        self.setProperty("tone", tone)
        self.setProperty("bold", bold)
        if align is not None:
            self.setAlignment(align)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_tone(self, tone: str) -> None:
        """Another colour: "text", "muted" or a tone."""
        restyle(self, tone=tone)

    def set_size(self, size: Size) -> None:
        restyle(self, typeSize=size.name.lower())

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        self.ensurePolished()
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().windowText().color())
        text = paint.elided(self.text(), self.font(), self.width())
        painter.drawText(self.rect(), int(self.alignment().value), text)


class KeyCap(QWidget):
    """The key that triggers what stands beside it."""

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = label
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round(paint.keycap_width(self._label)) + 1, px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.keycap(
            QPainter(self), self.width(), self.height() / 2, self._label, fill=tokens().raised
        )


class TagLabel(QWidget):
    """A soft label: a promotion's name, a state."""

    def __init__(self, text: str, tone: Tone = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tag = TagData(text, tone)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def set_text(self, text: str, tone: Tone | None = None) -> None:
        self._tag = TagData(text, tone or self._tag.tone)
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(paint.tag_width(self._tag)) + 1, px(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.tag(QPainter(self), 0, self.height() / 2, self._tag)


class Badge(QWidget):
    """A count in a filled circle; hidden at zero."""

    def __init__(self, count: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = count
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        reveal(self, count > 0)

    def set_count(self, count: int) -> None:
        self._count = count
        reveal(self, count > 0)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(px(34) if self._count > 99 else px(20), px(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.badge(QPainter(self), QPointF(self.width() / 2, self.height() / 2), self._count)


class Avatar(QWidget):
    """The first character of a name in a circle."""

    def __init__(
        self, text: str, tone: Tone = "info", side: int = 34, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._text = text
        self._tone: Tone = tone
        self.setFixedSize(px(side), px(side))

    def set_text(self, text: str) -> None:
        self._text = text
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint.avatar(QPainter(self), QRectF(self.rect()), self._text, self._tone)


class IconLabel(QWidget):
    """An icon that follows the theme."""

    def __init__(
        self, name: str, tone: str = "muted", side: int = 22, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._name, self._tone = name, tone
        self.setFixedSize(px(side), px(side))

    def set_icon(self, name: str, tone: str | None = None) -> None:
        self._name, self._tone = name, tone or self._tone
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = tokens().colours()[self._tone]
        paint_icon(painter, self._name, QRectF(self.rect()), ink)
