"""A catalogue file as rows with named cells, whichever kind of file it is."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.catalogue_columns import SCANNED_ROWS, fields_of, is_header
from pos_app.services.catalogue_csv import read_csv
from pos_app.services.catalogue_excel import is_excel, read_excel
from pos_app.services.catalogue_raw import RawRow

MAX_ROWS = 300_000
Line = tuple[int, list[str], str, frozenset[int]]


def read_rows(path: Path) -> Iterator[RawRow]:
    """The goods of a CSV or Excel file below its header; empty rows are left out.

    Raises ShopError ``import_unreadable`` (no header that is understood, too large, broken),
    ``file_missing``.
    """
    if not path.is_file():
        raise ShopError("file_missing", file=path)
    lines = _lines(path)
    head = list(islice(lines, SCANNED_ROWS))
    for position, (_, cells, _, _) in enumerate(head):
        fields = fields_of(cells)
        if is_header(fields):
            headers = {field: cells[column].strip() for column, field in fields.items()}
            rest = chain(head[position + 1 :], lines)
            return _rows(rest, fields, headers)
    raise ShopError("import_unreadable", why=tr("没找到表头,至少要有「品名」和「条码」或「售价」"))


def _lines(path: Path) -> Iterator[Line]:
    with path.open("rb") as file:
        excel = is_excel(file.read(8))
    if excel:
        return ((n, cells, "", dead) for n, cells, dead in read_excel(path))
    return ((n, cells, trouble, frozenset()) for n, cells, trouble in read_csv(path))


def _rows(
    lines: Iterator[Line], fields: dict[int, str], headers: dict[str, str]
) -> Iterator[RawRow]:
    count = 0
    for number, cells, trouble, dead in lines:
        if not trouble and not dead and not any(c.strip() for c in cells):
            continue
        count += 1
        if count > MAX_ROWS:
            raise ShopError("import_unreadable", why=tr("行数太多,请分成几个文件"))
        yield RawRow(
            line=number,
            cells={f: cells[c].strip() for c, f in fields.items() if c < len(cells)},
            headers=headers,
            trouble=trouble,
            formulas=frozenset(fields[c] for c in dead if c in fields),
        )
