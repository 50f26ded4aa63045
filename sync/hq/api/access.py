"""A name and a log line for every request: what was asked, what came of it, never who or what."""

from __future__ import annotations

import logging
import secrets
import time

from sync.hq.api.asgi import REQUEST_ID, Asgi, Message, Receive, Scope, Send

log = logging.getLogger("xipu.hq.access")


def logged(app: Asgi) -> Asgi:
    """Give each request an id, send it back in a header, write one line at the end."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        request_id = secrets.token_hex(8)
        scope[REQUEST_ID] = request_id
        started = time.perf_counter()
        status = 0

        async def marked(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message.get("headers", []), (b"x-request-id", request_id.encode())]
                message = {**message, "headers": headers}
            await send(message)

        try:
            await app(scope, receive, marked)
        finally:
            log.info(
                "request",
                extra={
                    "request_id": request_id,
                    "method": scope["method"],
                    "path": scope["path"][:200],
                    "status": status,
                    "ms": round((time.perf_counter() - started) * 1000, 1),
                },
            )

    return middleware
