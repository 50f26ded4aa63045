"""The poster for the shop's door on A4: a code that opens its page, hours, three ways to buy."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pos_app.domain.money import format_fen
from pos_app.reports import look
from pos_app.reports.pdf import one_at_a_time
from pos_app.reports.pdf_text import fit, fitting_size, register_fonts, width
from pos_app.runtime.i18n import language, tr
from pos_app.services.shop_page import Poster
from sync.wire.fulfilment import ShopRules

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

WIDE, HIGH = 595.28, 841.89
MIDDLE = WIDE / 2
BAND = 178.0
"""Points of the coloured head."""
CODE = 292.0
"""Points of the code's side: read from two steps away."""
QUIET = 4
CARD, CARD_GAP, CARD_HIGH = 158.0, 18.0, 118.0


def poster_pdf(poster: Poster) -> bytes:
    """One page in the current language."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    with one_at_a_time:
        register_fonts()
        canvas = Canvas(
            out, pagesize=(WIDE, HIGH), lang="zh-CN" if language() == "zh" else "en",
            initialFontName=look.REGULAR,  # type: ignore[arg-type] # the stubs ask for a number
        )  # fmt: skip
        canvas.setTitle(tr("{shop} 手机点单", shop=poster.shop_name))
        canvas.setAuthor(poster.shop_name)
        canvas.setCreator("Xipu")
        _head(canvas, poster)
        _code(canvas, poster.address)
        _ways(canvas, poster.rules)
        _foot(canvas, poster)
        canvas.showPage()
        canvas.save()
    return out.getvalue()


def _centre(
    canvas: Canvas, text: str, y: float, size: float, *, colour: str = look.TEXT,
    font: str = look.REGULAR, room: float = WIDE - 2 * look.MARGIN, x: float = MIDDLE,
) -> None:  # fmt: skip
    """One line in the middle, smaller where it would not fit."""
    size = max(8.0, fitting_size(text, font, size, room))
    canvas.setFillColor(colour)
    canvas.setFont(font, size)
    canvas.drawCentredString(x, y, fit(text, font, size, room))


def _head(canvas: Canvas, poster: Poster) -> None:
    words = tr("扫码点单,到店就取,也能送到家") if poster.rules.delivery else tr("扫码点单,到店就取")
    canvas.setFillColor(look.ACCENT)
    canvas.rect(0, HIGH - BAND, WIDE, BAND, stroke=0, fill=1)
    _centre(canvas, poster.shop_name, HIGH - 84, 44, colour=look.PAPER, font=look.BOLD)
    _centre(canvas, words, HIGH - 132, 22, colour=look.PAPER)


def _code(canvas: Canvas, address: str) -> None:
    top = HIGH - BAND - 30
    x, y = MIDDLE - CODE / 2, top - CODE
    _qr(canvas, address, x, y, CODE)
    canvas.setStrokeColor(look.ACCENT)
    canvas.setLineWidth(3)
    canvas.roundRect(x - 8, y - 8, CODE + 16, CODE + 16, 14, stroke=1, fill=0)
    _centre(canvas, tr("打开微信或相机,扫一扫"), y - 40, 18, font=look.BOLD)
    _centre(canvas, address, y - 60, 10, colour=look.MUTED)


def _qr(canvas: Canvas, text: str, x: float, y: float, side: float) -> None:
    """Level Q: a quarter of it may be worn or torn and it still opens the page."""
    from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

    code: Any = QRCode(None, QRErrorCorrectLevel.Q)
    code.addData(text)
    code.make()
    count = code.getModuleCount()
    step = side / (count + 2 * QUIET)
    canvas.setFillColor("#000000")
    for row in range(count):
        for at, length in _runs([bool(code.isDark(row, n)) for n in range(count)]):
            left, low = x + (at + QUIET) * step, y + side - (row + 1 + QUIET) * step
            canvas.rect(left, low, length * step, step, stroke=0, fill=1)


def _runs(dark: Sequence[bool]) -> list[tuple[int, int]]:
    """Where dark modules beside each other begin and how many they are."""
    runs: list[tuple[int, int]] = []
    for at, is_dark in enumerate(dark):
        if is_dark and runs and sum(runs[-1]) == at:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        elif is_dark:
            runs.append((at, 1))
    return runs


def _ways(canvas: Canvas, rules: ShopRules) -> None:
    ways = [(tr("到店购"), tr("进店挑,现买现走"))]
    if rules.pickup:
        ways.append((tr("到店提"), tr("手机下单,报取货码就拿走")))
    if rules.delivery:
        ways.append((tr("送到家"), _delivery_words(rules)))
    left = MIDDLE - (len(ways) * CARD + (len(ways) - 1) * CARD_GAP) / 2
    y = 138.0
    for n, (name, words) in enumerate(ways):
        x = left + n * (CARD + CARD_GAP)
        canvas.setFillColor(look.RAISED)
        canvas.setStrokeColor(look.BORDER)
        canvas.setLineWidth(1)
        canvas.roundRect(x, y, CARD, CARD_HIGH, 12, stroke=1, fill=1)
        middle, room = x + CARD / 2, CARD - 20
        _centre(canvas, name, y + 78, 24, colour=look.ACCENT, font=look.BOLD, x=middle, room=room)
        for at, line in enumerate(_wrapped(words, 13, room)[:3]):
            _centre(canvas, line, y + 52 - at * 18, 13, x=middle, room=room)


def _delivery_words(rules: ShopRules) -> str:
    if not rules.zones:
        return tr("送到家门口")
    fee = min(zone.fee for zone in rules.zones)
    minimum = min(zone.minimum for zone in rules.zones)
    # A fee for delivery is marked like a price.
    words = tr("配送费 {fee} 元起", fee=format_fen(fee)) if fee else tr("免配送费")
    return words + (tr(",满 {amount} 元送", amount=format_fen(minimum)) if minimum else "")


def _wrapped(text: str, size: float, room: float) -> list[str]:
    """Lines that fit: Chinese broken behind its commas where that is enough, else anywhere."""
    phrases = [] if text.isascii() else re.split(r"(?<=[,,])", text)
    if phrases and all(width(phrase, look.REGULAR, size) <= room for phrase in phrases):
        return phrases
    lines, line = [], ""
    for part in _parts(text):
        if line and width(line + part, look.REGULAR, size) > room:
            lines.append(line.strip())
            line = ""
        line += part
    return [*lines, line.strip()]


def _parts(text: str) -> list[str]:
    """Words and figures stay whole."""
    return re.findall(r"[!-~]+ ?|.", text)


def _foot(canvas: Canvas, poster: Poster) -> None:
    rules = poster.rules
    hours = f"{_clock(rules.opens)} – {_clock(rules.closes)}"
    _centre(canvas, tr("营业 {hours}", hours=hours), 92, 22, font=look.BOLD)
    where = "   ".join(text for text in (rules.phone, rules.address) if text)
    if where:
        _centre(canvas, where, 60, 14, colour=look.MUTED)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"
