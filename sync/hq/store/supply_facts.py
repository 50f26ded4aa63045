"""Facts of supply on their way in: each to its part of HQ, in the transaction of its batch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from sync.hq.store import supply_tables as st
from sync.hq.store.database import Scope
from sync.hq.store.day_marks import touch
from sync.hq.store.orders_book import lock_store
from sync.hq.store.supply_assortment import take_answer
from sync.hq.store.supply_claims import settle_claims, take_claim
from sync.hq.store.supply_credits import Filed
from sync.hq.store.supply_ledger import tell_account
from sync.hq.store.supply_notes import close_note, lines
from sync.hq.store.supply_orders import take_order
from sync.hq.store.supply_returns import settle_returns, take_return
from sync.wire.chain import Entry
from sync.wire.facts import (
    AnyFact,
    AssortmentAnswered,
    ClaimMade,
    GoodsReceived,
    GoodsSentBack,
    MarkedDown,
    SaleAsked,
    SupplyOrdered,
)
from sync.wire.record import Record
from sync.wire.supply import ClaimLine, ReceivedLine, SupplyLine

MOST = 10**13
MOST_LINES = 2_000
MOST_ID = 64
MOST_NAME = 56
"""Letters of what HQ makes other names of: notes, bills, entries of the account."""
MOST_QTY = 10**10
"""Thousandths in one line: ten million units. Sums of any number of them fit into 64 bits."""
NAMED = ("order", "receiving", "claim", "sending")
LAST_MS = 1 << 47
SUPPLY = (
    SupplyOrdered | GoodsReceived | ClaimMade | GoodsSentBack | MarkedDown | AssortmentAnswered
    | SaleAsked
)  # fmt: skip


def take_supply(scope: Scope, store: str, entries: Iterable[Entry], now: int) -> None:
    """Book a batch's facts of supply in the order of the till's journal.

    Their receipts were taken by `supply_receipts`, which knows which of them count.
    The store is held first, as by everyone who writes its supply: so nobody waits in a circle.
    """
    ordered = False
    mine = [entry for entry in entries if isinstance(entry.fact, SUPPLY)]
    if mine:
        lock_store(scope, store)
    for entry in mine:
        match entry.fact:
            case SupplyOrdered() as fact:
                take_order(scope, store, fact, entry.date, now)
                ordered = True
            case GoodsReceived() as fact if fact.shipment:
                if close_note(scope, store, fact.shipment):
                    settle_claims(scope, store, fact.shipment, now)
                    settle_returns(scope, store, lines(scope, store, fact.shipment), now)
            case ClaimMade() as fact:
                take_claim(scope, store, fact, Filed.of(entry), now)
                settle_returns(scope, store, lines(scope, store, fact.shipment), now)
            case GoodsSentBack() as fact:
                take_return(scope, store, fact, Filed.of(entry), now)
            case AssortmentAnswered() as fact:
                take_answer(scope, store, fact, entry.date, now)
                ordered = True
            case SaleAsked() as fact:
                _take_asked(scope, store, entry, fact)
    if ordered:
        tell_account(scope, store)


def _take_asked(scope: Scope, store: str, entry: Entry, fact: SaleAsked) -> None:
    row = {
        "store_id": store, "fact_id": entry.id, "date": entry.date, "asked": fact.asked,
        "item": fact.item, "qty": fact.qty,
    }  # fmt: skip
    scope.upsert(st.asked, [row])
    touch(scope, store, [entry.date])


def objection(fact: AnyFact) -> str:
    """Why a fact of supply cannot be booked; empty for one that can, and for any other fact."""
    if not isinstance(fact, SUPPLY):
        return ""
    if not _sound(fact, ("note", "asked", "reason")):
        return "bad value"
    lines: Sequence[Record] = getattr(fact, "lines", ())
    if len(lines) > MOST_LINES:
        return "too many lines"
    for line in lines:
        if not _sound(line, ("note", "photo", "name", "spec")) or not _line_fits(line):
            return "bad line"
    short = {"supplier": 32, "delivery": 10} | ({"item": 32} if isinstance(fact, SaleAsked) else {})
    if any(len(getattr(fact, name, "")) > most for name, most in short.items()):
        return "bad value"
    if isinstance(fact, AssortmentAnswered) and not _sound(fact.goods, ("name",)):
        return "bad line"
    if any(getattr(fact, name, 0) < 0 for name in ("total", "paid_cash", "amount")):
        return "bad amount"
    return "" if all(_id(fact)) else "bad id"


def _id(fact: msgspec.Struct) -> Iterable[bool]:
    for name in (*NAMED, "proposal"):
        value = getattr(fact, name, None)
        may_miss = (isinstance(fact, SupplyOrdered) and name == "proposal") or (
            isinstance(fact, GoodsReceived) and name == "order"
        )
        if value is not None:
            yield (may_miss or bool(value)) and (name == "proposal" or len(value) <= MOST_NAME)


def _sound(record: msgspec.Struct, long: Sequence[str]) -> bool:
    """Every text and number of it can be kept."""
    for name, value in zip(record.__struct_fields__, msgspec.structs.astuple(record), strict=True):
        if isinstance(value, str):
            if "\0" in value or len(value) > (4_000 if name in long else MOST_ID * 2):
                return False
            if name not in long and name not in ("supplier_name", "name") and len(value) > MOST_ID:
                return False
        elif isinstance(value, int) and not -MOST <= value <= max(MOST, LAST_MS):
            return False
    return True


def _line_fits(line: Record) -> bool:
    """Keys of a column's length; an amount that still fits when it is multiplied out."""
    if isinstance(line, SupplyLine):
        fits = 0 <= line.packs <= MOST and abs(line.packs * line.cost) <= MOST
        fits &= len(line.unit) <= 16 and len(line.code) <= 20 and 0 <= line.pack <= MOST
    elif isinstance(line, ReceivedLine | ClaimLine):
        fits = 0 <= line.qty <= MOST_QTY and line.cost >= 0 and line.cost * line.qty <= MOST * 1000
        fits &= len(getattr(line, "expiry", "")) <= 10
    else:
        return False
    return fits and 0 < len(line.item) <= 32
