"""The first tables."""

from __future__ import annotations

from alembic import op

from sync.hq.store import tables as t
from sync.hq.store.schema import secure

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

FIRST = (
    "store", "device", "enrol_code", "fact", "fork", "feed", "sales_day", "sales_item",
    "till_move", "price_plan", "account", "session",
)  # fmt: skip


def upgrade() -> None:
    conn = op.get_bind()
    t.metadata.create_all(conn, tables=[t.metadata.tables[name] for name in FIRST])
    secure(conn)
