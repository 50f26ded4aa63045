"""A shop on its way back from HQ: beside its place until it is whole, to be gone on with."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from pos_app.bootstrap import link
from pos_app.domain.errors import ShopError
from pos_app.storage.connection import DatabaseError, open_reader, open_writer
from pos_app.storage.outbox import JournalOutbox
from sync.client.restore import Progress


def coming_of(path: Path) -> Path:
    """Where a shop lies that is on its way back from HQ: it is no shop before it is whole."""
    return path.with_name(path.name + ".coming")


def came_halfway(path: Path) -> bool:
    """Whether an earlier way back was cut off behind its enrolment."""
    coming = coming_of(path)
    if not coming.exists():
        return False
    try:
        with closing(open_reader(coming)) as conn:
            return JournalOutbox(conn).link() is not None
    except (DatabaseError, ShopError):
        return False


def bring_back(
    path: Path,
    url: str,
    code: str,
    tell: Callable[[Progress], None] = lambda _: None,
    stopped: Callable[[], bool] = lambda: False,
    *,
    ca: Path | None = None,
) -> bool:
    """Everything of the shop out of HQ; False when it was stopped, to go on another time.

    Raises ShopError as `link.recover` does; what HQ refused for good is not tried on.
    """
    coming = coming_of(path)
    if not came_halfway(path):
        forget(coming)
    try:
        whole = link.recover(coming, url, code, ca=ca, tell=tell, stopped=stopped)
    except ShopError as error:
        if error.code in ("hq_refused", "till_revoked", "chain_broken", "bad_join_code"):
            forget(coming)
        raise
    if whole:
        move(coming, path)
    return whole


def move(draft: Path, path: Path) -> None:
    """A finished file into its place; nothing of it may still lie in its log."""
    if path.exists():
        raise ShopError("file_exists", file=path)
    with closing(open_writer(draft)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    draft.replace(path)


def forget(draft: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        draft.with_name(draft.name + suffix).unlink(missing_ok=True)
