"""What the nightly run keeps of a store beside what it learned for good (`plan_state`).

All of it can be made anew from the store's facts and feed; it is there so that a night reads no
more than what is new.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, LargeBinary, PrimaryKeyConstraint, String, Table

from sync.hq.store.metadata import metadata

day_mark = Table(
    "day_mark",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("date", String(10), nullable=False),
    Column("times", BigInteger, nullable=False),
    PrimaryKeyConstraint("store_id", "date"),
)
"""How often anything of a business date was booked: by it a plan knows which days have changed."""

plan_recent = Table(
    "plan_recent",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("learned", String(10), nullable=False),
    Column("marks", BigInteger, nullable=False),
    Column("place", BigInteger, nullable=False),
    Column("days", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id"),
)
"""What the planner knew at the close of ``learned`` (``body``) and what a plan shows of the last
days (``days``); ``marks``: the sum of `day_mark` up to then; ``place``: up to where in the feed
`plan_range` holds good."""

plan_next = Table(
    "plan_next",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("settled", String(10), nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id"),
)
"""What the planner had learned a week after `plan_state`: it takes its place a week later."""

plan_range = Table(
    "plan_range",
    metadata,
    Column("store_id", String(16), nullable=False),
    Column("body", LargeBinary, nullable=False),
    PrimaryKeyConstraint("store_id"),
)
"""Goods and prices of the store as its feed has them, by digest."""
