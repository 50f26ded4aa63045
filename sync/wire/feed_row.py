"""The base of every row that HQ feeds to a store."""

from __future__ import annotations

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """The base of a fed row; every field travels, so that both sides write the same JSON."""
