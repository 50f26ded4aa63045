"""Batches that shops marked down, from their facts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, String, Table

from sync.hq.store.metadata import PLAIN, metadata

mark_down = Table(
    "mark_down",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("item", String(32), nullable=False),
    Column("expiry", String(10), nullable=False),
    Column("told_by", PLAIN, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("qty", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "item", "expiry"),
)
"""What the highest fact id (``told_by``) said of a batch; ``price`` 0: it was taken back."""
