"""What the nightly run remembers of each store, so that it reads only what is new."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.hq.store.schema import secure

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "day_mark",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("date", sa.String(length=10), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("store_id", "date"),
    )
    op.create_table(
        "plan_recent",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("learned", sa.String(length=10), nullable=False),
        sa.Column("marks", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("days", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id"),
    )
    op.create_table(
        "plan_next",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("settled", sa.String(length=10), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id"),
    )
    op.create_table(
        "plan_range",
        sa.Column("store_id", sa.String(length=16), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("store_id"),
    )
    bind = op.get_bind()
    secure(bind, ("day_mark", "plan_recent", "plan_next", "plan_range"))
    if bind.dialect.name == "postgresql":
        for table, column in RAW:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STORAGE EXTERNAL")


RAW = (
    ("plan_state", "body"),
    ("plan_recent", "days"),
    ("plan_recent", "body"),
    ("plan_next", "body"),
    ("plan_range", "body"),
)
"""Numbers that hardly repeat themselves: PostgreSQL need not try to compress them every night."""
