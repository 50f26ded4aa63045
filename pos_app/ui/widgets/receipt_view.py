"""A receipt as it comes out of the printer, on a sheet of paper."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pos_app.ui.theme import px
from pos_app.ui.widgets import paint

_PAPER = "#FFFFFF"
_EDGE = "#D9DCE2"


class _Paper(QWidget):
    """Paper stays white in both themes: this is what the customer gets."""

    def __init__(self) -> None:
        super().__init__()
        self.picture = QPixmap()
        self.fit_width = 0

    def set_picture(self, picture: QPixmap) -> None:
        self.picture = picture
        self.updateGeometry()
        self.resize(self.sizeHint())
        self.update()

    def _drawn(self) -> QSize:
        size = self.picture.deviceIndependentSize().toSize()
        if self.fit_width and size.width() > self.fit_width:
            size.scale(self.fit_width, 1_000_000, Qt.AspectRatioMode.KeepAspectRatio)
        return size

    def sizeHint(self) -> QSize:
        return self._drawn() + QSize(px(56), px(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        if self.picture.isNull():
            return
        painter = QPainter(self)
        drawn = QRectF(0, px(28), self._drawn().width(), self._drawn().height())
        drawn.moveLeft((self.width() - drawn.width()) / 2)
        sheet = drawn.adjusted(-px(14), -px(14), px(14), px(14))
        paint.shadow(painter, sheet, px(4))
        paint.box(painter, sheet, fill=_PAPER, line=_EDGE, radius=px(4))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawPixmap(drawn, self.picture, QRectF(self.picture.rect()))


class ReceiptView(QScrollArea):
    """Shows the picture of a receipt, no wider than the view; scrolls when it is long."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper = _Paper()
        self.setObjectName("receipt-view")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(self._paper)
        self.setWidgetResizable(True)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def set_picture(self, picture: QPixmap | QImage) -> None:
        """Show a receipt; a null picture shows none."""
        pixmap = QPixmap.fromImage(picture) if isinstance(picture, QImage) else picture
        self._paper.set_picture(pixmap)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self._paper.fit_width = max(self.viewport().width() - px(60), px(120))
        self._paper.setMinimumHeight(self._paper.sizeHint().height())
        self._paper.update()
