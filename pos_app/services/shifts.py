"""Shifts: open with a float, cash in and out, look (X), hand over, count blind and close (Z)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import ShopError
from pos_app.domain.identifier import new_id
from pos_app.domain.staff import Staff, require
from pos_app.domain.tender import PIECES
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger
from sync.wire.facts import (
    CashMoved,
    DrawerOpened,
    ShiftClosed,
    ShiftOpened,
    ShiftReported,
)

MAX_CASH = 100_000_000
"""A drawer never holds a million yuan: more is a code that landed in the field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftState:
    """An open or closed shift; all money in fen. ``expected`` is what the drawer should hold."""

    id: str
    label: str
    date: str
    opened_at: int
    opened_by: str
    opened_by_name: str
    opening_float: int
    sales: int
    turnover: int
    refunds: int
    cash_sales: int
    cash_refunds: int
    cash_in: int
    cash_out: int
    closed_at: int | None = None
    counted: int | None = None
    variance: int | None = None
    left: int | None = None

    @property
    def expected(self) -> int:
        return (
            self.opening_float + self.cash_sales - self.cash_refunds + self.cash_in - self.cash_out
        )


class ShiftBook(Protocol):
    def open_shift(self) -> ShiftState | None: ...
    def last_left(self) -> int: ...
    def get(self, shift: str) -> ShiftState | None: ...


class ParkedCount(Protocol):
    def count(self) -> int: ...


class Outbox(Protocol):
    def unsent(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What was found in the drawer: pieces by face in fen; ``left`` stays as the next float."""

    notes: dict[int, int]
    left: int = 0

    @property
    def total(self) -> int:
        return sum(face * pieces for face, pieces in self.notes.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """A closed shift: what was expected, the variance, and what still waits (said, not refused)."""

    state: ShiftState
    counted: int
    expected: int
    variance: int
    parked: int
    unsent: int


class Shifts:
    def __init__(
        self, ledger: Ledger, book: ShiftBook, parked: ParkedCount, outbox: Outbox, clock: Clock
    ) -> None:
        self._ledger = ledger
        self._book = book
        self._parked = parked
        self._outbox = outbox
        self._clock = clock

    def suggested_float(self) -> int:
        """What the last shift left in the drawer."""
        return self._book.last_left()

    def open(self, staff: Staff, opening_float: int, label: str = "") -> ShiftState:
        """Raises ShopError ``shift_open``, ``bad_amount``."""
        if not 0 <= opening_float <= MAX_CASH:
            raise ShopError("bad_amount")
        shift = new_id(self._clock.now_ms())
        with self._ledger.transaction(person(staff)) as tx:
            if self._book.open_shift() is not None:
                raise ShopError("shift_open")
            tx.append(ShiftOpened(shift=shift, label=label, opening_float=opening_float))
        return self._current()

    def _current(self) -> ShiftState:
        state = self._book.open_shift()
        if state is None:
            raise ShopError("no_shift")
        return state

    def current(self) -> ShiftState | None:
        return self._book.open_shift()

    def move_cash(
        self,
        staff: Staff,
        amount: int,
        reason: str,
        *,
        note: str = "",
        approved_by: Staff | None = None,
    ) -> ShiftState:
        """Put cash in (positive) or take it out (negative).

        Raises ShopError ``no_shift``, ``bad_amount``, ``reason_missing``, NeedsApproval.
        """
        approving = require(staff, "cash_in" if amount > 0 else "cash_out", approved_by)
        if amount == 0 or abs(amount) > MAX_CASH:
            raise ShopError("bad_amount")
        if not reason.strip():
            raise ShopError("reason_missing")
        with self._ledger.transaction(person(staff)) as tx:
            shift = self._current().id
            tx.append(
                CashMoved(
                    shift=shift,
                    amount=amount,
                    reason=without_cards(reason.strip()),
                    note=without_cards(note.strip()),
                    approved_by=person(approving) if approving else None,
                )
            )
        return self._current()

    def open_drawer(self, staff: Staff, reason: str, *, approved_by: Staff | None = None) -> None:
        """Record that the drawer is opened without a sale; kick it after this has returned."""
        approving = require(staff, "drawer", approved_by)
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(
                DrawerOpened(
                    shift=self._current().id,
                    reason=without_cards(reason.strip()),
                    approved_by=person(approving) if approving else None,
                )
            )

    def report(self, staff: Staff) -> ShiftState:
        """An X report: the shift as it stands; that it was looked at is a fact."""
        with self._ledger.transaction(person(staff)) as tx:
            state = self._current()
            tx.append(ShiftReported(shift=state.id))
        return state

    def close(
        self,
        staff: Staff,
        count: Count,
        *,
        reason: str = "",
        handed_to: Staff | None = None,
    ) -> Closed:
        """Close with a blind count. Parked baskets and unsent facts do not stand in the way.

        Raises ShopError ``no_shift``, ``bad_amount`` (a face or number that cannot be).
        """
        _check(count)
        with self._ledger.transaction(person(staff)) as tx:
            state = self._current()
            closed = self._closed(state, count)
            tx.append(
                ShiftClosed(
                    shift=state.id,
                    counted=closed.counted,
                    expected=closed.expected,
                    variance=closed.variance,
                    sales=state.sales,
                    turnover=state.turnover,
                    left=count.left,
                    notes={str(face): n for face, n in sorted(count.notes.items()) if n},
                    reason=without_cards(reason),
                    parked=closed.parked,
                    unsent=closed.unsent,
                    handed_to=person(handed_to) if handed_to else None,
                )
            )
        return closed

    def _closed(self, state: ShiftState, count: Count) -> Closed:
        return Closed(
            state=state,
            counted=count.total,
            expected=state.expected,
            variance=count.total - state.expected,
            parked=self._parked.count(),
            unsent=self._outbox.unsent(),
        )


def _check(count: Count) -> None:
    known = all(face in PIECES and 0 <= n <= 99_999 for face, n in count.notes.items())
    if not known or not 0 <= count.left <= count.total or count.total > MAX_CASH:
        raise ShopError("bad_amount")
