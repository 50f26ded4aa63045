"""Receipts by what people know of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pos_app.domain.receipt_number import format_number, parse_number
from pos_app.ui.models.receipt_rows import ReceiptRow
from pos_app.ui.session import Session

MOST = 200


def exact_number(session: Session, text: str) -> str:
    """The receipt of this till that a scanned number, or the digits of its end, mean; or nothing.

    Digits alone are an amount as well, so only a receipt that exists counts.
    """
    words = text.strip()
    scanned = parse_number(words)
    number = str(scanned) if scanned else ""
    if not scanned and words.isascii() and words.isdigit() and len(words) <= 15:
        who = session.desk.identity
        number = format_number(who.store, who.till, who.epoch, int(words))
    if number and session.desk.receipts.entry_of_receipt(number) is not None:
        return number
    return ""


def search(
    session: Session,
    show: Callable[[Sequence[ReceiptRow]], None],
    *,
    day: str = "",
    text: str = "",
    failed: Callable[[Exception], None] | None = None,
) -> None:
    """Look through the receipts beside the face; ``show`` is called on it."""
    number = parse_number(text) if text else None
    words = str(number) if number else text
    session.readers.submit(
        lambda desk: desk.receipts.search(date=day, text=words, limit=MOST),
        show,
        failed or session.complain,
    )
