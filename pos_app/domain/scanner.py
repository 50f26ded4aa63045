"""Tells a scanner from a hand: both arrive as key presses, only their speed differs.

A scanner types a character in about 10 ms and ends with Enter or Tab. Keys are held back until it
is clear who typed them, so that no part of a scan ever lands in the field that has the focus.

How an event filter uses it:

- For each key press that carries a character (auto-repeat left out) call `feed`; for every other
  key, a click or a change of focus call `interrupt`. Keep a copy of each swallowed key.
- Obey the decision in this order: deliver ``scan`` if there is one (drop the kept copies), replay
  the kept copies if ``released`` (always all of them, unfiltered), then let the current key pass
  unless ``swallow``, in which case keep it.
- When ``wake_at`` is set, call `flush` at that time, after the keys that already wait in the event
  queue. ``t_ms`` is the time of the key event itself; for `flush` it is the last key's time plus
  what a monotonic clock counted since that key was handled, so that a busy screen never splits a
  scan.
"""

from __future__ import annotations

from dataclasses import dataclass

ENTER, TAB = "\r", "\t"
END_KEYS = frozenset({ENTER, "\n", TAB})
_STALL = 3
"""A single gap may be this many times the average before a burst counts as ended."""
_TAIL = 5
"""For this many gaps after a scan an end key belongs to it: CR LF, or a late Enter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do now; see the module's text for the order."""

    swallow: bool = False
    released: str = ""
    scan: str = ""
    wake_at: int | None = None


class BurstDetector:
    """A burst is a scan when it has ``min_length`` characters and an average gap of ``gap_ms`` or
    less. A typed key waits ``gap_ms`` at most; an end key without a burst never waits.

    A full burst whose end key never came is a scan too: the scanner may send none.
    """

    def __init__(
        self, *, gap_ms: int = 30, min_length: int = 6, end_keys: frozenset[str] = END_KEYS
    ) -> None:
        self._gap = gap_ms
        self._min = min_length
        self._ends = end_keys
        self._held = ""
        self._first = 0
        self._last = 0
        self._scanned_at: int | None = None

    @property
    def held(self) -> str:
        """Characters held back at this moment."""
        return self._held

    def feed(self, char: str, t_ms: int) -> Decision:
        """One character, or one end key, pressed at ``t_ms``."""
        self._settle_clock(t_ms)
        over = self._resolve() if self._held and t_ms > self._deadline() else Decision()
        self._last = t_ms
        if char in self._ends:
            return self._end(over, t_ms)
        if not self._held:
            self._first = t_ms
        self._held += char
        return Decision(
            swallow=True, released=over.released, scan=over.scan, wake_at=self._deadline() + 1
        )

    def flush(self, t_ms: int) -> Decision:
        """Let go of what was held too long; harmless to call at any time."""
        if not self._held:
            return Decision()
        if t_ms <= self._deadline():
            return Decision(wake_at=self._deadline() + 1)
        return self._resolve()

    def interrupt(self) -> Decision:
        """Another key, a click or a change of focus: decide about the held keys now.

        What comes after it is a hand's: an Enter is no longer the tail of the scan before.
        """
        if not self._held:
            self._scanned_at = None
        return self._resolve() if self._held else Decision()

    def _end(self, over: Decision, t_ms: int) -> Decision:
        if self._held:
            done = self._resolve()
            if done.scan:
                self._scanned_at = t_ms
            return Decision(swallow=bool(done.scan), released=done.released, scan=done.scan)
        tail = self._scanned_at is not None and t_ms - self._scanned_at <= _TAIL * self._gap
        return Decision(swallow=tail, released=over.released, scan=over.scan)

    def _deadline(self) -> int:
        """Latest time of the next key of this burst: average and single gap both small enough."""
        average = self._first + self._gap * len(self._held)
        return min(average, self._last + _STALL * self._gap)

    def _resolve(self) -> Decision:
        held, self._held = self._held, ""
        if len(held) < self._min:
            return Decision(released=held)
        self._scanned_at = self._last
        return Decision(scan=held)

    def _settle_clock(self, t_ms: int) -> None:
        """A clock that jumped back counts as no time passed."""
        back = self._last - t_ms
        if back <= 0:
            return
        self._first -= back
        self._last = t_ms
        if self._scanned_at is not None:
            self._scanned_at -= back
