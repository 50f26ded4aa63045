"""The bundled font in reportlab, and text that fits where it stands."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from pos_app.reports import look
from pos_app.runtime.resources import resource_dir

if TYPE_CHECKING:
    from reportlab.platypus import Paragraph


def register_fonts() -> None:
    """Make the bundled TrueType pair known to reportlab, once; it embeds the glyphs in use."""
    from reportlab.graphics.shapes import STATE_DEFAULTS
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    # A drawing begins with the default font, which would be named in the file without being in it.
    STATE_DEFAULTS["fontName"] = look.REGULAR
    known = pdfmetrics.getRegisteredFontNames()
    folder = resource_dir() / "fonts"
    for name, file in ((look.REGULAR, "XipuSans-Regular.ttf"), (look.BOLD, "XipuSans-Bold.ttf")):
        if name not in known:
            pdfmetrics.registerFont(TTFont(name, str(folder / file)))


def width(text: str, font: str, size: float) -> float:
    """Points that the text takes on one line."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, font, size))


LONGEST = 240
"""Characters of one cell that are printed."""


def clean(text: str) -> str:
    """One line without control characters, which no font has a picture for; never a whole page."""
    flat = " ".join(text.split())
    shown = "".join(c for c in flat if unicodedata.category(c)[0] != "C")
    return shown if len(shown) <= LONGEST else shown[:LONGEST] + "…"


def fit(text: str, font: str, size: float, room: float) -> str:
    """The text, or as much of it as the room takes with an ellipsis."""
    if width(text, font, size) <= room:
        return text
    while text and width(text + "…", font, size) > room:
        text = text[:-1]
    return text + "…"


def fitting_size(text: str, font: str, size: float, room: float) -> float:
    """The largest size up to ``size`` at which the text takes no more than the room."""
    wide = width(text, font, size)
    return size if wide <= room else size * room / wide


def paragraph(
    text: str,
    *,
    font: str = look.REGULAR,
    size: float = look.BODY,
    colour: str = look.TEXT,
    right: bool = False,
) -> Paragraph:
    """Text that may wrap: Chinese between any two characters, others between words."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.enums import TA_LEFT, TA_RIGHT
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph

    style = ParagraphStyle(
        "cell",
        fontName=font,
        fontSize=size,
        leading=size * 1.35,
        textColor=HexColor(colour),
        alignment=TA_RIGHT if right else TA_LEFT,
        wordWrap="CJK" if any(ord(c) > 0x2E7F for c in text) else None,
        splitLongWords=1,
    )
    return Paragraph(escape(text), style)
