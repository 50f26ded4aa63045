"""Put a theme on the application: fonts, palette, style and style sheet together."""

from __future__ import annotations

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication

from pos_app.ui.theme.current import font, load_fonts, set_current
from pos_app.ui.theme.metrics import Size
from pos_app.ui.theme.sheet_style import style_sheet
from pos_app.ui.theme.tokens import THEMES, ThemeName, Tokens

_Role = QPalette.ColorRole


def apply_theme(app: QApplication, name: ThemeName, scale: float = 1.0) -> None:
    """Dress the application. Colours change at once; a new ``scale`` needs screens built anew."""
    chosen = THEMES[name]
    load_fonts()
    set_current(name, chosen, scale)
    if app.style().objectName().lower() != "fusion":
        app.setStyle("Fusion")
    app.setFont(font(Size.BODY))
    app.setPalette(palette(chosen))
    app.setStyleSheet(style_sheet(chosen, scale))


def palette(t: Tokens) -> QPalette:
    """The tokens as a Qt palette, for what no style sheet reaches."""
    made = QPalette()
    roles = {
        _Role.Window: t.background,
        _Role.WindowText: t.text,
        _Role.Base: t.surface,
        _Role.AlternateBase: t.raised,
        _Role.Text: t.text,
        _Role.Button: t.surface,
        _Role.ButtonText: t.text,
        _Role.BrightText: t.on_accent,
        _Role.ToolTipBase: t.inverse,
        _Role.ToolTipText: t.on_inverse,
        _Role.PlaceholderText: t.muted,
        _Role.Highlight: t.accent,
        _Role.HighlightedText: t.on_accent,
        _Role.Accent: t.accent,
        _Role.Link: t.info,
        _Role.LinkVisited: t.info,
        _Role.Mid: t.border,
        _Role.Midlight: t.border,
        _Role.Light: t.raised,
        _Role.Dark: t.border_strong,
        _Role.Shadow: t.border_strong,
    }
    for role, value in roles.items():
        made.setColor(role, QColor(value))
    for role in (_Role.WindowText, _Role.Text, _Role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, QColor(t.muted))
    return made
