"""What operators did; where each store's feed stood on which day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.hq.store.schema import secure

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "operator_log",
        sa.Column("id", NUMBER, nullable=False, autoincrement=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.String(length=40), nullable=False),
        sa.Column("deed", sa.String(length=30), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("details", sa.Text(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("operator_log_at", "operator_log", ["at"])
    op.create_table(
        "feed_mark",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "day"),
    )
    secure(op.get_bind(), ("feed_mark",))
