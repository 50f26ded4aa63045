"""How often somebody may ask: each till for itself, strangers by their address."""

from __future__ import annotations

import math
import time
from collections import OrderedDict

from sync.hq.api.asgi import Asgi, Receive, RefusedEarlyError, Scope, Send, header, refuse
from sync.hq.service import Hq

GUESSABLE = ("/v1/enrol", "/v1/readmit", "/login")
"""Where a secret could be found by trying."""
PLACING = "/v1/orders"
"""Where a stranger writes: orders, moves of them, pages to pay on."""


class Buckets:
    """A token bucket for each caller; the longest silent are forgotten first."""

    def __init__(self, per_second: float, burst: float, size: int = 20_000) -> None:
        self._rate = per_second
        self._burst = burst
        self._size = size
        self._held: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str, now: float) -> float:
        """0.0 when the caller may go on, else the seconds until he may."""
        tokens, then = self._held.pop(caller, (self._burst, now))
        tokens = min(self._burst, tokens + max(0.0, now - then) * self._rate)
        allowed = tokens >= 1
        self._held[caller] = (tokens - 1 if allowed else tokens, now)
        if len(self._held) > self._size:
            self._held.popitem(last=False)
        return 0.0 if allowed else (1 - tokens) / self._rate


def limited_rate(app: Asgi, hq: Hq, calls: Buckets, guesses: Buckets, placing: Buckets) -> Asgi:
    """429 with Retry-After for callers that ask too often; for guessing far sooner."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            wait = _wait(scope, hq, calls, guesses, placing)
            if wait:
                error = RefusedEarlyError(429, "too_many", "too many requests, wait a little")
                await refuse(scope, send, error, retry_after=math.ceil(wait))
                return
        await app(scope, receive, send)

    return middleware


def _wait(scope: Scope, hq: Hq, calls: Buckets, guesses: Buckets, placing: Buckets) -> float:
    address = scope["client"][0] if scope["client"] else "?"
    now = time.monotonic()
    if scope["method"] == "POST" and scope["path"] in GUESSABLE:
        return guesses.take(address, now)
    if scope["method"] == "POST" and scope["path"].startswith(PLACING):
        return placing.take(address, now)
    # Only a token that holds gives a till a bucket of its own: a made-up one gains nothing.
    kind, _, token = header(scope, b"authorization").decode("latin-1").partition(" ")
    bearer = hq.keys.read_token(token, hq.now()) if kind.lower() == "bearer" else None
    return calls.take(bearer.device if bearer else address, now)
