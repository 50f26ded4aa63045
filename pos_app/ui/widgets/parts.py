"""Pieces of a page: its heading, a hairline, a row of a form, the progress of long work."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSizePolicy, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.theme import Size, colour, px, tokens
from pos_app.ui.widgets.banner import FieldError
from pos_app.ui.widgets.button import SecondaryButton
from pos_app.ui.widgets.label import Label
from pos_app.ui.widgets.style import column, reveal, row


class Divider(QWidget):
    """A hairline."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour(tokens().border))


class SectionHeader(QWidget):
    """A title, a muted line after it, and room for buttons on the right (``add``)."""

    def __init__(
        self, title: str, note: str = "", *, size: Size = Size.TITLE, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._title = Label(title, size=size, bold=True)
        self._note = Label(note, size=Size.LABEL, tone="muted")
        self._right = QHBoxLayout()
        self._right.setSpacing(px(8))
        self.setLayout(row(self._title, self._note, None, self._right, gap=10))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_title(self, title: str) -> None:
        self._title.setText(title)

    def set_note(self, note: str) -> None:
        self._note.setText(note)

    def add(self, widget: QWidget) -> None:
        """Put a widget at the right end."""
        self._right.addWidget(widget)


class FormRow(QWidget):
    """A label over a field, a hint or an error under it."""

    def __init__(
        self, label: str, field: QWidget, *, hint: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._label = Label(label, size=Size.CAPTION, tone="muted")
        self._label.setBuddy(field)
        self._hint = Label(hint, size=Size.TINY, tone="muted", wrap=True)
        reveal(self._hint, bool(hint))
        self._error = FieldError()
        if not field.accessibleName():
            field.setAccessibleName(label)
        self.setLayout(column(self._label, field, self._hint, self._error, gap=4))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_error(self, text: str) -> None:
        """Words beside the field; empty takes them away."""
        self._error.set_text(text)
        reveal(self._hint, bool(self._hint.text()) and not text)
        mark = getattr(self.field, "set_wrong", None)
        if mark is not None:
            mark(bool(text))

    def error(self) -> str:
        return self._error.text()


class ProgressRow(QWidget):
    """Long work: what is done, how far it is, a way to stop it (``cancelled``)."""

    cancelled = Signal()

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Label(text, size=Size.LABEL)
        self._count = Label("", size=Size.CAPTION, tone="muted")
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setFixedHeight(px(8))
        self._cancel = SecondaryButton(tr("取消"), size="small")
        self._cancel.clicked.connect(lambda _c=False: self.cancelled.emit())
        left = column(row(self._words, None, self._count), self._bar, gap=6)
        layout = row(left, self._cancel, gap=16)
        layout.setStretch(0, 1)
        self.setLayout(layout)

    def set_progress(self, done: int, total: int, text: str = "") -> None:
        """``total`` 0: it runs, and nobody knows for how long."""
        if text:
            self._words.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._count.setText(f"{done} / {total}" if total else "")

    def set_cancellable(self, on: bool) -> None:
        reveal(self._cancel, on)
