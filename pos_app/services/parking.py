"""Putting a basket aside and taking it back, with who and when; both are facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos_app.domain import pricing
from pos_app.domain.basket import Basket
from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import ShopError
from pos_app.domain.staff import Staff
from pos_app.services import basket_codec
from pos_app.services.people import person
from pos_app.services.ports import Ledger
from sync.wire.facts import BasketParked, BasketRecalled


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedBasket:
    """A basket that waits; ``at`` UTC ms, ``total`` fen."""

    basket: str
    at: int
    actor_name: str
    label: str
    lines: int
    total: int
    content: str


class ParkedBaskets(Protocol):
    def waiting(self) -> list[ParkedBasket]: ...
    def count(self) -> int: ...


class Drafts(Protocol):
    def save(self, slot: str, content: str, at: int) -> None: ...
    def load(self, slot: str) -> str: ...


SCREEN = "screen"
"""The draft slot of the basket on the screen."""


class Parking:
    """Several baskets may wait; they survive a crash because they are in the journal."""

    def __init__(self, ledger: Ledger, parked: ParkedBaskets, drafts: Drafts) -> None:
        self._ledger = ledger
        self._parked = parked
        self._drafts = drafts

    def park(self, basket: Basket, staff: Staff, label: str = "") -> None:
        """Put it aside and clear the screen's draft in the same transaction.

        Raises ShopError ``empty_basket``.
        """
        if basket.is_empty:
            raise ShopError("empty_basket")
        fact = BasketParked(
            basket=basket.id,
            content=basket_codec.encode(basket),
            lines=len(basket.lines),
            total=pricing.price(basket).total,
            label=without_cards(label.strip())[:40],
        )
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(fact)
            self._drafts.save(SCREEN, "", 0)

    def recall(self, basket_id: str, staff: Staff) -> Basket:
        """Take it back onto the screen. Raises ShopError ``parked_gone``."""
        with self._ledger.transaction(person(staff)) as tx:
            found = next((p for p in self._parked.waiting() if p.basket == basket_id), None)
            if found is None:
                raise ShopError("parked_gone")
            tx.append(BasketRecalled(basket=basket_id))
            self._drafts.save(SCREEN, found.content, found.at)
        return basket_codec.decode(found.content)

    def waiting(self) -> list[ParkedBasket]:
        return self._parked.waiting()
