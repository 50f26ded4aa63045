"""Every test of HQ runs twice: on SQLite and on PostgreSQL, each with a database of its own.

Its tables are there already, copied: to make them anew would cost each test more than it does. What
is marked ``empty_database`` starts from nothing.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from functools import cache
from itertools import count
from pathlib import Path

import pytest

from sync.hq.service import sqlite_url
from sync.hq.store.database import Database
from sync.hq.store.schema import migrate
from tests.support.hq import RunningHq, running_hq
from tests.support.postgres import Postgres

numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database that nothing was written into."""
    empty = request.node.get_closest_marker("empty_database") is not None
    if request.param == "sqlite":
        place = tmp_path / "hq.db"
        if not empty:
            folder = request.getfixturevalue("tmp_path_factory").getbasetemp()
            shutil.copyfile(_migrated_file(folder), place)
        yield sqlite_url(place)
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"hq{next(numbers)}"
    yield server.new_database(name, "template0" if empty else _migrated_database(server))
    server.drop_database(name)


@cache
def _migrated_file(folder: Path) -> Path:
    place = folder / "migrated.db"
    with closing(Database(sqlite_url(place))) as database:
        migrate(database)
    return place


@cache
def _migrated_database(server: Postgres) -> str:
    name = "migrated"
    with closing(Database(server.new_database(name))) as database:
        migrate(database)
    return name


@pytest.fixture
def hq(database_url: str, tmp_path: Path) -> Iterator[RunningHq]:
    """HQ with two stores, nobody enrolled, rates that no test reaches."""
    with running_hq(database_url, tmp_path) as running:
        running.add_store("S001")
        running.add_store("S002", "河西友谊店")
        yield running


@pytest.fixture
def start(database_url: str, tmp_path: Path) -> Iterator[Callable[..., RunningHq]]:
    """Start HQ with chosen limits; stopped at the end."""
    with ExitStack() as stack:
        yield lambda **limits: stack.enter_context(running_hq(database_url, tmp_path, **limits))
