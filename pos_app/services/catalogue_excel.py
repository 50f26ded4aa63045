"""Rows of an Excel file, looked through first for what would hurt: bombs and dead formulas."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.catalogue_raw import Cell, text_of

MAX_UNPACKED = 200_000_000
MAX_XLS_BYTES = 50_000_000
MAX_CELLS = 12_000_000
"""The reader keeps the whole rectangle from the first to the last cell in memory."""
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
Line = tuple[int, list[str], frozenset[int]]
"""Number of the row, its cells, and the columns that are formulas without a result."""

_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*?(/?)>")
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\b[^>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^>]*>\s*"
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*(<(?:\w+:)?v>[^<])?"
)
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b[^>]*?\s\w+:id=[\"']([^\"']+)[\"']")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")


def is_excel(head: bytes) -> bool:
    return head.startswith((ZIP_MAGIC, OLE_MAGIC))


def read_excel(path: Path) -> Iterator[Line]:
    """The first sheet. Raises ShopError ``import_unreadable``."""
    dead: dict[int, set[int]] = {}
    with path.open("rb") as file:
        zipped = file.read(4) == ZIP_MAGIC
    if zipped:
        dead = _look_through(path)
    elif path.stat().st_size > MAX_XLS_BYTES:
        raise _too_large()
    for number, cells in enumerate(_sheet_rows(path), 1):
        yield number, [text_of(c) for c in cells], frozenset(dead.get(number, ()))


def _sheet_rows(path: Path) -> Sequence[Sequence[Cell]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as book:
            return book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, OSError, ValueError, IndexError) as error:
        raise _unreadable() from error
    except BaseException as error:
        # A file that makes the Rust reader panic arrives as an exception beside Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable() from error


def _look_through(path: Path) -> dict[int, set[int]]:
    """Formulas without a result in the first sheet: columns (from 0) by row (from 1)."""
    try:
        with zipfile.ZipFile(path) as book:
            if sum(i.file_size for i in book.infolist()) > MAX_UNPACKED:
                raise _too_large()
            if book.testzip() is not None:
                raise _unreadable()
            first = _first_sheet(book)
            for name in book.namelist():
                if name.startswith("xl/worksheets/") and name != first:
                    _hold_bounds(book.read(name))
            sheet = book.read(first)
    except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, NotImplementedError, EOFError,
            OSError, ValueError) as error:  # fmt: skip
        raise _unreadable() from error
    _hold_bounds(sheet)
    return _dead_formulas(sheet)


def _first_sheet(book: zipfile.ZipFile) -> str:
    found = _SHEET.search(book.read("xl/workbook.xml"))
    wanted = found.group(1) if found else b""
    for relation in _RELATION.findall(book.read("xl/_rels/workbook.xml.rels")):
        if _attribute(relation, b"Id") == wanted:
            target = _attribute(relation, b"Target").decode()
            return target[1:] if target.startswith("/") else str(PurePosixPath("xl") / target)
    raise KeyError("first sheet")


def _attribute(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\s" + name + rb"=[\"']([^\"']*)[\"']", tag)
    return found.group(1) if found else b""


def _hold_bounds(sheet: bytes) -> None:
    if b"\0" in sheet[:100]:
        raise _unreadable()
    last_row, last_column = 0, 0
    for column, row, empty in _CELL.findall(sheet):
        if not empty:
            last_row, last_column = max(last_row, int(row)), max(last_column, _column(column) + 1)
    if last_row * last_column > MAX_CELLS:
        raise _too_large()


def _dead_formulas(sheet: bytes) -> dict[int, set[int]]:
    dead: dict[int, set[int]] = {}
    for column, row, value in _FORMULA.findall(sheet):
        if not value:
            dead.setdefault(int(row), set()).add(_column(column))
    return dead


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _too_large() -> ShopError:
    return ShopError("import_unreadable", why=tr("文件太大,请分成几个"))


def _unreadable() -> ShopError:
    return ShopError("import_unreadable", why=tr("不是完好的 Excel 文件,请另存为 .xlsx 再试"))
