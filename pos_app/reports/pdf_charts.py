"""Charts and figure cards as drawings of reportlab.graphics."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pos_app.domain.money import format_fen
from pos_app.reports import look, words
from pos_app.reports.pdf_text import clean, fit, fitting_size, width
from pos_app.runtime.i18n import tr
from pos_app.services.report_document import Card, Chart, Table, format_cell

if TYPE_CHECKING:
    from reportlab.graphics.shapes import Drawing

CARD_HEIGHT, CARD_GAP = 68.0, 10.0
COLUMNS_HEIGHT = 150.0
ROW = 18.0
Anchor = Literal["start", "middle", "end"]
MOST_RANKED = 14
"""More rows than that are drawn as one."""


def _drawing(wide: float, high: float) -> Drawing:
    from reportlab.graphics.shapes import Drawing

    return Drawing(wide, high)


def _text(
    d: Drawing,
    x: float,
    y: float,
    text: str,
    *,
    size: float = look.BODY,
    font: str = look.REGULAR,
    colour: str = look.TEXT,
    anchor: Anchor = "start",
) -> None:
    from reportlab.graphics.shapes import String
    from reportlab.lib.colors import HexColor

    d.add(
        String(
            x, y, text, fontName=font, fontSize=size, fillColor=HexColor(colour), textAnchor=anchor
        )
    )


def rect(
    d: Drawing,
    box: tuple[float, float, float, float],
    colour: str,
    *,
    radius: float = 0.0,
    border: str = "",
) -> None:
    """``box`` is x, y, width, height."""
    from reportlab.graphics.shapes import Rect
    from reportlab.lib.colors import HexColor

    radius = min(radius, box[2] / 2, box[3] / 2)
    shape = Rect(*box, rx=radius, ry=radius)
    shape.fillColor = HexColor(colour)
    shape.strokeColor = HexColor(border) if border else None
    shape.strokeWidth = 0.6
    d.add(shape)


def _line(d: Drawing, x1: float, y: float, x2: float, colour: str, thick: float = 0.4) -> None:
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    d.add(Line(x1, y, x2, y, strokeColor=HexColor(colour), strokeWidth=thick))


def cards_drawing(cards: tuple[Card, ...], room: float) -> Drawing:
    """The big figures in a row, each as large as its card allows; the first wears the accent."""
    d = _drawing(room, CARD_HEIGHT)
    wide = (room - CARD_GAP * (len(cards) - 1)) / len(cards)
    for n, card in enumerate(cards):
        x = n * (wide + CARD_GAP)
        rect(d, (x, 0.5, wide, CARD_HEIGHT - 1), look.RAISED, radius=6, border=look.BORDER)
        if n == 0:
            rect(d, (x, 14, 3, CARD_HEIGHT - 28), look.ACCENT)
        inner = wide - 22
        label = fit(card.label, look.REGULAR, look.SMALL + 0.5, inner)
        _text(d, x + 12, CARD_HEIGHT - 18, label, size=look.SMALL + 0.5, colour=look.MUTED)
        value = format_cell(card.value, card.kind)
        size = fitting_size(value, look.BOLD, 20, inner)
        ink = (
            look.WARN if card.tone == "warn" and not card.note.startswith(("▲", "▼")) else look.TEXT
        )
        _text(d, x + 12, CARD_HEIGHT - 42, value, size=size, font=look.BOLD, colour=ink)
        size = fitting_size(card.note, look.REGULAR, look.SMALL, inner)
        _text(d, x + 12, 10, card.note, size=size, colour=look.TONES[card.tone])
    return d


def chart_drawing(chart: Chart, room: float) -> Drawing:
    draw = {"columns": _columns, "ranked": _ranked, "share": _share}[chart.style]
    return draw(chart, room)


def nice_top(highest: int) -> int:
    """The end of an axis in fen: 1, 2, 2.5 or 5 times a power of ten, at least the highest bar."""
    step = 100
    while True:
        for factor in (10, 20, 25, 50):
            if step * factor // 10 >= highest:
                return step * factor // 10
        step *= 10


def _measures(chart: Chart) -> list[int]:
    return [v if isinstance(v := row[chart.value], int) else 0 for row in chart.table.rows]


def _columns(chart: Chart, room: float) -> Drawing:
    """Upright bars on a quiet grid; the highest in the accent."""
    d, values = _drawing(room, COLUMNS_HEIGHT), _measures(chart)
    top = nice_top(max(values, default=0))
    bottom = -nice_top(-min(values)) if min(values, default=0) < 0 else 0
    floor, roof, left = 18.0, COLUMNS_HEIGHT - 12.0, 4.0
    scale = (roof - floor) / (top - bottom)
    axis_width = max(width(format_fen(v), look.REGULAR, 7) for v in (top, bottom)) + 6
    marks = [top * n // 4 for n in range(5)] + ([bottom] if bottom else [])
    for mark in marks:
        y = floor + (mark - bottom) * scale
        _line(d, left, y, room - axis_width, look.RULE if mark == 0 else look.BORDER)
        _text(d, room, y - 2.5, format_fen(mark), size=7, colour=look.MUTED, anchor="end")
    slot = (room - axis_width - left) / max(1, len(values))
    zero = floor - bottom * scale
    best = max(values, default=0)
    labels = [_axis_label(str(row[0])) for row in chart.table.rows]
    every = _label_step(labels, slot)
    for n, value in enumerate(values):
        x, wide = left + n * slot, max(0.6, min(slot * 0.64, 34.0))
        middle, high = x + slot / 2, value * scale
        colour = look.ACCENT if value == best > 0 else look.BAR
        if value:
            rect(
                d, (middle - wide / 2, min(zero, zero + high), wide, abs(high)), colour, radius=1.5
            )
        if n % every == 0:
            _text(d, middle, 6, labels[n], size=7, colour=look.MUTED, anchor="middle")
        _bar_value(d, middle, zero + max(0.0, high) + 2.5, value, slot, value == best > 0)
    return d


def _bar_value(d: Drawing, x: float, y: float, value: int, slot: float, best: bool) -> None:
    text = format_fen(value)
    font = look.BOLD if best else look.REGULAR
    if value and (best or width(text, font, 6.5) <= slot - 1):
        _text(d, x, y, text, size=6.5, font=font,
              colour=look.ACCENT if best else look.MUTED, anchor="middle")  # fmt: skip


def _axis_label(text: str) -> str:
    return words.short_day(text) if len(text) == 10 and text[4] == "-" else text.removesuffix(":00")


def _label_step(labels: list[str], slot: float) -> int:
    """Every how many bars a label fits."""
    widest = max((width(t, look.REGULAR, 7) for t in labels), default=0.0) + 4
    return max(1, int(-(-widest // slot)))


def folded(table: Table, value: int, most: int = MOST_RANKED) -> list[tuple[str, int, list[str]]]:
    """Name, measure and the texts of the rows; what is past ``most`` becomes one row."""
    shown = table.rows if len(table.rows) <= most else table.rows[: most - 1]
    rows = [
        (
            clean(str(row[0])),
            v if isinstance(v := row[value], int) else 0,
            [format_cell(c, k.kind) for c, k in zip(row, table.columns, strict=True)],
        )
        for row in shown
    ]
    rest = table.rows[len(shown) :]
    if rest:
        amount = sum(v for row in rest if isinstance(v := row[value], int))
        texts = [""] * len(table.columns)
        texts[value] = format_cell(amount, table.columns[value].kind)
        rows.append((tr("其余 {n} 类", n=len(rest)), amount, texts))
    return rows


def _figure_edges(table: Table, rows: list[list[str]], room: float, first: int) -> list[float]:
    """Right edges of the columns of figures, packed against the right margin."""
    edges: list[float] = []
    x = room - 2
    for n in range(len(table.columns) - 1, first - 1, -1):
        edges.insert(0, x)
        head = width(table.columns[n].title, look.REGULAR, look.SMALL)
        body = max((width(r[n], look.BOLD, look.BODY) for r in rows), default=0.0)
        x -= max(head, body) + 14
    return [*edges, x]


def _total_texts(table: Table) -> list[str]:
    if table.total is None:
        return []
    return [format_cell(c, k.kind) for c, k in zip(table.total, table.columns, strict=True)]


def _ranked(chart: Chart, room: float) -> Drawing:
    """Lying bars beside their figures, the largest first."""
    table = chart.table
    rows, total = folded(table, chart.value), _total_texts(table)
    high = ROW * (len(rows) + 1 + bool(total))
    d = _drawing(room, high)
    texts = [r[2] for r in rows] + ([total] if total else [])
    *edges, bars_end = _figure_edges(table, texts, room, 1)
    name_room = min(
        max((width(r[0], look.REGULAR, look.BODY) for r in rows), default=0.0) + 10, room * 0.28
    )
    _figure_head(d, table, edges, high)
    longest = max((r[1] for r in rows), default=0)
    for n, (name, value, cells) in enumerate(rows):
        y = high - ROW * (n + 2) + 5
        _text(d, 5, y, fit(name, look.REGULAR, look.BODY, name_room - 8))
        room_for_bar = max(10.0, bars_end - name_room - 10)
        if longest > 0 and value > 0:
            bar = (name_room + 5, y - 1, max(1.0, room_for_bar * value / longest), 9)
            rect(d, bar, look.ACCENT if n == 0 else look.BAR, radius=2)
        _figures(d, cells, edges, y)
        _line(d, 0, y - 5, room, look.BORDER)
    if total:
        _total_line(d, total, edges, room)
    return d


def _figure_head(d: Drawing, table: Table, edges: list[float], high: float) -> None:
    y = high - ROW + 6
    _text(d, 5, y, table.columns[0].title, size=look.SMALL, colour=look.MUTED)
    for column, edge in zip(table.columns[1:], edges, strict=True):
        _text(d, edge, y, column.title, size=look.SMALL, colour=look.MUTED, anchor="end")
    _line(d, 0, high - ROW, d.width, look.RULE, 0.8)


def _figures(d: Drawing, cells: list[str], edges: list[float], y: float) -> None:
    for text, edge in zip(cells[1:], edges, strict=True):
        _text(d, edge, y, text, anchor="end")


def _total_line(d: Drawing, total: list[str], edges: list[float], room: float) -> None:
    _line(d, 0, ROW, room, look.RULE, 0.8)
    _text(d, 5, 5, total[0], font=look.BOLD)
    for text, edge in zip(total[1:], edges, strict=True):
        _text(d, edge, 5, text, font=look.BOLD, anchor="end")


def _share(chart: Chart, room: float) -> Drawing:
    """One bar cut by share, and below it the parts with their figures."""
    table = chart.table
    rows, total = folded(table, chart.value), _total_texts(table)
    strip = 16.0
    high = strip + 8 + ROW * (len(rows) + 1 + bool(total))
    d = _drawing(room, high)
    rect(d, (0, high - strip, room, strip - 4), look.BORDER)
    whole, x = sum(max(0, r[1]) for r in rows), 0.0
    *edges, _ = _figure_edges(table, [r[2] for r in rows] + ([total] if total else []), room, 1)
    _figure_head(d, table, edges, high - strip - 6)
    for n, (name, value, cells) in enumerate(rows):
        colour = look.SHARES[n % len(look.SHARES)]
        if whole > 0 and value > 0:
            part = room * value / whole
            rect(d, (x, high - strip, part, strip - 4), colour)
            x += part
        y = high - strip - 6 - ROW * (n + 2) + 5
        rect(d, (5, y - 0.5, 8, 8), colour, radius=2)
        _text(d, 18, y, name)
        _figures(d, cells, edges, y)
        _line(d, 0, y - 5, room, look.BORDER)
    if total:
        _total_line(d, total, edges, room)
    return d
