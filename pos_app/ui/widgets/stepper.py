"""Minus, a quantity, plus."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.ui.theme import Size, font, px
from pos_app.ui.widgets import paint


class Stepper(QWidget):
    """``stepped`` carries -1 or +1; the owner decides what that means and calls ``set_text``.

    ``text_clicked``: the quantity itself was touched (type it instead).
    """

    stepped = Signal(int)
    text_clicked = Signal()

    def __init__(self, text: str = "1", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = text
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str) -> None:
        self._text = text
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        gap = max(paint.text_width(self._text, font(Size.BODY, bold=True)) + px(16), px(46))
        return QSize(round(gap) + 2 * px(36) + 2, px(48))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint.stepper(painter, QRectF(self.rect()), self._text)
        if self.hasFocus():
            paint.focus_ring(painter, QRectF(self.rect()), px(8))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        rects = paint.stepper_rects(QRectF(self.rect()), self._text, font(Size.BODY, bold=True))
        x = event.position().x()
        if x <= rects[0].right():
            self.stepped.emit(-1)
        elif x >= rects[2].left():
            self.stepped.emit(1)
        else:
            self.text_clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() in {"+", "-"}:
            self.stepped.emit(1 if event.text() == "+" else -1)
        else:
            super().keyPressEvent(event)
