"""Arrays for PostgreSQL in its own binary form: a column of a batch as one parameter.

The driver would write each value as text, quoted, and the server would read that again; for a
batch of some hundred rows that is more work than the rest of the statement. The form is that of
`array_recv` in PostgreSQL's utils/adt/arrayfuncs.c, the types' numbers are those of its pg_type.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.adapt import Dumper
from psycopg.pq import Format

_head = struct.Struct("!iiIii").pack
_length = struct.Struct("!i").pack
NULL = _length(-1)
NUMBER = 8  # bytes


class Texts(list[Any]): ...


class Bodies(list[Any]): ...


class Numbers(list[Any]): ...


class Flags(list[Any]): ...


class _Array(Dumper):
    format = Format.BINARY
    element = 0

    def dump(self, obj: Sequence[Any]) -> bytes:
        """None is NULL. Raises DataError for a number beyond 64 bits."""
        try:
            cells = self.cells(obj)
        except struct.error as error:
            raise psycopg.DataError(str(error)) from error
        return _head(1, int(None in obj), self.element, len(obj), 1) + cells

    def cells(self, values: Sequence[Any]) -> bytes:
        parts = []
        for value in values:
            if value is None:
                parts.append(NULL)
            else:
                body = self.encoded(value)
                parts += (_length(len(body)), body)
        return b"".join(parts)

    def encoded(self, value: Any) -> bytes:  # noqa: ANN401 - of the column's type
        return bytes(value)


class _Texts(_Array):
    element = 25
    oid: int = 1009

    def encoded(self, value: Any) -> bytes:  # noqa: ANN401 - a text
        return str(value).encode()


class _Bodies(_Array):
    element = 17
    oid: int = 1001


class _Numbers(_Array):
    element = 20
    oid: int = 1016

    def cells(self, values: Sequence[Any]) -> bytes:
        if None in values:
            return super().cells(values)
        pairs = [part for value in values for part in (NUMBER, value)]
        return struct.pack("!" + "iq" * len(values), *pairs)

    def encoded(self, value: Any) -> bytes:  # noqa: ANN401 - a number
        return struct.pack("!q", value)


class _Flags(_Array):
    element = 16
    oid: int = 1000

    def encoded(self, value: Any) -> bytes:  # noqa: ANN401 - a flag
        return struct.pack("!?", value)


for _kind, _dumper in ((Texts, _Texts), (Bodies, _Bodies), (Numbers, _Numbers), (Flags, _Flags)):
    psycopg.adapters.register_dumper(_kind, _dumper)
