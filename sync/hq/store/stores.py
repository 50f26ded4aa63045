"""The stores of the chain."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy.exc import IntegrityError

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.devices import RefusedError, is_store_id

NAME_CHARS = 60
REGION_CHARS = 30


def add_store(scope: Scope, store_id: str, name: str, now: int, *, region: str = "") -> None:
    """Raises RefusedError ``bad_store``, ``bad_store_name``, ``bad_region``, ``store_exists``."""
    if not is_store_id(store_id):
        raise RefusedError("bad_store")
    _check(name, region)
    row = {"store_id": store_id, "name": name, "region": region, "created_at": now}
    try:
        scope.insert(t.store, [row])
    except IntegrityError as error:
        raise RefusedError("store_exists") from error


def change_store(scope: Scope, store_id: str, name: str, *, region: str) -> None:
    """Raises RefusedError ``bad_store_name``, ``bad_region``, ``no_such_store``."""
    _check(name, region)
    done = scope.conn.execute(
        scope.update(t.store).where(t.store.c.store_id == store_id).values(name=name, region=region)
    )
    if not done.rowcount:
        raise RefusedError("no_such_store")


def _check(name: str, region: str) -> None:
    if not 0 < len(name) <= NAME_CHARS or not name.isprintable():
        raise RefusedError("bad_store_name")
    if len(region) > REGION_CHARS or not region.isprintable():
        raise RefusedError("bad_region")


def all_stores(scope: Scope) -> list[SqlRow[Any]]:
    """Every store that the scope sees, by id."""
    return list(scope.conn.execute(scope.select(t.store).order_by(t.store.c.store_id)))


def demand_store(scope: Scope, store_id: str) -> None:
    """Raises RefusedError ``no_such_store``."""
    known = scope.select(t.store, t.store.c.store_id).where(t.store.c.store_id == store_id)
    if scope.conn.execute(known).first() is None:
        raise RefusedError("no_such_store")
