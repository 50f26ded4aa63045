"""The first thing a request meets: size, compression and rate, before anything is parsed."""

from __future__ import annotations

import time
import zlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from sync.wire.limits import BATCH_BYTES, BODY_BYTES
from sync.wire.messages import Problem

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Any, Any, Any], Awaitable[None]]
"""ASGI's own shapes, as loosely typed as the standard has them."""

UPLOAD_BYTES = 32 << 20
"""A catalogue that an operator brings in through the console."""


class BodyRefusedError(Exception):
    """Status, code and sentence of a body that is not taken."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


def bounded_bodies(app: Asgi) -> Asgi:
    """Read every body up to the limit, unpack gzip up to the other limit, hand it on whole."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        try:
            body = await _read(scope, receive)
        except BodyRefusedError as error:
            await _refuse(send, error)
            return
        if body is None:  # the client went away
            return
        given = False

        async def replay() -> Message:
            nonlocal given
            if given:
                return await receive()
            given = True
            return {"type": "http.request", "body": body, "more_body": False}

        await app(_unpacked(scope, len(body)), replay, send)

    return middleware


def _header(scope: Scope, name: bytes) -> bytes:
    return next((value for key, value in scope["headers"] if key.lower() == name), b"")


def _unpacked(scope: Scope, length: int) -> Scope:
    """The scope as if the body had never been compressed."""
    dropped = (b"content-encoding", b"content-length", b"transfer-encoding")
    headers = [(k, v) for k, v in scope["headers"] if k.lower() not in dropped]
    if length:
        headers.append((b"content-length", str(length).encode()))
    scope["headers"] = headers
    return scope


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    encoding = _header(scope, b"content-encoding").strip().lower()
    if encoding not in (b"", b"identity", b"gzip"):
        raise BodyRefusedError(415, "bad_encoding", "only gzip is understood")
    console = not scope["path"].startswith("/v1/")
    limit = UPLOAD_BYTES if console else BATCH_BYTES if encoding == b"gzip" else BODY_BYTES
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise BodyRefusedError(413, "too_large", f"at most {limit} bytes")
        chunks.append(chunk)
        if not message.get("more_body", False):
            break
    body = b"".join(chunks)
    return _gunzip(body) if encoding == b"gzip" else body


def _gunzip(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, BODY_BYTES + 1)
    except zlib.error as error:
        raise BodyRefusedError(400, "bad_gzip", "the body is not gzip") from error
    if len(plain) > BODY_BYTES:
        raise BodyRefusedError(413, "too_large", f"at most {BODY_BYTES} bytes unpacked")
    if not unpacker.eof:
        raise BodyRefusedError(400, "bad_gzip", "the body was cut short")
    return plain


async def _refuse(send: Send, error: BodyRefusedError, retry_after: int = 0) -> None:
    payload = msgspec.json.encode(Problem(code=error.code, message=error.message))
    headers = [(b"content-type", b"application/json"), (b"connection", b"close")]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": payload, "more_body": False})


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


def limited_rate(app: Asgi, calls: Buckets, secrets: Buckets) -> Asgi:
    """429 with Retry-After for callers that ask too often; guessing codes and PINs far sooner."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            wait = _wait(scope, calls, secrets)
            if wait:
                error = BodyRefusedError(429, "too_many", "too many requests, wait a little")
                await _refuse(send, error, retry_after=max(1, round(wait)))
                return
        await app(scope, receive, send)

    return middleware


GUESSABLE = ("/v1/enrol", "/login")


def _wait(scope: Scope, calls: Buckets, secrets: Buckets) -> float:
    client = scope["client"][0] if scope["client"] else "?"
    now = time.monotonic()
    if scope["method"] == "POST" and scope["path"] in GUESSABLE:
        return secrets.take(client, now)
    credential = _header(scope, b"authorization").decode("latin-1").partition(".")[0]
    return calls.take(f"{client} {credential}", now)
