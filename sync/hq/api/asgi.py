"""ASGI's own shapes, as loosely typed as the standard has them, and a refusal on that floor."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

import msgspec

from sync.hq.api.plain_page import HEADERS, plain_page, wants_page
from sync.wire.messages import Problem

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Asgi = Callable[[Any, Any, Any], Awaitable[None]]

REQUEST_ID = "xipu.request_id"
"""Where a request's id stands in its scope."""


class RefusedEarlyError(Exception):
    """Status, code and sentence of a request that is refused before it is looked into."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.message = message


def header(scope: Scope, name: bytes) -> bytes:
    """A header's value, empty where it is missing; ``name`` in lower case."""
    return next((value for key, value in scope["headers"] if key.lower() == name), b"")


async def refuse(
    scope: Scope, send: Send, error: RefusedEarlyError, *, retry_after: int = 0
) -> None:
    """Answer as `problems.answer` does, and let the connection end: a body may be under way."""
    name = str(scope.get(REQUEST_ID, ""))
    headers: list[tuple[bytes, bytes]] = []
    if wants_page(scope["path"], header(scope, b"accept").decode("latin-1")):
        language = header(scope, b"accept-language").decode("latin-1")
        body, kind = plain_page(error.status, language, name), b"text/html; charset=utf-8"
        headers += [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
    else:
        problem = Problem(code=error.code, message=error.message, request_id=name)
        body, kind = msgspec.json.encode(problem), b"application/json"
    headers += [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),
    ]
    if retry_after:
        headers.append((b"retry-after", str(retry_after).encode()))
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
