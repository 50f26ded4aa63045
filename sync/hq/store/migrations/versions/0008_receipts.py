"""Receipts of deliveries by till, so that one delivery counts once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
import sqlalchemy as sa
from alembic import op

from sync.hq.store.schema import secure

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PAGE = 500


def upgrade() -> None:
    receipt = op.create_table(
        "receipt",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("receiving_id", sa.String(length=64), nullable=False),
        sa.Column("shipment_id", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till", "pos"),
    )
    op.create_index("receipt_shipment", "receipt", ["store_id", "shipment_id"])
    op.create_index("receipt_receiving", "receipt", ["store_id", "receiving_id"])
    line = op.create_table(
        "receipt_line",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("expiry", sa.String(length=10), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till", "pos", "no"),
    )
    op.create_index("receipt_line_item", "receipt_line", ["store_id", "item"])
    made = _claims()
    conn = op.get_bind()
    if conn.dialect.name == "postgresql":  # the rows of all stores, past the policies
        op.execute("SELECT set_config('xipu.store', '*', true)")
    _fill(conn, receipt, line)
    _fill_returns(conn, made)
    secure(conn, ("receipt", "receipt_line", "claim_line"))


def _claims() -> sa.Table:
    op.add_column(
        "claim", sa.Column("till", sa.String(length=8), nullable=False, server_default="")
    )
    op.add_column("claim", sa.Column("pos", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_index("claim_shipment", "claim", ["store_id", "shipment_id"])
    made = op.create_table(
        "claim_line",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("claim_id", sa.String(length=64), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("expiry", sa.String(length=10), nullable=False, server_default=""),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("worth", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("taken", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("fen", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("store_id", "claim_id", "no"),
    )
    op.create_index("claim_line_item", "claim_line", ["store_id", "item"])
    return made


def _fill_returns(conn: sa.Connection, made: sa.Table) -> None:
    """Goods that went back and were credited are gone from what may still go back."""
    found = conn.execute(
        sa.text(
            "SELECT store_id, claim_id, body FROM claim WHERE kind = 'return' AND state = 'granted'"
        )
    ).all()
    lines = [
        {
            "store_id": store, "claim_id": claim, "no": no, "item": one["item"],
            "expiry": one.get("expiry", ""), "qty": one["qty"], "taken": one["qty"],
        }
        for store, claim, body in found
        for no, one in enumerate(msgspec.json.decode(bytes(body))["lines"], 1)
    ]  # fmt: skip
    if lines:
        conn.execute(made.insert(), lines)


def _fill(conn: sa.Connection, receipt: sa.Table, line: sa.Table) -> None:
    """What was received before stands as it was booked."""
    found = conn.execute(
        sa.text(
            "SELECT f.store_id, d.till, f.epoch, f.seq, f.payload FROM fact f"
            " JOIN device d ON d.device_id = f.device_id"
            " WHERE f.kind = 'goods.received' AND f.state = 'ok'"
        )
    )
    while rows := found.fetchmany(PAGE):
        receipts, lines = _kept(rows)
        conn.execute(receipt.insert(), receipts)
        if lines:
            conn.execute(line.insert(), lines)


def _kept(rows: Sequence[Any]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    receipts, lines = [], []
    for store, till, epoch, seq, payload in rows:
        entry = msgspec.json.decode(bytes(payload))
        place = {"store_id": store, "till": till, "pos": epoch << 40 | seq}
        fact = entry["fact"]
        receipts.append(
            place
            | {
                "at": entry["at"], "date": entry["date"], "receiving_id": fact["receiving"],
                "shipment_id": fact.get("shipment", ""), "state": "counted",
            }
        )  # fmt: skip
        lines += [
            place
            | {
                "no": no, "item": one["item"], "name": one["name"],
                "expiry": one.get("expiry", ""), "qty": one["qty"],
            }
            for no, one in enumerate(fact["lines"], 1)
        ]  # fmt: skip
    return receipts, lines
