"""Supply: who delivers what, plans, orders, shipments, claims, accounts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.hq.store.schema import secure

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    make_sources()
    make_plans()
    make_orders()
    make_money()
    secure(op.get_bind(), TENANT)


TENANT = (
    "supply_special",
    "plan_state",
    "proposal",
    "proposal_line",
    "supply_order",
    "supply_order_line",
    "shipment",
    "shipment_line",
    "claim",
    "ledger",
    "credit_line",
    "asked",
    "assortment",
    "dated_stock",
)


def make_sources() -> None:
    op.create_table(
        "supplier",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("order_days", sa.String(length=20), nullable=False),
        sa.Column("cutoff", sa.Integer(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("lead_spread", sa.Integer(), server_default="0", nullable=False),
        sa.Column("minimum", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("return_days", sa.Integer(), server_default="-1", nullable=False),
        sa.Column("claim_days", sa.Integer(), server_default="3", nullable=False),
        sa.Column("grant_up_to", sa.BigInteger(), server_default="20000", nullable=False),
        sa.PrimaryKeyConstraint("code"),
    )
    op.create_table(
        "supply_item",
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("supplier", sa.String(length=32), nullable=False),
        sa.Column("pack", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("moq", sa.Integer(), server_default="1", nullable=False),
        sa.Column("pack_code", sa.String(length=20), server_default="", nullable=False),
        sa.Column("available", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("substitute", sa.String(length=32), server_default="", nullable=False),
        sa.Column("left_packs", sa.BigInteger(), nullable=True),
        sa.Column("price", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("season", sa.String(length=40), server_default="", nullable=False),
        sa.Column("card", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("item"),
    )
    op.create_index("supply_item_supplier", "supply_item", ["supplier"])
    op.create_table(
        "supply_special",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("supplier", sa.String(length=32), nullable=True),
        sa.Column("pack", sa.BigInteger(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("moq", sa.Integer(), nullable=True),
        sa.Column("available", sa.Boolean(), nullable=True),
        sa.Column("capacity", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("store_id", "item"),
    )


def make_plans() -> None:
    op.create_table(
        "plan_state",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("settled", sa.String(length=10), nullable=False),
        sa.Column("planned", sa.String(length=10), nullable=False),
        sa.Column("fed", sa.String(length=64), server_default="", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id"),
    )
    op.create_table(
        "proposal",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("supplier", sa.String(length=32), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("deadline", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "proposal_id"),
    )
    op.create_index("proposal_date", "proposal", ["store_id", "date"])
    op.create_table(
        "proposal_line",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.Column("ordered", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=32), server_default="", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "proposal_id", "item"),
    )
    op.create_table(
        "assortment",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("proposal_id", sa.String(length=64), nullable=False),
        sa.Column("deed", sa.String(length=8), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "proposal_id"),
    )
    op.create_table(
        "asked",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("fact_id", sa.String(length=32), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "fact_id"),
    )
    op.create_index("asked_date", "asked", ["date"])
    op.create_table(
        "dated_stock",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("expiry", sa.String(length=10), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "item", "expiry"),
    )


def make_orders() -> None:
    op.create_table(
        "supply_order",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("order_id", sa.String(length=64), nullable=False),
        sa.Column("supplier", sa.String(length=32), nullable=False),
        sa.Column("supplier_name", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("placed", sa.String(length=10), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("delivery", sa.String(length=10), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("proposal_id", sa.String(length=64), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("store_id", "order_id"),
    )
    op.create_index("supply_order_delivery", "supply_order", ["delivery", "state"])
    op.create_table(
        "supply_order_line",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("order_id", sa.String(length=64), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.Column("given", sa.Integer(), nullable=True),
        sa.Column("pack", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(length=16), server_default="", nullable=False),
        sa.Column("spec", sa.Text(), server_default="", nullable=False),
        sa.Column("code", sa.String(length=20), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("store_id", "order_id", "no"),
    )
    op.create_table(
        "shipment",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("shipment_id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=64), nullable=False),
        sa.Column("supplier", sa.String(length=32), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("due", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("received_on", sa.String(length=10), server_default="", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "shipment_id"),
    )
    op.create_table(
        "shipment_line",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("shipment_id", sa.String(length=64), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=True),
        sa.Column("claimed", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("credited", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("store_id", "shipment_id", "item"),
    )


def make_money() -> None:
    op.create_table(
        "claim",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("claim_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("shipment_id", sa.String(length=64), nullable=False),
        sa.Column("supplier", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("credited", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(length=40), server_default="", nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "claim_id"),
    )
    op.create_index("claim_open", "claim", ["state"])
    op.create_table(
        "ledger",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("entry_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("ref", sa.String(length=64), server_default="", nullable=False),
        sa.Column("due", sa.String(length=10), server_default="", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("made_by", sa.String(length=40), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "entry_id"),
    )
    op.create_table(
        "credit_line",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("fen", sa.BigInteger(), nullable=False),
        sa.Column("terms_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("store_id"),
    )
