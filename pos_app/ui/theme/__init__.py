"""Tokens, sizes, fonts, icons and the style sheet of the face."""

from pos_app.ui.theme.apply import apply_theme
from pos_app.ui.theme.cells import CellRole, Tag
from pos_app.ui.theme.current import (
    colour,
    font,
    font_files,
    load_fonts,
    motion_ms,
    px,
    scale,
    set_motion,
    theme_name,
    tokens,
)
from pos_app.ui.theme.icons import icon, icon_names, icon_pixmap, paint_icon
from pos_app.ui.theme.immortals import keep_singletons
from pos_app.ui.theme.metrics import (
    CARD_RADIUS,
    FAMILY,
    RADIUS,
    RAIL_WIDTH,
    ROW,
    ROW_COMPACT,
    SPACE,
    TOPBAR_HEIGHT,
    TOUCH,
    Size,
)
from pos_app.ui.theme.tokens import THEMES, TONES, ThemeName, Tokens, Tone, contrast

__all__ = [
    "CARD_RADIUS",
    "FAMILY",
    "RADIUS",
    "RAIL_WIDTH",
    "ROW",
    "ROW_COMPACT",
    "SPACE",
    "THEMES",
    "TONES",
    "TOPBAR_HEIGHT",
    "TOUCH",
    "CellRole",
    "Size",
    "Tag",
    "ThemeName",
    "Tokens",
    "Tone",
    "apply_theme",
    "colour",
    "contrast",
    "font",
    "font_files",
    "icon",
    "icon_names",
    "icon_pixmap",
    "keep_singletons",
    "load_fonts",
    "motion_ms",
    "paint_icon",
    "px",
    "scale",
    "set_motion",
    "theme_name",
    "tokens",
]

keep_singletons()
