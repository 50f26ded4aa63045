"""Which till was seen when, and how far it has read: remembered, and written down now and then.

A pull must wait for no writer, and a thousand tills that only ask must not keep the disk busy.
What a crash forgets is told again by the next pull.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Lock
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import bindparam
from sqlalchemy.exc import SQLAlchemyError

from sync.hq.api.speaker import Writers
from sync.hq.service import Hq
from sync.hq.store import tables as t
from sync.hq.store.database import BusyError

log = logging.getLogger("xipu.hq")

SEEN_MS = 120_000
"""A till whose cursor stands is noted this often."""
NOTE_SECONDS = 2.0


class Sightings:
    """Notes by device: when it was seen and its cursor."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._notes: dict[str, tuple[int, int]] = {}

    def note(self, device: SqlRow[Any], cursor: int, now: int) -> None:
        """Remember a pull of the till whose row this is, if it says anything new."""
        if device.cursor != cursor or not 0 <= now - device.last_seen <= SEEN_MS:
            with self._lock:
                self._notes[device.device_id] = (now, cursor)

    def write(self, hq: Hq) -> None:
        """Write down what was remembered; a till that is at work just now waits for next time."""
        with self._lock:
            notes, self._notes = self._notes, {}
        if not notes:
            return
        c = t.device.c
        try:
            with hq.database.operator() as scope:
                free = scope.conn.execute(
                    scope.select(t.device, c.device_id)
                    .where(c.device_id.in_(sorted(notes)))
                    .order_by(c.device_id)
                    .with_for_update(skip_locked=True)
                ).scalars()
                rows = [{"who": d, "at": notes[d][0], "place": notes[d][1]} for d in free]
                if rows:
                    scope.conn.execute(
                        scope.update(t.device)
                        .where(c.device_id == bindparam("who"))
                        .values(last_seen=bindparam("at"), cursor=bindparam("place")),
                        rows,
                    )
        except (SQLAlchemyError, BusyError) as error:
            log.warning("sightings not written", extra={"error": type(error).__name__})

    @asynccontextmanager
    async def kept(self, hq: Hq, writers: Writers, seconds: float) -> AsyncIterator[None]:
        """Write every so many seconds while the block runs, and once at its end."""
        ends = asyncio.Event()

        async def go_on() -> None:
            while not ends.is_set():
                try:
                    await asyncio.wait_for(ends.wait(), seconds)
                except TimeoutError:
                    await writers.run(self.write, hq)

        work = asyncio.create_task(go_on())
        try:
            yield
        finally:
            ends.set()
            await work
            await writers.run(self.write, hq)


def lifespan_of(sightings: Sightings, hq: Hq, writers: Writers, seconds: float) -> Any:  # noqa: ANN401 - the framework's own callable
    """For the application: it begins and ends with the server."""
    return lambda _: sightings.kept(hq, writers, seconds)
