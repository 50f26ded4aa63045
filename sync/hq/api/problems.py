"""Every refusal as a Problem: a status, a stable code, one sentence, the request's id."""

from __future__ import annotations

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from sqlalchemy.exc import DataError, DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionError

from sync.hq.api.asgi import REQUEST_ID
from sync.hq.api.plain_page import HEADERS, plain_page, wants_page
from sync.hq.store.database import BusyError
from sync.hq.store.devices import RefusedError
from sync.hq.store.feed import CursorTooOldError
from sync.hq.store.ingest import ForkError, GapError
from sync.wire.messages import Problem

log = logging.getLogger("xipu.hq")

AnyRequest = Request[Any, Any, Any]


class RefusalError(Exception):
    """A request that makes no sense here."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message


SENTENCES = {
    "bad_code": (403, "this code is wrong, used up or too old"),
    "bad_key": (400, "this is no Ed25519 public key"),
    "bad_signature": (401, "the signature does not hold"),
    "epoch_taken": (409, "this till number has another chain here by now"),
    "bad_till": (400, "a till's number is 1 to 8 digits or letters"),
    "no_such_store": (404, "there is no such store"),
}


def request_id(request: AnyRequest) -> str:
    return str(request.scope.get(REQUEST_ID, ""))


def answer(
    request: AnyRequest, status: int, code: str, message: str, *, expected: int | None = None
) -> Response[Any]:
    """A Problem for machines, a page for people."""
    headers = {"Retry-After": "5"} if status == 503 else {}
    name, asked = request_id(request), request.headers.get
    if wants_page(request.scope["path"], asked("accept", "")):
        page = plain_page(status, asked("accept-language", ""), name)
        return Response(page, status_code=status, media_type="text/html", headers=headers | HEADERS)
    problem = Problem(code=code, message=message, expected_seq=expected, request_id=name)
    return Response(problem, status_code=status, media_type="application/json", headers=headers)


def on_refusal(request: AnyRequest, error: RefusalError) -> Response[Any]:
    return answer(request, error.status, error.code, error.message)


def on_refused(request: AnyRequest, error: RefusedError) -> Response[Any]:
    status, sentence = SENTENCES.get(error.code, (403, "refused"))
    return answer(request, status, error.code, sentence)


def on_gap(request: AnyRequest, error: GapError) -> Response[Any]:
    sentence = f"expected seq {error.expected}"
    return answer(request, 409, "gap", sentence, expected=error.expected)


def on_fork(request: AnyRequest, error: ForkError) -> Response[Any]:
    sentence = f"seq {error.seq} contradicts the chain that is held here"
    return answer(request, 409, "fork", sentence)


def on_old_cursor(request: AnyRequest, error: CursorTooOldError) -> Response[Any]:
    return answer(request, 410, "cursor_too_old", "take a snapshot")


def on_http(request: AnyRequest, error: HTTPException) -> Response[Any]:
    code = {401: "unauthorized", 404: "not_found", 405: "bad_method"}.get(
        error.status_code, "bad_request"
    )
    detail = str(error.detail).splitlines()[0][:200] if error.detail else code
    return answer(request, error.status_code, code, detail)


def on_busy(request: AnyRequest, error: Exception) -> Response[Any]:
    """A busy or lost database: tills come back from that by themselves."""
    log.warning(
        "database unavailable",
        extra={"request_id": request_id(request), "error": type(error).__name__},
    )
    return answer(request, 503, "busy", "try again in a moment")


def on_database(request: AnyRequest, error: DBAPIError) -> Response[Any]:
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return on_busy(request, error)
    if isinstance(error, DataError):  # PostgreSQL takes no NUL in a text
        return answer(request, 400, "bad_request", "a value that cannot be stored")
    return on_bug(request, error)


def on_bug(request: AnyRequest, error: Exception) -> Response[Any]:
    log.error("bug", extra={"request_id": request_id(request)}, exc_info=error)
    return answer(request, 500, "bug", "this is our fault; it was written down")


HANDLERS: dict[Any, Any] = {
    RefusalError: on_refusal,
    RefusedError: on_refused,
    GapError: on_gap,
    ForkError: on_fork,
    CursorTooOldError: on_old_cursor,
    HTTPException: on_http,
    BusyError: on_busy,
    NoConnectionError: on_busy,
    DBAPIError: on_database,
    Exception: on_bug,
}
