"""An HQ for a whole module, on SQLite or PostgreSQL: every test has a store of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from sync.hq.service import sqlite_url
from tests.support.hq import RunningHq, running_hq
from tests.support.postgres import Postgres

stores = count(1)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def hq(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningHq]:
    folder = tmp_path_factory.mktemp("hq")
    if request.param == "sqlite":
        url = sqlite_url(folder / "hq.db")
    else:
        server: Postgres = request.getfixturevalue("postgres")
        url = server.new_database("faults")
    with running_hq(url, folder) as running:
        yield running
    if request.param == "postgresql":
        server.drop_database("faults")


@pytest.fixture
def store(hq: RunningHq) -> str:
    """A new store of that HQ."""
    made = f"F{next(stores):03d}"
    hq.add_store(made)
    return made
