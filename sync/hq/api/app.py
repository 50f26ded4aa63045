"""HQ's web application, assembled from its parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from litestar import Litestar
from litestar.config.compression import CompressionConfig
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from sync.hq.api import bell, channels, operations, orders, till
from sync.hq.api.access import logged
from sync.hq.api.asgi import Asgi
from sync.hq.api.bodies import bounded_bodies
from sync.hq.api.housekeeping import kept
from sync.hq.api.problems import HANDLERS
from sync.hq.api.rates import Buckets, limited_rate
from sync.hq.api.schema import Described
from sync.hq.api.sightings import NOTE_SECONDS, Sightings, lifespan_of
from sync.hq.api.speaker import Writers
from sync.hq.orders_work import worked
from sync.hq.service import Hq

WRITERS = 2
"""Threads that write to PostgreSQL at once; more would only wait for a core. SQLite has one."""


def create_app(
    hq: Hq,
    *,
    pages: Sequence[Any] = (),
    rate: float = 50.0,
    guesses: float = 0.2,
    note_seconds: float = NOTE_SECONDS,
) -> Asgi:
    """The whole HQ as an ASGI application. ``pages`` are the console's routers.

    ``rate`` is calls a second for each till (for each address without a token), ``guesses`` tries
    of a secret a second and address, orders five times that; all with a burst on top.
    ``note_seconds`` is how often it is written down which till was seen.
    """
    writers, sightings = Writers(WRITERS if hq.database.is_postgresql else 1), Sightings()
    application = Litestar(
        route_handlers=[
            *till.ROUTES,
            *bell.ROUTES,
            *orders.ROUTES,
            *channels.ROUTES,
            *operations.ROUTES,
            *pages,
        ],
        dependencies={
            "hq": Provide(_constant(hq), use_cache=True),
            "writers": Provide(_constant(writers), use_cache=True),
            "sightings": Provide(_constant(sightings), use_cache=True),
        },
        exception_handlers=HANDLERS,
        lifespan=[
            lifespan_of(sightings, hq, writers, note_seconds),
            lambda _: kept(hq, writers),
            lambda _: hq.bells.kept(hq.database),
            lambda _: worked(hq),
        ],
        request_max_body_size=None,  # bounded_bodies holds the limits
        # Only what tills fetch: a page with a secret in it must not be compressed.
        compression_config=CompressionConfig(
            backend="gzip", minimum_size=2_000, gzip_compress_level=5, exclude=["^/(?!v1/)[a-z]"]
        ),
        openapi_config=OpenAPIConfig(
            title="Xipu HQ",
            version="1",
            path="/schema",
            render_plugins=[Described(path="/openapi.json")],
        ),
        logging_config=None,
    )
    limited = limited_rate(
        bounded_bodies(application),
        hq,
        calls=Buckets(rate, rate * 4),
        guesses=Buckets(guesses, 10),
        placing=Buckets(guesses * 5, max(60, guesses * 5)),
    )
    return logged(limited)


def _constant(value: Any) -> Any:  # noqa: ANN401 - Litestar looks at the type - whatever is provided
    async def provide() -> Any:  # noqa: ANN401 - Litestar looks at this type
        return value

    return provide
