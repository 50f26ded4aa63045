"""Sheets that slide in from the right over a dimmed screen, one above the other if need be."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QEvent, QObject, QPoint, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QLayout, QVBoxLayout, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size, colour, motion_ms, px, tokens
from pos_app.ui.widgets.button import GhostButton
from pos_app.ui.widgets.label import Label
from pos_app.ui.widgets.style import reveal, row


class Sheet(QWidget):
    """A title, a body and a footer. Fill ``body`` and ``footer``; ``closed`` follows any way out.

    ``first_focus`` is the widget that gets the keyboard; without it the first that takes it.
    ``closable=False`` keeps Esc and the scrim from closing it (money is on its way).
    """

    closed = Signal()

    def __init__(self, title: str = "", *, width: int = 560, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet_width = width
        self.closable = True
        self.first_focus: QWidget | None = None
        self.title = Label(title, size=Size.TITLE, bold=True, elide=True)
        self.back = GhostButton(tr("返回"), size="small", key="Esc")
        self.back.clicked.connect(lambda _c=False: self.request_close())
        self.body = QVBoxLayout()
        self.body.setSpacing(px(16))
        self.footer = QVBoxLayout()
        self.footer.setSpacing(px(8))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(px(28), px(10), px(28), px(24))
        layout.setSpacing(px(16))
        head = row(self.title, self.back)
        head.setStretch(0, 1)
        layout.addLayout(head)
        layout.addLayout(self.body, 1)
        layout.addLayout(self.footer)
        self.setAccessibleName(title)

    def set_title(self, text: str) -> None:
        self.title.setText(text)
        self.setAccessibleName(text)

    def set_closable(self, closable: bool) -> None:
        self.closable = closable
        reveal(self.back, closable)

    def add(self, part: QWidget | QLayout, stretch: int = 0) -> None:
        """Put something at the end of the body."""
        if isinstance(part, QWidget):
            self.body.addWidget(part, stretch)
        else:
            self.body.addLayout(part, stretch)

    def request_close(self) -> None:
        """As Esc does: closes unless the sheet says no."""
        host = self.parent()
        if self.closable and isinstance(host, SheetHost):
            host.close_sheet(self)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab stays inside the sheet."""
        ring = [w for w in self._focus_ring() if w.isVisibleTo(self) and w.isEnabled()]
        if not ring:
            return True
        now = QApplication.focusWidget()
        at = ring.index(now) if now in ring else (-1 if forward else 0)
        reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
        ring[(at + (1 if forward else -1)) % len(ring)].setFocus(reason)
        return True

    def _focus_ring(self) -> list[QWidget]:
        ring: list[QWidget] = []
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy()
            if takes and self.isAncestorOf(widget):
                ring.append(widget)
            widget = widget.nextInFocusChain()
        return ring

    def take_focus(self) -> None:
        """To ``first_focus``, else to the first part that can have it: Esc must always arrive."""
        wanted = [self.first_focus] if self.first_focus is not None else self._focus_ring()
        able = [w for w in wanted if w is not self.back and w.isVisibleTo(self) and w.isEnabled()]
        (able or [self.back])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def event(self, event: QEvent) -> bool:
        """Esc is the sheet's, whatever shortcuts the window has."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.request_close()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour(tokens().surface))
        painter.fillRect(0, 0, 1, self.height(), colour(tokens().border))


class SheetHost(QWidget):
    """Covers its parent while a sheet is open; hidden otherwise.

    Make one for the content area, below the top bar. ``opened`` and ``emptied`` tell the window
    when to switch the scopes of the keys. The focus goes back to where it was.
    """

    opened = Signal(object)
    emptied = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._area = parent
        self._sheets: list[Sheet] = []
        self._focus_before: list[QWidget | None] = []
        self.hide()
        parent.installEventFilter(self)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def current(self) -> Sheet | None:
        """The sheet on top, or None."""
        return self._sheets[-1] if self._sheets else None

    def open_sheet(self, sheet: Sheet) -> None:
        """Slide a sheet in above all others and give it the keyboard."""
        self._focus_before.append(QApplication.focusWidget())
        self._sheets.append(sheet)
        sheet.setParent(self)
        self.setGeometry(self._area.rect())
        self.show()
        self.raise_()
        self._place(sheet)
        sheet.show()
        sheet.raise_()
        sheet.take_focus()
        self._slide(sheet)
        self.opened.emit(sheet)

    def close_sheet(self, sheet: Sheet | None = None) -> None:
        """Close a sheet (the top one without) and those above it; the focus goes back."""
        if not self._sheets:
            return
        wanted = sheet or self._sheets[-1]
        while wanted in self._sheets:
            top = self._sheets.pop()
            before = self._focus_before.pop()
            top.hide()
            self._give_back(before)
            top.closed.emit()
            top.deleteLater()
        if not self._sheets:
            self.hide()
            self.emptied.emit()
        self.update()

    def close_all(self) -> None:
        if self._sheets:
            self.close_sheet(self._sheets[0])

    def _give_back(self, before: QWidget | None) -> None:
        try:
            if before is not None and before.isVisible():
                before.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        except RuntimeError:
            pass
        if self._sheets:
            self._sheets[-1].take_focus()

    def _place(self, sheet: Sheet) -> None:
        width = min(px(sheet.sheet_width), self.width())
        sheet.setGeometry(self.width() - width, 0, width, self.height())

    def _slide(self, sheet: Sheet) -> None:
        if not motion_ms():
            return
        end = sheet.pos()
        slide = QPropertyAnimation(sheet, b"pos", sheet)
        slide.setDuration(motion_ms())
        slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        slide.setStartValue(end + QPoint(px(72), 0))
        slide.setEndValue(end)
        slide.start(QPropertyAnimation.DeletionPolicy.DeleteWhenStopped)

    def _on_focus(self, _old: QWidget | None, new: QWidget | None) -> None:
        """A sheet that is open keeps the keyboard from the screen under it."""
        top = self.current()
        if top is None or new is None or not self.isVisible():
            return
        if self._area.isAncestorOf(new) and new is not top and not top.isAncestorOf(new):
            top.take_focus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._area.rect())
        return False

    def resizeEvent(self, _event: QResizeEvent) -> None:
        for sheet in self._sheets:
            self._place(sheet)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        top = self.current()
        if top is not None and not top.geometry().contains(event.position().toPoint()):
            top.request_close()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, tokens().scrim))
