"""Rows of a delimited text file in whatever encoding a Chinese PC wrote it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import tr
from pos_app.services.catalogue_columns import SCANNED_ROWS, fields_of

MAX_BYTES = 100_000_000
DELIMITERS = (",", ";", "\t")
UNDECODABLE = "\ufffd"
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
Line = tuple[int, list[str], str]
"""Number of the line, its cells, and why it cannot be read (empty: it can)."""


def read_csv(path: Path) -> Iterator[Line]:
    """Raises ShopError ``import_unreadable`` for a file that is too large."""
    if path.stat().st_size > MAX_BYTES:
        raise ShopError("import_unreadable", why=tr("文件太大,请分成几个"))
    text = decode(path.read_bytes())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter_of(text))
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield line, [], tr("引号或格式不对,这一行读不出来")
        else:
            bad = any(UNDECODABLE in cell for cell in cells)
            yield line, cells, tr("有看不懂的字符") if bad else ""
        line = reader.line_num + 1


def decode(data: bytes) -> str:
    """UTF-8 with or without mark, UTF-16, else GB18030; bytes of none become U+FFFD."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace")
    head = data[:1000]
    for encoding, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(zeros) > 3 and zeros.count(0) * 3 > len(zeros):
            return data.decode(encoding, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _closest(data)


def _closest(data: bytes) -> str:
    """GB18030, unless the file makes more sense as UTF-8 with some broken bytes."""
    texts = [data.decode(encoding, errors="replace") for encoding in ("gb18030", "utf-8")]
    return max(texts, key=lambda t: (_columns(t, delimiter_of(t)), -t.count(UNDECODABLE)))


def delimiter_of(text: str) -> str:
    """The one that makes the most known columns."""
    return max(DELIMITERS, key=lambda delimiter: _columns(text, delimiter))


def _columns(text: str, delimiter: str) -> int:
    """Known columns in the best of the first lines."""
    lines = text[:20_000].splitlines()[:SCANNED_ROWS]
    return max((len(fields_of(line.split(delimiter))) for line in lines), default=0)
