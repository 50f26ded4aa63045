"""What HQ says of an order or a claim by rule: a Chinese sentence to keep, codes for the tills.

The sentences are kept as a note beside what operators write themselves; `said_of` reads the codes
back from it, so that what was kept before there were codes is told in every language as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sync.wire.supply import (
    BELOW_LEAST,
    FIRST_ORDER,
    LET_GO,
    MORE_THAN_CAME,
    NEXT_TRUCK,
    NO_ORDER_DAY,
    NO_RECEIPT,
    NO_SUPPLIER,
    OTHER_RECEIPT,
    OVER_LIMIT,
    SOLD_OUT,
    TOO_LATE,
    TWICE,
    Said,
)

SENTENCES = {
    NO_SUPPLIER: "总部没有这家供应商。",
    TWICE: "这份建议另一台收银机已经订过了。",
    NO_ORDER_DAY: "供应商没有订货日",
    NEXT_TRUCK: "过了截单,改到 {date} 送。",
    BELOW_LEAST: "没到起订额,照送。",
    SOLD_OUT: "全部缺货",
    FIRST_ORDER: "新品首单",
    TOO_LATE: "过了索赔期限",
    OTHER_RECEIPT: "这批货算的是另一台收银机的收货,等总部核对",
    NO_RECEIPT: "总部没有这次收货,等总部核对",
    OVER_LIMIT: "超出额度,付款后或总部放行后再送。",
    LET_GO: "总部已放行。",
    MORE_THAN_CAME: "退的比总部送来收下的多,多出的等总部核对",
}
DATE = r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
_PATTERNS = {
    code: re.compile(re.escape(text).replace(r"\{date\}", DATE)) for code, text in SENTENCES.items()
}


def note_of(said: Iterable[Said]) -> str:
    """The note to keep."""
    return "".join(SENTENCES[one.code].format(date=one.date) for one in said)


def said_of(note: str) -> tuple[Said, ...]:
    """What a kept note says; nothing where any of it is somebody's own words."""
    found: list[Said] = []
    at = 0
    while at < len(note):
        hits = ((code, pattern.match(note, at)) for code, pattern in _PATTERNS.items())
        code, hit = next(((c, h) for c, h in hits if h), ("", None))
        if hit is None:
            return ()
        found.append(Said(code=code, date=hit.groupdict().get("date") or ""))
        at = hit.end()
    return tuple(found)
