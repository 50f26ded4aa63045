"""Backup while selling, and a restore that checks the copy before it replaces anything."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from pos_app.domain.errors import ShopError
from pos_app.storage.connection import (
    APPLICATION_ID,
    Connection,
    DatabaseError,
    driver,
    open_reader,
    translate,
    wrap,
)
from pos_app.storage.migrations import check_age
from pos_app.storage.outbox import JournalOutbox
from pos_app.storage.verify import verify

PAGES = 500
"""Copied at a time, so that a sale in between never waits long."""


def backup(source: Path, target: Path) -> int:
    """Copy the live file; gives the copy's size in bytes.

    Raises ShopError ``file_missing``, ``file_exists``, ``disk_full``, ``backup_bad``.
    """
    if target.exists():
        raise ShopError("file_exists", file=target)
    partial = target.with_name(target.name + ".part")
    partial.unlink(missing_ok=True)
    try:
        with closing(open_reader(source)) as live, closing(driver.connect(str(partial))) as copy:
            live.backup(copy, pages=PAGES, sleep=0.001)
            copy.execute("PRAGMA journal_mode=DELETE")
            _sound(copy, partial)
        _sync(partial)
        partial.replace(target)
    except DatabaseError as error:
        raise translate(error, source) from error
    finally:
        partial.unlink(missing_ok=True)
    return target.stat().st_size


def _sound(copy: Connection, path: Path) -> None:
    found = [line for (line,) in copy.execute("PRAGMA integrity_check(5)")]
    if found != ["ok"]:
        raise ShopError("backup_bad", file=path, why=found[0])


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def check_copy(copy: Path) -> None:
    """What must hold before a backup may replace a shop; raises ``backup_bad``, ``file_newer``."""
    if not copy.exists():
        raise ShopError("file_missing", file=copy)
    with closing(open_reader(copy)) as conn:
        (mark,) = conn.execute("PRAGMA application_id").fetchone()
        if mark != APPLICATION_ID:
            raise ShopError("file_not_shop", file=copy)
        check_age(wrap(conn), copy)
        verdict = verify(conn)
    if not verdict.ok:
        raise ShopError("backup_bad", file=copy, why=verdict.problems[0])


def restore(copy: Path, target: Path) -> Path | None:
    """Put a checked backup in the place of the shop's file; the file that was there is kept beside.

    Gives the path of the kept file, None when there was none. Raises ShopError ``unsent`` while
    facts of the file that is there have not reached HQ: the backup does not know them, and HQ could
    not take them from anywhere else.
    """
    refuse_while_unsent(target)
    check_copy(copy)
    incoming = target.with_name(target.name + ".incoming")
    incoming.unlink(missing_ok=True)
    backup(copy, incoming)
    kept = None
    if target.exists():
        with closing(driver.connect(str(target))) as live:
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        kept = _free_name(target)
        target.replace(kept)
    for suffix in ("-wal", "-shm"):
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    incoming.replace(target)
    return kept


def refuse_while_unsent(path: Path) -> None:
    """Raises ShopError ``unsent``; a file that cannot be read has nothing that could be sent."""
    if not path.exists():
        return
    try:
        with closing(open_reader(path)) as conn:
            waiting = JournalOutbox(conn).unsent()
    except (DatabaseError, ShopError):
        return
    if waiting:
        raise ShopError("unsent", n=waiting)


def _free_name(target: Path) -> Path:
    number = 1
    while (kept := target.with_name(f"{target.name}.before-restore-{number}")).exists():
        number += 1
    return kept
