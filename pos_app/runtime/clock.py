"""The machine's clock and zone."""

from __future__ import annotations

import time
from datetime import datetime


class SystemClock:
    """Wall time of this machine. Order never depends on it: the journal's seq does that."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000

    def offset_minutes(self, at_ms: int) -> int:
        zone = datetime.fromtimestamp(at_ms / 1000).astimezone().utcoffset()
        return int(zone.total_seconds() // 60) if zone else 0


class FixedClock:
    """A clock that stands until it is moved, in the zone it is told: for demos and tests."""

    def __init__(self, now_ms: int, offset_minutes: int = 480) -> None:
        self._now = now_ms
        self._offset = offset_minutes

    def now_ms(self) -> int:
        return self._now

    def offset_minutes(self, at_ms: int) -> int:
        return self._offset

    def advance(self, ms: int) -> None:
        self._now += ms

    def set(self, now_ms: int) -> None:
        self._now = now_ms
