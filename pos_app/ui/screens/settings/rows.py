"""A setting on the page: what it is, what it means, its control, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.settings import Value
from pos_app.ui.screens.alive import while_alive
from pos_app.ui.screens.settings.controls import Control
from pos_app.ui.session import Session
from pos_app.ui.theme import Size, px
from pos_app.ui.widgets import (
    Card,
    Divider,
    FieldError,
    Label,
    SectionHeader,
    TagLabel,
    column,
    holder,
    reveal,
    row,
)

SAVED_MS = 2500
WIDEST = 940


class SettingRow(QWidget):
    """Writes its setting as soon as another value is meant.

    ``check`` may refuse a value (raises ShopError); ``after`` runs when it is written.
    """

    def __init__(
        self,
        session: Session,
        name: str,
        words: str,
        control: Control,
        *,
        hint: str = "",
        check: Callable[[Value], object] | None = None,
        after: Callable[[], None] | None = None,
    ) -> None:
        super().__init__()
        self.name, self.control = name, control
        self._session, self._check, self._after = session, check, after
        control.setAccessibleName(words)
        self._saved = TagLabel(tr("已存"), "good")
        reveal(self._saved, False)
        self._error = FieldError()
        title = row(Label(words, size=Size.BODY), self._saved, None, gap=10)
        left = column(title, gap=2)
        if hint:
            left.addWidget(Label(hint, size=Size.CAPTION, tone="muted", wrap=True))
        line = row(left, control, gap=24)
        line.setStretch(0, 1)
        self.setLayout(column(line, self._error, gap=2, margins=(18, 8, 18, 8)))
        control.decided.connect(self._on_decided)
        self.refresh()

    def refresh(self) -> None:
        """Show what is stored, unless a wrong value is being mended."""
        if not self._error.text():
            self.control.show_value(self._session.desk.settings.get(self.name))

    def _on_decided(self, value: Value) -> None:
        self._say("")
        session, name = self._session, self.name
        if value == session.desk.settings.get(name):
            return
        try:
            if self._check is not None:
                self._check(value)
        except ShopError as error:
            self._say(str(error))
            return
        staff = session.staff
        session.write(
            lambda shop, who: shop.settings.change(name, value, staff, approved_by=who),
            while_alive(self, lambda _none: self._on_saved()),
            touches=("settings",),
            failed=while_alive(self, lambda error: self._say(str(error))),
        )

    def _on_saved(self) -> None:
        reveal(self._saved, True)
        QTimer.singleShot(SAVED_MS, self._saved, self._saved.hide)
        if self._after is not None:
            self._after()

    def _say(self, words: str) -> None:
        self._error.set_text(words)
        self.control.set_wrong(bool(words))


class Section(QWidget):
    """A heading and a card with a row under the other."""

    def __init__(self, title: str, *rows: QWidget, note: str = "") -> None:
        super().__init__()
        card = Card()
        parts = column(gap=0, margins=(1, 4, 1, 6))
        for n, part in enumerate(rows):
            if n:
                parts.addWidget(Divider())
            parts.addWidget(part)
        card.setLayout(parts)
        self.setLayout(column(SectionHeader(title, note, size=Size.LEAD), card, gap=8))


class Page(QScrollArea):
    """Sections one below the other, no wider than the eye likes."""

    def __init__(self, *parts: QWidget, widest: int = WIDEST) -> None:
        super().__init__()
        self._rows = [r for part in parts for r in part.findChildren(SettingRow)]
        inner = holder(column(*parts, None, gap=20))
        inner.setMaximumWidth(px(widest))
        layout = row(inner, None, gap=0, margins=(4, 2, 12, 12))
        layout.setStretch(0, 1000)
        self.setWidget(holder(layout))
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def refresh(self) -> None:
        """Show what is stored now."""
        for one in self._rows:
            one.refresh()

    def on_scan(self, _text: str) -> bool:
        return False
