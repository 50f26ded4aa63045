"""设置: everything the owner can set, each change written down."""

from pos_app.ui.screens.settings.screen import make

__all__ = ["make"]
