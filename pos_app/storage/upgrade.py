"""An older shop's file brought to this program's shape: a copy first, and never a till that stands.

Steps of a migration leave the journal as it is: what waits for HQ waits afterwards as well, byte by
byte. A planned upgrade is all the same put off while facts wait (`refuse_while_waiting`), for then
HQ could not give them back if the disk died under it. But a program that was exchanged already
opens the file in any case: a shop sells first.
"""

from __future__ import annotations

import logging
from contextlib import closing
from pathlib import Path

from pos_app.domain.errors import ShopError
from pos_app.storage.backup import backup
from pos_app.storage.connection import Connection, open_reader, open_writer, wrap
from pos_app.storage.migrations import check_age, migrate, migrations
from pos_app.storage.outbox import JournalOutbox

log = logging.getLogger(__name__)


def missing_steps(conn: Connection, path: Path) -> tuple[str, ...]:
    """Steps that a shop's file still has to take; none for a file that is no shop yet.

    Raises ShopError ``file_newer``.
    """
    db = wrap(conn)
    check_age(db, path)
    if not migrations.applied(db):
        return ()
    return tuple(step.name for step in migrations.pending(db))


def copy_name(path: Path, step: str) -> Path:
    """Where the file as it was before that step is kept."""
    return path.with_name(f"{path.name}.before-{step}")


def bring_up(conn: Connection, path: Path) -> Path | None:
    """Take the missing steps; gives the copy that was made before, None when there was no need.

    Where no copy can be made (a full disk) the till goes on without one: each step is a transaction
    of its own. Raises ShopError ``file_newer``.
    """
    steps = missing_steps(conn, path)
    copy = _copied(path, steps[0]) if steps else None
    migrate(conn, path)
    return copy


def _copied(path: Path, step: str) -> Path | None:
    copy = copy_name(path, step)
    if copy.exists():  # an upgrade that was cut off: the copy is of before it
        return copy
    try:
        backup(path, copy)
    except (ShopError, OSError) as error:
        log.warning("no copy before the upgrade: %s", getattr(error, "code", error))
        return None
    return copy


def refuse_while_waiting(path: Path) -> None:
    """Raises ShopError ``upgrade_waits`` while facts have not reached HQ, ``file_missing``."""
    if not path.exists():
        raise ShopError("file_missing", file=path)
    with closing(open_reader(path)) as conn:
        waiting = JournalOutbox(conn).unsent()
    if waiting:
        raise ShopError("upgrade_waits", n=waiting)


def upgrade(path: Path) -> tuple[tuple[str, ...], Path | None]:
    """The planned upgrade: steps that were taken and the copy that was made before.

    Raises ShopError ``upgrade_waits``, ``file_missing``, ``file_newer``.
    """
    refuse_while_waiting(path)
    with closing(open_writer(path)) as conn:
        steps = missing_steps(conn, path)
        return steps, bring_up(conn, path)
