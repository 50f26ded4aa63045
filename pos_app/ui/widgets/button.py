"""Buttons: one painter, a few kinds. They do not take the focus from the scan box when clicked."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAction, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from pos_app.ui.theme import Size, font, paint_icon, px, tokens
from pos_app.ui.widgets import paint

Kind = Literal["primary", "secondary", "ghost", "danger", "key"]
ButtonSize = Literal["compact", "small", "strip", "medium", "large", "huge"]
_SHAPES: dict[ButtonSize, tuple[int, Size, int]] = {
    "compact": (48, Size.CAPTION, 8),
    "small": (48, Size.LABEL, 10),
    "strip": (48, Size.LABEL, 10),
    "medium": (48, Size.LABEL, 16),
    "large": (60, Size.LEAD, 20),
    "huge": (76, Size.TITLE, 20),
}


class Button(QPushButton):
    """A button with an optional icon before its words and a key cap after them.

    A "small" one looks 40 high, a "compact" one 34; both take the finger at 48.
    ``checkable`` buttons show their chosen state by an accent border. ``kind`` None: the class's.
    """

    KIND: Kind = "secondary"

    def __init__(
        self,
        text: str = "",
        *,
        kind: Kind | None = None,
        size: ButtonSize = "medium",
        key: str = "",
        icon: str = "",
        bold: bool | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind: Kind = kind or self.KIND
        self._size: ButtonSize = size
        self._key, self._icon_name = key, icon
        self._weight = bold
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    @property
    def kind(self) -> Kind:
        return self._kind

    @property
    def _bold(self) -> bool:
        loud = self._size in {"large", "huge"} or self._kind == "primary"
        return loud if self._weight is None else self._weight

    def set_kind(self, kind: Kind) -> None:
        """Another kind in place: of several cards only the one that the keys reach is loud."""
        self._kind = kind
        self.updateGeometry()
        self.update()

    def set_key(self, key: str) -> None:
        self._key = key
        self.updateGeometry()
        self.update()

    def set_icon_name(self, name: str) -> None:
        self._icon_name = name
        self.updateGeometry()
        self.update()

    def bind(self, action: QAction, *, own_words: bool = False) -> Button:
        """Take words, key cap and enabled state from an action of the registry; click runs it.

        ``own_words``: the words are the screen's to say, who changes them with what is shown.
        """
        self._follow(action, own_words=False)
        action.changed.connect(lambda: self._follow(action, own_words=own_words))
        self.clicked.connect(lambda _checked=False: action.trigger())
        return self

    def _follow(self, action: QAction, *, own_words: bool) -> None:
        if not own_words:
            self.setText(action.text())
        self.setEnabled(action.isEnabled())
        self.set_key(str(action.property("keyLabel") or ""))

    def sizeHint(self) -> QSize:
        height, _, pad = _SHAPES[self._size]
        return QSize(round(self._content_width()) + 2 * px(pad) + 2, px(height))

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), px(48)), self.sizeHint().height())

    def _content_width(self) -> float:
        _, size, _ = _SHAPES[self._size]
        width = paint.text_width(self.text(), font(size, bold=self._bold)) if self.text() else 0.0
        if self._icon_name:
            width += self._icon_side() + (px(8) if self.text() else 0)
        if self._key:
            width += px(8) + paint.keycap_width(self._key)
        return width

    def _icon_side(self) -> int:
        return px(26) if self._kind == "key" else px(20)

    def _colours(self) -> tuple[str, str | None, str]:
        """Fill, border and ink of the state it is in."""
        t = tokens()
        down, over = self.isDown(), self.underMouse() and self.isEnabled()
        if not self.isEnabled():
            return t.raised, t.border, t.muted
        if self._kind == "primary":
            fill = t.accent_pressed if down else t.accent_hover if over else t.accent
            return fill, None, t.on_accent
        fill = t.pressed if down else t.hover if over else t.surface
        if self._kind == "key":
            fill = t.pressed if down else t.hover if over else t.raised
        ink = t.bad if self._kind == "danger" else t.text
        if self._kind == "ghost":
            return (fill if down or over else "", None, ink)
        if self.isChecked():
            return fill, t.accent, t.accent
        return fill, t.border, ink

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, line, ink = self._colours()
        rect = QRectF(self.rect())
        if self._size in {"compact", "small"}:
            edge = px(4 if self._size == "small" else 7)
            rect.adjust(0, edge, 0, -edge)
        radius = px(10) if self._size in {"large", "huge"} else px(8)
        raised = self._size in {"large", "huge"} or self._kind == "key"
        if raised and line and self.isEnabled():
            rect.adjust(0, 0, 0, -px(2))
            paint.shadow(painter, rect, radius)
        if fill:
            width = 1.5 if self.isChecked() else 1
            paint.box(painter, rect, fill=fill, line=line, radius=radius, width=width)
        if self.hasFocus():
            paint.focus_ring(painter, rect.adjusted(2, 2, -2, -2), radius - 2)
        self._paint_content(painter, rect, ink)

    def _paint_content(self, painter: QPainter, rect: QRectF, ink: str) -> None:
        _, size, pad = _SHAPES[self._size]
        text_font = font(size, bold=self._bold)
        room = rect.width() - 2 * px(min(pad, 8))
        width = min(self._content_width(), room)
        x = rect.center().x() - width / 2
        middle = rect.center().y()
        end = x + width
        if self._icon_name:
            side = self._icon_side()
            paint_icon(painter, self._icon_name, QRectF(x, middle - side / 2, side, side), ink)
            x += side + px(8)
        if self._key:
            primary = self._kind == "primary" and self.isEnabled()
            fill = None if primary else tokens().raised
            cap_ink, line = (ink, ink) if primary else (None, None)
            paint.keycap(painter, end, middle, self._key, ink=cap_ink, line=line, fill=fill)
            end -= paint.keycap_width(self._key) + px(8)
        text_rect = QRectF(x, rect.top(), max(end - x, 0), rect.height())
        paint.write(painter, text_rect, self.text(), text_font, ink)


class PrimaryButton(Button):
    """The one button of a screen that carries the accent."""

    KIND = "primary"


class SecondaryButton(Button):
    """Any other button."""


class GhostButton(Button):
    """A quiet button without a border."""

    KIND = "ghost"


class IconButton(Button):
    """A square button that is only an icon; ``name`` is what a screen reader says."""

    def __init__(
        self, icon: str, name: str, *, size: ButtonSize = "medium", parent: QWidget | None = None
    ) -> None:
        super().__init__("", kind="ghost", size=size, icon=icon, parent=parent)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFixedSize(self.sizeHint().height(), self.sizeHint().height())
