"""Goods as the sale screen looks for them: what was found, with what is on the shelf."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.item import Item
from pos_app.ui.session import Session

MOST_HITS = 8
Span = tuple[int, int]
"""Start and end of the part of a name that was asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Goods that were found; ``stock`` in thousandths, of which ``promised`` are ordered."""

    item: Item
    stock: int
    promised: int = 0
    spans: tuple[Span, ...] = ()


def find(session: Session, text: str, limit: int = MOST_HITS) -> tuple[Offer, ...]:
    """The best matches first; nothing for nothing."""
    words = text.strip()
    if not words:
        return ()
    desk = session.desk
    return tuple(
        Offer(
            item=hit.item,
            stock=desk.stock.on_hand(hit.item.id),
            promised=desk.orders.promised(hit.item.id),
            spans=tuple(hit.spans),
        )
        for hit in desk.goods.find(words, limit)
    )


def code_spans(code: str, query: str) -> tuple[Span, ...]:
    """The typed digits in a code; the last ones, because those are what a hand types."""
    at = code.rfind(query) if query.isdigit() else -1
    return ((at, at + len(query)),) if at >= 0 else ()
