"""The stores of the chain."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy.exc import IntegrityError

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.devices import RefusedError, is_store_id

NAME_CHARS = 60


def add_store(scope: Scope, store_id: str, name: str, now: int, *, region: str = "") -> None:
    """Raises RefusedError ``bad_store``, ``store_exists``."""
    if not is_store_id(store_id) or not 0 < len(name) <= NAME_CHARS or not name.isprintable():
        raise RefusedError("bad_store")
    row = {"store_id": store_id, "name": name, "region": region, "created_at": now}
    try:
        scope.insert(t.store, [row])
    except IntegrityError as error:
        raise RefusedError("store_exists") from error


def all_stores(scope: Scope) -> list[SqlRow[Any]]:
    """Every store that the scope sees, by id."""
    return list(scope.conn.execute(scope.select(t.store).order_by(t.store.c.store_id)))


def demand_store(scope: Scope, store_id: str) -> None:
    """Raises RefusedError ``no_such_store``."""
    known = scope.select(t.store, t.store.c.store_id).where(t.store.c.store_id == store_id)
    if scope.conn.execute(known).first() is None:
        raise RefusedError("no_such_store")
