"""A delivery's note that came after its goods were taken in without one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "receipt", sa.Column("instead_of", sa.String(64), nullable=False, server_default="")
    )
    op.create_index("receipt_instead_of", "receipt", ["store_id", "instead_of"])
