"""Many rows at once: on PostgreSQL by one statement to which each column travels as an array, on
SQLite straight to the driver.

A till's batch is some thousand rows; sent one by one they keep the server, and this process's only
interpreter, busy several times as long.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, ClauseElement, Integer, LargeBinary, String, Table, TextClause, text
from sqlalchemy.dialects import postgresql

from sync.hq.store.packed import Bodies, Flags, Numbers, Texts

FROM_ROWS = 8
"""For fewer a statement each is as good."""
KINDS: tuple[tuple[type[Any], str, type[list[Any]]], ...] = (
    (String, "TEXT", Texts),  # not VARCHAR(n): a cast to that would cut what is too long, silently
    (Integer, "BIGINT", Numbers),
    (LargeBinary, "BYTEA", Bodies),
    (Boolean, "BOOLEAN", Flags),
)
Changes = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""Columns that are added to, and those that a rank decides."""


def fits(table: Table, rows: Sequence[Mapping[str, Any]], *, unique: bool) -> bool:
    """Whether these rows can go by one statement: alike, plain values, and (``unique``) no key
    twice, which one statement may not touch two times."""
    if len(rows) < FROM_ROWS:
        return False
    names = rows[0].keys()
    if any(row.keys() != names for row in rows):
        return False
    if any(_kind(table, name) is None for name in names):
        return False
    if any(isinstance(value, ClauseElement) for value in rows[0].values()):
        return False
    keys = [c.name for c in table.primary_key]
    return not unique or len({tuple(row.get(k) for k in keys) for row in rows}) == len(rows)


def columns(table: Table, rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """The same rows as an array for each column: the parameters of `statement`."""
    return {
        name: kind[1](row[name] for row in rows)
        for name in rows[0]
        if (kind := _kind(table, name)) is not None
    }


@lru_cache(maxsize=256)
def plain(table: Table, names: tuple[str, ...], changes: Changes | None) -> str:
    """The same for SQLite's driver, a row each time it is executed."""
    quote = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]  # theirs
    listed = ", ".join(quote(name) for name in names)
    holes = ", ".join("?" * len(names))
    conflict = "" if changes is None else _conflict(table, names, changes)
    return f"INSERT INTO {quote(table.name)} ({listed}) VALUES ({holes}) {conflict}"  # noqa: S608 - names of our own tables


@lru_cache(maxsize=256)
def statement(table: Table, names: tuple[str, ...], changes: Changes | None) -> TextClause:
    """``changes`` None: a plain insert, which fails for a key that is there."""
    quote = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]  # theirs
    listed = ", ".join(quote(name) for name in names)
    arrays = ", ".join(f"CAST(:{name} AS {_sql(table, name)}[])" for name in names)
    where = quote(table.name)
    conflict = "" if changes is None else _conflict(table, names, changes)
    return text(f"INSERT INTO {where} ({listed}) SELECT * FROM unnest({arrays}) {conflict}")  # noqa: S608 - names of our own tables


def _conflict(table: Table, names: tuple[str, ...], changes: Changes) -> str:
    quote = postgresql.dialect().identifier_preparer.quote  # type: ignore[no-untyped-call]  # theirs
    add, latest = changes[0], dict(changes[1])
    keys = [c.name for c in table.primary_key]
    old = quote(table.name)
    sets = []
    for name in (name for name in names if name not in keys):
        column = quote(name)
        new = f"excluded.{column}"
        if name in latest:
            rank = quote(latest[name])
            new = f"CASE WHEN excluded.{rank} > {old}.{rank} THEN {new} ELSE {old}.{column} END"
        sets.append(f"{column} = {old}.{column} + {new}" if name in add else f"{column} = {new}")
    target = ", ".join(quote(key) for key in keys)
    done = f"UPDATE SET {', '.join(sets)}" if sets else "NOTHING"
    return f"ON CONFLICT ({target}) DO {done}"


def _sql(table: Table, name: str) -> str:
    kind = _kind(table, name)
    return kind[0] if kind else ""


def _kind(table: Table, name: str) -> tuple[str, type[list[Any]]] | None:
    """Its name in SQL, and how an array of it travels."""
    column = table.c[name].type
    return next(((sql, form) for known, sql, form in KINDS if isinstance(column, known)), None)
