"""Who speaks: the till behind a request, inside the transaction that serves it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, ParamSpec, TypeVar

from anyio import CapacityLimiter, to_thread
from litestar import Request
from litestar.di import NamedDependency
from sqlalchemy import Row as SqlRow

from sync.hq.api.problems import RefusalError
from sync.hq.keys import Bearer
from sync.hq.service import Hq
from sync.hq.store import devices
from sync.hq.store.database import Scope

P = ParamSpec("P")
R = TypeVar("R")


class Writers:
    """The few threads that write, apart from the many that read: a pull waits for no push."""

    def __init__(self, threads: int) -> None:
        self._limiter = CapacityLimiter(threads)

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return await to_thread.run_sync(partial(work, *args, **kwargs), limiter=self._limiter)


AnyRequest = Request[Any, Any, Any]
OwnHq = NamedDependency[Hq]
OwnWriters = NamedDependency[Writers]


def bearer(request: AnyRequest, hq: Hq) -> Bearer:
    """Whom the request's token speaks for. Raises RefusalError 401."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    found = hq.keys.read_token(token, hq.now()) if kind.lower() == "bearer" else None
    if found is None:
        raise RefusalError(401, "bad_token", "the access token is missing, wrong or too old")
    return found


@contextmanager
def reading(hq: Hq, who: Bearer) -> Iterator[tuple[Scope, SqlRow[Any]]]:
    """A consistent view of the till's store, and the till's row. Raises RefusalError 403."""
    with hq.database.reading(who.store) as scope:
        yield scope, _allowed(devices.get(scope, who.device))


@contextmanager
def writing(hq: Hq, who: Bearer) -> Iterator[tuple[Scope, SqlRow[Any]]]:
    """A transaction of the till's store with the till's row held. Raises RefusalError 403."""
    with hq.database.scope(who.store) as scope:
        yield scope, _allowed(devices.lock(scope, who.device))


def _allowed(device: SqlRow[Any] | None) -> SqlRow[Any]:
    if device is None or device.revoked_at is not None:
        raise RefusalError(403, "revoked", "this till may not speak for its store any more")
    return device
