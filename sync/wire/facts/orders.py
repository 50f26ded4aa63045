"""Facts of orders: what was placed at this till, every move that it made, the rules of the shop."""

from __future__ import annotations

from sync.wire.facts.counter import Tender
from sync.wire.fulfilment import ShopRules
from sync.wire.orders import OrderMove, PlacedOrder
from sync.wire.record import Fact, Person


class OrderPlaced(Fact, frozen=True, kw_only=True, tag="order.placed"):
    """An order taken at the counter or by telephone."""

    order: PlacedOrder


class OrderMoved(Fact, frozen=True, kw_only=True, tag="order.moved"):
    """A move that this till made.

    ``order`` and ``known`` come with the till's first move of an order that was placed elsewhere:
    what was placed and the moves known then, so that the fact is complete. ``tenders`` is the money
    that went through this till's drawer with a move of money, in ``shift``.
    """

    move: OrderMove
    order: PlacedOrder | None = None
    known: tuple[OrderMove, ...] = ()
    shift: str = ""
    tenders: tuple[Tender, ...] = ()
    approved_by: Person | None = None


class ShopRulesSet(Fact, frozen=True, kw_only=True, tag="shop.rules_set"):
    """The owner set how the shop hands over.

    ``version`` is one more than that of the rules which held before; the highest holds, of two with
    one version that with the higher entry id. A clock that was set back changes nothing about it.
    """

    rules: ShopRules
    version: int = 0
