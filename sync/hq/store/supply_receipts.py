"""Which receipt counts: a delivery is in the shop once, however many tills received it.

A till counts the first receipt of a delivery in its own journal, as its own file does, and no
receipt without a note for which a later one by its note stands. Of several
tills' receipts of one delivery the earliest counts, by its time and then by the till's number: a
function of the set, whatever the order in which HQ hears of them. What the other tills have on
their shelves by mistake is taken back by moves of no till, which all of them hear as they hear each
other. So a till's own sums stay what its file says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import or_

from sync.hq.store import supply_tables as st
from sync.hq.store.database import Scope
from sync.wire.chain import Entry
from sync.wire.facts import GoodsReceived

COUNTED, ELSEWHERE, AGAIN = "counted", "elsewhere", "again"
"""It counts; another till's does; this till's own other one does."""
NO_TILL = "="
"""Whose moves take back what was counted elsewhere; no till can have that number."""
EPOCH_BITS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One receipt as it stands; ``pos`` is its place in the till's journal, epoch first."""

    till: str
    pos: int
    at: int
    date: str
    receiving: str
    shipment: str
    state: str
    instead_of: str = ""


class Moves(Protocol):
    """Where moves of goods are added up."""

    def move(self, till: str, date: str, item: str, qty: int) -> None: ...
    def move_dated(self, item: str, expiry: str, qty: int) -> None: ...


def position(entry: Entry) -> int:
    return entry.epoch << EPOCH_BITS | entry.seq


def take_receipts(scope: Scope, store: str, entries: Iterable[Entry], sums: Moves) -> None:
    """Keep the receipts among these facts and add what they move to ``sums``.

    The caller writes the sums, in the same transaction.
    """
    for entry in entries:
        if isinstance(entry.fact, GoodsReceived):
            _take(scope, store, entry, entry.fact, sums)


def _take(scope: Scope, store: str, entry: Entry, fact: GoodsReceived, sums: Moves) -> None:
    new = Receipt(
        till=entry.till, pos=position(entry), at=entry.at, date=entry.date,
        receiving=fact.receiving, shipment=fact.shipment, state="",
        instead_of=fact.instead_of if fact.shipment else "",
    )  # fmt: skip
    row = {
        "store_id": store, "till": new.till, "pos": new.pos, "at": new.at, "date": new.date,
        "receiving_id": new.receiving, "shipment_id": new.shipment, "state": AGAIN,
        "instead_of": new.instead_of,
    }  # fmt: skip
    scope.insert(st.receipt, [row])
    lines = [
        {
            "store_id": store, "till": new.till, "pos": new.pos, "no": no, "item": line.item,
            "name": line.name, "expiry": line.expiry, "qty": line.qty,
        }
        for no, line in enumerate(fact.lines, 1)
    ]  # fmt: skip
    scope.insert(st.receipt_line, lines)
    kin = [one for one in _kin(scope, store, new) if (one.till, one.pos) != (new.till, new.pos)]
    now = standing([*kin, new])
    for one in (*kin, new):
        after = now[one.till, one.pos]
        if after != one.state:
            _move(scope, store, one, after, sums)


def _kin(scope: Scope, store: str, new: Receipt) -> list[Receipt]:
    """All receipts on which it depends how that one and they stand: by the name that a till gave,
    by the delivery, by the receipt that one stands for, and on from there."""
    r, found, known = st.receipt.c, [new], 0
    while known != len(found):
        known = len(found)
        names = {one.receiving for one in found} | {one.instead_of for one in found} - {""}
        deliveries = {one.shipment for one in found} - {""}
        found = _receipts(
            scope, store,
            or_(
                r.receiving_id.in_(sorted(names)),
                r.instead_of.in_(sorted(names)),
                r.shipment_id.in_(sorted(deliveries)),
            ),
        )  # fmt: skip
    return found


