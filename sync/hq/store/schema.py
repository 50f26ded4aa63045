"""Bringing HQ's database to its present shape at start, and row-level security on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from sync.hq.store.database import ALL_STORES, Database


def migrate(database: Database) -> None:
    """Run the migrations that are missing; each in a transaction of its own."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with database.engine.begin() as conn:
        if database.is_postgresql:
            conn.execute(text("SELECT pg_advisory_xact_lock(5854)"))
        config.attributes["connection"] = conn
        command.upgrade(config, "head")


def secure(conn: Connection, names: Iterable[str]) -> None:
    """Force row-level security on these tables: a store sees its own rows alone.

    HQ's own work and the console run with the scope ``*``. FORCE binds the owner, too; only a
    superuser would pass, and `serve` refuses to run as one.
    """
    if conn.dialect.name != "postgresql":
        return
    for name in names:
        conn.execute(text(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"))
        conn.execute(text(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"))
        conn.execute(text(f"DROP POLICY IF EXISTS {name}_store ON {name}"))
        conn.execute(
            text(
                f"CREATE POLICY {name}_store ON {name} USING ("
                f"store_id = current_setting('xipu.store', true)"
                f" OR current_setting('xipu.store', true) = '{ALL_STORES}')"
            )
        )


def bypasses_security(database: Database) -> bool:
    """Whether the connected PostgreSQL role would see every row whatever the policies say."""
    if not database.is_postgresql:
        return False
    with database.engine.begin() as conn:
        found = conn.execute(
            text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).scalar_one()
    return bool(found)
