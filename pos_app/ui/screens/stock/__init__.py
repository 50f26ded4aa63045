"""The place of the rail where goods arrive, grow old and are owed for."""

from pos_app.ui.screens.stock.screen import make

__all__ = ["make"]
