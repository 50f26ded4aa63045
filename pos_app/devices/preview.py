"""Paints the bytes of a print job as the printer would: 12 dots a column, 24 dots a character."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pos_app.devices.columns import char_columns
from pos_app.devices.escpos import DEFAULT_ENCODING
from pos_app.devices.escpos_decoder import DecodedCut, DecodedLine, DecodedQr, decode
from pos_app.runtime.resources import resource_dir

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

CELL, GLYPH, LINE = 12, 24, 32
MARGIN = 16
_INK, _PAPER = 24, 255
_QUIET = 1
"""Modules of white above and below a QR code, on top of the lines' own."""
_LATIN_SIZE, _BASELINE = 23, 24


def render_png(
    data: bytes,
    *,
    columns: int,
    font_path: Path | None = None,
    encoding: str = DEFAULT_ENCODING,
    scale: int = 2,
) -> bytes:
    """PNG of the paper, ``scale`` pixels a dot; 32 columns are 384 dots, 48 are 576.

    ``font_path`` None: the bundled font, with its bold. A line that is too wide runs off the paper.
    """
    folder = resource_dir() / "fonts"
    regular = font_path or folder / "XipuSans-Regular.ttf"
    bold = font_path or folder / "XipuSans-Bold.ttf"
    painter = _Painter(columns=columns, scale=scale, fonts=(regular, bold))
    for element in decode(data, encoding).elements:
        match element:
            case DecodedLine():
                painter.line(element)
            case DecodedQr():
                painter.qr(element)
            case DecodedCut():
                painter.cut()
    return painter.png()


@dataclass
class _Painter:
    columns: int
    scale: int
    fonts: tuple[Path, Path]
    rows: list[Image] = field(default_factory=list)

    @property
    def dots(self) -> int:
        return self.columns * CELL

    def line(self, line: DecodedLine) -> None:
        stretch, rise = (2 if line.wide else 1), (2 if line.tall else 1)
        row = self._blank(LINE * rise if line.text else LINE // 2 + LINE // 4)
        x = _start(line.align, self.dots, line.columns * CELL) + MARGIN
        for char in line.text:
            cells = char_columns(char) * stretch
            if char != " ":
                font = self.fonts[1 if line.bold else 0]
                glyph = _glyph(char, font, cells * CELL * self.scale, LINE * rise * self.scale)
                row.paste(_INK, (x * self.scale, 0), glyph)
            x += cells * CELL
        self.rows.append(row)

    def qr(self, qr: DecodedQr) -> None:
        from PIL import Image

        modules = _qr_modules(qr.data)
        side = len(modules)
        dots = bytes(_INK if dark else _PAPER for line in modules for dark in line)
        picture = Image.frombytes("L", (side, side), dots)
        wide = side * qr.module
        row = self._blank(wide + 2 * _QUIET * qr.module)
        size = (wide * self.scale, wide * self.scale)
        left = (_start(qr.align, self.dots, wide) + MARGIN) * self.scale
        top = _QUIET * qr.module * self.scale
        row.paste(picture.resize(size, Image.Resampling.NEAREST), (left, top))
        self.rows.append(row)

    def cut(self) -> None:
        row = self._blank(LINE // 2)
        for x in range(0, row.width, 12 * self.scale):
            row.paste(180, (x, row.height // 2, x + 6 * self.scale, row.height // 2 + self.scale))
        self.rows.append(row)

    def png(self) -> bytes:
        edge = self._blank(MARGIN)
        rows = [edge, *self.rows, edge]
        paper = self._blank(0, height=sum(row.height for row in rows))
        y = 0
        for row in rows:
            paper.paste(row, (0, y))
            y += row.height
        out = io.BytesIO()
        paper.save(out, "PNG", optimize=True)
        return out.getvalue()

    def _blank(self, dots: int, *, height: int | None = None) -> Image:
        from PIL import Image

        size = ((self.dots + 2 * MARGIN) * self.scale, height or dots * self.scale)
        return Image.new("L", size, _PAPER)


def _start(align: str, room: int, used: int) -> int:
    if align == "left":
        return 0
    return max(0, room - used) // (2 if align == "center" else 1)


@cache
def _font(path: Path, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(str(path), size)


@cache
def _glyph(char: str, path: Path, wide: int, high: int) -> Image:
    """A mask of one cell, as high as its line; a broader glyph is drawn narrower, never cut."""
    from PIL import Image, ImageDraw

    size = high * (_LATIN_SIZE if char.isascii() else GLYPH) // LINE
    font = _font(path, size)
    natural = max(1, round(font.getlength(char)))
    canvas = Image.new("L", (natural, high), 0)
    ImageDraw.Draw(canvas).text(
        (0, high * _BASELINE // LINE), char, fill=255, font=font, anchor="ls"
    )
    if natural > wide:
        return canvas.resize((wide, high), Image.Resampling.LANCZOS)
    cell = Image.new("L", (wide, high), 0)
    cell.paste(canvas, ((wide - natural) // 2, 0))
    return cell


def _qr_modules(data: str) -> list[list[bool]]:
    """The squares of a QR code of level M, as the printer makes them itself."""
    from reportlab.graphics.barcode.qrencoder import (
        QRCode,
        QRErrorCorrectLevel,
    )

    code: Any = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(data)
    code.make()
    side = code.getModuleCount()
    return [[bool(code.isDark(row, column)) for column in range(side)] for row in range(side)]
