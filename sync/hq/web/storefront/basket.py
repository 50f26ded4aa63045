"""The basket of somebody who has no account: ids and quantities in a cookie of the shop's pages.

Nothing in it is believed: goods, prices and what is left are looked up at every page. Its id is
the key under which the order is placed, so a basket becomes one order however often it is sent.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace

MOST_LINES = 60
MOST_QTY = 99_000
"""Thousandths of one item on the page; who wants more calls the shop."""
PIECE, SCOOP = 1000, 250
"""What one press adds: a piece, or 250 g of weighed goods."""

_is_id = re.compile(r"[0-9a-f]{32}").fullmatch
_is_item = re.compile(r"[0-9A-Za-z_.-]{1,32}").fullmatch
_is_qty = re.compile(r"[1-9][0-9]{0,5}", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """``lines``: thousandths by item, in the order in which they were put in."""

    id: str
    lines: tuple[tuple[str, int], ...] = ()

    def qty(self, item: str) -> int:
        return dict(self.lines).get(item, 0)

    def put(self, item: str, qty: int) -> Basket:
        """With so much of that item; 0 takes it out. Beyond the limits nothing changes."""
        if not _is_item(item):
            return self
        lines = dict(self.lines)
        if qty <= 0:
            lines.pop(item, None)
        elif item in lines or len(lines) < MOST_LINES:
            lines[item] = min(qty, MOST_QTY)
        return replace(self, lines=tuple(lines.items()))

    def write(self) -> str:
        """The cookie's value: letters that need no quoting."""
        return "~".join((self.id, lines_text(self.lines)))


def new_basket() -> Basket:
    return Basket(id=secrets.token_hex(16))


def read_basket(text: str) -> Basket:
    """The basket of a cookie; what does not read is a new, empty one."""
    ident, _, rest = text.partition("~")
    if not _is_id(ident):
        return new_basket()
    return Basket(id=ident, lines=read_lines(rest))


def lines_text(lines: tuple[tuple[str, int], ...]) -> str:
    return "~".join(f"{item}*{qty}" for item, qty in lines)


def read_lines(text: str) -> tuple[tuple[str, int], ...]:
    """Lines as `lines_text` writes them; those that make no sense are left out."""
    found: dict[str, int] = {}
    for part in text.split("~")[:MOST_LINES]:
        item, _, qty = part.partition("*")
        if _is_item(item) and _is_qty(qty):
            found[item] = min(int(qty), MOST_QTY)
    return tuple(found.items())


def is_basket_id(text: str) -> bool:
    return _is_id(text) is not None


def step(weighed: bool) -> int:
    return SCOOP if weighed else PIECE
