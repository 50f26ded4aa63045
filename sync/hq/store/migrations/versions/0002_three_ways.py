"""Three ways to buy: orders, what is promised, payments, outside sources; stock kept ready."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.hq.store.schema import secure

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    make_stock()
    make_orders()
    make_money()
    make_channels()
    secure(op.get_bind(), TENANT)


TENANT = (
    "on_hand",
    "shop_order",
    "order_move",
    "order_reserve",
    "shop_rules",
    "order_payment",
    "order_refund",
    "channel_event",
    "channel_call",
)


def make_stock() -> None:
    op.create_table(
        "on_hand",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "item"),
    )
    if op.get_bind().dialect.name == "postgresql":  # the rows of all stores, past the policies
        op.execute("SELECT set_config('xipu.store', '*', true)")
    op.execute(
        "INSERT INTO on_hand (store_id, item, qty)"
        " SELECT store_id, item, sum(qty) FROM till_move GROUP BY store_id, item"
    )


def make_orders() -> None:
    op.create_table(
        "order_move",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("move_id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=4), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "move_id"),
    )
    op.create_index("order_move_order", "order_move", ["store_id", "order_id"], unique=False)
    op.create_table(
        "order_reserve",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "order_id", "item"),
    )
    op.create_index("order_reserve_item", "order_reserve", ["store_id", "item"], unique=False)
    op.create_table(
        "shop_order",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=4), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("channel_ref", sa.String(length=80), server_default="", nullable=False),
        sa.Column("pay", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("slot_date", sa.String(length=10), server_default="", nullable=False),
        sa.Column("slot_start", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("refund", sa.String(length=8), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "order_id"),
    )
    op.create_index(
        "shop_order_channel", "shop_order", ["store_id", "channel", "channel_ref"], unique=False
    )
    op.create_index("shop_order_date", "shop_order", ["store_id", "date"], unique=False)
    op.create_index(
        "shop_order_open",
        "shop_order",
        ["placed_at"],
        unique=False,
        sqlite_where=sa.text("is_open"),
        postgresql_where=sa.text("is_open"),
    )
    op.create_index(
        "shop_order_refund",
        "shop_order",
        ["refund"],
        unique=False,
        sqlite_where=sa.text("refund IN ('DUE', 'SENT')"),
        postgresql_where=sa.text("refund IN ('DUE', 'SENT')"),
    )
    op.create_index("shop_order_slot", "shop_order", ["store_id", "slot_date"], unique=False)
    op.create_table(
        "shop_rules",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=4), nullable=False),
        sa.Column("rule_id", PLAIN, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "origin"),
    )


def make_money() -> None:
    op.create_table(
        "order_payment",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("payment_id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("reference", sa.String(length=80), server_default="", nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("ask_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "payment_id"),
    )
    op.create_index(
        "order_payment_open",
        "order_payment",
        ["ask_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index("order_payment_order", "order_payment", ["store_id", "order_id"], unique=False)
    op.create_table(
        "order_refund",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("refund_id", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("payment_id", sa.String(length=64), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "refund_id"),
    )
    op.create_index(
        "order_refund_due",
        "order_refund",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'sent'"),
        postgresql_where=sa.text("state = 'sent'"),
    )
    op.create_index("order_refund_order", "order_refund", ["store_id", "order_id"], unique=False)


def make_channels() -> None:
    op.create_table(
        "channel_call",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("call_id", sa.String(length=96), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "call_id"),
    )
    op.create_index(
        "channel_call_due",
        "channel_call",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state = 'due'"),
        postgresql_where=sa.text("state = 'due'"),
    )
    op.create_table(
        "channel_event",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("ref", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "event_id"),
    )
    op.create_index(
        "channel_event_ref", "channel_event", ["store_id", "channel", "ref"], unique=False
    )
