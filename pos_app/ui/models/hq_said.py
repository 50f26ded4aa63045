"""What HQ says of an order or a claim, in the words of this till."""

from __future__ import annotations

from collections.abc import Sequence

from pos_app.runtime.i18n import tr
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


def hq_words(said: Sequence[Said], note: str) -> str:
    """The codes in words; HQ's own text where it sent none, or one that is newer than this till."""
    words = [_words(one) for one in said]
    return " · ".join(words) if words and all(words) else note


def _words(one: Said) -> str:
    return {
        NO_SUPPLIER: tr("总部没有这家供应商"),
        TWICE: tr("另一台收银机已经订过"),
        NO_ORDER_DAY: tr("这家供应商没有订货日"),
        NEXT_TRUCK: tr("过了截单,改到 {date} 送", date=one.date[5:]),
        BELOW_LEAST: tr("没到起订额,照送"),
        SOLD_OUT: tr("全部缺货"),
        FIRST_ORDER: tr("新品首单"),
        TOO_LATE: tr("过了索赔期限"),
        OVER_LIMIT: tr("超出额度,付款后或总部放行后再送"),
        LET_GO: tr("总部已放行"),
        TURNED_DOWN: tr("总部没有放行,这次不送"),
        OTHER_RECEIPT: tr("这批货算的是另一台收银机的收货,等总部核对"),
        NO_RECEIPT: tr("总部没有这次收货,等总部核对"),
        MORE_THAN_CAME: tr("退的比总部送来收下的多,多出的等总部核对"),
    }.get(one.code, "")
