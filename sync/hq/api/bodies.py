"""The first thing a body meets: size and compression, before anything is parsed."""

from __future__ import annotations

import asyncio
import zlib

from anyio import to_thread

from sync.hq.api.asgi import (
    Asgi,
    Message,
    Receive,
    RefusedEarlyError,
    Scope,
    Send,
    header,
    refuse,
)
from sync.wire.limits import BATCH_BYTES, BODY_BYTES

UPLOAD_BYTES = 32 << 20
"""A catalogue that an operator brings in through the console."""
BODY_SECONDS = 120
"""A line so slow that 1 MiB takes longer is no line."""
LITTLE = 8 << 10
"""A body to unpack where it is; for a larger one nobody else should wait."""
DRAINED = 8
"""So many times the limit is still read and thrown away, so that the caller hears the refusal."""


def bounded_bodies(app: Asgi) -> Asgi:
    """Read every body up to the limit, unpack gzip up to the other limit, hand it on whole."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        try:
            body = await asyncio.wait_for(_read(scope, receive), BODY_SECONDS)
        except RefusedEarlyError as error:
            await refuse(scope, send, error)
            return
        except TimeoutError:
            await refuse(scope, send, RefusedEarlyError(408, "too_slow", "the body did not arrive"))
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


def _unpacked(scope: Scope, length: int) -> Scope:
    """The scope as if the body had never been compressed."""
    dropped = (b"content-encoding", b"content-length", b"transfer-encoding")
    headers = [(k, v) for k, v in scope["headers"] if k.lower() not in dropped]
    headers.append((b"content-length", str(length).encode()))
    return {**scope, "headers": headers}


async def _read(scope: Scope, receive: Receive) -> bytes | None:
    encoding = header(scope, b"content-encoding").strip().lower()
    if encoding not in (b"", b"identity", b"gzip"):
        raise RefusedEarlyError(415, "bad_encoding", "only gzip is understood")
    console = not scope["path"].startswith("/v1/")
    limit = UPLOAD_BYTES if console else BATCH_BYTES if encoding == b"gzip" else BODY_BYTES
    chunks: list[bytes] = []
    size = 0
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunk = message.get("body", b"")
        more = message.get("more_body", False)
        size += len(chunk)
        if size <= limit:
            chunks.append(chunk)
        else:
            chunks.clear()
            more = more and size <= limit * DRAINED
    if size > limit:
        raise RefusedEarlyError(413, "too_large", f"at most {limit} bytes")
    body = b"".join(chunks)
    if encoding != b"gzip":
        return body
    if len(body) < LITTLE:
        return gunzip(body)
    return await to_thread.run_sync(gunzip, body)


def gunzip(body: bytes) -> bytes:
    """Raises RefusedEarlyError for what is no gzip, is cut short or unpacks beyond the limit."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(body, BODY_BYTES + 1)
    except zlib.error as error:
        raise RefusedEarlyError(400, "bad_gzip", "the body is not gzip") from error
    if len(plain) > BODY_BYTES:
        raise RefusedEarlyError(413, "too_large", f"at most {BODY_BYTES} bytes unpacked")
    if not unpacker.eof:
        raise RefusedEarlyError(400, "bad_gzip", "the body was cut short")
    if unpacker.unused_data:
        raise RefusedEarlyError(400, "bad_gzip", "the body goes on behind its end")
    return plain
