"""A batch's columns as PostgreSQL's own arrays: what goes in comes out, nothing else does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import text
from sqlalchemy.exc import DataError

from sync.hq.store.database import ALL_STORES, Database
from sync.hq.store.packed import Bodies, Flags, Numbers, Texts
from tests.support.postgres import Postgres

FORMS = {"TEXT": Texts, "BYTEA": Bodies, "BIGINT": Numbers, "BOOLEAN": Flags}
words = some.text(some.characters(exclude_characters="\0", exclude_categories=["Cs"]))
columns = some.one_of(
    some.tuples(some.just("TEXT"), some.lists(some.none() | words)),
    some.tuples(some.just("BYTEA"), some.lists(some.none() | some.binary())),
    some.tuples(some.just("BIGINT"), some.lists(some.none() | some.integers(-(2**63), 2**63 - 1))),
    some.tuples(some.just("BIGINT"), some.lists(some.integers(-(2**63), 2**63 - 1))),
    some.tuples(some.just("BOOLEAN"), some.lists(some.none() | some.booleans())),
)


@pytest.fixture(scope="module")
def database(postgres: Postgres) -> Iterator[Database]:
    opened = Database(postgres.new_database("packed"))
    yield opened
    opened.close()
    postgres.drop_database("packed")


@given(column=columns)
def test_what_is_sent_as_an_array_arrives(
    database: Database, column: tuple[str, list[Any]]
) -> None:
    kind, values = column
    query = text(
        f"SELECT x FROM unnest(CAST(:values AS {kind}[])) WITH ORDINALITY AS t(x, n) ORDER BY n"
    )
    with database.scope(ALL_STORES) as scope:
        rows = scope.conn.execute(query, {"values": FORMS[kind](values)}).scalars().all()
    assert [bytes(x) if isinstance(x, memoryview) else x for x in rows] == values


@pytest.mark.parametrize("values", [Numbers([1, 2**63]), Texts(["a\0b"])])
def test_what_cannot_be_stored_is_refused_as_such(database: Database, values: list[Any]) -> None:
    kind = "BIGINT" if isinstance(values, Numbers) else "TEXT"
    with pytest.raises(DataError), database.scope(ALL_STORES) as scope:
        scope.conn.execute(text(f"SELECT CAST(:values AS {kind}[])"), {"values": values})
