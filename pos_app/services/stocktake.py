"""Stocktake: goods counted in any order while the shop sells; what differs is booked with why.

A line keeps what the books said when it was last touched: what is sold afterwards is no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Protocol

import msgspec

from pos_app.domain.errors import ShopError
from pos_app.domain.identifier import new_id
from pos_app.domain.item import Item
from pos_app.domain.money import extend
from pos_app.domain.staff import Staff, require
from pos_app.services.parking import Drafts
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger
from sync.wire.facts import ShelfLine, StockCounted

SLOT = "stocktake"
LOST, FOUND = "lost", "found"
DAMAGED, EXPIRED, OWN_USE = "damaged", "expired", "own_use"
REASONS = (LOST, DAMAGED, EXPIRED, OWN_USE)
"""Why there may be less than the books say."""
MOST = 100_000_000
LINES_A_FACT = 200
"""A whole shop is more than one fact may hold on its way to HQ."""


class Shelf(msgspec.Struct, frozen=True, kw_only=True):
    """``counted`` thousandths of an item, the books said ``book`` at the last touch and ``began``
    at the first; ``cost`` fen a unit."""

    item: str
    name: str
    counted: int
    book: int
    began: int
    cost: int = 0
    unit: str = ""
    spec: str = ""
    reason: str = LOST

    @property
    def difference(self) -> int:
        return self.counted - self.book

    @property
    def value(self) -> int:
        """Fen at cost that the difference is worth, negative where goods are missing."""
        return extend(self.cost, self.difference)

    @property
    def why(self) -> str:
        """Why it differs; empty where it does not."""
        if not self.difference:
            return ""
        return FOUND if self.difference > 0 else self.reason

    @property
    def moved(self) -> bool:
        """Whether goods came or went while it was counted piece by piece."""
        return self.began != self.book


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """A stocktake under way."""

    id: str
    lines: tuple[Shelf, ...] = ()


def begin(now: int) -> Count:
    """A new count; ``now`` UTC ms."""
    return Count(id=new_id(now))


def count(done: Count, item: Item, qty: int, book: int) -> tuple[Count, int]:
    """``qty`` thousandths more of an item; gives its line. Raises ShopError ``bad_quantity``."""
    at = next((n for n, line in enumerate(done.lines) if line.item == item.id), None)
    if at is not None:
        return more(done, at, qty, book), at
    line = Shelf(
        item=item.id, name=item.name, counted=_sound(qty), book=book, began=book, cost=item.cost,
        unit=item.unit, spec=item.spec,
    )  # fmt: skip
    return _with(done, (*done.lines, line)), len(done.lines)


def more(done: Count, at: int, qty: int, book: int) -> Count:
    """So much more of a line, or less; never fewer than none."""
    line = done.lines[at]
    counted = _sound(max(line.counted + qty, 0))
    return _put(done, at, msgspec.structs.replace(line, counted=counted, book=book))


def set_counted(done: Count, at: int, qty: int, book: int) -> Count:
    """All of a line counted in one go, now. Raises ShopError ``bad_quantity``."""
    line = msgspec.structs.replace(done.lines[at], counted=_sound(qty), book=book, began=book)
    return _put(done, at, line)


def explain(done: Count, at: int, reason: str) -> Count:
    """Raises ShopError ``reason_missing``."""
    if reason not in REASONS:
        raise ShopError("reason_missing")
    return _put(done, at, msgspec.structs.replace(done.lines[at], reason=reason))


def without(done: Count, at: int) -> Count:
    """The line was never counted."""
    return _with(done, (*done.lines[:at], *done.lines[at + 1 :]))


def restored(done: Count | None, lines: Iterable[Shelf], now: int) -> Count:
    """With lines that were taken out before, but for goods that were counted again since."""
    done = done or begin(now)
    here = {line.item for line in done.lines}
    return _with(done, (*done.lines, *(line for line in lines if line.item not in here)))


def since(done: Count, booked: Count, now: int, level: Callable[[str], int]) -> Count:
    """What was counted while ``booked`` was being booked: a count of its own, of lines that stood
    in it against what the books say now (``level``)."""
    before = {line.item: line for line in booked.lines}
    fresh = [line for line in done.lines if line != before.get(line.item)]
    return _with(begin(now), tuple(
        msgspec.structs.replace(line, book=level(line.item), began=level(line.item))
        if line.item in before else line
        for line in fresh
    ))  # fmt: skip


def differing(lines: Iterable[Shelf]) -> list[Shelf]:
    return [line for line in lines if line.difference]


def decode_count(text: str) -> Count | None:
    """What was kept; a text of another shape is no count."""
    try:
        return msgspec.json.decode(text, type=Count) if text else None
    except msgspec.MsgspecError:
        return None


def _sound(qty: int) -> int:
    if not 0 <= qty < MOST:
        raise ShopError("bad_quantity")
    return qty


def _put(done: Count, at: int, line: Shelf) -> Count:
    return _with(done, (*done.lines[:at], line, *done.lines[at + 1 :]))


def _with(done: Count, lines: tuple[Shelf, ...]) -> Count:
    return msgspec.structs.replace(done, lines=lines)


class Counts(Protocol):
    def was_counted(self, count: str) -> bool: ...


class Stocktake:
    def __init__(self, ledger: Ledger, counts: Counts, drafts: Drafts, clock: Clock) -> None:
        self._ledger, self._counts = ledger, counts
        self._drafts, self._clock = drafts, clock

    def keep(self, done: Count | None, staff: Staff) -> None:
        """Save the count as it stands, or let it go. No fact."""
        text = msgspec.json.encode(done).decode() if done else ""
        with self._ledger.transaction(person(staff)):
            self._drafts.save(SLOT, text, self._clock.now_ms())

    def finish(self, done: Count, staff: Staff, *, approved_by: Staff | None = None) -> None:
        """Book what differs, once.

        Raises NeedsApproval(``write_off``) where anything differs, ShopError ``nothing_counted``,
        ``already_counted``.
        """
        if not done.lines:
            raise ShopError("nothing_counted")
        approving = require(staff, "write_off", approved_by) if differing(done.lines) else None
        by = person(approving) if approving else None
        told = tuple(_told(line) for line in done.lines)
        with self._ledger.transaction(person(staff)) as tx:
            if self._counts.was_counted(done.id):
                raise ShopError("already_counted")
            for at in range(0, len(told), LINES_A_FACT):
                lines = told[at : at + LINES_A_FACT]
                tx.append(StockCounted(count=done.id, lines=lines, approved_by=by))
            self._drafts.save(SLOT, "", 0)


def _told(line: Shelf) -> ShelfLine:
    return ShelfLine(
        item=line.item,
        name=line.name,
        book=line.book,
        counted=line.counted,
        cost=line.cost,
        why=line.why,
    )
