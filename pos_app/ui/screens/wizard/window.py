"""The window of the first start: one question a page, Enter goes on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.screens.wizard.answers import Answers
from pos_app.ui.screens.wizard.hq_page import HqPage
from pos_app.ui.screens.wizard.pages import (
    KindPage,
    OwnerPage,
    PrinterPage,
    ShopPage,
    WizardPage,
)
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    Card,
    FieldError,
    Label,
    PrimaryButton,
    ProgressRow,
    SecondaryButton,
    column,
    row,
)

PAGES: tuple[type[WizardPage], ...] = (KindPage, HqPage, ShopPage, OwnerPage, PrinterPage)
"""In this order; each says whether it is wanted."""


class FirstStart(QWidget):
    """``finished`` carries the Answers. What went wrong afterwards is said by `show_problem`.

    Work that takes long is shown by `show_progress`; ``cancelled``: she does not want to wait.
    """

    finished = Signal(object)
    cancelled = Signal()
    language_chosen = Signal(str)

    def __init__(
        self, answers: Answers | None = None, pages: Sequence[type[WizardPage]] = PAGES
    ) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setWindowTitle(tr("喜铺"))
        self.setMinimumSize(1024, 640)
        self.answers = answers or Answers()
        self.pages = [page(self.answers) for page in pages]
        self._title = Label("", size=Size.LARGE, bold=True)
        self._hint = Label("", size=Size.LABEL, tone="muted", wrap=True)
        self._steps = Label("", size=Size.CAPTION, tone="muted")
        self._error = FieldError()
        self._stack = QStackedWidget()
        for page in self.pages:
            self._stack.addWidget(page)
            page.changed.connect(self._refresh)
            page.language_chosen.connect(self.language_chosen)
        self.back = SecondaryButton(tr("上一步"), size="large")
        self.go = PrimaryButton("", size="large", key="Enter")
        self.back.clicked.connect(lambda _c=False: self._step(-1))
        self.go.clicked.connect(lambda _c=False: self._forward())
        self.progress = ProgressRow("")
        self.progress.hide()
        self.progress.cancelled.connect(self.cancelled)
        self._lay_out()
        self.show_page(self.pages[0])

    def _lay_out(self) -> None:
        card = Card()
        foot = row(self.back, self.go, gap=12)
        foot.setStretch(1, 1)
        inner = column(
            self._steps, self._title, self._hint, 8, self._stack, self._error, self.progress, foot,
            gap=8, margins=(48, 40, 48, 40),
        )  # fmt: skip
        inner.setStretch(4, 1)
        card.setLayout(inner)
        card.setFixedSize(px(760), px(580))
        self.setLayout(column(None, row(None, card, None), None))

    def current(self) -> WizardPage:
        page = self._stack.currentWidget()
        if not isinstance(page, WizardPage):
            raise TypeError(type(page).__name__)
        return page

    def _wanted(self) -> list[WizardPage]:
        return [page for page in self.pages if page.wanted()]

    def show_page(self, page: WizardPage) -> None:
        self._stack.setCurrentWidget(page)
        self._refresh()
        page.focus_first()

    def _refresh(self) -> None:
        page, wanted = self.current(), self._wanted()
        at = wanted.index(page)
        self._title.setText(page.title())
        self._hint.setText(page.hint())
        steps = tr("第 {n} 步,共 {total} 步", n=at + 1, total=len(wanted))
        self._steps.setText(steps if len(wanted) > 1 else "")
        self.back.setVisible(at > 0)
        self.go.setText(page.last_words() if page is wanted[-1] else tr("下一步"))

    def _step(self, by: int) -> None:
        wanted = self._wanted()
        self.show_page(wanted[wanted.index(self.current()) + by])

    def _forward(self) -> None:
        self._error.set_text("")
        if not self.current().accept():
            return
        if self.current() is self._wanted()[-1]:
            self.go.setEnabled(False)
            self.finished.emit(self.answers)
        else:
            self._step(1)

    def show_problem(self, words: str) -> None:
        """The shop could not be founded: say why, let her try again."""
        self._set_busy(False)
        self._error.set_text(words)
        self._refresh()

    def show_progress(self, done: int, total: int, words: str, *, stoppable: bool = False) -> None:
        """It runs; ``total`` 0: nobody knows for how long."""
        self._set_busy(True)
        self.progress.set_progress(done, total, words)
        self.progress.set_cancellable(stoppable)

    def _set_busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        for part in (self.go, self.back, self._stack):
            part.setEnabled(not busy)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.go.isEnabled():
                self._forward()
        elif event.key() == Qt.Key.Key_Escape and self.back.isVisible() and self.back.isEnabled():
            self._step(-1)
        else:
            super().keyPressEvent(event)
