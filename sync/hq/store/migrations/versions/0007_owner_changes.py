"""What the owner usually changes in a proposal, found without reading all proposals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

CHANGED = sa.text("ordered <> packs - habit")


def upgrade() -> None:
    op.add_column(
        "proposal_line",
        sa.Column("habit", sa.Integer(), nullable=False, server_default="0"),
    )
    op.create_index(
        "proposal_line_changed",
        "proposal_line",
        ["store_id", "item"],
        postgresql_where=CHANGED,
        sqlite_where=CHANGED,
    )
