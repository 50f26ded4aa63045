"""The window's line to HQ: the sync agent of its file, and what the face may know of it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pos_app.bootstrap.trust import keep_authority, kept_authority
from pos_app.domain.errors import ShopError
from pos_app.services.hq import HqDetails, HqStatus, Match, tidy_address
from pos_app.services.ports import Clock
from pos_app.storage import hq_view
from pos_app.storage.connection import Connection, open_reader, open_writer
from pos_app.storage.outbox import JournalOutbox, keep_match
from sync.wire.messages import HeadAnswer

if TYPE_CHECKING:
    from sync.client.agent import Agent
    from sync.client.line import Line
    from sync.client.ports import Status

log = logging.getLogger(__name__)
IDLE_SECONDS = 15.0
"""Between two looks at the feed when nothing is to be sent."""
NOTE_MS = 300_000
"""The last good contact is written down this often: after a restart the till knows since when."""
MATCH_SECONDS = 5.0
"""Until facts that are on their way have arrived; the Z report waits no longer."""
LOOK_SECONDS = 0.1


class TillHqLine:
    """Satisfies `pos_app.services.hq.HqLine` for one file; `stop` it at the end.

    What speaks to HQ is loaded when it first does: the window shows before.
    """

    def __init__(
        self,
        path: Path,
        clock: Clock,
        *,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._path, self._clock, self._idle = path, clock, idle_seconds
        self._heard = threading.Condition()
        self._listeners: list[Callable[[HqStatus], None]] = []
        self._fed_listeners: list[Callable[[], None]] = []
        self._agent: Agent | None = None
        self._changing = threading.Lock()
        self._calls: set[Line] = set()
        self._ending = False
        self._noted = 0
        self._mark: hq_view.FedMark | None = None
        self._status = self._look()

    def _look(self) -> HqStatus:
        """What the file says before anyone has spoken to HQ."""
        with closing(open_reader(self._path)) as conn:
            outbox = JournalOutbox(conn)
            if outbox.link() is None:
                return HqStatus()
            self._noted = outbox.last_contact()
            self._mark = hq_view.fed_mark(conn)
            return HqStatus(
                joined=True,
                waiting=outbox.unsent(),
                sales_waiting=outbox.unsent_sales(),
                since=self._noted,
            )

    def start(self) -> None:
        """Run the agent, unless the shop is on its own or another program syncs this file."""
        if self._changing.acquire(blocking=False):  # else it is being let back in just now
            try:
                self._start()
            finally:
                self._changing.release()

    def _start(self) -> None:
        if self._agent is not None or self._ending or not self._status.joined:
            return
        from pos_app.bootstrap import link  # noqa: PLC0415 - not before the window shows

        held = ExitStack()
        try:
            held.enter_context(link.FileLock(self._path))
        except ShopError:
            self._become(replace(self._look(), elsewhere=True, begun=True))
            return
        self._agent = link.open_agent(
            self._path,
            clock=self._clock,
            told=self._told,
            idle_seconds=self._idle,
            ended=held.close,
        )
        if self._agent is None:
            held.close()
        else:
            self._status = replace(self._status, elsewhere=False, begun=False)
            self._agent.start()

    def try_again(self) -> None:
        self.start()

    def hang_up(self) -> None:
        """Break off every call that is under way, whoever made it: the window is closing."""
        self._ending = True
        if self._agent is not None:
            self._agent.hang_up()
        for call in tuple(self._calls):
            call.break_off()

    def stop(self) -> None:
        """End the agent; nobody waits for what HQ might still answer."""
        self.hang_up()
        if self._agent is not None:
            self._agent.stop()
            self._agent = None
            if self._status.online:
                self._note(self._status.since)
        self._listeners.clear()
        self._fed_listeners.clear()

    def _told(self, status: Status) -> None:
        """On the agent's thread, whose own connection is between two transactions now."""
        with closing(open_reader(self._path)) as conn:
            sales = JournalOutbox(conn).unsent_sales()
            mark = hq_view.fed_mark(conn)
        if status.online and status.since - self._noted > NOTE_MS:
            self._note(status.since)
        self._become(
            HqStatus(
                joined=True,
                online=status.online,
                waiting=status.waiting,
                sales_waiting=sales,
                since=status.since or self._noted,
                code=status.code,
                begun=True,
            )
        )
        if mark is not None and mark != self._mark:
            self._mark = mark
            for listener in tuple(self._fed_listeners):
                listener()

    def _note(self, at: int) -> None:
        """Write the last good contact down; it is no matter when that does not work."""
        try:
            with closing(open_writer(self._path)) as conn:
                JournalOutbox(conn).touch(at)
        except ShopError as error:
            log.warning("the last contact was not noted: %s", error.code)
        self._noted = at

    def _become(self, status: HqStatus) -> None:
        with self._heard:
            self._status = status
            self._heard.notify_all()
        for listener in tuple(self._listeners):
            listener(status)

    def status(self) -> HqStatus:
        return self._status

    def on_status(self, listener: Callable[[HqStatus], None]) -> None:
        self._listeners.append(listener)

    def on_fed(self, listener: Callable[[], None]) -> None:
        self._fed_listeners.append(listener)

    def poke(self) -> None:
        if self._agent is not None:
            self._agent.poke()

    def send_now(self) -> None:
        if self._agent is not None:
            self._agent.send_now()

    def details(self) -> HqDetails:
        with closing(open_reader(self._path)) as conn:
            return hq_view.details(conn)

    def match(self) -> Match:
        with closing(open_reader(self._path)) as conn:
            outbox = JournalOutbox(conn)
            joined = outbox.link()
            if joined is None:
                return Match(state="alone")
            self.send_now()
            self._wait_for(outbox)
            if waiting := outbox.unsent():
                return Match(state="waiting", waiting=waiting)
            head = self._head(joined[0], joined[1], kept_authority(conn, self._path))
            if head is None:
                return Match(state="waiting")
            match = compared(conn, head)
        self._keep(match, head)
        return match

    def _keep(self, match: Match, head: HeadAnswer) -> None:
        """The Z that is printed next week says the same; it is no matter when that is not kept."""
        try:
            with closing(open_writer(self._path)) as conn:
                keep_match(conn, match.state, head.epoch, head.seq, self._clock.now_ms())
        except ShopError as error:
            log.warning("the match was not kept: %s", error.code)

    def _wait_for(self, outbox: JournalOutbox) -> None:
        """Until everything is sent, the line is known to be down, or it takes too long."""
        ends = time.monotonic() + MATCH_SECONDS
        with self._heard:
            while outbox.unsent() and time.monotonic() < ends and not self._ending:
                status = self._status
                if status.begun and not (status.online or status.elsewhere):
                    return
                self._heard.wait(LOOK_SECONDS)

    def _head(self, url: str, device: str, ca: Path | None) -> HeadAnswer | None:
        """What HQ holds of this chain; None where it does not say."""
        from pos_app.bootstrap.link import device_key  # noqa: PLC0415 - as in `start`
        from sync.client.line import Line, LineError, RefusedError  # noqa: PLC0415

        key, now = device_key(self._path), self._clock.now_ms
        try:
            line = Line(url, device=device, key=key, now=now, ca=ca)
            with closing(line), self._breakable(line):
                return line.get("/v1/head", HeadAnswer)
        except (LineError, RefusedError) as error:
            log.warning("the head was not compared: %s", error.code)
            return None

    @contextmanager
    def _breakable(self, line: Line) -> Iterator[None]:
        """`hang_up` breaks this call off as well."""
        self._calls.add(line)
        if self._ending:
            line.break_off()
        try:
            yield
        finally:
            self._calls.discard(line)

    def join(self, url: str, code: str, authority: Path | None = None) -> None:
        from pos_app.bootstrap import link  # noqa: PLC0415 - once in a shop's life

        link.join(self._path, tidy_address(url), code, ca=authority, during=self._breakable)

    def readmit(self, code: str) -> None:
        from pos_app.bootstrap import link  # noqa: PLC0415 - hardly ever in a shop's life

        with self._paused(), link.FileLock(self._path):
            link.readmit(self._path, code, during=self._breakable)

    def trust(self, file: Path) -> str:
        return keep_authority(self._path, file)

    def reconnect(self) -> None:
        with self._paused():
            pass

    @contextmanager
    def _paused(self) -> Iterator[None]:
        """No agent until the block ends; then a new one, by what the file says by then."""
        with self._changing:
            if self._agent is not None:
                self._agent.stop()
                self._agent = None
            try:
                yield
            finally:
                self._start()


def compared(conn: Connection, head: HeadAnswer) -> Match:
    """HQ's head against this file: hash, number of sales and their sum at HQ's own seq."""
    sales, turnover = hq_view.sums(conn, head.epoch, head.seq)
    same = head.hash == hq_view.hash_at(conn, head.epoch, head.seq) and (
        head.sales,
        head.turnover,
    ) == (sales, turnover)
    return Match(state="matched" if same else "differs", sales=sales, turnover=turnover)
