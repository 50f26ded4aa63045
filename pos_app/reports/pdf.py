"""A report on A4: head, figures, charts, tables; the bundled font embedded, pages numbered."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from pos_app.reports import look
from pos_app.reports.pdf_charts import cards_drawing, chart_drawing, rect
from pos_app.reports.pdf_tables import pairs_flowable, table_flowable
from pos_app.reports.pdf_text import fit, paragraph, register_fonts, width
from pos_app.runtime.i18n import language, tr
from pos_app.services.report_document import (
    Block,
    Chart,
    Document,
    Pairs,
    Side,
    Signatures,
    Table,
)

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing
    from reportlab.pdfgen.canvas import Canvas
    from reportlab.platypus import Flowable

one_at_a_time = threading.Lock()
"""reportlab keeps the state of a font's subset in the font, which all threads share."""


def render_pdf(
    documents: Sequence[Document], target: Path | BinaryIO, *, printed: datetime, by: str = ""
) -> None:
    """Write one PDF, each document on pages of its own. ``printed`` is the shop's wall time."""
    from reportlab.lib.pagesizes import A4
    from reportlab.platypus import PageBreak, SimpleDocTemplate

    with one_at_a_time:
        register_fonts()
        story: list[Flowable] = []
        for document in documents:
            story += [PageBreak()] if story else []
            story += _story(document)
        names = dict.fromkeys(d.title for d in documents)
        template = SimpleDocTemplate(
            target if not isinstance(target, Path) else str(target),
            pagesize=A4,
            leftMargin=look.MARGIN - 6,  # the frame pads by 6
            rightMargin=look.MARGIN - 6,
            topMargin=34,
            bottomMargin=44,
            title=" ".join((*names, documents[0].subtitle)),
            author=documents[0].shop_name,
            creator="Xipu",
            initialFontName=look.REGULAR,  # else Helvetica is named and not embedded
            lang="zh-CN" if language() == "zh" else "en",
        )
        template.build(story, canvasmaker=_numbering(_foot(documents, printed, by)))


def _foot(documents: Sequence[Document], printed: datetime, by: str) -> str:
    stamp = tr("打印于 {when}", when=f"{printed:%Y-%m-%d %H:%M}")
    parts = (documents[0].shop_name, " · ".join(dict.fromkeys(d.title for d in documents[:3])))
    return " · ".join(part for part in (*parts, stamp, by) if part)


def _numbering(foot: str) -> type[Canvas]:
    """A canvas that keeps its pages until it knows how many there are."""
    from reportlab.lib.colors import HexColor
    from reportlab.pdfgen.canvas import Canvas

    kept: list[dict[str, Any]] = []

    class NumberedCanvas(Canvas):
        def showPage(self) -> None:
            kept.append(dict(self.__dict__))
            self._startPage()  # type: ignore[attr-defined]  # the stubs leave it out

        def save(self) -> None:
            for number, page in enumerate(kept, 1):
                self.__dict__.update(page)
                self._draw_foot(number, len(kept))
                super().showPage()
            super().save()

        def _draw_foot(self, number: int, pages: int) -> None:
            right = look.MARGIN + look.WIDTH
            self.setStrokeColor(HexColor(look.BORDER))
            self.setLineWidth(0.5)
            self.line(look.MARGIN, 36, right, 36)
            self.setFont(look.REGULAR, 7.5)
            self.setFillColor(HexColor(look.MUTED))
            page = tr("第 {n} 页,共 {pages} 页", n=number, pages=pages)
            self.drawRightString(right, 24, page)
            room = look.WIDTH - width(page, look.REGULAR, 7.5) - 20
            self.drawString(look.MARGIN, 24, fit(foot, look.REGULAR, 7.5, room))

    return NumberedCanvas


def _story(document: Document) -> list[Flowable]:
    from reportlab.platypus import Spacer

    story: list[Flowable] = [_head(document), Spacer(1, 12)]
    if document.cards:
        story.append(cards_drawing(document.cards, look.WIDTH))
    if document.remark:
        story += [Spacer(1, 8), _remark(document.remark)]
    for block in document.blocks:
        story += _block(block, look.WIDTH)
    return story


def _head(document: Document) -> Drawing:
    """Title and subtitle on the left behind a bar of the accent, the shop on the right."""
    from reportlab.graphics.shapes import Drawing, String
    from reportlab.lib.colors import HexColor

    d = Drawing(look.WIDTH, 44)
    text, muted = HexColor(look.TEXT), HexColor(look.MUTED)
    rect(d, (0, 3, 4, 38), look.ACCENT)
    d.add(String(14, 23, document.title, fontName=look.BOLD, fontSize=20, fillColor=text))
    title = width(document.title, look.BOLD, 20)
    shop = fit(document.shop_name, look.BOLD, 11, look.WIDTH - title - 40)
    d.add(
        String(look.WIDTH, 26, shop, fontName=look.BOLD, fontSize=11, fillColor=text,
               textAnchor="end")
    )  # fmt: skip
    subtitle = fit(document.subtitle, look.REGULAR, 10, look.WIDTH - 20)
    d.add(String(14, 5, subtitle, fontName=look.REGULAR, fontSize=10, fillColor=muted))
    return d


