"""The pages of a report as they will lie in the hand, one below the other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size, font, px, tokens
from pos_app.ui.widgets import paint

GAP = 18
EDGE = 20
WIDEST = 1000
KEPT = 8
"""Pages that are kept drawn; a long audit list has hundreds."""
_PAPER, _LINE = "#FFFFFF", "#D9DCE2"

Draw = Callable[[int, QSize, Callable[[QImage], None]], None]
"""Asked for a page in a size; calls back with its picture."""


class _Canvas(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.sizes: tuple[tuple[float, float], ...] = ()
        self.images: dict[int, QImage] = {}
        self.wanted: Callable[[int], None] = lambda _page: None

    def page_width(self) -> int:
        return min(self.width() - 2 * px(EDGE), px(WIDEST))

    def rects(self) -> list[QRect]:
        """Where each page lies."""
        wide, y, found = self.page_width(), px(EDGE), []
        for points_wide, points_high in self.sizes:
            high = round(wide * points_high / points_wide)
            found.append(QRect((self.width() - wide) // 2, y, wide, high))
            y += high + px(GAP)
        return found

    def fit(self) -> None:
        rects = self.rects()
        self.setMinimumHeight(rects[-1].bottom() + px(EDGE) if rects else 0)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for page, rect in enumerate(self.rects()):
            if not rect.intersects(event.rect()):
                continue
            paint.shadow(painter, QRectF(rect), px(3))
            paint.box(painter, QRectF(rect), fill=_PAPER, line=_LINE, radius=px(3))
            image = self.images.get(page)
            if image is None:
                self.wanted(page)
                words = tr("第 {n} 页", n=page + 1)
                paint.write(painter, QRectF(rect), words, font(Size.LABEL), "#8A93A0", paint.CENTER)
            else:
                painter.drawImage(rect.adjusted(1, 1, -1, -1), image)


class PdfPages(QScrollArea):
    """``page_changed`` carries the number of the page in view and of all pages."""

    page_changed = Signal(int, int)

    def __init__(self) -> None:
        super().__init__()
        self._canvas = _Canvas()
        self._canvas.wanted = self._want
        self._draw: Draw | None = None
        self._asked: set[int] = set()
        self._turn = 0
        self.setWidget(self._canvas)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("报表的样子"))
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._tell())

    def show_pages(self, sizes: tuple[tuple[float, float], ...], draw: Draw) -> None:
        """Show a document from its first page."""
        self._canvas.sizes, self._draw = sizes, draw
        self._forget()
        self._canvas.fit()
        self.verticalScrollBar().setValue(0)
        self._tell()

    def drawn(self) -> int:
        """How many pages are drawn now."""
        return len(self._canvas.images)

    def _forget(self) -> None:
        self._turn += 1
        self._canvas.images, self._asked = {}, set()

    def _want(self, page: int) -> None:
        if self._draw is None or page in self._asked:
            return
        self._asked.add(page)
        turn, ratio = self._turn, self.devicePixelRatioF()
        rect = self._canvas.rects()[page]
        size = QSize(round(rect.width() * ratio), round(rect.height() * ratio))

        def arrived(image: QImage) -> None:
            if turn == self._turn:
                self._keep(page, image)

        self._draw(page, size, arrived)

    def _keep(self, page: int, image: QImage) -> None:
        images = self._canvas.images
        images[page] = image
        while len(images) > KEPT:
            far = max(images, key=lambda other: abs(other - page))
            del images[far]
            self._asked.discard(far)
        self._canvas.update()

    def _tell(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() // 3
        rects = self._canvas.rects()
        page = sum(1 for rect in rects if rect.top() <= middle)
        self.page_changed.emit(min(max(page, 1), len(rects)), len(rects))

    def turn_page(self, delta: int) -> None:
        """To the top of the next page or the one before."""
        tops = [rect.top() - px(EDGE) for rect in self._canvas.rects()]
        now = self.verticalScrollBar().value()
        later = [top for top in tops if top > now + 2]
        earlier = [top for top in tops if top < now - 2]
        if delta > 0 and later:
            self.verticalScrollBar().setValue(later[0])
        elif delta < 0 and earlier:
            self.verticalScrollBar().setValue(earlier[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._forget()
        self._canvas.fit()
        self._tell()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        line = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if line is not None:
            bar.setValue(bar.value() + line * px(64))
        elif event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Space):
            step = -1 if event.key() == Qt.Key.Key_PageUp else 1
            bar.setValue(bar.value() + step * round(self.viewport().height() * 0.9))
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            bar.setValue(0 if event.key() == Qt.Key.Key_Home else bar.maximum())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self.viewport()).fillRect(self.viewport().rect(), tokens().background)
        super().paintEvent(event)
