"""Every test of HQ runs twice: on SQLite and on PostgreSQL, each with an empty database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from sync.hq.service import sqlite_url
from tests.support.hq import RunningHq, running_hq
from tests.support.postgres import Postgres, PostgresMissing, start_postgres

numbers = count(1)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for the session; skipped without the programs, but never where CI is set."""
    try:
        server = start_postgres()
    except PostgresMissing as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(str(error))
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database."""
    if request.param == "sqlite":
        yield sqlite_url(tmp_path / "hq.db")
        return
    server: Postgres = request.getfixturevalue("postgres")
    name = f"hq{next(numbers)}"
    yield server.new_database(name)
    server.drop_database(name)


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
