"""Mark-downs by till and place in its journal: a clock that jumps does not decide which is last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.hq.store.schema import secure

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # the rows of all stores, past the policies
        op.execute("SELECT set_config('xipu.store', '*', true)")
        op.execute("ALTER TABLE mark_down RENAME CONSTRAINT mark_down_pkey TO mark_down_old_pkey")
    op.rename_table("mark_down", "mark_down_old")
    op.create_table(
        "mark_down",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("expiry", sa.String(length=10), nullable=False),
        sa.Column("till", sa.String(length=8), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "item", "expiry", "till"),
    )
    op.execute(
        "INSERT INTO mark_down (store_id, item, expiry, till, pos, at, price, qty)"
        " SELECT m.store_id, m.item, m.expiry, d.till, f.epoch * 1099511627776 + f.seq,"
        " f.recorded_at, m.price, m.qty FROM mark_down_old m"
        " JOIN fact f ON f.store_id = m.store_id AND f.id = m.told_by AND f.state = 'ok'"
        " JOIN device d ON d.device_id = f.device_id"
    )
    op.drop_table("mark_down_old")
    secure(op.get_bind(), ("mark_down",))
