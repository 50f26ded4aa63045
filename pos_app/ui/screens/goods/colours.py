"""The colour of a quick key: a row of calm ones."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.theme import px, tokens
from pos_app.ui.widgets import paint

COLOURS: tuple[str, ...] = (
    "", "#E9BD69", "#CFAD8C", "#9F8069", "#CE6D5A", "#C99BB0", "#7180A9", "#82B0CF", "#8FB38A",
)  # fmt: skip
"""The first one: chosen by the name, as for goods that nobody gave a colour."""
SIDE = 40


class ColourRow(QWidget):
    """``changed`` carries the colour, ``#RRGGBB`` or nothing."""

    changed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._colour = ""
        self._colours = COLOURS
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(tr("快捷键颜色"))
        self.setFixedHeight(px(48))

    def sizeHint(self) -> QSize:
        return QSize(px((SIDE + 8) * len(self._colours)), px(48))

    def colour(self) -> str:
        return self._colour

    def set_colour(self, colour: str) -> None:
        """Show a colour without a signal; one that is not in the row joins it."""
        self._colours = COLOURS if colour in COLOURS else (*COLOURS, colour)
        self._colour = colour
        self.update()

    def _spot(self, at: int) -> QRectF:
        return QRectF(at * px(SIDE + 8), px(4), px(SIDE), px(SIDE))

    def _choose(self, at: int) -> None:
        self.set_colour(self._colours[at % len(self._colours)])
        self.changed.emit(self._colour)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for at in range(len(self._colours)):
            if self._spot(at).contains(event.position()):
                self._choose(at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._choose(self._colours.index(self._colour) + step)

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, colour in enumerate(self._colours):
            spot = self._spot(at)
            chosen = colour == self._colour
            line = (t.accent if self.hasFocus() else t.text) if chosen else None
            if chosen:
                paint.box(painter, spot, line=line, radius=px(9), width=2)
            inner = spot.adjusted(px(4), px(4), -px(4), -px(4))
            paint.box(
                painter, inner, fill=colour or t.raised, line=None if colour else t.border,
                radius=px(6),
            )  # fmt: skip
            if not colour:
                paint.write(painter, inner, "A", painter.font(), t.muted, paint.CENTER)
