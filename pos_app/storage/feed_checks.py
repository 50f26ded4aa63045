"""Whether a row of HQ's feed can be what it says: no number and no date of it may stop the till."""

from __future__ import annotations

from datetime import date

import msgspec

from sync.wire import feed
from sync.wire.messages import Change
from sync.wire.supply_feed import SUPPLY_TABLES

UNREADABLE, TOO_BIG, NEGATIVE, BAD_DATE, NO_NAME = (
    "unreadable", "too_big", "negative", "bad_date", "no_name",
)  # fmt: skip
MOST = 10**15
"""Fen, thousandths or milliseconds: beyond any shop and any clock, and sums of them fit."""
DIGITS = bytes.maketrans(b"123456789E", b"000000000e")
YEARS = range(2000, 2200)
DATES = frozenset({"date", "delivery", "due", "expiry"})
COUNTS = frozenset(
    {
        "packs", "pack", "cost", "moq", "qty", "lines", "total", "cutoff", "lead_days", "minimum",
        "lead_spread", "claim_days", "risk_bp", "waste", "deadline", "shelf_life", "price", "cut",
    }
)  # fmt: skip
NAMES = {
    "supplier": ("code",),
    "supply_item": ("item", "supplier"),
    "proposal": ("id", "supplier"),
    "proposal_line": ("proposal", "item"),
    "shipment": ("id", "supplier"),
}
Found = dict[str, object]


def objection(change: Change) -> str:
    """Why a row of a known table is not landed; empty for one that is."""
    if change.row is None:
        at = change.key.rpartition("|")[2]
        misplaced = change.table == "price" and not (at.isdecimal() and len(at) < 16)
        return UNREADABLE if misplaced else ""
    try:
        row = msgspec.json.decode(change.row, type=feed.TABLES[change.table])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return UNREADABLE
    if change.table not in SUPPLY_TABLES and not _may_be_long(change.row):
        return ""
    found: Found = msgspec.to_builtins(row)
    if _too_big(found):
        return TOO_BIG
    return _supply_objection(change.table, found) if change.table in SUPPLY_TABLES else ""


def _may_be_long(text: bytes) -> bool:
    """Whether it can hold a number beyond MOST: nearly no row can, and those are not walked."""
    plain = text.translate(DIGITS)
    return b"0" * 15 in plain or b"0e" in plain


def _too_big(value: object) -> bool:
    if isinstance(value, int | float):
        return not -MOST <= value <= MOST
    if isinstance(value, dict):
        return any(_too_big(part) for part in value.values())
    return isinstance(value, list | tuple) and any(_too_big(part) for part in value)


def _supply_objection(table: str, found: Found) -> str:
    if not all(found[name] for name in NAMES.get(table, ())):
        return NO_NAME
    return _walk("", found)


def _walk(name: str, value: object) -> str:
    """The first objection to a value or a part of it."""
    if isinstance(value, dict):
        inner = ((name if name == "cut" else key, part) for key, part in value.items())
        return next(filter(None, (_walk(*pair) for pair in inner)), "")
    if isinstance(value, list | tuple):
        return next(filter(None, (_walk(name, part) for part in value)), "")
    if isinstance(value, int) and name in COUNTS:
        return NEGATIVE if value < 0 or (name == "pack" and not value) else ""
    if isinstance(value, str) and name in DATES:
        return "" if not value or _is_day(value) else BAD_DATE
    return ""


def _is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).year in YEARS
    except ValueError:
        return False
