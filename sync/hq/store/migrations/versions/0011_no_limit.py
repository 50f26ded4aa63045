"""An account without a limit is another thing than no account."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "credit_line",
        sa.Column("limited", sa.Boolean(), nullable=False, server_default=sa.text("true")),
    )
