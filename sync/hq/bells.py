"""Who waits to hear that a store's feed went on: a till's long call ends the moment it does.

What this process publishes rings as soon as it is committed; what another process of HQ publishes
is seen by one question a second for all stores that somebody waits for. Waiting costs no thread.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any

from anyio import to_thread
from sqlalchemy.exc import SQLAlchemyError

from sync.hq.store import tables as t
from sync.hq.store.database import ALL_STORES, BusyError, Database

log = logging.getLogger("xipu.hq")
LOOK_SECONDS = 1.0
ASKED_AT_ONCE = 500


@dataclass(eq=False, slots=True)
class Waiter:
    """One call that waits behind ``cursor``."""

    cursor: int
    news: asyncio.Future[int] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )

    async def wait(self, seconds: float, gone: asyncio.Task[None]) -> int:
        """The feed's place once it lies behind the cursor; the cursor when nothing came or the
        till is ``gone``."""
        either: set[asyncio.Future[Any]] = {self.news, gone}
        await asyncio.wait(either, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        return self.news.result() if self.news.done() else self.cursor


class Bells:
    """The waiting calls by store. Lives in one event loop; `ring` may be called from any thread."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._waiting: dict[str, set[Waiter]] = {}
        self._ended = False

    @contextmanager
    def listening(self, store_id: str, cursor: int) -> Iterator[Waiter]:
        """Hear of the store while the block runs. Listen first, then look: nothing is missed."""
        self._loop = asyncio.get_running_loop()
        waiter = Waiter(cursor)
        self._waiting.setdefault(store_id, set()).add(waiter)
        if self._ended:
            waiter.news.set_result(cursor)
        try:
            yield waiter
        finally:
            others = self._waiting[store_id]
            others.discard(waiter)
            if not others:
                del self._waiting[store_id]

    def ring(self, places: Mapping[str, int]) -> None:
        """The feeds of these stores stand there now."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._ring, dict(places))

    def _ring(self, places: Mapping[str, int]) -> None:
        for store_id, seq in places.items():
            for waiter in self._waiting.get(store_id, ()):
                if seq > waiter.cursor and not waiter.news.done():
                    waiter.news.set_result(seq)

    def waiting(self) -> int:
        """How many calls wait, for operations' figures."""
        return sum(len(waiters) for waiters in tuple(self._waiting.values()))

    def end(self) -> None:
        """HQ stops: everyone who waits is answered now. From any thread, before the server ends."""
        self._ended = True
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._answer_all)

    def _answer_all(self) -> None:
        for waiters in self._waiting.values():
            for waiter in waiters:
                if not waiter.news.done():
                    waiter.news.set_result(waiter.cursor)

    @asynccontextmanager
    async def kept(self, database: Database, seconds: float = LOOK_SECONDS) -> AsyncIterator[None]:
        """Ring for what this and other processes publish while the block runs."""
        database.on_published(self.ring)
        work = asyncio.create_task(self._look_on(database, seconds))
        try:
            yield
        finally:
            work.cancel()

    async def _look_on(self, database: Database, seconds: float) -> None:
        while True:
            await asyncio.sleep(seconds)
            stores = sorted(self._waiting)
            if stores:
                self._ring(await to_thread.run_sync(_places, database, stores))


def _places(database: Database, stores: list[str]) -> dict[str, int]:
    """Where these feeds stand; what cannot be read now is looked at a second later."""
    c = t.store.c
    found: dict[str, int] = {}
    try:
        with database.reading(ALL_STORES) as scope:
            for start in range(0, len(stores), ASKED_AT_ONCE):
                some = stores[start : start + ASKED_AT_ONCE]
                asked = scope.select(t.store, c.store_id, c.feed_seq).where(c.store_id.in_(some))
                found |= {row.store_id: row.feed_seq for row in scope.conn.execute(asked)}
    except (SQLAlchemyError, BusyError) as error:
        log.warning("bells not looked at", extra={"error": type(error).__name__})
    return found
