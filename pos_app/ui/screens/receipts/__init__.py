"""小票: find a receipt, look at it, print it again, take goods back."""

from pos_app.ui.screens.receipts.screen import make

__all__ = ["make"]
