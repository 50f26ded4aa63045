"""The place of the rail where the owner orders."""

from pos_app.ui.screens.replenish.screen import make

__all__ = ["make"]
