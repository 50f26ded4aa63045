"""HQ's database: SQLite with no set-up, PostgreSQL for a chain; one way to open a transaction.

A till's work runs inside the scope of its store. On PostgreSQL row-level security, forced, holds
that; on SQLite every query goes through `Scope`, which names the store in each of them.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import (
    Connection,
    Delete,
    Engine,
    Select,
    Table,
    Update,
    create_engine,
    delete,
    event,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import Insert

ALL_STORES = "*"
"""The scope of operators and of HQ's own work."""


class Scope:
    """An open transaction that sees one store, or all of them for an operator."""

    def __init__(self, conn: Connection, store_id: str) -> None:
        self.conn = conn
        self.store_id = store_id

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

    def upsert(
        self, table: Table, rows: list[dict[str, Any]], *, add: tuple[str, ...] = ()
    ) -> None:
        """Insert rows; where the key exists, replace the other columns or add to those named.

        Raises PermissionError for a row of another store.
        """
        if not rows:
            return
        if self._bound(table) and any(r["store_id"] != self.store_id for r in rows):
            raise PermissionError(table.name)
        insert = self._insert(table)
        keys = [c.name for c in table.primary_key]
        others = [name for name in rows[0] if name not in keys]
        changes = {
            name: (table.c[name] + insert.excluded[name]) if name in add else insert.excluded[name]
            for name in others
        }
        statement = (
            insert.on_conflict_do_update(index_elements=keys, set_=changes)
            if changes
            else insert.on_conflict_do_nothing(index_elements=keys)
        )
        self.conn.execute(statement, rows)

    def _insert(self, table: Table) -> Any:  # noqa: ANN401 - the two dialects' own Insert
        if self.conn.dialect.name == "postgresql":
            return postgresql.insert(table)
        return sqlite.insert(table)

    def insert(self, table: Table, rows: list[dict[str, Any]]) -> None:
        """Plain inserts; raises PermissionError for a row of another store."""
        if self._bound(table) and any(r["store_id"] != self.store_id for r in rows):
            raise PermissionError(table.name)
        if rows:
            statement: Insert = table.insert()
            self.conn.execute(statement, rows)


class Database:
    """An engine and the way to a scoped transaction."""

    def __init__(self, url: str) -> None:
        """``url`` as SQLAlchemy takes it, ``sqlite:///file`` or ``postgresql+psycopg://...``."""
        self.url = url
        self.engine = _engine(url)

    @property
    def is_postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @contextmanager
    def scope(self, store_id: str) -> Iterator[Scope]:
        """A transaction: committed at the end of the block, rolled back when it raises."""
        with self.engine.begin() as conn:
            if self.is_postgresql:
                conn.execute(text("SELECT set_config('xipu.store', :s, true)"), {"s": store_id})
            yield Scope(conn, store_id)

    def operator(self) -> Any:  # noqa: ANN401 - the context manager of `scope`
        """A transaction over all stores, for the console and HQ's own work."""
        return self.scope(ALL_STORES)

    def close(self) -> None:
        self.engine.dispose()


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return create_engine(url, pool_size=10, max_overflow=10, pool_pre_ping=True)
    engine = create_engine(
        url,
        module=importlib.import_module("pysqlite3.dbapi2"),
        connect_args={"timeout": 10, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def tune(conn: Any, _: object) -> None:  # noqa: ANN401 - the driver's connection
        conn.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=10000",
            "cache_size=-32000",
        ):
            conn.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
