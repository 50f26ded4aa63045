"""The sale screen: scan, change, pay, give change."""

from pos_app.ui.screens.sell.screen import SellScreen, make

__all__ = ["SellScreen", "make"]
