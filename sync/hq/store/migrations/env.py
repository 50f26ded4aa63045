"""Alembic's entry: the connection comes from `sync.hq.store.schema.migrate`."""

from __future__ import annotations

from alembic import context

from sync.hq.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,
)
context.run_migrations()
