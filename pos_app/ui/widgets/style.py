"""Dynamic properties that the style sheet selects on, and layouts without ceremony."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pos_app.ui.theme import px

Part = QWidget | QLayout | int | None
"""A widget, a layout, a gap in pixels at 100 percent, or None for a stretch."""


def restyle(widget: QWidget, **properties: object) -> None:
    """Set properties and let the style sheet look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()


def reveal(widget: QWidget, on: bool) -> None:
    """Show or hide a part; one without a parent as yet never pops up as a window of its own."""
    if on and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, False)
    else:
        widget.setVisible(on)


def _fill(layout: QBoxLayout, parts: Sequence[Part], gap: int, margins: Sequence[int]) -> None:
    layout.setSpacing(px(gap))
    sides = [px(m) for m in (margins if len(margins) == 4 else [margins[0]] * 4)]
    layout.setContentsMargins(*sides)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        elif isinstance(part, QLayout):
            layout.addLayout(part)
        else:
            layout.addSpacing(px(part))


def row(*parts: Part, gap: int = 8, margins: Sequence[int] = (0,)) -> QHBoxLayout:
    """Parts from left to right. ``margins``: one for all sides, or left, top, right, bottom."""
    layout = QHBoxLayout()
    _fill(layout, parts, gap, margins)
    return layout


def column(*parts: Part, gap: int = 8, margins: Sequence[int] = (0,)) -> QVBoxLayout:
    """Parts from top to bottom."""
    layout = QVBoxLayout()
    _fill(layout, parts, gap, margins)
    return layout


def holder(layout: QLayout, parent: QWidget | None = None) -> QWidget:
    """A plain widget around a layout."""
    made = QWidget(parent)
    made.setLayout(layout)
    return made


def scrolling(widget: QWidget) -> QScrollArea:
    """What may be longer than its place."""
    area = QScrollArea()
    area.setWidget(widget)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    return area
