"""Tables and pairs as flowables: columns as wide as their figures, text takes the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pos_app.reports import look
from pos_app.reports.pdf_text import clean, paragraph, width
from pos_app.services.report_document import Column, Pairs, Table, format_cell

if TYPE_CHECKING:
    from reportlab.platypus import Flowable

PAD = 6.0
TEXT_FLOOR = 40.0
"""A text column is never narrower, whatever its neighbours ask for."""
LEFT_KINDS = ("text", "when", "time")

Style = list[tuple[Any, ...]]
Texts = list[list[str]]


def table_flowable(table: Table, room: float) -> Flowable:
    """A table over ``room`` points whose head comes again on every page."""
    from reportlab.platypus import Table as Grid

    texts = [_row_texts(table.columns, row) for row in table.rows]
    if table.total is not None:
        texts.append(_row_texts(table.columns, table.total))
    widths = column_widths(table.columns, texts, room)
    last = len(texts) - 1 if table.total is not None else -1
    cells: list[list[object]] = [_head(table.columns, widths)]
    for n, row in enumerate(texts):
        font = look.BOLD if n == last else look.REGULAR
        cells.append(
            [_cell(t, w, font, c) for t, w, c in zip(row, widths, table.columns, strict=True)]
        )
    grid = Grid(cells, colWidths=widths, repeatRows=1, hAlign="LEFT")
    grid.setStyle(_style(table, bold_last=last >= 0))
    return grid


def _row_texts(columns: tuple[Column, ...], row: tuple[Any, ...]) -> list[str]:
    return [clean(format_cell(v, c.kind)) for v, c in zip(row, columns, strict=True)]


def column_widths(columns: tuple[Column, ...], texts: Texts, room: float) -> list[float]:
    """Figures get what they need, text columns share what is left; together they fill the room."""
    widths = _spread(columns, texts, room)
    whole = sum(widths)
    return [w * room / whole for w in widths] if whole > room else widths


def _spread(columns: tuple[Column, ...], texts: Texts, room: float) -> list[float]:
    asked = [_asked(column, [row[n] for row in texts]) for n, column in enumerate(columns)]
    text = [n for n, column in enumerate(columns) if column.kind == "text"]
    fixed = sum(a for n, a in enumerate(asked) if n not in text)
    left = room - fixed
    wanted = sum(asked[n] for n in text)
    if not text:
        return [a * room / fixed for a in asked]
    if wanted <= left:
        extra = (left - wanted) / len(text)
        return [a + extra if n in text else a for n, a in enumerate(asked)]
    return _squeezed(asked, text, left)


def _squeezed(asked: list[float], text: list[int], left: float) -> list[float]:
    """Short text columns keep what they ask for, the long ones wrap into the rest."""
    widths = list(asked)
    fair = max(TEXT_FLOOR, left / len(text))
    long = [n for n in text if asked[n] > fair]
    rest = left - sum(asked[n] for n in text if n not in long)
    whole = sum(asked[n] for n in long)
    for n in long:
        widths[n] = max(TEXT_FLOOR, rest * asked[n] / whole)
    return widths


def _asked(column: Column, texts: list[str]) -> float:
    # A long head of a column of figures may wrap between its words.
    words = [column.title] if column.kind in LEFT_KINDS else column.title.split() or [""]
    head = max(width(word, look.REGULAR, look.SMALL) for word in words)
    body = max((width(t, look.BOLD, look.BODY) for t in texts), default=0.0)
    return max(head, body) + 2 * PAD + 0.5


def _head(columns: tuple[Column, ...], widths: list[float]) -> list[object]:
    return [
        _cell(c.title, w, look.REGULAR, c, size=look.SMALL, colour=look.MUTED)
        for c, w in zip(columns, widths, strict=True)
    ]


def _cell(
    text: str,
    room: float,
    font: str,
    column: Column,
    *,
    size: float = look.BODY,
    colour: str = look.TEXT,
) -> object:
    """A plain string where it fits, which draws ten times faster than a paragraph."""
    if width(text, font, size) <= room - 2 * PAD + 0.1:
        return text
    return paragraph(text, font=font, size=size, colour=colour, right=column.kind not in LEFT_KINDS)


def _style(table: Table, *, bold_last: bool) -> Style:
    style = _base_style()
    style += [
        ("FONTSIZE", (0, 0), (-1, 0), look.SMALL),
        ("TEXTCOLOR", (0, 0), (-1, 0), look.MUTED),
        ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
        ("LINEBELOW", (0, 0), (-1, 0), 0.8, look.RULE),
    ]
    for n, column in enumerate(table.columns):
        if column.kind not in LEFT_KINDS:
            style.append(("ALIGN", (n, 0), (n, -1), "RIGHT"))
    if bold_last:
        style += [
            ("FONTNAME", (0, -1), (-1, -1), look.BOLD),
            ("LINEABOVE", (0, -1), (-1, -1), 0.8, look.RULE),
            ("LINEBELOW", (0, -1), (-1, -1), 0, "#FFFFFF"),
        ]
    return style


def _base_style() -> Style:
    return [
        ("FONTNAME", (0, 0), (-1, -1), look.REGULAR),
        ("FONTSIZE", (0, 0), (-1, -1), look.BODY),
        ("LEADING", (0, 0), (-1, -1), look.BODY * 1.35),
        ("TEXTCOLOR", (0, 0), (-1, -1), look.TEXT),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), PAD),
        ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
        ("TOPPADDING", (0, 0), (-1, -1), 2.2),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3.6),
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, look.BORDER),
    ]


def pairs_flowable(pairs: Pairs, room: float) -> Flowable:
    """Labels left, figures right; what matters is bold."""
    from reportlab.platypus import Table as Grid

    values = [clean(format_cell(p.value, p.kind)) for p in pairs.rows]
    widest = max((width(v, look.BOLD, look.BODY) for v in values), default=0.0)
    right = min(widest + 2 * PAD + 1, room * 0.62)
    widths = [room - right, right]
    cells, style = [], _base_style()
    for n, (pair, value) in enumerate(zip(pairs.rows, values, strict=True)):
        font = look.BOLD if pair.strong else look.REGULAR
        ink = look.TEXT if pair.tone == "plain" else look.TONES[pair.tone]
        cells.append(
            [
                _cell(pair.label, widths[0], font, _LABEL),
                _cell(value, right, font, _VALUE, colour=ink),
            ]
        )
        style.append(("FONTNAME", (0, n), (-1, n), font))
        style.append(("TEXTCOLOR", (1, n), (1, n), ink))
    style.append(("ALIGN", (1, 0), (1, -1), "RIGHT"))
    grid = Grid(cells, colWidths=widths, hAlign="LEFT")
    grid.setStyle(style)
    return grid


_LABEL, _VALUE = Column(title=""), Column(title="", kind="money")
