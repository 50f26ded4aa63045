"""A copy of HQ's database while it works. HQ's own keys are no part of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

from sync.hq.store.database import ALL_STORES, Database


class BackupError(Exception):
    """``code`` and what to do about it."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def backup(database: Database, target: Path) -> int:
    """Copy into a new file, whole or not at all; gives its bytes. Raises BackupError."""
    if target.exists():
        raise BackupError("file_exists", f"{target} is there already")
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        if database.is_postgresql:
            _dump(database, partial)
        else:
            _copy(database, partial)
        with partial.open("rb+") as file:
            os.fsync(file.fileno())
        partial.replace(target)
    except OSError as error:
        raise BackupError("bad_file", f"cannot write {target}: {error.strerror}") from error
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


def _copy(database: Database, target: Path) -> None:
    connection = database.engine.raw_connection()
    try:
        live = connection.driver_connection
        if live is None:  # pragma: no cover - it was opened above
            raise BackupError("no_database", "the database is gone")
        found = _copy_pages(live, target)
    finally:
        connection.close()
    if found != "ok":
        raise BackupError("backup_bad", f"the copy is damaged: {found}")


def _copy_pages(live: Any, target: Path) -> str:  # noqa: ANN401 - the driver's connection
    """SQLite's own verdict on the copy."""
    try:
        with closing(type(live)(str(target))) as copy:
            live.backup(copy, pages=2_000, sleep=0.001)
            copy.execute("PRAGMA journal_mode=DELETE")
            return str(copy.execute("PRAGMA integrity_check(1)").fetchone()[0])
    except live.Error as error:
        raise BackupError("bad_file", f"cannot write {target}: {error}") from error


def _dump(database: Database, target: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise BackupError("no_pg_dump", "pg_dump is not here: apt-get install postgresql-client")
    url = database.engine.url
    where = url.set(drivername="postgresql", password=None).render_as_string()
    # The policies hold for the dump, too: it runs under the scope of all stores.
    environment = os.environ | {"PGOPTIONS": f"-c xipu.store={ALL_STORES}"}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    done = subprocess.run(  # noqa: S603 - an argument list, the program found in the search path
        [program, "--format=custom", "--enable-row-security", f"--file={target}", where],
        env=environment, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["pg_dump failed"]
        raise BackupError("backup_bad", lines[-1])
