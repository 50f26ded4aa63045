"""Choices side by side: chips that filter, a segmented control that switches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from pos_app.ui.theme import Size, font, px, theme_name, tokens
from pos_app.ui.widgets import paint

ChipLook = Literal["outlined", "plain", "segment"]


class Chip(QPushButton):
    """A rounded choice; the chosen one is filled dark. ``outlined`` has a border when it is not."""

    def __init__(
        self, text: str, *, look: ChipLook = "outlined", parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._look: ChipLook = look
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        width = paint.text_width(self.text(), font(Size.CAPTION, bold=True)) + px(30)
        return QSize(round(width), px(36 if self._look == "segment" else 48))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        inset = 1 if self._look == "segment" else px(7)
        rect = QRectF(self.rect()).adjusted(0, inset, 0, -inset)
        radius = px(6) if self._look == "segment" else rect.height() / 2
        on = self.isChecked()
        if self._look == "segment":
            ink = t.text if on else t.muted
            if on:
                paint.shadow(painter, rect, radius)
                fill = t.surface if theme_name() == "light" else t.pressed
                paint.box(painter, rect, fill=fill, line=t.border, radius=radius)
        elif on:
            ink = t.on_inverse
            paint.box(painter, rect, fill=t.inverse, radius=radius)
        else:
            outlined = self._look == "outlined"
            ink = t.text if outlined else t.muted
            over = self.underMouse()
            ground = t.hover if over else t.surface if outlined else None
            paint.box(
                painter, rect, fill=ground, line=t.border if outlined else None, radius=radius
            )
        if self.hasFocus():
            paint.focus_ring(painter, rect, radius)
        bold = on and self._look == "segment"
        paint.write(painter, rect, self.text(), font(Size.CAPTION, bold=bold), ink, paint.CENTER)


class ChipRow(QWidget):
    """Chips of which one is chosen. ``changed`` carries its key.

    Those that do not fit beside each other go on in a second line; none is ever squashed.
    """

    changed = Signal(object)

    def __init__(
        self,
        chips: Sequence[tuple[object, str]] = (),
        *,
        look: ChipLook = "outlined",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._look: ChipLook = look
        self._chips: dict[object, Chip] = {}
        self._edge = px(3) if look == "segment" else 0
        self._gap = px(2 if look != "outlined" else 8)
        fixed, free = QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred
        policy = QSizePolicy(fixed, fixed) if look == "segment" else QSizePolicy(free, free)
        policy.setHeightForWidth(look != "segment")
        self.setSizePolicy(policy)
        self.set_chips(chips)

    def set_chips(self, chips: Sequence[tuple[object, str]]) -> None:
        """Replace the choices (key, words); the chosen key stays if it is among them."""
        before = self.current()
        if [key for key, _ in chips] == list(self._chips):
            for key, text in chips:
                self._chips[key].setText(text)
            self._place(self.width())
            return
        for chip in self._chips.values():
            chip.hide()
            chip.deleteLater()
        self._chips = {}
        for key, text in chips:
            chip = Chip(text, look=self._look, parent=self)
            chip.clicked.connect(lambda _c=False, k=key: self._choose(k))
            chip.show()
            self._chips[key] = chip
        if chips:
            keep = before if before in self._chips else chips[0][0]
            self.set_current(keep)
        self._place(self.width())
        self.updateGeometry()

    def _spots(self, width: int) -> list[QRect]:
        """Where each chip lies in a row of that width."""
        spots: list[QRect] = []
        x = y = self._edge
        for chip in self._chips.values():
            size = chip.sizeHint()
            if x > self._edge and x + size.width() + self._edge > width:
                x, y = self._edge, y + size.height()
            spots.append(QRect(x, y, size.width(), size.height()))
            x += size.width() + self._gap
        return spots

    def _place(self, width: int) -> None:
        for chip, spot in zip(self._chips.values(), self._spots(width), strict=True):
            chip.setGeometry(spot)

    def sizeHint(self) -> QSize:
        """All in one line."""
        hints = [chip.sizeHint() for chip in self._chips.values()]
        if not hints:
            return QSize(0, 0)
        width = sum(h.width() for h in hints) + self._gap * (len(hints) - 1)
        return QSize(width + 2 * self._edge, max(h.height() for h in hints) + 2 * self._edge)

    def minimumSizeHint(self) -> QSize:
        whole = self.sizeHint()
        if self._look == "segment" or not self._chips:
            return whole
        widest = max(chip.sizeHint().width() for chip in self._chips.values())
        return QSize(widest, whole.height())

    def hasHeightForWidth(self) -> bool:
        return self._look != "segment"

    def heightForWidth(self, width: int) -> int:
        spots = self._spots(width)
        return spots[-1].bottom() + 1 + self._edge if spots else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._place(event.size().width())

    def _choose(self, key: object) -> None:
        self.set_current(key)
        self.changed.emit(key)

    def set_current(self, key: object) -> None:
        """Choose without a signal."""
        for other, chip in self._chips.items():
            chip.setChecked(other == key)

    def current(self) -> object:
        return next((key for key, chip in self._chips.items() if chip.isChecked()), None)

    def choices(self) -> list[object]:
        """The choices, in their order."""
        return list(self._chips)

    def step(self) -> object:
        """Choose the next one, around the end, without a signal; gives its key."""
        keys = list(self._chips)
        now = self.current()
        if keys:
            self.set_current(keys[(keys.index(now) + 1) % len(keys)] if now in keys else keys[0])
        return self.current()

    def chip(self, key: object) -> Chip:
        return self._chips[key]

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self._look == "segment":
            t = tokens()
            rect = QRectF(self.rect())
            fill = t.pressed if theme_name() == "light" else t.raised
            paint.box(QPainter(self), rect, fill=fill, radius=px(9))


class Segmented(ChipRow):
    """Two to four ways to look at the same thing."""

    def __init__(
        self, choices: Sequence[tuple[object, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(choices, look="segment", parent=parent)
