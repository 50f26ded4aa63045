"""What HQ does for itself once a day while it serves: deletions that every till had time to hear of
are forgotten, orders that ended long ago leave the feed, a store at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sqlalchemy.exc import SQLAlchemyError

from sync.hq.api.speaker import Writers
from sync.hq.service import Hq
from sync.hq.store.database import ALL_STORES, BusyError
from sync.hq.store.feed_age import forget_old_deletions
from sync.hq.store.orders_facts import take_out_old
from sync.hq.store.stores import all_stores

log = logging.getLogger("xipu.hq")
FIRST_SECONDS = 60.0
"""After the start, when the tills that waited for HQ have been answered."""
DAILY_SECONDS = 24 * 3600.0


def keep_house(hq: Hq, store_id: str) -> int:
    """One store's turn; how many deletions were forgotten."""
    with hq.database.scope(store_id) as scope:
        take_out_old(scope, store_id, hq.now())
        return forget_old_deletions(scope, store_id, hq.now())


async def keep_all(hq: Hq, writers: Writers) -> int:
    """Every store in turn, so that no till waits for more than one of them."""

    def stores() -> list[str]:
        with hq.database.reading(ALL_STORES) as scope:
            return [row.store_id for row in all_stores(scope)]

    gone = 0
    for store_id in await writers.run(stores):
        gone += await writers.run(keep_house, hq, store_id)
    return gone


@asynccontextmanager
async def kept(
    hq: Hq, writers: Writers, *, first: float = FIRST_SECONDS, daily: float = DAILY_SECONDS
) -> AsyncIterator[None]:
    """Keep house while the block runs."""

    async def go_on() -> None:
        await asyncio.sleep(first)
        while True:
            try:
                await keep_all(hq, writers)
            except (SQLAlchemyError, BusyError) as error:
                log.warning("house not kept", extra={"error": type(error).__name__})
            await asyncio.sleep(daily)

    work = asyncio.create_task(go_on())
    try:
        yield
    finally:
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
