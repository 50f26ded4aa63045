"""The theme in force: asked by everything that paints by hand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PySide6.QtGui import QColor, QFont, QFontDatabase

from pos_app.runtime.resources import resource_dir
from pos_app.ui.theme.metrics import FAMILY, MOTION_MS
from pos_app.ui.theme.tokens import LIGHT, ThemeName, Tokens


@dataclass(slots=True)
class _Current:
    name: ThemeName = "light"
    tokens: Tokens = LIGHT
    scale: float = 1.0
    motion: bool = True


_current = _Current()


def set_current(name: ThemeName, tokens: Tokens, scale: float) -> None:
    """Called by ``apply_theme`` alone."""
    _current.name, _current.tokens, _current.scale = name, tokens, scale


def tokens() -> Tokens:
    return _current.tokens


def theme_name() -> ThemeName:
    return _current.name


def scale() -> float:
    return _current.scale


def px(size: float) -> int:
    """A size at 100 percent in pixels of the shop's scale."""
    return round(size * _current.scale)


def set_motion(enabled: bool) -> None:
    """Turn movement off for people who ask for it and for tests."""
    _current.motion = enabled


def motion_ms() -> int:
    """How long a movement lasts; 0 when it is off."""
    return MOTION_MS if _current.motion else 0


def font(size: int, *, bold: bool = False) -> QFont:
    """The face's font at a size of the scale; figures in it have one width."""
    return QFont(_font(px(size), bold))


@lru_cache(maxsize=64)
def _font(pixels: int, bold: bool) -> QFont:
    made = QFont(FAMILY)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return made


@lru_cache(maxsize=128)
def colour(value: str, alpha: int = 255) -> QColor:
    """A token as a QColor; treat it as read-only."""
    made = QColor(value)
    made.setAlpha(alpha)
    return made


def font_files() -> tuple[Path, Path]:
    """Regular and bold, for Qt and for paper."""
    folder = resource_dir() / "fonts"
    return folder / "XipuSans-Regular.ttf", folder / "XipuSans-Bold.ttf"


def load_fonts() -> None:
    """Register the bundled fonts with Qt once; raises FileNotFoundError if a file is missing."""
    if FAMILY in QFontDatabase.families():
        return
    for file in font_files():
        if QFontDatabase.addApplicationFont(str(file)) < 0:
            raise FileNotFoundError(file)
