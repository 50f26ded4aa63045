"""Selling the baskets of a file through the real checkout, once each."""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Protocol

from pos_app.domain import basket as b
from pos_app.domain.basket import Basket
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item, Scanned
from pos_app.domain.money import MILLI, divide, parse_qty
from pos_app.domain.staff import Staff
from pos_app.domain.tender import CASH, Paid
from pos_app.services.checkout import Checkout, Sold
from pos_app.services.shifts import Count, Shifts

OF_THE_FILE = ("disk_full", "disk_fault", "file_busy")
"""Troubles that are no row's fault: a basket must not be sold without the goods they hit."""
HEADER = ("basket_id", "time", "barcode", "name", "qty", "amount_fen")


class MovableClock(Protocol):
    def set(self, now_ms: int) -> None: ...
    def offset_minutes(self, at_ms: int) -> int: ...


class Goods(Protocol):
    def by_code(self, code: str) -> Scanned | None: ...


class Creator(Protocol):
    def create(self, item: Item, staff: Staff, *, any_code: bool) -> Item: ...


class Days(Protocol):
    def day_end_hour(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the file; ``at`` is local wall time as UTC ms of the same digits."""

    number: int
    basket: str
    at: int
    code: str
    name: str
    qty: int
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    number: int
    reason: str


@dataclass(slots=True, kw_only=True)
class Tally:
    """What was sold now and what had been sold before; ``commits`` in seconds."""

    sales: int = 0
    lines: int = 0
    turnover: int = 0
    already: int = 0
    bad: list[BadRow] = field(default_factory=list)
    commits: list[float] = field(default_factory=list)

    def percentile(self, share: float) -> float:
        """Milliseconds of a commit, 0 when there was none."""
        if not self.commits:
            return 0.0
        ordered = sorted(self.commits)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] * 1000


def read(path: Path) -> Iterator[Row | BadRow]:
    """The rows of a file in its order; a row that makes no sense comes as a BadRow.

    Raises ShopError ``import_unreadable`` for a file without the header.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        header = [cell.strip() for cell in next(reader, [])]
        if tuple(header[: len(HEADER)]) != HEADER:
            raise ShopError("import_unreadable", why=",".join(HEADER))
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield BadRow(number=reader.line_num, reason=str(error))
                continue
            if cells:
                yield _row(reader.line_num, cells)


def _row(number: int, cells: list[str]) -> Row | BadRow:
    if len(cells) < len(HEADER):
        return BadRow(number=number, reason="too few columns")
    basket, when, code, name, qty, amount = (c.strip() for c in cells[: len(HEADER)])
    try:
        moment = datetime.fromisoformat(when).replace(tzinfo=UTC)
        row = Row(
            number=number, basket=basket, at=int(moment.timestamp() * 1000), code=code,
            name=name or code, qty=parse_qty(qty), amount=int(amount),
        )  # fmt: skip
    except (ValueError, ShopError) as error:
        return BadRow(number=number, reason=str(error))
    if not basket or not code:
        return BadRow(number=number, reason="basket_id or barcode missing")
    if row.qty <= 0 or row.amount < 0:
        return BadRow(number=number, reason="qty must be positive and amount_fen not negative")
    return row


class Replay:
    """Plays a file into an open shop, a shift for each business day."""

    def __init__(
        self,
        checkout: Checkout,
        shifts: Shifts,
        goods: Goods,
        creator: Creator | None,
        clock: MovableClock,
        days: Days,
        staff: Staff,
        told: Callable[[Sold], None] = lambda _: None,
    ) -> None:
        """``told`` hears of each sale once it is on disk."""
        self._checkout = checkout
        self._shifts = shifts
        self._goods = goods
        self._creator = creator
        self._clock = clock
        self._days = days
        self._staff = staff
        self._told = told
        self._known: dict[str, Scanned] = {}

    def play(self, rows: Iterable[Row | BadRow]) -> Tally:
        """Sell everything that makes sense; bad rows are named and stop nothing else."""
        tally = Tally()
        good = _sift(rows, tally)
        for _, group in groupby(good, key=lambda r: (r.basket, r.at)):
            self._sell(list(group), tally)
        return tally

    def _sell(self, rows: list[Row], tally: Tally) -> None:
        first = rows[0]
        offset = self._clock.offset_minutes(first.at)
        self._clock.set(first.at - offset * 60_000)
        basket = Basket(id=f"replay:{first.basket}:{first.at}")
        for row in rows:
            try:
                basket = b.add(basket, self._scanned(row))
            except ShopError as error:
                if error.code in OF_THE_FILE:
                    raise
                tally.bad.append(BadRow(number=row.number, reason=f"{error.code}: {error}"))
        if basket.is_empty:
            return
        self._open_shift(first.at)
        total = sum(line.amount or 0 for line in basket.lines)
        started = time.perf_counter()
        sold = self._checkout.complete(
            basket, (Paid(method=CASH, received=total),), self._staff, source="replay"
        )
        tally.commits.append(time.perf_counter() - started)
        if sold.again:
            tally.already += 1
            tally.commits.pop()
        else:
            tally.sales += 1
            tally.lines += len(sold.sale.lines)
            tally.turnover += sold.sale.due
            self._told(sold)

    def _open_shift(self, at: int) -> None:
        hour_ms = 3_600_000
        shifted = datetime.fromtimestamp((at - self._days.day_end_hour() * hour_ms) / 1000, UTC)
        date = shifted.date().isoformat()
        state = self._shifts.current()
        if state is not None and state.date < date:
            self._shifts.close(self._staff, count_exactly(state.expected))
            state = None
        if state is None:
            self._shifts.open(self._staff, self._shifts.suggested_float())

    def _scanned(self, row: Row) -> Scanned:
        found = self._known.get(row.code)
        if found is None:
            found = self._goods.by_code(row.code) or self._created(row)
            self._known[row.code] = found
        return Scanned(item=found.item, code=row.code, qty=row.qty, amount=row.amount)

    def _created(self, row: Row) -> Scanned:
        if self._creator is None:
            raise ShopError("unknown_code", code=row.code)
        weighed = bool(row.qty % MILLI)
        item = Item(
            id="", name=row.name, code=row.code, price=divide(row.amount * MILLI, row.qty),
            weighed=weighed, unit="kg" if weighed else "件",
        )  # fmt: skip
        return Scanned(item=self._creator.create(item, self._staff, any_code=True), code=row.code)


def _sift(rows: Iterable[Row | BadRow], tally: Tally) -> Iterator[Row]:
    for row in rows:
        if isinstance(row, BadRow):
            tally.bad.append(row)
        else:
            yield row


def count_exactly(amount: int) -> Count:
    """A count that makes up an amount as far as notes and coins go, nothing left as float."""
    notes: dict[int, int] = {}
    rest = max(0, amount)
    for face in (10_000, 1_000, 100, 10):
        notes[face], rest = divmod(rest, face)
    return Count(notes=notes)
