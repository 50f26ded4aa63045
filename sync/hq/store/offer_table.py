"""Batches that shops marked down, from their facts."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, PrimaryKeyConstraint, String, Table

from sync.hq.store.metadata import metadata

mark_down = Table(
    "mark_down",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("item", String(32), nullable=False),
    Column("expiry", String(10), nullable=False),
    Column("till", String(8), nullable=False),
    Column("pos", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("price", BigInteger, nullable=False),
    Column("qty", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "item", "expiry", "till"),
)
"""What each till said last of a batch, by its journal (``pos``: epoch << 40 | seq), not its clock;
``price`` 0: it was taken back."""
