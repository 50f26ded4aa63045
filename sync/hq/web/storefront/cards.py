"""An article on the shelf as HTML. Most are as they were a moment ago, for every customer the same:
drawing them anew would be most of the work of a page."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import Environment

from sync.hq.store.shelf import Good
from sync.hq.web.storefront.asking import OWN_WORDS
from sync.hq.web.words import Words

CARDS_HELD = 8_000


class Cards:
    """Draws articles by the macro of ``parts.html``; those that nobody has in a basket are kept.

    What it gives is marked as HTML by the macro; a template takes it as it is.
    """

    def __init__(self, pages: Environment) -> None:
        self._pages = pages
        self._kept = lru_cache(maxsize=CARDS_HELD)(self._draw)

    def card(self, good: Good, qty: int, language: str, anchor: bool) -> str:
        """``anchor``: with an id to come back to, once on a page."""
        draw = self._draw if qty else self._kept
        return draw(good, qty, language, anchor)

    def _draw(self, good: Good, qty: int, language: str, anchor: bool) -> str:
        say = Words(language, OWN_WORDS).say
        parts: Any = self._pages.get_template("parts.html").module
        drawn: str = parts.card(good, qty, say, anchor)
        return drawn
