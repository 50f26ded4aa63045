"""What the use cases of orders are made of: a move is one fact, made where the table allows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol, TypedDict, Unpack

import msgspec

from pos_app.domain.errors import ShopError
from pos_app.domain.identifier import new_id
from pos_app.domain.item import Item
from pos_app.domain.staff import Staff
from pos_app.services.checkout import SaleRules
from pos_app.services.parking import Drafts
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger, Tx
from sync.wire import order_machine as m
from sync.wire.facts import OrderMoved, Person, Tender
from sync.wire.fulfilment import ShopRules
from sync.wire.order_machine import OrderView
from sync.wire.orders import ON_HAND_OVER, SHOP, Customer, LineChange, OrderMove, Slot

COUNTER, PHONE, PAGE = "counter", "phone", "page"
OWN_CHANNELS = (COUNTER, PHONE, PAGE)
WHILE_PICKING = (m.ACCEPTED, m.PICKING, m.ADJUSTED, m.CANCEL_REQUESTED)
"""States in which the draft of what was picked is kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrdersDay:
    """A day's orders that stand, by mode, and what they come to; ``gone`` ended without goods."""

    orders: int
    pickup: int
    delivery: int
    amount: int
    gone: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How a customer wants her goods.

    ``mode`` is pickup or delivery, ``slot`` None: as soon as can be; ``channel`` counter or phone;
    ``pay`` is ``now`` (at the counter, while it is placed) or ``on_hand_over``.
    """

    mode: str
    customer: Customer = field(default_factory=Customer)
    slot: Slot | None = None
    channel: str = COUNTER
    pay: str = ON_HAND_OVER
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCustomer:
    """Who ordered before, and how the last time."""

    customer: Customer
    mode: str
    at: int


class Book(Protocol):
    """Orders as the writer's own connection sees them."""

    def open(self) -> list[OrderView]: ...
    def get(self, order_id: str) -> OrderView | None: ...
    def moves(self, order_id: str) -> list[OrderMove]: ...
    def placed_here(self, order_id: str) -> bool: ...
    def codes(self) -> set[str]: ...
    def rules(self) -> ShopRules: ...
    def rules_version(self) -> int: ...
    def slots_taken(self, date: str) -> dict[int, int]: ...
    def keep_picked(self, order_id: str, picked: dict[int, int]) -> None: ...


class OpenShifts(Protocol):
    def open_shift_id(self) -> str | None: ...


class KnownGoods(Protocol):
    def get(self, item_id: str) -> Item | None: ...


class Fields(TypedDict, total=False):
    """What a move may say beside its name."""

    reason: str
    changes: tuple[LineChange, ...]
    ask: bool
    amount: int
    trip: str
    courier: str


class OrderMoves:
    """The moves that a till may make; the use cases stand on it."""

    def __init__(
        self,
        ledger: Ledger,
        book: Book,
        goods: KnownGoods,
        shifts: OpenShifts,
        drafts: Drafts,
        rules: SaleRules,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._book = book
        self._goods = goods
        self._shifts = shifts
        self._drafts = drafts
        self._settings = rules
        self._clock = clock

    def _view(self, order_id: str) -> OrderView:
        view = self._book.get(order_id)
        if view is None:
            raise ShopError("order_missing")
        return view

    def _open_shift(self) -> str:
        shift = self._shifts.open_shift_id()
        if shift is None:
            raise ShopError("no_shift")
        return shift

    def _make(
        self,
        order_id: str,
        name: str,
        staff: Staff,
        approved_by: Person | None = None,
        **fields: Unpack[Fields],
    ) -> OrderView:
        """One move in a transaction of its own; nothing when the order is there already."""
        with self._ledger.transaction(person(staff)) as tx:
            view = self._view(order_id)
            if view.state == m.MOVES[name].to and not view.may(name, SHOP):
                return view
            self._move(tx, view, name, staff, approved_by, **fields)
            after = self._view(order_id)
            if after.state not in WHILE_PICKING:
                self._book.keep_picked(order_id, {})
            return after

    def _move(
        self,
        tx: Tx,
        view: OrderView,
        name: str,
        staff: Staff,
        approved_by: Person | None = None,
        **fields: Unpack[Fields],
    ) -> None:
        """Raises ShopError ``order_moved_on`` where the table does not allow it (any more)."""
        if not view.may(name, SHOP):
            raise ShopError("order_moved_on", number=view.order.number)
        move = self._drawn_up(view, name, staff, **fields)
        self._append(tx, view, move, approved_by=approved_by)

    def _drawn_up(
        self, view: OrderView, name: str, staff: Staff, **fields: Unpack[Fields]
    ) -> OrderMove:
        now = self._clock.now_ms()
        return OrderMove(
            id=new_id(now),
            order=view.order.id,
            move=name,
            step=view.step + 1,
            at=now,
            who=SHOP,
            by=staff.name,
            till=self._ledger.identity.till,
            **fields,
        )

    def _append(
        self,
        tx: Tx,
        view: OrderView,
        move: OrderMove,
        *,
        shift: str = "",
        tenders: tuple[Tender, ...] = (),
        approved_by: Person | None = None,
    ) -> None:
        """The till's first fact of an order that was placed elsewhere tells all that it knows."""
        here = self._book.placed_here(move.order)
        tx.append(
            OrderMoved(
                move=move,
                order=None if here else view.order,
                known=() if here else tuple(self._book.moves(move.order)),
                shift=shift,
                tenders=tenders,
                approved_by=approved_by,
            )
        )

    def _pay(
        self,
        tx: Tx,
        order_id: str,
        name: str,
        tender: Tender,
        staff: Staff,
        approved_by: Person | None = None,
    ) -> None:
        """Money that goes through this till's shift: in by ``pay``, out by ``refund_done``."""
        view = self._view(order_id)
        move = self._drawn_up(view, name, staff, amount=abs(tender.amount))
        move = msgspec.structs.replace(move, method=tender.method, reference=tender.reference)
        self._append(
            tx, view, move, shift=self._open_shift(), tenders=(tender,), approved_by=approved_by
        )
