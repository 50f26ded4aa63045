"""The agent: one plain thread that pushes what waits and pulls what is new until it is stopped."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from sync.client.backoff import Backoff
from sync.client.line import Line, LineError, RefusedError
from sync.client.ports import FeedSink, Link, Outbox, Status
from sync.client.pull import Puller
from sync.client.push import ChainLostError, Pusher

log = logging.getLogger("xipu.sync")
IDLE_SECONDS = 15.0
"""Between two looks at the feed when nothing is to be sent."""


class Agent:
    """Runs rounds; `poke` wakes it, `stop` ends it, ``told`` hears every change of status."""

    def __init__(  # noqa: PLR0913 - two ports, the line, and who is to be told
        self,
        line: Line,
        link: Link,
        outbox: Outbox,
        sink: FeedSink,
        *,
        now: Callable[[], int],
        told: Callable[[Status], None] = lambda _: None,
        idle_seconds: float = IDLE_SECONDS,
        backoff: Backoff | None = None,
        closed: Callable[[], None] = lambda: None,
    ) -> None:
        """``closed`` lets go of what outbox and sink stand on; called once, at the end."""
        self._line = line
        self._outbox = outbox
        self._pusher = Pusher(line, link, outbox)
        self._puller = Puller(line, sink)
        self._now = now
        self._told = told
        self._idle = idle_seconds
        self._backoff = backoff or Backoff()
        self._closed = closed
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._last_contact = 0
        self._good = True
        self.status = Status(online=False, waiting=outbox.waiting(), since=0)

    @property
    def sent_bytes(self) -> int:
        """Bytes of bodies sent since the agent was made."""
        return self._line.sent_bytes

    def start(self) -> None:
        self._thread = threading.Thread(target=self._main, name="xipu-sync", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; a call on the line is finished or times out first."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self._line.close()
        self._closed()

    def poke(self) -> None:
        """There is something to send: go now if the line is good, else when its time comes."""
        if self._good:
            self._wake.set()

    def send_now(self) -> None:
        """The cashier asked: try at once, whatever the line was like."""
        self._wake.set()

    def _main(self) -> None:
        while not self._stopping.is_set():
            wait = self.round()
            self._wake.wait(wait)
            self._wake.clear()

    def round(self) -> float:
        """Push and pull everything there is; gives the seconds until the next round."""
        try:
            while not self._stopping.is_set() and self._pusher.push():
                self._contact()
            while not self._stopping.is_set() and self._puller.pull():
                self._contact()
        except LineError as error:
            return self._fault(error.code, error.retry_after)
        except RefusedError as error:
            log.warning("HQ refused: %s", error.code)
            return self._fault(error.code, 0.0)
        except ChainLostError:
            log.error("HQ holds another chain than this till")
            return self._fault("chain", 0.0)
        self._contact()
        return self._idle

    def _contact(self) -> None:
        self._backoff.good()
        self._good = True
        self._last_contact = self._now()
        self._tell(
            Status(
                online=True,
                waiting=self._outbox.waiting(),
                since=self._last_contact,
                quarantined=len(self._pusher.quarantined),
            )
        )

    def _fault(self, code: str, retry_after: float) -> float:
        self._good = False
        wait = self._backoff.wait(retry_after)
        self._tell(
            Status(
                online=False, waiting=self._outbox.waiting(), since=self._last_contact, code=code
            )
        )
        return wait

    def _tell(self, status: Status) -> None:
        if status != self.status:
            self.status = status
            self._told(status)
