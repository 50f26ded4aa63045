"""The strip of keys under the basket; what finds no room goes behind 更多."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.theme import px
from pos_app.ui.widgets import Button, IconButton, Sheet

GAP, EDGE = 6, 10


class _Key(Button):
    """A button of the bar: as high as a finger, no wider than its words need."""

    def sizeHint(self) -> QSize:
        full = super().sizeHint()
        return QSize(full.width() - px(4), full.height())


class KeyBar(QWidget):
    """Buttons of actions in a row. ``short`` gives words for where the full ones are too long."""

    def __init__(self, more: Callable[[Sequence[QAction]], None]) -> None:
        super().__init__()
        self._buttons: list[tuple[Button, QAction]] = []
        self._later: list[QAction] = []
        self._more = IconButton("more", tr("更多"), size="small")
        self._more.setParent(self)
        self._more.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._more.clicked.connect(lambda _c=False: more(self.hidden_actions()))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def add_key(self, action: QAction, words: str = "") -> Button:
        """A key in the bar; ``words`` instead of the action's own."""
        button = _Key(size="small")
        button.setParent(self)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setText(words or action.text())
        button.set_key(str(action.property("keyLabel") or ""))
        button.setEnabled(action.isEnabled())
        action.changed.connect(lambda: button.setEnabled(action.isEnabled()))
        button.clicked.connect(lambda _c=False: action.trigger())
        self._buttons.append((button, action))
        return button

    def add_later(self, *actions: QAction) -> None:
        """Actions that stand behind 更多 always."""
        self._later.extend(actions)

    def hidden_actions(self) -> list[QAction]:
        hidden = [action for button, action in self._buttons if button.isHidden()]
        return [*hidden, *self._later]

    def sizeHint(self) -> QSize:
        return QSize(px(400), px(60))

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self.place()

    def place(self) -> None:
        """Lay the keys out anew, after a word became longer."""
        last = self._more.sizeHint()
        end = self.width() - px(EDGE) - last.width() - px(GAP)
        x, full = px(EDGE), False
        for button, _action in self._buttons:
            size = button.sizeHint()
            full = full or x + size.width() > end
            button.setVisible(not full)
            if not full:
                top = (self.height() - size.height()) // 2
                button.setGeometry(x, top, size.width(), size.height())
                x += size.width() + px(GAP)
        top = (self.height() - last.height()) // 2
        left = self.width() - px(EDGE) - last.width()
        self._more.setGeometry(left, top, last.width(), last.height())


class MoreSheet(Sheet):
    """Large buttons for everything that is not in the bar; closing comes before the deed."""

    def __init__(self, actions: Sequence[QAction]) -> None:
        super().__init__(tr("更多"), width=420)
        for action in actions:
            button = Button(action.text(), size="large", key=str(action.property("keyLabel") or ""))
            button.setEnabled(action.isEnabled())
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(lambda _c=False, chosen=action: self._do(chosen))
            self.add(button)
        self.body.addStretch(1)

    def _do(self, action: QAction) -> None:
        self.request_close()
        action.trigger()
