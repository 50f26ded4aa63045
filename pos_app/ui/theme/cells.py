"""What a model may say of a cell beyond its text; read by the table's delegate.

Models and widgets stand on the same floor, so the words they share live here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import Qt

from pos_app.ui.theme.tokens import Tone

_BASE = Qt.ItemDataRole.UserRole.value


class CellRole(IntEnum):
    """Roles of a cell. All optional; the cell's own text is ``Qt.DisplayRole``."""

    SUB = _BASE + 1
    """str: a second, muted line."""
    TAGS = _BASE + 2
    """Sequence[Tag]: soft labels after the first line."""
    STRUCK = _BASE + 3
    """str: the old figure, struck through before the text."""
    TONE = _BASE + 4
    """Tone: colour of the text."""
    BOLD = _BASE + 5
    """bool."""
    SIZE = _BASE + 6
    """Size: type size of the first line; BODY when absent."""
    STEPPER = _BASE + 7
    """bool: draw minus and plus around the text."""
    BARS = _BASE + 8
    """Sequence[int]: a row of small bars instead of text."""
    STRONG_BARS = _BASE + 9
    """int: how many bars at the end are strong (the weekend, the forecast)."""
    ICON = _BASE + 10
    """str: name of an icon before the text."""
    WRAP = _BASE + 11
    """bool: let the text run over two lines."""
    AVATAR = _BASE + 12
    """str: one or two characters in a circle before the text."""
    KEY = _BASE + 13
    """Hashable: identity of the row, the same in every column (flash, keep selection)."""
    ACTION = _BASE + 14
    """str: the cell is a button with this text; a click is ``DataTable.action_clicked``."""
    MUTED = _BASE + 15
    """bool: the whole cell is quiet (a voided line, a delisted item)."""


@dataclass(frozen=True, slots=True)
class Tag:
    """A soft label in a cell."""

    text: str
    tone: Tone = "accent"
