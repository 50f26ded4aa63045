"""The bell: a till waits at a call that ends when its store's feed goes on."""

from __future__ import annotations

import asyncio
from typing import Annotated, Any

from anyio import to_thread
from litestar import get
from litestar.di import NamedDependency
from litestar.params import Parameter
from sqlalchemy import Row as SqlRow

from sync.hq.api.sightings import Sightings
from sync.hq.api.speaker import AnyRequest, OwnHq, bearer, reading
from sync.hq.keys import Bearer
from sync.hq.service import Hq
from sync.hq.store.shelf import feed_head
from sync.wire.limits import BELL_SECONDS
from sync.wire.order_messages import BellAnswer

Place = Annotated[int, Parameter(ge=0, le=1 << 53)]
Wait = Annotated[int, Parameter(ge=0, le=BELL_SECONDS)]
Seen = NamedDependency[Sightings]


@get("/v1/bell", tags=["till"])
async def bell(
    request: AnyRequest, hq: OwnHq, sightings: Seen, cursor: Place = 0, wait: Wait = 0
) -> BellAnswer:
    """Answers at once where the feed stands elsewhere than ``cursor``, else when it goes on or
    after ``wait`` seconds."""
    who = bearer(request, hq)
    with hq.bells.listening(who.store, cursor) as waiter:
        device, head = await to_thread.run_sync(_look, hq, who)
        sightings.note(device, device.cursor, hq.now())
        if head == cursor and wait:
            gone = asyncio.create_task(_hung_up(request))
            try:
                head = await waiter.wait(wait, gone)
            finally:
                gone.cancel()
    return BellAnswer(cursor=head, now=hq.now())


async def _hung_up(request: AnyRequest) -> None:
    """Until the till has closed the connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _look(hq: Hq, who: Bearer) -> tuple[SqlRow[Any], int]:
    with reading(hq, who) as (scope, device):
        return device, feed_head(scope, who.store)


ROUTES = [bell]
