"""A till on a real file in a folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.till import BOSS, Till, open_till


@pytest.fixture
def till(tmp_path: Path) -> Iterator[Till]:
    opened = open_till(tmp_path / "shop.db")
    opened.shifts.open(BOSS, 20_000)
    yield opened
    opened.conn.close()
