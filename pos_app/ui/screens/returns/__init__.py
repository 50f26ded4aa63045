"""Goods that come back: found by receipt or without one, paid out or put into an exchange."""

from pos_app.ui.screens.returns.sheet import open_return_sheet

__all__ = ["open_return_sheet"]