def _receipts(scope: Scope, store: str, *which: Any) -> list[Receipt]:  # noqa: ANN401 - conditions
    r = st.receipt.c
    rows = scope.conn.execute(
        scope.select(st.receipt).where(r.store_id == store, *which).order_by(r.at, r.till, r.pos)
    )
    return [
        Receipt(till=row.till, pos=row.pos, at=row.at, date=row.date, receiving=row.receiving_id,
                shipment=row.shipment_id, state=row.state, instead_of=row.instead_of)
        for row in rows
    ]  # fmt: skip


def standing(receipts: Sequence[Receipt]) -> dict[tuple[str, int], str]:
    """How each of these stands, by till and place: a function of the set."""
    found: dict[tuple[str, int], str] = {}
    first: dict[str, list[Receipt]] = defaultdict(list)
    seen: set[tuple[str, str, str]] = set()
    bare: dict[tuple[str, str], Receipt] = {}
    for one in sorted(receipts, key=lambda r: (r.till, r.pos)):
        names = {(one.till, "receiving", one.receiving)}
        if one.shipment:
            names.add((one.till, "shipment", one.shipment))
        if names & seen:
            found[one.till, one.pos] = AGAIN
        else:
            first[one.shipment or _alone(one)].append(one)
            replaced = bare.pop((one.till, one.instead_of), None)
            if replaced is not None:
                del first[_alone(replaced)]
                found[replaced.till, replaced.pos] = AGAIN
            if not one.shipment:
                bare[one.till, one.receiving] = one
        seen |= names
    for rivals in first.values():
        earliest = min(rivals, key=lambda r: (r.at, r.till))
        for one in rivals:
            found[one.till, one.pos] = COUNTED if one is earliest else ELSEWHERE
    return found


def _alone(one: Receipt) -> str:
    return f"{one.till} {one.pos}"


def _move(scope: Scope, store: str, one: Receipt, after: str, sums: Moves) -> None:
    """Let a receipt stand otherwise: add the difference that this makes."""
    booked = (after != AGAIN) - (one.state in (COUNTED, ELSEWHERE))
    taken_back = (after == ELSEWHERE) - (one.state == ELSEWHERE)
    counted = (after == COUNTED) - (one.state == COUNTED)
    for line in lines_of(scope, store, one):
        if booked:
            sums.move(one.till, one.date, line.item, booked * line.qty)
        if taken_back:
            sums.move(NO_TILL, one.date, line.item, -taken_back * line.qty)
        sums.move_dated(line.item, line.expiry, counted * line.qty)
    r = st.receipt.c
    scope.conn.execute(
        scope.update(st.receipt)
        .where(r.store_id == store, r.till == one.till, r.pos == one.pos)
        .values(state=after)
    )


def lines_of(scope: Scope, store: str, one: Receipt) -> Sequence[Any]:
    """Rows of item, name, expiry and qty."""
    ln = st.receipt_line.c
    return scope.conn.execute(
        scope.select(st.receipt_line)
        .where(ln.store_id == store, ln.till == one.till, ln.pos == one.pos)
        .order_by(ln.no)
    ).all()


def of_shipment(scope: Scope, store: str, shipment: str) -> list[Receipt]:
    """Every receipt of a delivery, the earliest first."""
    return _receipts(scope, store, st.receipt.c.shipment_id == shipment)


def without_note(scope: Scope, limit: int) -> Sequence[Any]:
    """Receipts that count, of deliveries that HQ never sent, the latest first; ``scope`` may see
    all stores."""
    r, s = st.receipt.c, st.shipment.c
    return scope.conn.execute(
        scope.select(st.receipt)
        .outerjoin(st.shipment, (s.store_id == r.store_id) & (s.shipment_id == r.shipment_id))
        .where(r.shipment_id != "", r.state == COUNTED, s.shipment_id.is_(None))
        .order_by(r.at.desc(), r.store_id, r.till, r.pos)
        .limit(limit)
    ).all()
