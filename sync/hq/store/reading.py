"""Reading one fact of a batch: what HQ can make of it, and why not where it cannot.

Nothing that a till sends may stop the facts behind it: whatever the database could not hold (an
id with odd characters, a number beyond 64 bits, a NUL in a key) is found here and quarantined.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

import msgspec

from sync.hq.store import orders_facts, supply_facts
from sync.wire import chain
from sync.wire.facts import (
    BasketParked,
    BasketRecalled,
    SaleCompleted,
    StockAdjusted,
    StockCounted,
    StockLine,
)
from sync.wire.limits import MAX_PAYLOAD

MOST = 10**13
"""Fen or thousandths in one place of a fact: a hundred thousand million yuan, in no shop."""
LAST_MS = 1 << 48
MINUTES_A_DAY = 24 * 60
NAME_CHARS = 200
REASON_CHARS = 200
UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)

_clean_id = re.compile(r"[0-9A-Za-z_-]{1,32}").fullmatch
_clean_date = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch


@dataclass(frozen=True, slots=True)
class Place:
    """Where a fact of this batch must say it stands."""

    store: str
    till: str
    epoch: int
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A fact as HQ keeps it; ``entry`` only when it could be digested, else ``reason``."""

    id: str
    kind: str = "?"
    date: str = ""
    at: int = 0
    entry: chain.Entry | None = None
    reason: str = ""


def read(payload: bytes, place: Place) -> Reading:
    """Never raises."""
    if len(payload) > MAX_PAYLOAD:
        return Reading(id=_made_up(payload), reason="too large")
    try:
        entry = chain.decode(payload)
    except UNREADABLE as error:
        return _read_head(payload, str(error))
    reason = _objection(entry, place)
    return Reading(
        id=entry.id if _clean_id(entry.id) else _made_up(payload),
        kind=str(entry.fact.__struct_config__.tag),
        date=entry.date if is_date(entry.date) else "",
        at=entry.at if 0 <= entry.at <= LAST_MS else 0,
        entry=None if reason else entry,
        reason=reason,
    )


def _read_head(payload: bytes, why: str) -> Reading:
    """What can be told of an entry whose fact this version does not know."""
    reason = _printable(why)
    try:
        head = chain.decode_head(payload)
        fact = msgspec.json.decode(bytes(head.fact), type=dict[str, msgspec.Raw])
        kind = msgspec.json.decode(bytes(fact["kind"]), type=str)
    except (*UNREADABLE, KeyError):
        return Reading(id=_made_up(payload), reason=reason)
    return Reading(
        id=head.id if _clean_id(head.id) else _made_up(payload),
        kind=kind if re.fullmatch(r"[a-z_.]{1,40}", kind) else "?",
        date=head.date if is_date(head.date) else "",
        at=head.at if 0 <= head.at <= LAST_MS else 0,
        reason=reason,
    )


def _made_up(payload: bytes) -> str:
    """An id for a fact that has none that could be kept; the same for the same bytes."""
    return f"?{hashlib.sha256(payload).hexdigest()[:31]}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else " " for c in text[:REASON_CHARS])


def is_date(text: str) -> bool:
    """A day of the calendar as ``YYYY-MM-DD``."""
    if not _clean_date(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _objection(entry: chain.Entry, place: Place) -> str:
    """Why an entry that could be decoded is not taken into the books; empty when it is."""
    if (entry.store, entry.till, entry.epoch, entry.seq) != (
        place.store, place.till, place.epoch, place.seq,
    ):  # fmt: skip
        return "place"
    if not _clean_id(entry.id):
        return "bad id"
    if not is_date(entry.date) or not 0 <= entry.at <= LAST_MS:
        return "bad time"
    if not -MINUTES_A_DAY <= entry.offset <= MINUTES_A_DAY:
        return "bad time"
    fact = entry.fact
    if isinstance(fact, SaleCompleted):
        return _sale_objection(fact)
    if isinstance(fact, StockAdjusted | StockCounted):
        return _stock_objection(fact)
    if isinstance(fact, BasketParked | BasketRecalled):
        return "" if _is_key(fact.basket) else "bad id"
    return supply_facts.objection(fact) or orders_facts.objection(fact, place.store)


def _sale_objection(sale: SaleCompleted) -> str:
    if not _fits(sale.due):
        return "bad amount"
    for line in sale.lines:
        if not (_fits(line.qty) and _fits(line.net) and _fits(line.cost * line.qty)):
            return "bad amount"
        if not _is_key(line.item) or len(line.name) > NAME_CHARS or "\0" in line.name:
            return "bad line"
    return ""


def _stock_objection(fact: StockAdjusted | StockCounted) -> str:
    moved = [
        (ln.item, (ln.qty,) if isinstance(ln, StockLine) else (ln.book, ln.counted))
        for ln in fact.lines
    ]
    fits = all(_is_key(item) and all(map(_fits, numbers)) for item, numbers in moved)
    return "" if fits else "bad line"


def _fits(number: int) -> bool:
    return -MOST <= number <= MOST


def _is_key(text: str) -> bool:
    return 0 < len(text) <= 32 and "\0" not in text
