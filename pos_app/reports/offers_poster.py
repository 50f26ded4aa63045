"""A poster for the window on A4: what is sold for less until its last day, read from the street."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pos_app.domain.money import format_fen
from pos_app.reports import look
from pos_app.reports.pdf import one_at_a_time
from pos_app.reports.pdf_text import fit, fitting_size, register_fonts, width
from pos_app.runtime.i18n import language, tr
from pos_app.services.offers import Offer

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

WIDE, HIGH = 595.28, 841.89
BAND = 150.0
"""Points of the coloured head."""
A_PAGE = 8
ROW = (HIGH - BAND - 60) / A_PAGE
EDGE = 44.0
RIGHT = WIDE - EDGE
PRICE_ROOM = 210.0


def offers_pdf(shop_name: str, offers: Sequence[Offer]) -> bytes:
    """Eight goods a page, the name on the left, old and new price on the right."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    with one_at_a_time:
        register_fonts()
        canvas = Canvas(
            out, pagesize=(WIDE, HIGH), lang="zh-CN" if language() == "zh" else "en",
            initialFontName=look.REGULAR,  # type: ignore[arg-type] # the stubs ask for a number
        )  # fmt: skip
        canvas.setTitle(tr("{shop} 今日特价", shop=shop_name))
        canvas.setAuthor(shop_name)
        canvas.setCreator("Xipu")
        for first in range(0, max(len(offers), 1), A_PAGE):
            _head(canvas, shop_name)
            for at, offer in enumerate(offers[first : first + A_PAGE]):
                _row(canvas, offer, HIGH - BAND - 18 - at * ROW)
            _foot(canvas)
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def _head(canvas: Canvas, shop_name: str) -> None:
    canvas.setFillColor(look.ACCENT)
    canvas.rect(0, HIGH - BAND, WIDE, BAND, stroke=0, fill=1)
    canvas.setFillColor(look.PAPER)
    canvas.setFont(look.BOLD, 64)
    canvas.drawCentredString(WIDE / 2, HIGH - 88, tr("今日特价"))
    size = fitting_size(shop_name, look.REGULAR, 20, WIDE - 2 * EDGE)
    canvas.setFont(look.REGULAR, size)
    canvas.drawCentredString(WIDE / 2, HIGH - 124, shop_name)


def _row(canvas: Canvas, offer: Offer, top: float) -> None:
    middle = top - ROW / 2
    room = RIGHT - EDGE - PRICE_ROOM
    canvas.setFillColor(look.TEXT)
    size = max(16.0, fitting_size(offer.name, look.BOLD, 26, room))
    canvas.setFont(look.BOLD, size)
    canvas.drawString(EDGE, middle + 3, fit(offer.name, look.BOLD, size, room))
    parts = [offer.spec, tr("{date} 到期", date=offer.expiry)]
    canvas.setFillColor(look.MUTED)
    canvas.setFont(look.REGULAR, 13)
    below = " · ".join(part for part in parts if part)
    canvas.drawString(EDGE, middle - 20, fit(below, look.REGULAR, 13, room))
    _prices(canvas, offer, middle)
    canvas.setStrokeColor(look.BORDER)
    canvas.setLineWidth(0.8)
    canvas.line(EDGE, top - ROW, RIGHT, top - ROW)


def _prices(canvas: Canvas, offer: Offer, middle: float) -> None:
    unit = f"/{offer.unit}"
    canvas.setFillColor(look.ACCENT)
    canvas.setFont(look.REGULAR, 14)
    canvas.drawRightString(RIGHT, middle - 12, unit)
    price_end = RIGHT - width(unit, look.REGULAR, 14) - 4
    price = f"¥{format_fen(offer.price)}"
    canvas.setFont(look.BOLD, 40)
    canvas.drawRightString(price_end, middle - 12, price)
    old = f"¥{format_fen(offer.was)}"
    old_end = price_end - width(price, look.BOLD, 40) - 10
    canvas.setFillColor(look.MUTED)
    canvas.setFont(look.REGULAR, 15)
    canvas.drawRightString(old_end, middle - 12, old)
    canvas.setStrokeColor(look.MUTED)
    canvas.setLineWidth(1)
    canvas.line(old_end - width(old, look.REGULAR, 15), middle - 7, old_end, middle - 7)


def _foot(canvas: Canvas) -> None:
    canvas.setFillColor(look.MUTED)
    canvas.setFont(look.REGULAR, 11)
    canvas.drawCentredString(WIDE / 2, 22, tr("临近到期的商品,降价卖完为止"))
