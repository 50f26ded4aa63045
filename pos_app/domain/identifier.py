"""Identifiers that sort by time: UUIDv7 as 32 hex digits."""

from __future__ import annotations

import secrets


def new_id(now_ms: int) -> str:
    """A UUIDv7 (RFC 9562) for that moment; unique without asking anyone."""
    random = secrets.randbits(74)
    value = (now_ms & (1 << 48) - 1) << 80 | 7 << 76 | (random >> 62) << 64 | 2 << 62
    return f"{value | random & (1 << 62) - 1:032x}"
