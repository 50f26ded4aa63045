"""Connections to the shop's file: every setting of SQLite in one place."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlite_utils import Database

from pos_app.domain.errors import ShopError

if TYPE_CHECKING:
    import sqlite3 as driver
else:
    from sqlite_utils.utils import sqlite3 as driver

Connection = driver.Connection

__all__ = [
    "APPLICATION_ID",
    "BUSY_MS",
    "Connection",
    "DatabaseError",
    "IntegrityError",
    "OperationalError",
    "check_sqlite",
    "driver",
    "is_broken",
    "open_reader",
    "open_writer",
    "rows",
    "translate",
    "wrap",
]

APPLICATION_ID = 0x58495055
"""``XIPU`` in the file's header: no other program's database is taken for a shop."""
BUSY_MS = 5_000
OperationalError = driver.OperationalError
DatabaseError = driver.DatabaseError
IntegrityError = driver.IntegrityError


def is_broken(version: str) -> bool:
    """Versions 3.7.0 to 3.51.2 can corrupt a WAL file used by two connections.

    Fixed in 3.51.3 and, by backports, in 3.44.6 and 3.50.7.
    """
    v = tuple(int(part) for part in version.split("."))
    if v >= (3, 51, 3) or v < (3, 7, 0):
        return False
    return not ((3, 50, 7) <= v < (3, 51, 0) or (3, 44, 6) <= v < (3, 45, 0))


def check_sqlite(version: str = driver.sqlite_version) -> None:
    """Raises ShopError ``sqlite_broken``."""
    if is_broken(version):
        raise ShopError("sqlite_broken", version=version)


def open_writer(path: Path, *, handed_on: bool = False) -> Connection:
    """A write connection: durable at COMMIT, owned by the thread that opens it.

    ``handed_on``: opened for another thread, which is then the only one to use it.

    Raises ShopError ``sqlite_broken``, ``file_not_shop``, ``file_busy``.
    """
    check_sqlite()
    conn = driver.connect(
        str(path), isolation_level=None, cached_statements=400, check_same_thread=not handed_on
    )
    try:
        _check_header(conn, path)
        _tune(conn)
        conn.execute("PRAGMA journal_mode=WAL")
        conn.execute("PRAGMA synchronous=FULL")
        conn.execute("PRAGMA wal_autocheckpoint=2000")
    except DatabaseError as error:
        conn.close()
        raise translate(error, path) from error
    except ShopError:
        conn.close()
        raise
    return conn


def open_reader(path: Path) -> Connection:
    """A connection that can only look; threads may hand it on, one at a time."""
    check_sqlite()
    if not path.exists():
        raise ShopError("file_missing", file=path)
    conn = driver.connect(
        str(path), isolation_level=None, cached_statements=200, check_same_thread=False
    )
    try:
        _check_header(conn, path)
        _tune(conn)
        conn.execute("PRAGMA query_only=ON")
    except DatabaseError as error:
        conn.close()
        raise translate(error, path) from error
    except ShopError:
        conn.close()
        raise
    return conn


def _tune(conn: Connection) -> None:
    for pragma in (
        f"busy_timeout={BUSY_MS}",
        "foreign_keys=ON",
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "cache_size=-16000",
        "mmap_size=0",
        "temp_store=MEMORY",
    ):
        conn.execute(f"PRAGMA {pragma}")


def _check_header(conn: Connection, path: Path) -> None:
    (mark,) = conn.execute("PRAGMA application_id").fetchone()
    if mark == APPLICATION_ID:
        return
    (tables,) = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if mark != 0 or tables:
        raise ShopError("file_not_shop", file=path)


def wrap(conn: Connection) -> Database:
    """The same connection under sqlite-utils, for schema, migrations, imports and back office."""
    return Database(conn, strict=True)


def translate(error: Exception, path: Path | str = "") -> ShopError:
    """SQLite's word for a trouble of the disk or the file as ours; what is our bug stays a bug."""
    text = str(error)
    if "full" in text:
        return ShopError("disk_full")
    if "disk I/O error" in text or "readonly" in text or "unable to open" in text:
        return ShopError("disk_fault")
    if "locked" in text or "busy" in text:
        return ShopError("file_busy")
    if "not a database" in text or "malformed" in text:
        return ShopError("file_not_shop", file=path)
    return ShopError("bug", detail=text)


def rows(conn: Connection, sql: str, parameters: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All rows of a query."""
    return list(conn.execute(sql, parameters))
