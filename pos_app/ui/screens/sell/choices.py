"""Chips in several lines of which one is chosen; the arrow keys walk through them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from pos_app.ui.theme import px
from pos_app.ui.widgets import Button, Chip

GAP = 8


class Choices(QWidget):
    """``changed`` carries the key of a chip. They flow over as many lines as they need."""

    changed = Signal(object)

    def __init__(
        self, choices: Sequence[tuple[object, str]], *, chosen: object = None, name: str = ""
    ) -> None:
        super().__init__()
        self._chips: dict[object, Chip] = {}
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        for key, text in choices:
            chip = Chip(text, parent=self)
            chip.clicked.connect(lambda _c=False, k=key: self.choose(k))
            self._chips[key] = chip
        if chosen is not None:
            self.set_current(chosen)

    def current(self) -> object:
        """The chosen key, or None."""
        return next((key for key, chip in self._chips.items() if chip.isChecked()), None)

    def set_current(self, key: object) -> None:
        """Choose without a signal; None chooses nothing."""
        for other, chip in self._chips.items():
            chip.setChecked(other == key)

    def choose(self, key: object) -> None:
        self.set_current(key)
        self.changed.emit(key)

    def step(self, delta: int) -> None:
        """The next or the one before, around the ends."""
        keys = list(self._chips)
        if keys:
            now = self.current()
            at = keys.index(now) if now in keys else (-1 if delta > 0 else 0)
            self.choose(keys[(at + delta) % len(keys)])

    def on_key(self, key: int) -> bool:
        """Up and down, for the sheet that these stand on."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if step is None:
            return False
        self.step(step)
        return True

    def _flow(self, width: int, *, move: bool) -> int:
        x = y = line = 0
        gap = px(GAP)
        for chip in self._chips.values():
            size = chip.sizeHint()
            if x and x + size.width() > width:
                x, y, line = 0, y + line + gap, 0
            if move:
                chip.setGeometry(QRect(x, y, size.width(), size.height()))
            x += size.width() + gap
            line = max(line, size.height())
        return y + line

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._flow(width, move=False)

    def sizeHint(self) -> QSize:
        return QSize(px(320), self._flow(self.width() or px(480), move=False))

    def minimumSizeHint(self) -> QSize:
        """One line; what more it needs ``heightForWidth`` says."""
        heights = [chip.sizeHint().height() for chip in self._chips.values()]
        return QSize(px(120), max(heights, default=0))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._flow(self.width(), move=True)
        self.updateGeometry()


class Keyed(QWidget):
    """Few choices as large buttons, two in a row, each with its number key.

    ``tapped`` follows ``changed`` where a finger or the mouse chose.
    """

    changed = Signal(object)
    tapped = Signal(object)

    def __init__(self, choices: Sequence[str]) -> None:
        super().__init__()
        self._buttons: list[Button] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(px(10))
        for n, words in enumerate(choices):
            button = Button(words, size="large", key=str(n + 1), bold=False)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _c=False, w=words: self._tap(w))
            self._buttons.append(button)
            grid.addWidget(button, n // 2, n % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self.set_current(choices[0])

    def current(self) -> str:
        """The words that are chosen, or nothing."""
        return next((b.text() for b in self._buttons if b.isChecked()), "")

    def set_current(self, words: str) -> None:
        for button in self._buttons:
            button.setChecked(button.text() == words)

    def choose(self, words: str) -> None:
        self.set_current(words)
        self.changed.emit(words)

    def _tap(self, words: str) -> None:
        self.choose(words)
        self.tapped.emit(words)

    def on_key(self, key: int) -> bool:
        """A number key, or up and down."""
        at = key - Qt.Key.Key_1
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if step is not None:
            words = [b.text() for b in self._buttons]
            now = words.index(self.current()) if self.current() else -step
            at = (now + step) % len(words)
        if not 0 <= at < len(self._buttons):
            return False
        self.choose(self._buttons[at].text())
        return True
