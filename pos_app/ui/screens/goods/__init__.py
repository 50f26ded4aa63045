"""商品: find, change and create goods; bring them in from a file, take them out to one."""

from pos_app.ui.screens.goods.screen import make

__all__ = ["make"]
