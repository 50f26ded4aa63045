"""F1: all keys on a dimmed screen, drawn from the registry of actions."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget

from pos_app.runtime.i18n import tr
from pos_app.ui.actions import Action, ActionRegistry, Group, group_title, key_label
from pos_app.ui.theme import Size, font, px, tokens
from pos_app.ui.widgets import paint

_LINE = 34
_HEAD = 44
_WIDTH = 860


def _grouped(actions: Iterable[Action]) -> list[tuple[Group, list[Action]]]:
    groups: dict[Group, list[Action]] = {}
    for action in actions:
        if action.keys:
            groups.setdefault(action.group, []).append(action)
    return list(groups.items())


class HelpOverlay(QWidget):
    """Two columns of key and words over its parent. Any key or click closes it (``closed``).

    ``handbook_wanted``: the words about the handbook were clicked; the key is the window's affair.
    """

    closed = Signal()
    handbook_wanted = Signal()

    def __init__(self, parent: QWidget, registry: ActionRegistry) -> None:
        super().__init__(parent)
        self._area = parent
        self._registry = registry
        self._squeeze = 1.0
        self._groups: list[tuple[Group, list[Action]]] = []
        self._before: QWidget | None = None
        self._handbook = QRectF()
        self._offers_handbook = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("按键一览"))
        parent.installEventFilter(self)
        self.hide()

    def show_help(self, *, handbook: bool = False) -> None:
        """Show what works now: the actions of the scopes that are active.

        ``handbook``: say that the same key once more opens it.
        """
        self._offers_handbook = handbook
        self._groups = _grouped(self._registry.actions(self._registry.scopes()))
        self._before = QApplication.focusWidget()
        self.setGeometry(self._area.rect())
        self.show()
        self.raise_()
        self.setFocus()

    def toggle(self) -> None:
        if self.isVisible():
            self.close_help()
        else:
            self.show_help()

    def close_help(self) -> None:
        """Hide and give the focus back."""
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus()
        self._before = None
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()
        self.close_help()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.close_help()
        if self._offers_handbook and self._handbook.contains(event.position()):
            self.handbook_wanted.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.parent() and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._area.rect())
        return False

    def _high(self, size: int) -> int:
        """A height, squeezed so that all keys fit on a low screen."""
        return int(px(size) * self._squeeze)

    def _columns(self) -> tuple[list[tuple[Group, list[Action]]], list[tuple[Group, list[Action]]]]:
        """Split the groups where both columns come out about equally long."""
        lengths = [_HEAD + _LINE * len(actions) for _, actions in self._groups]
        half, at, so_far = sum(lengths) / 2, 0, 0
        while at < len(lengths) and so_far + lengths[at] / 2 < half:
            so_far += lengths[at]
            at += 1
        return self._groups[:at], self._groups[at:]

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(0, 0, 0, t.scrim + 40))
        columns = self._columns()
        longest = max(sum(_HEAD + _LINE * len(a) for _, a in part) for part in columns)
        width = min(px(_WIDTH), self.width() - px(32))
        self._squeeze = min((self.height() - px(24)) / px(longest + 92), 1.0)
        height = self._high(longest + 92)
        card = QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)
        paint.box(painter, card, fill=t.surface, line=t.border, radius=px(12))
        title = QRectF(card.left() + px(32), card.top() + px(20), width - px(64), px(36))
        paint.write(painter, title, tr("按键一览"), font(Size.TITLE, bold=True), t.text)
        away = tr("按其他键返回") if self._offers_handbook else tr("按任意键返回")
        paint.write(painter, title, away, font(Size.CAPTION), t.muted, paint.VCENTER_RIGHT)
        if self._offers_handbook:
            self._paint_handbook(painter, title)
        for i, part in enumerate(columns):
            left = card.left() + px(32) + i * (width - px(32)) / 2
            space = QRectF(left, card.top() + px(60), (width - px(96)) / 2, height - px(60))
            self._paint_column(painter, space, part)

    def _paint_handbook(self, painter: QPainter, title: QRectF) -> None:
        """In the middle of the title: the key once more, or a finger, opens the handbook."""
        t = tokens()
        words, face = tr("使用手册"), font(Size.LABEL, bold=True)
        cap, wide = paint.keycap_width("F1"), paint.text_width(words, face)
        box = QRectF(0, 0, cap + wide + px(36), px(36))
        box.moveCenter(title.center())
        self._handbook = box
        paint.box(painter, box, fill=t.accent_soft, line=t.accent_soft, radius=px(8))
        paint.write(painter, box.adjusted(px(14), 0, 0, 0), words, face, t.accent)
        paint.keycap(
            painter, box.right() - px(10), box.center().y(), "F1", ink=t.accent, fill=t.surface
        )

    def _paint_column(
        self, painter: QPainter, space: QRectF, groups: list[tuple[Group, list[Action]]]
    ) -> None:
        t = tokens()
        y = space.top()
        for group, actions in groups:
            head = QRectF(space.left(), y + self._high(10), space.width(), self._high(_HEAD - 10))
            small = font(Size.CAPTION, bold=True)
            paint.write(painter, head, group_title(group), small, t.muted)
            y += self._high(_HEAD)
            for action in actions:
                line = QRectF(space.left(), y, space.width(), self._high(_LINE))
                self._paint_line(painter, line, action)
                y += self._high(_LINE)

    def _paint_line(self, painter: QPainter, line: QRectF, action: Action) -> None:
        t = tokens()
        label = key_label(action.keys[0])
        cap_right = line.left() + paint.keycap_width(label)
        paint.keycap(painter, cap_right, line.center().y(), label, ink=t.text, fill=t.raised)
        words = line.adjusted(px(64), 0, 0, 0)
        paint.write(painter, words, action.text(), font(Size.LABEL), t.text)
