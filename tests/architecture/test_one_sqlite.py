"""One SQLite library in the process: two of them on one file lose each other's locks."""

from __future__ import annotations

import subprocess
import sys

import pytest

PROGRAMS = {
    "the till's window": "import pos_app.commands.till",
    "every command": "from pos_app.__main__ import build_parser; build_parser()",
    "HQ": (
        "import pos_app.commands.hq, sync.hq.api.app; from sync.hq.store.database import Database;"
        " Database('sqlite:////none/such').engine"
    ),
}


@pytest.mark.parametrize("program", PROGRAMS.values(), ids=PROGRAMS)
def test_pythons_own_sqlite_is_not_loaded(program: str) -> None:
    check = f"{program}; import sys; print([m for m in sys.modules if m in ('_sqlite3', 'apsw')])"
    done = subprocess.run(
        [sys.executable, "-c", check], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "[]"
