"""Blocks to the bytes of an ESC/POS printer.

Everything is laid out before and sent raw in Chinese mode: libraries that choose a code page per
character break on mixed Chinese text. No byte of a character can be a command, because control
characters never get this far and no byte of GB18030, GBK or Big5 text lies below 0x20.
"""

from __future__ import annotations

from collections.abc import Iterable

from pos_app.devices.blocks import Align, Block, Cut, Gap, Qr, Rule, Text
from pos_app.devices.columns import YUAN, char_columns, printable

START = b"\x1b\x40\x1c\x26"
"""Reset, then Chinese mode on."""
CUT = b"\x1d\x56\x00"
DRAWER = b"\x1b\x70\x00\x32\x32"
"""Pulse on pin 2, 100 ms on and 100 ms off."""
FEED_TO_KNIFE = b"\x1b\x64\x04"
LINE_FEED = b"\n"
DEFAULT_ENCODING = "gb18030"
_ALIGN: dict[Align, int] = {"left": 0, "center": 1, "right": 2}
_QR_LEVEL_M = 49
_BIG5_YUAN = b"\xa2\x44"
"""Python maps Big5's wide yuan sign to U+00A5."""
_MISSING = {1: "?", 2: "□"}
"""Stands for a character that the printer's encoding lacks, in the same width."""


def encode(blocks: Iterable[Block], *, columns: int, encoding: str = DEFAULT_ENCODING) -> bytes:
    """The bytes to send; a character outside the encoding becomes ``?`` or ``□``."""
    return START + b"".join(_block(block, columns, encoding) for block in blocks)


def kick_drawer() -> bytes:
    """The bytes that open the cash drawer on the printer's plug."""
    return DRAWER


def encode_text(text: str, encoding: str) -> bytes:
    """The text, safe to send: no control characters, nothing that the encoding lacks."""
    try:
        return _blanked(text).encode(encoding)
    except UnicodeEncodeError:
        return b"".join(_character(char, encoding) for char in _blanked(text))


def _blanked(text: str) -> str:
    """Indents stay; the rest is as `printable` leaves it."""
    indent = len(text) - len(text.lstrip(" "))
    return " " * indent + printable(text)


def _character(char: str, encoding: str) -> bytes:
    try:
        return char.encode(encoding)
    except UnicodeEncodeError:
        if char == YUAN and encoding == "big5":
            return _BIG5_YUAN
        return _MISSING[char_columns(char)].encode(encoding, "replace")


def _block(block: Block, columns: int, encoding: str) -> bytes:
    match block:
        case Text():
            return _text(block, encoding)
        case Rule():
            return b"-" * columns + LINE_FEED
        case Gap():
            return LINE_FEED
        case Qr():
            return _qr(block)
        case Cut():
            return FEED_TO_KNIFE + CUT


def _text(block: Text, encoding: str) -> bytes:
    size = (0x10 if block.wide else 0) | (0x01 if block.tall else 0)
    before = _align(block.align) if block.align != "left" else b""
    after = _align("left") if block.align != "left" else b""
    if block.bold:
        before, after = before + b"\x1b\x45\x01", b"\x1b\x45\x00" + after
    if size:
        before, after = before + b"\x1d\x21" + bytes([size]), b"\x1d\x21\x00" + after
    return before + encode_text(block.text, encoding) + LINE_FEED + after


def _align(align: Align) -> bytes:
    return b"\x1b\x61" + bytes([_ALIGN[align]])


def _qr(block: Qr) -> bytes:
    """The printer's own QR code: model 2, module size, level M, store, print."""
    data = block.data.encode("utf-8")
    parts = [
        _qr_function(b"\x31\x41\x32\x00"),
        _qr_function(b"\x31\x43" + bytes([block.module])),
        _qr_function(b"\x31\x45" + bytes([_QR_LEVEL_M])),
        _qr_function(b"\x31\x50\x30" + data),
        _qr_function(b"\x31\x51\x30"),
    ]
    return _align("center") + b"".join(parts) + _align("left")


def _qr_function(body: bytes) -> bytes:
    return b"\x1d\x28\x6b" + len(body).to_bytes(2, "little") + body
