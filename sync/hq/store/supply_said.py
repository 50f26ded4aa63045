"""What HQ says of an order or a claim by rule: kept and told as codes, and as a sentence.

The sentence is for tills that know no codes; it travels as the note where no operator wrote one.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

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
    TURNED_DOWN,
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
    TURNED_DOWN: "总部没有放行,这次不送。",
    MORE_THAN_CAME: "退的比总部送来收下的多,多出的等总部核对",
}
_decode = msgspec.json.Decoder(tuple[Said, ...]).decode


def write_said(said: Iterable[Said]) -> str:
    """As it is kept in a row; empty for nothing."""
    told = tuple(said)
    return msgspec.json.encode(told).decode() if told else ""


def said_of(kept: str) -> tuple[Said, ...]:
    return _decode(kept) if kept else ()


def note_of(said: Iterable[Said]) -> str:
    """One sentence after the other."""
    return "".join(SENTENCES[one.code].format(date=one.date) for one in said)
