"""Goods as the sale screen looks for them, whatever the index behind it can do."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.item import Item
from pos_app.ui.session import Session

MOST_HITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Goods that were found; ``stock`` in thousandths."""

    item: Item
    stock: int


def find(session: Session, text: str, limit: int = MOST_HITS) -> tuple[Hit, ...]:
    """The best matches first; nothing for nothing."""
    words = text.strip()
    if not words:
        return ()
    desk = session.desk
    return tuple(Hit(item=hit.item, stock=hit.stock) for hit in desk.goods.find(words, limit))


def spans(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """Where the words of a query stand in a text, as (start, end), for the eye."""
    low = text.lower()
    found = []
    for word in query.lower().split():
        at = low.find(word)
        if at >= 0:
            found.append((at, at + len(word)))
    return tuple(sorted(found))
