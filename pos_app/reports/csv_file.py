"""Reports as CSV that a spreadsheet opens as it is meant and never runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from pos_app.domain.money import format_fen, format_qty
from pos_app.services.report_document import (
    Cell,
    Document,
    Kind,
    format_percent,
    pairs_of,
    tables_of,
)

DANGEROUS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""What a spreadsheet may take for the start of a formula, full width included."""


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe goes in front where it might."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def cell_text(cell: Cell, kind: Kind) -> str:
    """Figures without grouping, so that they are read as numbers; text made harmless."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d %H:%M:%S}"
    if isinstance(cell, str):
        return harmless(cell)
    match kind:
        case "money":
            return format_fen(cell, grouped=False)
        case "qty":
            return format_qty(cell)
        case "percent":
            return format_percent(cell)
        case _:
            return str(cell)


def csv_bytes(documents: Sequence[Document]) -> bytes:
    """UTF-8 with a byte order mark, by which Excel knows the encoding; one section a table."""
    out = io.StringIO()
    writer = csv.writer(out)
    for n, document in enumerate(documents):
        if n:
            writer.writerow([])
        _write(writer, document)
    return out.getvalue().encode("utf-8-sig")


def _write(writer: csv._writer, document: Document) -> None:  # type: ignore[name-defined]  # typeshed's name alone
    for line in (document.title, document.shop_name, document.subtitle, document.remark):
        if line:
            writer.writerow([harmless(line)])
    writer.writerow([])
    for card in document.cards:
        writer.writerow([harmless(card.label), cell_text(card.value, card.kind)])
    for block in document.blocks:
        for pairs in pairs_of(block):
            writer.writerow([])
            writer.writerow([harmless(pairs.title)])
            for pair in pairs.rows:
                writer.writerow([harmless(pair.label), cell_text(pair.value, pair.kind)])
        for table in tables_of(block):
            writer.writerow([])
            writer.writerow([harmless(table.title)])
            writer.writerow([harmless(column.title) for column in table.columns])
            for row in (*table.rows, *((table.total,) if table.total else ())):
                writer.writerow(
                    [cell_text(c, k.kind) for c, k in zip(row, table.columns, strict=True)]
                )
