"""GS1-128 and GS1 DataMatrix: goods, expiry, batch, weight and count in one code."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pos_app.domain.check_digit import is_gtin

SEPARATOR = "\x1d"
"""FNC1 inside a code, as scanners send it (group separator)."""
_MARKS = ("]C1", "]d2", "]Q3", "]e0", "]J1")
"""Symbology identifiers (ISO/IEC 15424) that announce GS1 element strings."""
_ANY_MARK = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_GOODS_FIRST = re.compile(r"^0[12](\d{14})(?!$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gs1Code:
    """``gtin`` of 14 digits; ``qty`` thousandths (of a kilogram when ``weighed``); ISO dates."""

    gtin: str
    expiry: str = ""
    produced: str = ""
    batch: str = ""
    qty: int | None = None
    weighed: bool = False


def strip_mark(text: str) -> str:
    """The code without a symbology identifier in front."""
    return _ANY_MARK.sub("", text)


def read_gs1(text: str) -> Gs1Code | None:
    """Read element strings that name goods; None: not GS1, damaged, or no goods in it.

    Unannounced element strings (the scanner sends neither identifier nor FNC1) are taken only
    where a GTIN with a valid check digit comes first and something follows it.
    """
    announced = text.startswith((*_MARKS, SEPARATOR)) or SEPARATOR in text
    body = strip_mark(text).lstrip(SEPARATOR)
    first = _GOODS_FIRST.match(body)
    if not announced and not (first and is_gtin(first[1])):
        return None
    elements = _elements(body)
    gtin = elements.get("01") or elements.get("02", "")
    if not is_gtin(gtin):
        return None
    qty, weighed = _quantity(elements)
    return Gs1Code(
        gtin=gtin,
        expiry=elements.get("17") or elements.get("15", ""),
        produced=elements.get("11", ""),
        batch=elements.get("10", ""),
        qty=qty,
        weighed=weighed,
    )


def _elements(body: str) -> dict[str, str]:
    """Application identifier to value, dates as ISO; empty when the message does not parse."""
    import biip  # noqa: PLC0415 - 80 ms that a sale of plain barcodes never needs

    message = biip.parse(f"]C1{body}").gs1_message
    if message is None:
        return {}
    return {
        e.ai.ai: e.date.isoformat() if e.date is not None else e.value
        for e in message.element_strings
    }


def _quantity(elements: dict[str, str]) -> tuple[int | None, bool]:
    """Thousandths and whether they are kilograms: AI 310n net weight, AI 37 or 30 count."""
    for ai, value in elements.items():
        if ai.startswith("310"):
            return int(value) * 1000 // 10 ** int(ai[3]), True
    count = elements.get("37") or elements.get("30")
    return (int(count) * 1000, False) if count else (None, False)
