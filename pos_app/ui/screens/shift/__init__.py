"""The shift: open, look, move cash, hand over, count and close."""

from pos_app.ui.screens.shift.screen import ShiftScreen, make

__all__ = ["ShiftScreen", "make"]
