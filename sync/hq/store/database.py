"""HQ's database: SQLite with no set-up, PostgreSQL for a chain; one way to open a transaction.

A till's work runs inside the scope of its store. On PostgreSQL row-level security, forced, holds
that; on SQLite every query goes through `Scope`, which names the store in each of them.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from threading import Lock
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Delete,
    Engine,
    Select,
    Table,
    Update,
    case,
    create_engine,
    delete,
    event,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from sync.hq.store import bulk

ALL_STORES = "*"
"""The scope of operators and of HQ's own work."""
BUSY_SECONDS = 10
READING = "xipu_reading"
IDLE_SINCE = "xipu_idle_since"
IDLE_SECONDS = 5.0
"""Less than a server needs to go and come back."""


class BusyError(Exception):
    """The database's one writer did not come free in time: try again in a moment."""


class Scope:
    """An open transaction that sees one store, or all of them for an operator."""

    def __init__(self, conn: Connection, store_id: str) -> None:
        self.conn = conn
        self.store_id = store_id
        self.published: dict[str, int] = {}
        """Where the feeds that this transaction adds to will stand, by store."""

    def _bound(self, table: Table) -> bool:
        return self.store_id != ALL_STORES and "store_id" in table.c

    def select(self, table: Table, *columns: Any) -> Select[Any]:  # noqa: ANN401 - any column
        query = select(*(columns or (table,)))
        return query.where(table.c.store_id == self.store_id) if self._bound(table) else query

    def update(self, table: Table) -> Update:
        query = update(table)
        return query.where(table.c.store_id == self.store_id) if self._bound(table) else query

    def delete(self, table: Table) -> Delete:
        query = delete(table)
        return query.where(table.c.store_id == self.store_id) if self._bound(table) else query

    def insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Plain inserts; raises PermissionError for a row of another store."""
        self._check(table, rows)
        if self._in_one(table, rows, None):
            return
        if rows:
            self.conn.execute(table.insert(), rows)

    def upsert(
        self,
        table: Table,
        rows: list[dict[str, Any]],
        *,
        add: tuple[str, ...] = (),
        latest: Mapping[str, str] | None = None,
    ) -> None:
        """Insert rows; where the key exists, replace the other columns or add to those ``add``.

        ``latest`` maps a column to the one that ranks it: it is replaced by a higher rank alone.
        Raises PermissionError for a row of another store.
        """
        self._check(table, rows)
        if not rows or self._in_one(table, rows, (add, tuple((latest or {}).items()))):
            return
        insert = self._insert(table)
        keys = [c.name for c in table.primary_key]
        changes: dict[str, ColumnElement[Any]] = {}
        for name in (name for name in rows[0] if name not in keys):
            new, old = insert.excluded[name], table.c[name]
            if latest and name in latest:
                rank = latest[name]
                new = _if_higher(insert.excluded[rank], table.c[rank], new, old)
            changes[name] = old + new if name in add else new
        statement = insert.on_conflict_do_nothing(index_elements=keys)
        if changes:
            statement = insert.on_conflict_do_update(index_elements=keys, set_=changes)
        self.conn.execute(statement, rows)

    def _in_one(
        self, table: Table, rows: list[dict[str, Any]], changes: bulk.Changes | None
    ) -> bool:
        """Whether the rows went all at once."""
        if not bulk.fits(table, rows, unique=changes is not None):
            return False
        names = tuple(rows[0])
        if self.conn.dialect.name == "postgresql":
            self.conn.execute(bulk.statement(table, names, changes), bulk.columns(table, rows))
        else:
            values = [tuple(row[name] for name in names) for row in rows]
            self.conn.exec_driver_sql(bulk.plain(table, names, changes), values)
        return True

    def _check(self, table: Table, rows: list[dict[str, Any]]) -> None:
        if self._bound(table) and any(row["store_id"] != self.store_id for row in rows):
            raise PermissionError(table.name)

    def _insert(self, table: Table) -> Any:  # noqa: ANN401 - the two dialects' own Insert
        if self.conn.dialect.name == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)


def _if_higher(new_rank: Any, old_rank: Any, new: Any, old: Any) -> Any:  # noqa: ANN401 - columns
    return case((new_rank > old_rank, new), else_=old)


class Database:
    """An engine and the way to a scoped transaction."""

    def __init__(self, url: str) -> None:
        """``sqlite:///file`` or ``postgresql+psycopg://...``; for another ArgumentError."""
        self.engine = _engine(url)
        self._reader = self.engine.execution_options(
            **{READING: True},
            **(
                {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
                if self.is_postgresql
                else {}
            ),
        )
        self._listeners: list[Callable[[Mapping[str, int]], None]] = []
        self._writer: Lock | None = None if self.is_postgresql else Lock()

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def scope(self, store_id: str) -> Iterator[Scope]:
        """A transaction: committed at the end of the block, rolled back when it raises.

        Raises BusyError.
        """
        with self._turn(), self.engine.begin() as conn:
            self._enter(conn, store_id)
            scope = Scope(conn, store_id)
            yield scope
        if scope.published:
            for listener in tuple(self._listeners):
                listener(scope.published)

    def on_published(self, listener: Callable[[Mapping[str, int]], None]) -> None:
        """``listener`` hears, after a commit and on its thread, where the store's feed stands."""
        self._listeners.append(listener)

    @contextmanager
    def reading(self, store_id: str) -> Iterator[Scope]:
        """One consistent view of the data that waits for no writer; it cannot write."""
        with self._reader.begin() as conn:
            self._enter(conn, store_id)
            yield Scope(conn, store_id)

    def operator(self) -> AbstractContextManager[Scope]:
        """A transaction over all stores, for the console and HQ's own work."""
        return self.scope(ALL_STORES)

    def close(self) -> None:
        self.engine.dispose()

    def _enter(self, conn: Connection, store_id: str) -> None:
        if self.is_postgresql:
            conn.execute(text("SELECT set_config('xipu.store', :s, true)"), {"s": store_id})

    def _turn(self) -> AbstractContextManager[None]:
        """SQLite has one writer: threads queue for it here, not by asking the file over again."""
        return nullcontext() if self._writer is None else _held(self._writer)


@contextmanager
def _held(lock: Lock) -> Iterator[None]:
    if not lock.acquire(timeout=BUSY_SECONDS):
        raise BusyError
    try:
        yield
    finally:
        lock.release()


def _engine(url: str) -> Engine:
    # Parameters are payloads and tokens: they belong in no error message and so in no log.
    if not url.startswith(("sqlite://", "postgresql+psycopg://")):
        raise ArgumentError("sqlite:///FILE or postgresql+psycopg://...")
    if not url.startswith("sqlite"):
        engine = create_engine(
            url,
            pool_size=10,
            max_overflow=20,
            pool_timeout=BUSY_SECONDS,
            hide_parameters=True,
        )
        event.listen(engine, "checkin", _put_back)
        event.listen(engine, "checkout", _taken_out(engine))
        return engine
    engine = create_engine(
        url,
        module=importlib.import_module("pysqlite3.dbapi2"),
        connect_args={
            "timeout": BUSY_SECONDS,
            "check_same_thread": False,
            "isolation_level": None,
        },
        poolclass=QueuePool,
        pool_size=10,
        max_overflow=40,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _tune)
    event.listen(engine, "begin", _begin)
    return engine


def _put_back(_: object, record: ConnectionPoolEntry) -> None:
    record.info[IDLE_SINCE] = time.monotonic()


def _taken_out(engine: Engine) -> Callable[[Any, ConnectionPoolEntry, object], None]:
    """A connection that lay idle may have died; asking one that just worked costs a round trip."""
    lost = engine.dialect.loaded_dbapi.Error

    def take_out(conn: Any, record: ConnectionPoolEntry, _: object) -> None:  # noqa: ANN401 - the driver's connection
        since = record.info.get(IDLE_SINCE)
        if since is None or time.monotonic() - since < IDLE_SECONDS:
            return
        try:
            conn.execute("SELECT 1")
            conn.rollback()
        except lost as error:
            raise DisconnectionError from error  # the pool opens another one

    return take_out


def _tune(conn: Any, _: object) -> None:  # noqa: ANN401 - the driver's connection
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-16000",
    ):
        conn.execute(f"PRAGMA {pragma}")


def _begin(conn: Connection) -> None:
    reading = bool(conn.get_execution_options().get(READING))
    if conn.info.get(READING) is not reading:  # the driver's connection serves both in turn
        conn.exec_driver_sql(f"PRAGMA query_only={'ON' if reading else 'OFF'}")
        conn.info[READING] = reading
    conn.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
