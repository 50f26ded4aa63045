"""Alembic's entry: the connection comes from `sync.hq.store.schema.migrate`."""

from __future__ import annotations

from alembic import context

from sync.hq.store import tables
from sync.hq.store.metadata import metadata

TABLES = tables.TENANT  # loading them is what fills the metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
