"""Reports as an Excel book: the figures on the first sheet, every table on a sheet of its own."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from pos_app.reports.csv_file import harmless
from pos_app.runtime.i18n import tr
from pos_app.services.report_document import (
    Cell,
    Document,
    Kind,
    Table,
    format_cell,
    pairs_of,
    tables_of,
)

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

FORMATS: dict[Kind, str] = {
    "text": "@",
    "money": "#,##0.00",
    "qty": "General",
    "count": "#,##0",
    "percent": "0.0%",
    "when": "yyyy-mm-dd hh:mm",
    "time": "yyyy-mm-dd hh:mm",
}
SCALE: dict[Kind, int] = {"money": 2, "qty": 3, "percent": 4}
"""Decimals that stand behind the point of a whole number of that kind."""
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
MAX_NAME = 31


def xlsx_bytes(documents: Sequence[Document]) -> bytes:
    """Numbers are numbers with their format; text is text, never a formula or a link."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    sheets = _Sheets(book)
    for document in documents:
        sheets.add(document)
    book.close()
    return out.getvalue()


class _Sheets:
    """The formats of one book and the names that are taken."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._plain = {kind: book.add_format({"num_format": f}) for kind, f in FORMATS.items()}
        self._bold = {
            kind: book.add_format({"num_format": f, "bold": True, "top": 1})
            for kind, f in FORMATS.items()
        }
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._head = book.add_format({"bold": True, "bottom": 1, "font_color": "#5D6675"})
        self._taken: set[str] = set()

    def add(self, document: Document) -> None:
        self._summary(document)
        for block in document.blocks:
            for table in tables_of(block):
                self._table(table)

    def _sheet(self, name: str) -> Worksheet:
        base = name.translate(FORBIDDEN).strip()[:MAX_NAME] or "-"
        unique, n = base, 1
        while unique.casefold() in self._taken:
            n += 1
            unique = f"{base[: MAX_NAME - len(str(n)) - 1]} {n}"
        self._taken.add(unique.casefold())
        return self._book.add_worksheet(unique)

    def _summary(self, document: Document) -> None:
        sheet = self._sheet(tr("概要"))
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 18)
        sheet.write_string(0, 0, harmless(document.title), self._title)
        row = 1
        for line in (document.shop_name, document.subtitle, document.remark):
            if line:
                sheet.write_string(row, 0, harmless(line))
                row += 1
        row += 1
        for card in document.cards:
            sheet.write_string(row, 0, harmless(card.label))
            self._cell(sheet, row, 1, card.value, card.kind, self._plain)
            row += 1
        for pairs in (p for block in document.blocks for p in pairs_of(block)):
            sheet.write_string(row + 1, 0, harmless(pairs.title), self._head)
            row += 2
            for pair in pairs.rows:
                sheet.write_string(row, 0, harmless(pair.label))
                formats = self._bold if pair.strong else self._plain
                self._cell(sheet, row, 1, pair.value, pair.kind, formats)
                row += 1

    def _table(self, table: Table) -> None:
        sheet = self._sheet(table.title)
        sheet.freeze_panes(1, 0)
        for n, column in enumerate(table.columns):
            sheet.write_string(0, n, harmless(column.title), self._head)
            sheet.set_column(n, n, _width(table, n))
        for r, row in enumerate(table.rows, 1):
            for n, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
                self._cell(sheet, r, n, cell, column.kind, self._plain)
        if table.rows:
            sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
        for n, cell in enumerate(table.total or ()):
            at = len(table.rows) + 1
            self._cell(sheet, at, n, cell, table.columns[n].kind, self._bold)

    def _cell(
        self, sheet: Worksheet, row: int, column: int, cell: Cell, kind: Kind,
        formats: dict[Kind, Format],
    ) -> None:  # fmt: skip
        if isinstance(cell, datetime):
            sheet.write_datetime(row, column, cell, formats["when"])
        elif isinstance(cell, str):
            sheet.write_string(row, column, harmless(cell), formats["text"])
        elif cell is not None:
            exact = Decimal(cell).scaleb(-SCALE.get(kind, 0))
            sheet.write_number(row, column, exact, formats[kind])


def _width(table: Table, n: int) -> float:
    """In characters, a Chinese one counting double."""
    texts = [table.columns[n].title]
    texts += [format_cell(row[n], table.columns[n].kind) for row in table.rows[:200]]
    if table.columns[n].kind in ("when", "time"):
        texts.append("2026-03-03 10:40")
    return min(48, 3 + max(sum(2 if ord(c) > 0x2E7F else 1 for c in t) for t in texts))
