"""The first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.hq.store.schema import secure

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    make_stores_and_tills()
    make_facts()
    make_projections()
    make_console()
    secure(op.get_bind(), TENANT)


TENANT = (
    "fact",
    "feed",
    "fork",
    "sales_day",
    "sales_item",
    "store",
    "till_move",
    "device",
    "enrol_code",
)


def make_stores_and_tills() -> None:
    op.create_table(
        "store",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), server_default="", nullable=False),
        sa.Column("feed_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("feed_floor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id"),
    )
    op.create_table(
        "device",
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("program", sa.Text(), server_default="", nullable=False),
        sa.Column("enrolled_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("acked_seq", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("head_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sales", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("turnover", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cursor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_seen", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("last_fact_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("skew_ms", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("alarm", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["store.store_id"],
        ),
        sa.PrimaryKeyConstraint("device_id"),
    )
    op.create_index("device_store", "device", ["store_id", "till", "epoch"], unique=True)
    op.create_table(
        "enrol_code",
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_by", sa.String(length=32), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["store_id"],
            ["store.store_id"],
        ),
        sa.PrimaryKeyConstraint("code_hash"),
    )
    op.create_index("enrol_code_store", "enrol_code", ["store_id"], unique=False)


def make_facts() -> None:
    op.create_table(
        "fact",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("business_date", sa.String(length=10), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "device_id", "epoch", "seq"),
    )
    op.create_index(
        "fact_id",
        "fact",
        ["store_id", "id"],
        unique=True,
        sqlite_where=sa.text("state <> 'conflict'"),
        postgresql_where=sa.text("state <> 'conflict'"),
    )
    op.create_index(
        "fact_trouble",
        "fact",
        ["store_id", "state"],
        unique=False,
        sqlite_where=sa.text("state <> 'ok'"),
        postgresql_where=sa.text("state <> 'ok'"),
    )
    op.create_table(
        "fork",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("device_id", sa.String(length=32), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "device_id", "epoch", "seq", "hash"),
    )
    op.create_table(
        "feed",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("tab", PLAIN, nullable=False),
        sa.Column("key", PLAIN, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("store_id", "tab", "key"),
    )
    op.create_index("feed_seq", "feed", ["store_id", "seq"], unique=True)


def make_projections() -> None:
    op.create_table(
        "sales_day",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("sales", sa.BigInteger(), nullable=False),
        sa.Column("turnover", sa.BigInteger(), nullable=False),
        sa.Column("refunds", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "date", "hour"),
    )
    op.create_table(
        "sales_item",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("named_by", PLAIN, nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "date", "item"),
    )
    op.create_table(
        "till_move",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "till", "date", "item"),
    )


def make_console() -> None:
    op.create_table(
        "account",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), server_default="zh", nullable=False),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("locked_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"],
            ["account.name"],
        ),
        sa.PrimaryKeyConstraint("token_hash"),
    )
