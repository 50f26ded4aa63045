"""A receipt number: store, till, epoch and the sequence of its fact, e.g. ``S001-01-1-000123``.

The sequence is gap-free in a till's epoch and never used again, so neither is the number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PATTERN = re.compile(
    r"(?P<store>[A-Z0-9]+)-(?P<till>[A-Z0-9]+)-(?P<epoch>[0-9]{1,9})-(?P<seq>[0-9]{1,15})"
)
_SEQ_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptNumber:
    """``str()`` gives the number as it is printed and stored."""

    store: str
    till: str
    epoch: int
    seq: int

    def __str__(self) -> str:
        return format_number(self.store, self.till, self.epoch, self.seq)


def format_number(store: str, till: str, epoch: int, seq: int) -> str:
    """The number as printed and stored; the sequence has six digits or more."""
    return f"{store}-{till}-{epoch}-{seq:0{_SEQ_DIGITS}d}"


def parse_number(text: str) -> ReceiptNumber | None:
    """Read a scanned or typed number, small letters and missing zeros forgiven; None: not one."""
    match = _PATTERN.fullmatch(text.strip().upper())
    if match is None:
        return None
    return ReceiptNumber(
        store=match["store"], till=match["till"], epoch=int(match["epoch"]), seq=int(match["seq"])
    )