def _remark(text: str) -> Flowable:
    from reportlab.platypus import Table as Grid

    grid = Grid([[paragraph(text, colour=look.WARN)]], colWidths=[look.WIDTH])
    grid.setStyle(
        [
            ("FONTNAME", (0, 0), (-1, -1), look.REGULAR),
            ("BACKGROUND", (0, 0), (-1, -1), look.WARN_SOFT),
            ("ROUNDEDCORNERS", [4, 4, 4, 4]),
            ("LEFTPADDING", (0, 0), (-1, -1), 10),
            ("TOPPADDING", (0, 0), (-1, -1), 6),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ]
    )
    return grid


def _block(block: Block, room: float) -> list[Flowable]:
    match block:
        case Signatures():
            return _signatures(block, room)
        case Side():
            return [_side(block, room)]
        case Pairs():
            return _titled(block.title, pairs_flowable(block, room))
        case Chart():
            return _titled(block.table.title, _chart(block, room))
        case Table():
            return _table(block, room)


def _chart(chart: Chart, room: float) -> Flowable:
    """A chart over time has its axis even when empty; the others say that there is nothing."""
    if not chart.table.rows:
        return paragraph(chart.table.empty, colour=look.MUTED)
    return chart_drawing(chart, room)


def _title(text: str) -> Flowable:
    return paragraph(text, font=look.BOLD, size=look.HEAD)


def _titled(title: str, content: Flowable) -> list[Flowable]:
    from reportlab.platypus import KeepTogether, Spacer

    return [KeepTogether([Spacer(1, 14), _title(title), Spacer(1, 6), content])]


def _table(table: Table, room: float) -> list[Flowable]:
    """A short table stays whole; a long one begins where a few of its rows fit."""
    from reportlab.platypus import CondPageBreak, Spacer

    if not table.rows:
        return _titled(table.title, paragraph(table.empty, colour=look.MUTED))
    content = table_flowable(table, room)
    if len(table.rows) <= 12:
        return _titled(table.title, content)
    return [CondPageBreak(120), Spacer(1, 14), _title(table.title), Spacer(1, 4), content]


def _side(side: Side, room: float) -> Flowable:
    from reportlab.platypus import Table as Grid

    half = (room - look.GAP) / 2
    stacks = [
        [flowable for part in parts for flowable in _stacked(part, half)]
        for parts in (side.left, side.right)
    ]
    grid = Grid([[stacks[0], "", stacks[1]]], colWidths=[half, look.GAP, half], hAlign="LEFT")
    grid.setStyle(
        [
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("FONTNAME", (0, 0), (-1, -1), look.REGULAR),
            *(
                (f"{edge}PADDING", (0, 0), (-1, -1), 0)
                for edge in ("LEFT", "RIGHT", "TOP", "BOTTOM")
            ),
        ]
    )
    return grid


def _stacked(part: Pairs | Table | Chart, room: float) -> list[Flowable]:
    """As `_titled`, without keeping together, which a cell does anyway."""
    from reportlab.platypus import Spacer

    match part:
        case Pairs():
            title, content = part.title, pairs_flowable(part, room)
        case Table():
            title = part.title
            content = (
                table_flowable(part, room)
                if part.rows
                else paragraph(part.empty, colour=look.MUTED)
            )
        case Chart():
            title, content = part.table.title, _chart(part, room)
    return [Spacer(1, 14), _title(title), Spacer(1, 4), content]


def _signatures(block: Signatures, room: float) -> list[Flowable]:
    from reportlab.platypus import KeepTogether, Spacer
    from reportlab.platypus import Table as Grid

    wide = room / len(block.labels)
    cells = [[paragraph(label, size=look.SMALL, colour=look.MUTED) for label in block.labels]]
    grid = Grid(cells, colWidths=[wide] * len(block.labels), hAlign="LEFT")
    style: list[tuple[Any, ...]] = [("FONTNAME", (0, 0), (-1, -1), look.REGULAR)]
    style.append(("LEFTPADDING", (0, 0), (-1, -1), 0))
    style += [("RIGHTPADDING", (0, 0), (-1, -1), 16), ("TOPPADDING", (0, 0), (-1, -1), 4)]
    grid.setStyle(style)
    return [KeepTogether([Spacer(1, 44), _rules(len(block.labels), room), grid])]


def _rules(count: int, room: float) -> Drawing:
    """A line above each label to sign on."""
    from reportlab.graphics.shapes import Drawing, Line
    from reportlab.lib.colors import HexColor

    d, wide = Drawing(room, 1), room / count
    for n in range(count):
        x = n * wide
        d.add(Line(x, 0.5, x + wide - 16, 0.5, strokeColor=HexColor(look.MUTED), strokeWidth=0.6))
    return d
