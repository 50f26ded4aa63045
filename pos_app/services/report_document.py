"""A report as it is laid out: figures, charts and tables, the same for paper, file and screen.

Cells keep their own units (fen, thousandths, basis points, wall time); whoever draws or writes the
document formats them by the column's kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Protocol

from pos_app.domain.money import format_fen, format_qty
from pos_app.services.offers import Offer
from pos_app.services.paper import SlipRow
from pos_app.services.reporting import Report, ShiftReport

Kind = Literal["text", "money", "qty", "count", "percent", "when", "time"]
"""money: fen; qty: thousandths; percent: basis points; when: date and time; time: time alone."""
Cell = str | int | datetime | None
Tone = Literal["plain", "good", "warn"]
ChartStyle = Literal["columns", "ranked", "share"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A big figure with a word above and a remark below, which wears the tone.

    ``loud``: the figure wears it too.
    """

    label: str
    value: int
    kind: Kind
    note: str = ""
    tone: Tone = "plain"
    loud: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    label: str
    value: Cell
    kind: Kind = "money"
    strong: bool = False
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Labels with figures, one below the other."""

    title: str
    rows: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    title: str
    kind: Kind = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """``total`` is the last line, set apart; ``empty`` says what no rows mean."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    total: tuple[Cell, ...] | None = None
    empty: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A table drawn: the first column names, column ``value`` measures."""

    style: ChartStyle
    table: Table
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """Two stacks beside each other where there is room."""

    left: tuple[Pairs | Table | Chart, ...]
    right: tuple[Pairs | Table | Chart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Lines to sign on."""

    labels: tuple[str, ...]


Block = Pairs | Table | Chart | Side | Signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """``remark`` is a sentence under the figures, in the tone of a warning; often empty."""

    title: str
    subtitle: str
    shop_name: str
    cards: tuple[Card, ...]
    blocks: tuple[Block, ...]
    remark: str = ""


class ReportOffice(Protocol):
    """Lays reports out, writes them to files; for the screen and the command line alike."""

    def document(self, report: Report) -> Document: ...

    def slip(self, report: ShiftReport) -> tuple[str, list[SlipRow]]:
        """Title and rows of an X or Z report for the receipt printer."""
        ...

    def offers(self, shop_name: str, offers: Sequence[Offer]) -> bytes:
        """A poster of what is marked down, as PDF: eight goods on a sheet of A4."""
        ...

    def write(self, reports: Sequence[Report], path: Path, by: str = "") -> None:
        """To .pdf, .csv or .xlsx by the name's end.

        Raises ShopError ``bad_report_file``, ``file_not_written``.
        """
        ...


def format_cell(cell: Cell, kind: Kind) -> str:
    """As it stands on screen and paper; nothing for None."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%H:%M}" if kind == "time" else f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, str):
        return cell
    match kind:
        case "money":
            return format_fen(cell)
        case "qty":
            return format_qty(cell)
        case "percent":
            return format_percent(cell)
        case _:
            return f"{cell:,}"


def format_percent(basis_points: int) -> str:
    """``1234`` as ``12.3%``."""
    sign = "-" if basis_points < 0 else ""
    tenths = (abs(basis_points) + 5) // 10
    return f"{sign}{tenths // 10}.{tenths % 10}%"


def tables_of(block: Block) -> list[Table]:
    """Every table of a block, charts as the table behind them, pairs left out."""
    match block:
        case Table():
            return [block]
        case Chart():
            return [block.table]
        case Side():
            return [t for part in (*block.left, *block.right) for t in tables_of(part)]
        case _:
            return []


def pairs_of(block: Block) -> list[Pairs]:
    match block:
        case Pairs():
            return [block]
        case Side():
            return [p for part in (*block.left, *block.right) for p in pairs_of(part)]
        case _:
            return []
