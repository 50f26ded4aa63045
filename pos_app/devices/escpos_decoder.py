"""Reads what a printer would be sent: lines with their attributes, QR codes, cuts, drawer pulses.

It knows exactly the commands that the encoder uses and names any other, so that the preview and
the tests see what the paper shows, not what the program meant.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pos_app.devices.blocks import Align
from pos_app.devices.columns import width
from pos_app.devices.escpos import DEFAULT_ENCODING

_ALIGNS: tuple[Align, ...] = ("left", "center", "right")


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedLine:
    text: str
    align: Align = "left"
    bold: bool = False
    wide: bool = False
    tall: bool = False

    @property
    def columns(self) -> int:
        return width(self.text) * (2 if self.wide else 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecodedQr:
    data: str
    module: int
    align: Align


@dataclass(frozen=True, slots=True)
class DecodedCut:
    """The knife went through here."""


Element = DecodedLine | DecodedQr | DecodedCut


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """``unknown`` holds commands that are none of ours; ``complete``: the stream did not break off
    within a command, a character or a line.
    """

    elements: tuple[Element, ...]
    drawer_pulses: int
    unknown: tuple[bytes, ...]
    complete: bool

    @property
    def lines(self) -> list[DecodedLine]:
        return [e for e in self.elements if isinstance(e, DecodedLine)]

    @property
    def qrs(self) -> list[str]:
        return [e.data for e in self.elements if isinstance(e, DecodedQr)]

    @property
    def cuts(self) -> int:
        return sum(isinstance(e, DecodedCut) for e in self.elements)

    @property
    def text(self) -> str:
        """The lines as plain text, a QR code as its content in brackets."""
        shown = []
        for element in self.elements:
            if isinstance(element, DecodedLine):
                shown.append(element.text)
            elif isinstance(element, DecodedQr):
                shown.append(f"[QR {element.data}]")
        return "\n".join(shown) + "\n"


def decode(data: bytes, encoding: str = DEFAULT_ENCODING) -> Decoded:
    """Never fails: what it does not know is in ``unknown``."""
    return _Reader(data, encoding).read()


class _Short(Exception):
    """The stream ended within a command."""


@dataclass
class _Reader:
    data: bytes
    encoding: str
    at: int = 0
    pending: bytearray = field(default_factory=bytearray)
    elements: list[Element] = field(default_factory=list)
    unknown: list[bytes] = field(default_factory=list)
    align: Align = "left"
    bold: bool = False
    size: int = 0
    pulses: int = 0
    qr_data: str = ""
    qr_module: int = 3

    def read(self) -> Decoded:
        complete = True
        try:
            while self.at < len(self.data):
                self._step()
        except _Short:
            complete = False
        if self.pending:
            complete = False
            self._end_line()
        return Decoded(
            elements=tuple(self.elements), drawer_pulses=self.pulses,
            unknown=tuple(self.unknown), complete=complete,
        )  # fmt: skip

    def _take(self, count: int) -> bytes:
        taken = self.data[self.at : self.at + count]
        self.at += count
        if len(taken) < count:
            raise _Short
        return taken

    def _step(self) -> None:
        byte = self._take(1)[0]
        match byte:
            case 0x0A:
                self._end_line()
            case 0x1B:
                self._escape()
            case 0x1C:
                self._chinese()
            case 0x1D:
                self._group()
            case _ if byte >= 0x20:
                self.pending.append(byte)
            case _:
                self.unknown.append(bytes([byte]))

    def _end_line(self) -> None:
        text = bytes(self.pending).decode(self.encoding, "replace")
        self.pending.clear()
        self.elements.append(
            DecodedLine(
                text=text, align=self.align, bold=self.bold,
                wide=bool(self.size & 0xF0), tall=bool(self.size & 0x0F),
            )
        )  # fmt: skip

    def _escape(self) -> None:
        command = self._take(1)
        match command:
            case b"@":
                self.align, self.bold, self.size = "left", False, 0
            case b"a":
                self.align = _ALIGNS[self._take(1)[0] % 3]
            case b"E":
                self.bold = bool(self._take(1)[0] & 1)
            case b"d":
                for _ in range(self._take(1)[0]):
                    self._end_line()
            case b"p":
                self._take(3)
                self.pulses += 1
            case _:
                self.unknown.append(b"\x1b" + command)

    def _chinese(self) -> None:
        command = self._take(1)
        if command not in (b"&", b"."):
            self.unknown.append(b"\x1c" + command)

    def _group(self) -> None:
        command = self._take(1)
        match command:
            case b"!":
                self.size = self._take(1)[0]
            case b"V":
                self._take(1)
                self.elements.append(DecodedCut())
            case b"(":
                self._extended(self._take(1))
            case _:
                self.unknown.append(b"\x1d" + command)

    def _extended(self, group: bytes) -> None:
        body = self._take(int.from_bytes(self._take(2), "little"))
        if group != b"k" or body[:1] != b"\x31":
            self.unknown.append(b"\x1d(" + group + body)
            return
        match body[1:2]:
            case b"\x43":
                self.qr_module = body[2]
            case b"\x50":
                self.qr_data = body[3:].decode("utf-8", "replace")
            case b"\x51":
                qr = DecodedQr(data=self.qr_data, module=self.qr_module, align=self.align)
                self.elements.append(qr)
