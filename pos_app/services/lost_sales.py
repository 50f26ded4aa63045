"""Lost sales: what was asked for and not here, so that it can be ordered."""

from __future__ import annotations

from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.staff import Staff
from pos_app.services.people import person
from pos_app.services.ports import Ledger
from sync.wire.facts import SaleAsked


def note_asked(ledger: Ledger, asked: str, staff: Staff, item: Item | None = None) -> None:
    """Record the customer's words, and the goods where the shop knows them.

    Raises ShopError ``name_missing`` for empty words.
    """
    words = without_cards(asked.strip())[:80]
    if not words:
        raise ShopError("name_missing")
    with ledger.transaction(person(staff)) as tx:
        tx.append(SaleAsked(asked=words, item=item.id if item else ""))
