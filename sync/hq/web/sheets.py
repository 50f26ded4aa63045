"""A file of a spreadsheet as rows of text: CSV or Excel, bounded before it is unpacked."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sync.hq.store.catalogue_import import MOST_ROWS

MOST_UNPACKED = 64 << 20
"""Bytes of an Excel file's parts together, after unpacking."""
MOST_PARTS = 500
MOST_COLUMNS = 200
MOST_CELL = 4_000
MOST_CELLS = 2_000_000
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"


class SheetError(Exception):
    """``code``: not_a_sheet, bad_encoding, too_large."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def read_sheet(data: bytes) -> Iterator[Sequence[str]]:
    """Rows of cells; what the file is, its first bytes tell. Raises SheetError."""
    if data.startswith(ZIP):
        _check_zip(data)
        return _excel(data)
    if data.startswith(OLE):
        return _excel(data)
    return _csv(data)


def _check_zip(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise SheetError("not_a_sheet") from error
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise SheetError("too_large")


def _excel(data: bytes) -> Iterator[Sequence[str]]:
    from python_calamine import (
        CalamineError,
        CalamineWorkbook,
    )

    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        height, width = sheet.total_height, sheet.total_width
        if height > MOST_ROWS + 1 or width > MOST_COLUMNS or height * width > MOST_CELLS:
            raise SheetError("too_large")
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, OSError, IndexError, ValueError) as error:
        raise SheetError("not_a_sheet") from error
    return ([_text(cell) for cell in row] for row in rows)


def _text(cell: object) -> str:
    """A cell as it looks: a barcode that Excel took for a number is a number without a point."""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        whole = cell.is_integer() and abs(cell) < 1e15
        return str(int(cell)) if whole else f"{cell:.10g}"
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    return str(cell)[:MOST_CELL]


def _csv(data: bytes) -> Iterator[Sequence[str]]:
    text = _decoded(data)
    if "\0" in text:
        raise SheetError("not_a_sheet")
    head = text[:4_000].partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return _bounded(rows)


def _bounded(rows: Iterator[list[str]]) -> Iterator[Sequence[str]]:
    try:
        for row in rows:
            if len(row) > MOST_COLUMNS:
                raise SheetError("too_large")
            yield [cell[:MOST_CELL] for cell in row]
    except csv.Error as error:
        raise SheetError("not_a_sheet") from error


def _decoded(data: bytes) -> str:
    """UTF-8, with or without its mark, or what Chinese spreadsheets write."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SheetError("bad_encoding")
