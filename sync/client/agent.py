"""The agent: one plain thread that pushes what waits and pulls what is new until it is stopped."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from sync.client.backoff import Backoff
from sync.client.line import Line, LineError, RefusedError
from sync.client.listen import Listener
from sync.client.ports import FeedSink, Link, Outbox, Status
from sync.client.pull import Puller
from sync.client.push import ChainLostError, Pusher

log = logging.getLogger("xipu.sync")
IDLE_SECONDS = 15.0
"""Between two looks at the feed when nothing is to be sent."""
STOP_SECONDS = 3.0
"""A page that is being written down, or a call that is broken off, ends well within this."""
CHECK_SECONDS = 6 * 3600.0
"""Between two comparisons of every fed table by digest."""


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
        check_seconds: float = CHECK_SECONDS,
        backoff: Backoff | None = None,
        closed: Callable[[], None] = lambda: None,
        ear: Line | None = None,
    ) -> None:
        """``closed`` lets go of what outbox and sink stand on; called once, at the very end.

        ``ear``: another line to the same HQ, to hear its bell with and look at the feed at once.
        """
        self._line = line
        self._outbox = outbox
        self._sink = sink
        self._pusher = Pusher(line, link, outbox, lost=sink.begin_snapshot)
        self._puller = Puller(line, sink)
        self._now = now
        self._told = told
        self._idle = idle_seconds
        self._check_every = check_seconds
        self._checked_at = time.monotonic()
        self._backoff = backoff or Backoff()
        self._closed = closed
        self._ear = None if ear is None else Listener(ear, sink.cursor(), self.ring)
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._last_contact = 0
        self._good = True
        self._asked = self._answering = False
        self._place = sink.cursor()
        self.status = Status(online=False, waiting=outbox.waiting(), since=0)

    @property
    def sent_bytes(self) -> int:
        """Bytes of bodies sent since the agent was made."""
        return self._line.sent_bytes

    def start(self) -> None:
        self._thread = threading.Thread(target=self._main, name="xipu-sync", daemon=True)
        self._thread.start()
        if self._ear is not None:
            self._ear.start()

    def stop(self) -> None:
        """End the thread, and break off a call that is under way: nobody waits for its answer.

        What cannot be broken off (a name that is being looked up, a connection that does not come
        about) is left to end by itself: it writes nothing any more, every write is a transaction,
        and ``closed`` is called when it has ended.
        """
        self.hang_up()
        if self._ear is not None:
            self._ear.stop()
        if self._thread is None:
            self._end()
        else:
            self._thread.join(STOP_SECONDS)

    def hang_up(self) -> None:
        """Break off what is under way on the line and begin to end; returns at once."""
        self._stopping.set()
        self._line.break_off()
        if self._ear is not None:
            self._ear.hang_up()
        self._wake.set()

    def _end(self) -> None:
        self._line.close()
        self._closed()

    def poke(self) -> None:
        """There is something to send: go now if the line is good, else when its time comes."""
        if self._good:
            self._wake.set()

    def send_now(self) -> None:
        """The cashier asked: try at once, whatever the line was like; she hears what came of it."""
        self._asked = True
        self._wake.set()

    def ring(self) -> None:
        """HQ has something new, and so the line is good: look now. From any thread."""
        self._wake.set()

    def _main(self) -> None:
        try:
            while not self._stopping.is_set():
                wait = self.round()
                self._wake.wait(wait)
                self._wake.clear()
        finally:
            self._end()

    def round(self) -> float:
        """Push and pull everything there is; gives the seconds until the next round.

        Raises nothing, this is the edge of the worker: the next round tries again.
        """
        self._answering, self._asked = self._asked, False
        try:
            self._sink.catch_up()
            refused = self._push()
            while not self._stopping.is_set() and self._puller.pull():
                self._contact()
            refused = refused or self._compare()
        except LineError as error:
            return self._fault(error.code, error.retry_after)
        except RefusedError as error:
            log.warning("HQ refused: %s", error.code)
            return self._fault(error.code, 0.0)
        except Exception as error:
            log.exception("sync failed")
            return self._fault(str(getattr(error, "code", "bug")), 0.0)
        if refused:
            return self._fault(refused, 0.0)
        self._contact()
        return self._idle

    def _push(self) -> str:
        """Send what waits; a code for what HQ does not take, which is no reason not to pull.

        Raises LineError, and RefusedError where HQ does not listen to this till at all.
        """
        try:
            while not self._stopping.is_set() and self._pusher.push():
                self._contact()
        except ChainLostError as error:
            log.error("HQ holds another chain than this till, at seq %s", *error.args)
            return "chain"
        except RefusedError as error:
            if error.status in (401, 403):
                raise
            log.warning("HQ refused the journal: %s", error.code)
            return error.code
        return ""

    def _compare(self) -> str:
        """See that HQ still holds what it acknowledged, and now and then that all mirrors agree."""
        if self._stopping.is_set():
            return ""
        held = self._puller.held_seq
        if held >= 0 and held != self._outbox.acked_seq():
            try:
                self._pusher.compare()
            except ChainLostError as error:
                log.error("HQ holds another chain than this till, at seq %s", *error.args)
                return "chain"
            self._wake.set()
        elif time.monotonic() - self._checked_at > self._check_every and self._puller.check():
            self._checked_at = time.monotonic()
        return ""

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
        if self._stopping.is_set():
            return 0.0
        self._good = False
        wait = self._backoff.wait(retry_after)
        self._tell(
            Status(
                online=False, waiting=self._outbox.waiting(), since=self._last_contact, code=code
            )
        )
        return wait

    def _tell(self, status: Status) -> None:
        """Say how it stands, where that is news: another status, or rows that came down."""
        place = self._sink.cursor()
        if status != self.status or self._answering or place != self._place:
            self.status, self._place = status, place
            self._told(status)
