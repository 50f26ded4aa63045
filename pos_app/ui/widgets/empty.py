"""What stands where there is nothing yet: it says what to do next."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pos_app.ui.theme import Size, px
from pos_app.ui.widgets.button import SecondaryButton
from pos_app.ui.widgets.label import IconLabel, Label
from pos_app.ui.widgets.style import reveal


class EmptyState(QWidget):
    """An icon, a title, a hint and at most one button (``acted``)."""

    acted = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        hint: str = "",
        *,
        action: str = "",
        key: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        middle = Qt.AlignmentFlag.AlignHCenter
        self._icon = IconLabel(icon, "border_strong", 44)
        self._title = Label(title, size=Size.BODY, bold=True, align=middle)
        self._hint = Label(hint, size=Size.CAPTION, tone="muted", align=middle, wrap=True)
        self._button = SecondaryButton(action, key=key)
        reveal(self._button, bool(action))
        self._button.clicked.connect(lambda _c=False: self.acted.emit())
        layout = QVBoxLayout(self)
        layout.setSpacing(px(6))
        layout.addStretch(2)
        layout.addWidget(self._icon, 0, middle)
        layout.addSpacing(px(6))
        layout.addWidget(self._title)
        layout.addWidget(self._hint)
        layout.addSpacing(px(10))
        layout.addWidget(self._button, 0, middle)
        layout.addStretch(3)

    def set_state(self, icon: str, title: str, hint: str = "", *, action: str = "") -> None:
        self._icon.set_icon(icon)
        self._title.setText(title)
        self._hint.setText(hint)
        self._button.setText(action)
        reveal(self._button, bool(action))
