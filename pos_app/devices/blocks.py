"""What a piece of paper is made of, before any printer is thought of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pos_app.devices.columns import width

Align = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line. ``wide`` doubles its columns, ``tall`` its height."""

    text: str
    align: Align = "left"
    bold: bool = False
    wide: bool = False
    tall: bool = False

    @property
    def columns(self) -> int:
        return width(self.text) * (2 if self.wide else 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the paper."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A blank line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Qr:
    """``module`` is dots a square."""

    data: str
    module: int = 6


@dataclass(frozen=True, slots=True)
class Cut:
    """Feed the paper past the knife and cut it."""


Block = Text | Rule | Gap | Qr | Cut
