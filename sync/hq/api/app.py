"""HQ's web application, assembled from its parts."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Request, Response
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from sync.hq.api import operations, till
from sync.hq.api.bodies import Buckets, bounded_bodies, limited_rate
from sync.hq.api.problems import HANDLERS
from sync.hq.service import Hq

log = logging.getLogger("xipu.hq.access")


def create_app(hq: Hq, *, pages: Sequence[Any] = (), rate: float = 50.0) -> Litestar:
    """The whole HQ. ``pages`` are the console's routers; ``rate`` calls a second and caller."""

    async def provide() -> Hq:
        return hq

    calls, guesses = Buckets(rate, rate * 4), Buckets(0.2, 10)
    return Litestar(
        route_handlers=[*till.ROUTES, *operations.ROUTES, *pages],
        dependencies={"hq": Provide(provide)},
        exception_handlers=HANDLERS,
        middleware=[
            lambda app: limited_rate(app, calls, guesses),
            bounded_bodies,
        ],
        before_request=_begin,
        after_response=_end,
        request_max_body_size=None,  # bounded_bodies holds the limits
        openapi_config=OpenAPIConfig(
            title="Xipu HQ", version="1", path="/schema", render_plugins=[JsonRenderPlugin()]
        ),
        logging_config=None,
    )


def _begin(request: Request[Any, Any, Any]) -> Response[Any] | None:
    request.state["request_id"] = secrets.token_hex(8)
    request.state["started"] = time.perf_counter()
    return None


def _end(request: Request[Any, Any, Any]) -> None:
    """One structured line a request: who it was is the device at most, never a person."""
    started = request.state.get("started", time.perf_counter())
    log.info(
        "request",
        extra={
            "request_id": request.state.get("request_id", ""),
            "method": request.method,
            "path": request.url.path,
            "ms": round((time.perf_counter() - started) * 1000, 1),
        },
    )
