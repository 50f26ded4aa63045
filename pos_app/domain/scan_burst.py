"""Telling a scanner from fingers by pace alone: a scanner types far faster than anyone can.

The detector holds characters back until it knows: the caller gives each key with its time and is
told when held characters turn out to be a code or plain typing.
"""

from __future__ import annotations

from dataclasses import dataclass

GAP_MS = 30
"""Longest time between two characters of a code."""
MIN_LENGTH = 6
"""Fewer characters than this at a scanner's pace may still be two quick fingers."""


@dataclass(frozen=True, slots=True)
class Code:
    """The held characters are a code."""

    text: str


@dataclass(frozen=True, slots=True)
class Typed:
    """The held characters were typed by hand."""

    text: str


Outcome = Code | Typed | None
"""None: nothing was held."""


class BurstDetector:
    """One keyboard wedge. Times are milliseconds of any clock that only goes forward."""

    def __init__(self, gap_ms: int = GAP_MS, min_length: int = MIN_LENGTH) -> None:
        self.gap_ms = gap_ms
        self.min_length = min_length
        self._held = ""
        self._last_ms = 0

    @property
    def held(self) -> str:
        """Characters that are neither a code nor typing yet."""
        return self._held

    def in_burst(self, at_ms: int) -> bool:
        """Whether a key at this time would go on with what is held."""
        return bool(self._held) and at_ms - self._last_ms <= self.gap_ms

    def character(self, text: str, at_ms: int) -> Outcome:
        """Hold one more; gives what became of those held before, when this one comes too late."""
        before = None if self.in_burst(at_ms) else self.settle()
        self._held += text
        self._last_ms = at_ms
        return before

    def end_key(self, at_ms: int) -> Outcome:
        """Enter or Tab. A code takes the key with it; after `Typed` or None the key is meant."""
        if self.in_burst(at_ms):
            return self.settle()
        before = self.settle()
        return Typed(before.text) if before is not None else None

    def settle(self) -> Outcome:
        """The pace broke off: what is held is decided. A code without Enter is a code, too."""
        held, self._held = self._held, ""
        if not held:
            return None
        return Code(held) if len(held) >= self.min_length else Typed(held)
