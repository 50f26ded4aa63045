"""How the shop's file came to its present shape: append-only, each step in its own transaction."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database, Migrations

from pos_app.domain.errors import ShopError
from pos_app.storage import (
    audit,
    drafts,
    feed_sink,
    goods_schema,
    journal,
    mirrors,
    orders,
    outbox,
    projections,
    stock,
    supply,
)
from pos_app.storage.connection import APPLICATION_ID, Connection, wrap
from sync.wire.chain import decode
from sync.wire.facts import StockAdjusted

migrations = Migrations("xipu")


@migrations(name="0001_first_shop")
def first_shop(db: Database) -> None:
    run(
        db.conn,
        journal.SCHEMA
        + projections.FIRST_SCHEMA
        + drafts.SCHEMA
        + mirrors.SCHEMA
        + outbox.SCHEMA
        + feed_sink.SCHEMA,
    )
    goods_schema.create(db)
    db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")


@migrations(name="0002_three_ways")
def three_ways(db: Database) -> None:
    run(db.conn, orders.SCHEMA + orders.MIRROR_SCHEMA)


@migrations(name="0003_supply")
def supplied(db: Database) -> None:
    run(db.conn, supply.SCHEMA)


@migrations(name="0004_hq_match")
def matched(db: Database) -> None:
    run(db.conn, outbox.MATCH_SCHEMA)


@migrations(name="0005_owed_back")
def owed_back(db: Database) -> None:
    run(db.conn, orders.OWED_SCHEMA)
    orders.rebuild(db.conn)


@migrations(name="0006_refused_rows")
def refused_rows(db: Database) -> None:
    """Rows that an older program kept among the others although it could not read them."""
    run(db.conn, feed_sink.REFUSED_SCHEMA)
    feed_sink.set_refused_apart(db.conn)


@migrations(name="0007_receiving_replaced")
def receiving_replaced(db: Database) -> None:
    run(db.conn, supply.REPLACED_SCHEMA)


@migrations(name="0008_stocktake")
def stocktake(db: Database) -> None:
    """Write-offs of before say why as well, and stand where an inspector looks."""
    run(db.conn, stock.COUNT_SCHEMA)
    rows = db.conn.execute(
        "SELECT pos, payload FROM journal WHERE kind = 'stock.adjusted' ORDER BY pos"
    ).fetchall()
    for pos, payload in rows:
        entry = decode(payload)
        if isinstance(entry.fact, StockAdjusted):
            why = stock.why_of(entry.fact)
            db.conn.execute("UPDATE stock_adjustment SET why = ? WHERE pos = ?", (why, pos))
            audit.fold(db.conn, pos, entry, entry.fact)


def run(conn: Connection, script: str) -> None:
    """Several statements inside the caller's transaction (``executescript`` would commit first)."""
    for statement in script.split(";\n"):
        if statement.strip():
            conn.execute(statement)


def migrate(conn: Connection, path: Path) -> None:
    """Bring the file to this program's shape. Raises ShopError ``file_newer``."""
    db = wrap(conn)
    check_age(db, path)
    migrations.apply(db)


def check_age(db: Database, path: Path) -> None:
    """A file that knows steps which this program does not know was written by a newer one."""
    known = {m.name for m in migrations.pending(db)} | {m.name for m in migrations.applied(db)}
    ours = {m.name for m in migrations._migrations}
    if known - ours:
        raise ShopError("file_newer", file=path)


def create_projections(conn: Connection) -> None:
    """Empty projection tables, for a replay beside the shop's own."""
    run(conn, projections.SCHEMA)
