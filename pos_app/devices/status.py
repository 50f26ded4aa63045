"""ESC/POS real-time status (DLE EOT n): the questions, and what an answer means."""

from __future__ import annotations

from pos_app.domain.errors import ShopError

ASK_OFFLINE_CAUSE = b"\x10\x04\x02"
ASK_PAPER = b"\x10\x04\x04"
QUESTION_LENGTH = 3
FINE = 0x12
"""Bits 1 and 4 are set in every answer."""
COVER_OPEN, STOPPED_FOR_PAPER, BROKEN = 0x04, 0x20, 0x40
PAPER_END = 0x60


def check(question: bytes, answer: int) -> None:
    """Raise ShopError ``printer_paper`` or ``printer_offline`` (cover open, knife jammed)."""
    if answer & ~0x7F or answer & FINE != FINE:
        return  # not a status byte: the printer sends something of its own
    if question == ASK_PAPER:
        if answer & PAPER_END:
            raise ShopError("printer_paper")
        return
    if answer & STOPPED_FOR_PAPER:
        raise ShopError("printer_paper")
    if answer & (COVER_OPEN | BROKEN):
        raise ShopError("printer_offline")
