"""What libraries find when they look around: one SQLite, and nothing heavy that no till needs."""

from __future__ import annotations

import sys
from importlib import import_module


def use_one_sqlite() -> None:
    """Whoever asks for ``sqlite3`` from now on gets the one that the shop's file is kept by.

    Two SQLite libraries in one process drop each other's locks on a file (POSIX), and sqlite-utils
    imports Python's own for a type. Where that is loaded already, as under a test runner, it stays.
    """
    for name, ours in (("sqlite3", "pysqlite3"), ("sqlite3.dbapi2", "pysqlite3.dbapi2")):
        if name not in sys.modules:
            sys.modules[name] = import_module(ours)


def import_without(module: str, *unwanted: str) -> None:
    """Import ``module`` as if the ``unwanted`` ones were not installed; they stay importable later.

    sqlite-utils loads pandas and numpy when it finds them, which takes two seconds and 130 MB that
    no till needs; where they are not installed this changes nothing.
    """
    hidden = [name for name in unwanted if name not in sys.modules]
    absent: dict[str, None] = dict.fromkeys(hidden)
    sys.modules.update(absent)  # type: ignore[arg-type]  # None says: there is no such module
    try:
        import_module(module)
    finally:
        for name in hidden:
            del sys.modules[name]
