"""Charts and figure cards as drawings of reportlab.graphics."""

from __future__ import annotations

from dataclasses import dataclass
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
ROW, PAD = 18.0, 6.0
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
    line = HexColor(border) if border else None
    shape.setProperties({"fillColor": HexColor(colour), "strokeColor": line, "strokeWidth": 0.6})
    d.add(shape)


def _line(d: Drawing, x1: float, y: float, x2: float, colour: str, thick: float = 0.4) -> None:
    from reportlab.graphics.shapes import Line
    from reportlab.lib.colors import HexColor

    d.add(Line(x1, y, x2, y, strokeColor=HexColor(colour), strokeWidth=thick))


def cards_drawing(cards: tuple[Card, ...], room: float) -> Drawing:
    """The big figures in a row, each as large as its card allows."""
    d = _drawing(room, CARD_HEIGHT)
    wide = (room - CARD_GAP * (len(cards) - 1)) / len(cards)
    for n, card in enumerate(cards):
        x = n * (wide + CARD_GAP)
        rect(d, (x, 0.5, wide, CARD_HEIGHT - 1), look.RAISED, radius=6, border=look.BORDER)
        inner = wide - 22
        size = max(6.5, fitting_size(card.label, look.REGULAR, look.SMALL + 0.5, inner))
        label = fit(card.label, look.REGULAR, size, inner)
        _text(d, x + 12, CARD_HEIGHT - 18, label, size=size, colour=look.MUTED)
        value = format_cell(card.value, card.kind)
        size = fitting_size(value, look.BOLD, 20, inner)
        ink = look.TONES[card.tone] if card.loud else look.TEXT
        _text(d, x + 12, CARD_HEIGHT - 42, value, size=size, font=look.BOLD, colour=ink)
        size = fitting_size(card.note, look.REGULAR, look.SMALL, inner)
        _text(d, x + 12, 10, card.note, size=size, colour=look.TONES[card.tone])
    return d


def chart_drawing(chart: Chart, room: float) -> Drawing:
    draw = {"columns": _columns, "ranked": _ranked, "share": _share}[chart.style]
    return draw(chart, room)


TOPS = (12, 16, 20, 24, 32, 40, 60, 80, 100, 120)
"""Ends of an axis in tenths of a power of ten; a quarter of each is a round figure too."""


