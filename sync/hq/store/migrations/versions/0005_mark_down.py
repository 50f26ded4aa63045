"""Near-expiry batches that shops marked down, for their pages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.hq.store.schema import secure

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

PLAIN = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mark_down",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=32), nullable=False),
        sa.Column("expiry", sa.String(length=10), nullable=False),
        sa.Column("told_by", PLAIN, nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "item", "expiry"),
    )
    secure(op.get_bind(), ("mark_down",))
