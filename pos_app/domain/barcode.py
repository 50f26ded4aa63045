"""What came out of a scanner or a hand: goods, a scale label, a payment code, a receipt, or words.

Dispatch is by what the screen is doing, never by the digits alone: one in ten WeChat codes is also
a valid pallet number, and an 18-digit scale label also fits Alipay's rule.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from pos_app.domain.check_digit import GTIN_LENGTHS, is_digits, is_gtin, lookup_candidates
from pos_app.domain.gs1 import SEPARATOR, read_gs1, strip_mark
from pos_app.domain.in_store import DEFAULT_FORMATS, InStoreFormat, read_in_store
from pos_app.domain.payment_codes import payment_scheme
from pos_app.domain.receipt_number import ReceiptNumber, parse_number

Mode = Literal["sale", "payment", "find"]
Kind = Literal[
    "gtin", "in_store_amount", "in_store_weight", "gs1", "payment_code", "receipt", "digits", "text"
]


_BLANKS = " \t\r\n"
"""Not all white space: FNC1 counts as white space in Python and announces GS1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """One reading. ``candidates`` are the codes to look up, the likeliest first; the full code of a
    scale label comes first, for shops that keep it as a code of its own, then ``plu``.

    ``amount`` fen, ``qty`` thousandths (of a kilogram for a weight), dates ISO. ``scheme``: whose
    payment code it is. ``doubt``: a scale label that is also a possible payment code of that
    scheme; when its goods are unknown, say that it is one. ``damaged``: as long as a GTIN, but the
    check digit is wrong: look it up, and when it is unknown ask for another scan.
    """

    kind: Kind
    text: str
    candidates: tuple[str, ...] = ()
    plu: str = ""
    amount: int | None = None
    qty: int | None = None
    expiry: str = ""
    produced: str = ""
    batch: str = ""
    receipt: ReceiptNumber | None = None
    scheme: str = ""
    doubt: str = ""
    damaged: bool = False

    @property
    def code(self) -> str:
        """The likeliest code; empty for payment codes, which are never looked up."""
        return self.candidates[0] if self.candidates else ""


def clean(text: str) -> str:
    """Full-width digits and letters of an input method made plain; blanks and line ends cut off."""
    return unicodedata.normalize("NFKC", text).strip(_BLANKS)


def parse(
    text: str, mode: Mode = "sale", *, formats: tuple[InStoreFormat, ...] = DEFAULT_FORMATS
) -> Parsed:
    """Read what was scanned or typed; never fails. A payment code never carries goods.

    In payment mode the payment rules come first; in the other modes a code is a payment code only
    where it can be nothing that a shop sells or finds.
    """
    given = clean(text)
    plain = strip_mark(given).lstrip(SEPARATOR)
    scheme = payment_scheme(plain)
    if mode == "payment" and scheme:
        return Parsed(kind="payment_code", text=plain, scheme=scheme)
    number = parse_number(plain)
    if number is not None:
        return Parsed(kind="receipt", text=plain, candidates=(str(number),), receipt=number)
    gs1 = _gs1(given, plain)
    if gs1 is not None:
        return gs1
    if not is_digits(plain):
        return Parsed(kind="text", text=plain, candidates=(plain,) if plain else ())
    return _digits(plain, scheme, formats)


def _digits(plain: str, scheme: str, formats: tuple[InStoreFormat, ...]) -> Parsed:
    label = read_in_store(plain, formats)
    if label is not None:
        kind: Kind = "in_store_weight" if label.amount is None else "in_store_amount"
        return Parsed(
            kind=kind, text=plain, candidates=(plain,), plu=label.plu, amount=label.amount,
            qty=label.qty, doubt=scheme,
        )  # fmt: skip
    if scheme:
        return Parsed(kind="payment_code", text=plain, scheme=scheme)
    candidates = lookup_candidates(plain)
    if is_gtin(plain) or len(candidates) > 1:
        return Parsed(kind="gtin", text=plain, candidates=candidates)
    return Parsed(
        kind="digits", text=plain, candidates=candidates, damaged=len(plain) in GTIN_LENGTHS
    )


def _gs1(given: str, plain: str) -> Parsed | None:
    found = read_gs1(given)
    if found is None:
        return None
    return Parsed(
        kind="gs1", text=plain, candidates=lookup_candidates(found.gtin), expiry=found.expiry,
        produced=found.produced, batch=found.batch, qty=found.qty,
    )  # fmt: skip