def nice_top(highest: int) -> int:
    """The end of an axis in fen, at least the highest bar and at least 4 yuan."""
    step = 100
    while step * TOPS[-1] < highest * 10:
        step *= 10
    return max(400, next(step * t // 10 for t in TOPS if step * t >= highest * 10))


def _measures(chart: Chart) -> list[int]:
    return [v if isinstance(v := row[chart.value], int) else 0 for row in chart.table.rows]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Fen upwards and bars to the right, as points of the drawing."""

    values: list[int]
    top: int
    bottom: int
    left: float
    right: float

    @classmethod
    def of(cls, values: list[int], room: float) -> _Axis:
        low = min(values, default=0)
        top = nice_top(max(values, default=0))
        bottom = -nice_top(-low) if low < 0 else 0
        marks = max(width(format_fen(v), look.REGULAR, 7) for v in (top, bottom))
        return cls(values, top, bottom, 4.0, room - marks - 6)

    @property
    def slot(self) -> float:
        return (self.right - self.left) / max(1, len(self.values))

    def middle(self, n: int) -> float:
        return self.left + (n + 0.5) * self.slot

    def y(self, fen: int) -> float:
        floor, roof = 18.0, COLUMNS_HEIGHT - 12.0
        return floor + (fen - self.bottom) * (roof - floor) / (self.top - self.bottom)


def _columns(chart: Chart, room: float) -> Drawing:
    """Upright bars on a quiet grid; the highest in the accent."""
    d, values = _drawing(room, COLUMNS_HEIGHT), _measures(chart)
    axis = _Axis.of(values, room)
    for mark in _marks(values, axis.top, axis.bottom):
        y = axis.y(mark)
        _line(d, axis.left, y, axis.right, look.RULE if mark == 0 else look.BORDER)
        _text(d, room, y - 2.5, format_fen(mark), size=7, colour=look.MUTED, anchor="end")
    labels = [_axis_label(str(row[0])) for row in chart.table.rows]
    every = _label_step(labels, axis.slot)
    for n, label in enumerate(labels):
        if n % every == 0:
            _text(d, axis.middle(n), 6, label, size=7, colour=look.MUTED, anchor="middle")
        _bar(d, axis, n)
    if not any(values):
        middle = ((axis.left + axis.right) / 2, COLUMNS_HEIGHT / 2)
        _text(d, *middle, chart.table.empty, colour=look.MUTED, anchor="middle")
    return d


def _bar(d: Drawing, axis: _Axis, n: int) -> None:
    value = axis.values[n]
    if not value:
        return
    best = value == max(axis.values) and value > 0
    wide = max(0.6, min(axis.slot * 0.64, 34.0))
    low, high = sorted((axis.y(0), axis.y(value)))
    box = (axis.middle(n) - wide / 2, low, wide, high - low)
    rect(d, box, look.ACCENT if best else look.BAR, radius=1.5)
    _bar_value(d, axis, n, best=best)


def _marks(values: list[int], top: int, bottom: int) -> list[int]:
    """Fen at which the grid has a line; the base alone where there is nothing to measure."""
    if not any(values):
        return [0]
    return [top * n // 4 for n in range(5)] + ([bottom] if bottom else [])


def _bar_value(d: Drawing, axis: _Axis, n: int, *, best: bool) -> None:
    """The figure above its bar, where its neighbours leave room for it; above the best always."""
    text, font = format_fen(axis.values[n]), look.BOLD if best else look.REGULAR
    wide = width(text, font, 6.5)
    if not best and wide > axis.slot - 1:
        return
    x = min(max(axis.middle(n), axis.left + wide / 2), axis.right - wide / 2)
    y = max(axis.y(0), axis.y(axis.values[n])) + 2.5
    rect(d, (x - wide / 2 - 1, y - 1, wide + 2, 7), look.PAPER)  # no grid line behind it
    _text(d, x, y, text, size=6.5, font=font, anchor="middle",
          colour=look.ACCENT if best else look.MUTED)  # fmt: skip


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
    x = room - PAD
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
        _text(d, PAD, y, fit(name, look.REGULAR, look.BODY, name_room - 8))
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
    _text(d, PAD, y, table.columns[0].title, size=look.SMALL, colour=look.MUTED)
    for column, edge in zip(table.columns[1:], edges, strict=True):
        _text(d, edge, y, column.title, size=look.SMALL, colour=look.MUTED, anchor="end")
    _line(d, 0, high - ROW, d.width, look.RULE, 0.8)


def _figures(d: Drawing, cells: list[str], edges: list[float], y: float) -> None:
    for text, edge in zip(cells[1:], edges, strict=True):
        _text(d, edge, y, text, anchor="end")


def _total_line(d: Drawing, total: list[str], edges: list[float], room: float) -> None:
    _line(d, 0, ROW, room, look.RULE, 0.8)
    _text(d, PAD, 5, total[0], font=look.BOLD)
    for text, edge in zip(total[1:], edges, strict=True):
        _text(d, edge, 5, text, font=look.BOLD, anchor="end")


def _share(chart: Chart, room: float) -> Drawing:
    """One bar cut by share, and below it the parts with their figures."""
    table = chart.table
    rows, total = folded(table, chart.value), _total_texts(table)
    strip = 16.0
    high = strip + 6 + ROW * (len(rows) + 1 + bool(total))
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
        rect(d, (PAD, y - 0.5, 8, 8), colour, radius=2)
        _text(d, PAD + 13, y, name)
        _figures(d, cells, edges, y)
        _line(d, 0, y - 5, room, look.BORDER)
    if total:
        _total_line(d, total, edges, room)
    return d
