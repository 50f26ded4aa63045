"""What orders need without anybody asking: timers, payments, refunds, calls to outside sources."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from sync.hq import channel_work, payments
from sync.hq.service import Hq
from sync.hq.store import orders_timers
from sync.hq.store.database import ALL_STORES, BusyError

log = logging.getLogger("xipu.hq")
ROUND_SECONDS = 2.0


def run_timers(hq: Hq) -> None:
    """Make the moves of timers that ran out."""
    now = hq.now()
    with hq.database.reading(ALL_STORES) as scope:
        waiting = orders_timers.orders_that_wait(scope, now)
    for store_id, ids in waiting.items():
        with hq.database.reading(store_id) as scope:
            due = list(orders_timers.ran_out(scope, store_id, ids, now))
        if due:  # a store whose orders only wait is not held
            with hq.database.scope(store_id) as scope:
                orders_timers.run_out(scope, store_id, due, now)


WORK: tuple[Callable[[Hq], None], ...] = (
    payments.catch_up,
    channel_work.catch_up,
    run_timers,
)
"""Payments first: what is paid is not cancelled as unpaid."""


def work_round(hq: Hq) -> None:
    """One round of everything. Raises nothing: the next round tries again."""
    for work in WORK:
        try:
            work(hq)
        except (SQLAlchemyError, BusyError) as error:
            log.warning("orders wait", extra={"error": type(error).__name__})
        except Exception as error:
            log.error("bug", exc_info=error)


@asynccontextmanager
async def worked(hq: Hq, seconds: float = ROUND_SECONDS) -> AsyncIterator[None]:
    """A round every so many seconds while the block runs; the last one is waited for."""
    ends = asyncio.Event()

    async def go_on() -> None:
        while not ends.is_set():
            try:
                await asyncio.wait_for(ends.wait(), seconds)
            except TimeoutError:
                await to_thread.run_sync(work_round, hq)

    task = asyncio.create_task(go_on())
    try:
        yield
    finally:
        ends.set()
        await task
