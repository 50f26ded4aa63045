"""The till's ear at HQ's bell: one plain thread that waits at a long call and wakes the agent.

It has a line of its own, so that a batch never waits behind a call that is meant to last. Without
it nothing is lost: the agent looks at the feed by itself, only later.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from sync.client.backoff import Backoff
from sync.client.line import Line, LineError, RefusedError
from sync.wire.limits import RESUME_SECONDS
from sync.wire.order_messages import BellAnswer

log = logging.getLogger("xipu.sync")
WAIT_SECONDS = 25
"""Below what proxies and NAT boxes allow a silent connection."""
STOP_SECONDS = 1.0
LEAST_SECONDS = 1.0
"""A call that told nothing is not made again sooner than this."""


class Listener:
    """Calls ``ring`` when the store's feed went on; stopped at once by `hang_up`."""

    def __init__(
        self,
        line: Line,
        cursor: int,
        ring: Callable[[], None],
        *,
        wait_seconds: int = WAIT_SECONDS,
        backoff: Backoff | None = None,
    ) -> None:
        """``cursor``: how far the till has read the feed when it begins to listen.

        The line's own time-out for a silent answer must be longer than ``wait_seconds``.
        """
        self._line = line
        self._heard = cursor
        self._ring = ring
        self._wait = wait_seconds
        self._backoff = backoff or Backoff()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._main, name="xipu-bell", daemon=True)
        self._thread.start()

    def hang_up(self) -> None:
        """Break off the call and begin to end; returns at once."""
        self._stopping.set()
        self._line.break_off()

    def stop(self) -> None:
        self.hang_up()
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)

    def _main(self) -> None:
        try:
            while not self._stopping.is_set():
                self._stopping.wait(self.listen())
        finally:
            self._line.close()

    def listen(self) -> float:
        """One call; gives the seconds until the next. Raises nothing, it is the worker's edge."""
        began = time.monotonic()
        try:
            answer = self._line.get("/v1/bell", BellAnswer, cursor=self._heard, wait=self._wait)
        except LineError as error:
            return self._backoff.wait(error.retry_after)
        except RefusedError as error:
            # An HQ that has no bell, or does not know this till: the agent says what is wrong.
            log.info("no bell: %s", error.code)
            return RESUME_SECONDS
        except Exception:
            log.exception("listening failed")
            return RESUME_SECONDS
        self._backoff.good()
        if answer.cursor != self._heard:
            self._heard = answer.cursor
            self._ring()
            return 0.0
        return max(0.0, LEAST_SECONDS - (time.monotonic() - began))
