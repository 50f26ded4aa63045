"""What all of HQ's tables share."""

from __future__ import annotations

from sqlalchemy import MetaData, Text

metadata = MetaData()

PLAIN = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that both databases sort by its bytes."""
