"""How long to wait before the next try: full jitter, so that tills do not all come at once."""

from __future__ import annotations

import random

from sync.wire.limits import BACKOFF_FIRST_SECONDS, BACKOFF_MAX_SECONDS, RESUME_SECONDS


class Backoff:
    """Doubles from 1 s; the wait is drawn evenly between nothing and that.

    It never grows beyond half of `RESUME_SECONDS` (the other half is for a call that hangs), so
    that sync goes on within that time after any fault; only HQ itself can ask for more.
    """

    def __init__(self, dice: random.Random | None = None) -> None:
        self._dice = dice or random.Random()
        self._tries = 0

    def good(self) -> None:
        self._tries = 0

    def wait(self, retry_after: float = 0.0) -> float:
        """Seconds until the next try; never less than HQ asked for."""
        ceiling = min(RESUME_SECONDS / 2, BACKOFF_FIRST_SECONDS * 2.0**self._tries)
        self._tries = min(self._tries + 1, 20)
        return min(max(retry_after, self._dice.uniform(0.0, ceiling)), BACKOFF_MAX_SECONDS)
