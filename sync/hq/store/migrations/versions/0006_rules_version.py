"""Which of two rules of a shop is the later one, whatever the clocks said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "shop_rules",
        sa.Column("version", sa.BigInteger(), nullable=False, server_default="0"),
    )
