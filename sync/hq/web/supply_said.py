"""What the rule says of orders and claims, in the reader's language."""

from __future__ import annotations

from sync.hq.store.supply_said import said_of
from sync.hq.web.asking import Ask
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


def said_words(ask: Ask, kept: str) -> str:
    """``kept``: the codes of a row."""
    return "; ".join(_words(ask, one) for one in said_of(kept))


def _words(ask: Ask, one: Said) -> str:
    return {
        NO_SUPPLIER: ask.say("总部没有这家供应商"),
        TWICE: ask.say("这份建议另一台收银机已经订过了"),
        NO_ORDER_DAY: ask.say("供应商没有订货日"),
        NEXT_TRUCK: ask.say("过了截单,改到 {day} 送", day=one.date),
        BELOW_LEAST: ask.say("没到起订额,照送"),
        SOLD_OUT: ask.say("全部缺货"),
        FIRST_ORDER: ask.say("新品首单"),
        TOO_LATE: ask.say("过了索赔期限"),
        OVER_LIMIT: ask.say("超出额度,付款后或总部放行后再送"),
        LET_GO: ask.say("总部已放行"),
        TURNED_DOWN: ask.say("总部没有放行,这次不送"),
        OTHER_RECEIPT: ask.say("这批货算的是另一台收银机的收货,等总部核对"),
        NO_RECEIPT: ask.say("总部没有这次收货,等总部核对"),
        MORE_THAN_CAME: ask.say("退的比总部送来收下的多,多出的等总部核对"),
    }[one.code]
