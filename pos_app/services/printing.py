"""Printing after the fact: jobs on a thread of their own, faults kept and offered again.

A sale is on disk before its receipt is queued; nothing here can undo or delay it.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from pos_app.domain.errors import ShopError
from pos_app.services.paper import SlipRow
from pos_app.services.ports import Clock
from sync.wire.chain import Entry
from sync.wire.order_machine import OrderView

OFF, READY, UNPRINTED = "off", "ready", "printer_unprinted"
KEPT_JOBS = 200
"""Failed jobs that are kept; older ones can still be printed again from the journal."""
_log = logging.getLogger(__name__)


class Printer(Protocol):
    """One way to paper."""

    def send(self, data: bytes) -> None:
        """Give the whole job to the printer within a bounded time.

        Raises ShopError ``printer_offline``, ``printer_paper``; then paper may be cut short.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ShopInfo:
    """What stands on every receipt beside the sale; ``page``: its page's address, as a code."""

    name: str
    address: str = ""
    phone: str = ""
    footer: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipData:
    """A slip before layout; ``at`` UTC ms and ``offset`` minutes say when it was printed."""

    title: str
    rows: tuple[SlipRow, ...]
    notes: tuple[str, ...] = ()
    at: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPaper:
    """Paper of orders before layout: the customer's slip, the picking slip, the courier's list."""

    kind: Literal["order", "picking", "route"]
    views: tuple[OrderView, ...]
    courier: str = ""
    at: int
    offset: int


class Press(Protocol):
    """Lays out and encodes for one printer and one language."""

    def receipt(self, entry: Entry, copy: int = 0) -> bytes: ...
    def slip(self, slip: SlipData) -> bytes: ...
    def order_paper(self, paper: OrderPaper) -> bytes: ...
    def drawer(self) -> bytes: ...

    def picture(self, data: bytes) -> bytes:
        """PNG of what these bytes put on paper."""
        ...


Make = Callable[[], bytes]


class PrintQueue:
    """One worker thread in front of one printer.

    ``on_status`` is called on the worker's thread with ``ready``, the error code of the last job or
    ``printer_unprinted`` (the last job went well, earlier ones wait for `retry`), whenever that
    changes. Drawer pulses overtake waiting paper and are never kept: a drawer must not open later.
    """

    def __init__(self, printer: Printer, on_status: Callable[[str], None]) -> None:
        self._printer = printer
        self._on_status = on_status
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Make, bool]] = deque()
        self._failed: deque[Make] = deque(maxlen=KEPT_JOBS)
        self._busy = self._stopping = False
        self._status = READY
        self._thread = threading.Thread(target=self._work, name="printing")
        self._thread.start()

    @property
    def status(self) -> str:
        return self._status

    @property
    def failed(self) -> int:
        """Jobs that a fault left waiting for `retry`."""
        return len(self._failed)

    def submit(self, make: Make) -> None:
        """Queue a job; ``make`` gives its bytes on the worker's thread. Never blocks."""
        self._put(make, keep=True)

    def pulse(self, data: bytes) -> None:
        """Send this before anything that waits, once or not at all."""
        self._put(lambda: data, keep=False)

    def retry(self) -> None:
        """Queue again, in their order and before newer ones, the jobs that failed."""
        with self._changed:
            self._waiting.extendleft((make, True) for make in reversed(self._failed))
            self._failed.clear()
            self._changed.notify_all()

    def discard(self) -> None:
        """Give up the jobs that failed; each can still be printed again from the journal."""
        with self._changed:
            self._failed.clear()
            news = self._status == UNPRINTED
            self._status = READY if news else self._status
        if news:
            self._tell(READY)

    def wait_idle(self, timeout: float) -> bool:
        """Wait at most ``timeout`` seconds until nothing waits; for batch runs and tests."""
        with self._changed:
            return self._changed.wait_for(lambda: not (self._waiting or self._busy), timeout)

    def stop(self) -> None:
        """Let the job in hand end, drop the others, end the thread; safe to call twice."""
        with self._changed:
            self._stopping = True
            self._changed.notify_all()
        self._thread.join()

    def _put(self, make: Make, *, keep: bool) -> None:
        with self._changed:
            if self._stopping:
                return
            if keep:
                self._waiting.append((make, keep))
            else:
                self._waiting.appendleft((make, keep))
            self._changed.notify_all()

    def _work(self) -> None:
        while (job := self._next()) is not None:
            make, keep = job
            outcome = self._print(make)
            with self._changed:
                if outcome != READY and keep:
                    self._failed.append(make)
                status = self._after(outcome, keep=keep)
                news, self._status = status != self._status, status
            if news:
                self._tell(status)
            with self._changed:
                self._busy = False
                self._changed.notify_all()

    def _after(self, outcome: str, *, keep: bool) -> str:
        """A pulse that went well says nothing about the paper."""
        if outcome != READY:
            return outcome
        if not keep:
            return self._status
        return UNPRINTED if self._failed else READY

    def _next(self) -> tuple[Make, bool] | None:
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._stopping)
            if self._stopping:
                return None
            self._busy = True
            return self._waiting.popleft()

    def _print(self, make: Make) -> str:
        try:
            self._printer.send(make())
        except ShopError as error:
            _log.warning("printer: %s", error.code)
            return error.code
        except Exception:  # noqa: BLE001 - the edge of the worker: a broken receipt must not end printing
            _log.exception("a print job failed")
            return "bug"
        return READY

    def _tell(self, status: str) -> None:
        try:
            self._on_status(status)
        except Exception:  # noqa: BLE001 - the edge of the worker: a lost listener must not end it
            _log.exception("a printer status listener failed")


class PaperDesk:
    """Paper as the face asks for it (:class:`pos_app.services.paper.Paper`).

    Without a printer nothing is printed or opened, but pictures are still drawn.
    """

    def __init__(self, press: Press, clock: Clock, printer: Printer | None = None) -> None:
        self._press = press
        self._clock = clock
        self._listeners: list[Callable[[str], None]] = []
        self._queue = PrintQueue(printer, self._tell) if printer is not None else None

    def receipt(self, entry: Entry, copy: int = 0) -> None:
        if self._queue is not None:
            self._queue.submit(lambda: self._press.receipt(entry, copy))

    def slip(self, title: str, rows: Sequence[SlipRow], notes: Sequence[str] = ()) -> None:
        if self._queue is not None:
            slip = self._slip(title, rows, notes)
            self._queue.submit(lambda: self._press.slip(slip))

    def order_slip(self, view: OrderView) -> None:
        self._print_orders("order", (view,))

    def picking_slip(self, view: OrderView) -> None:
        self._print_orders("picking", (view,))

    def route_list(self, views: Sequence[OrderView], courier: str) -> None:
        self._print_orders("route", tuple(views), courier)

    def _print_orders(
        self,
        kind: Literal["order", "picking", "route"],
        views: tuple[OrderView, ...],
        courier: str = "",
    ) -> None:
        if self._queue is None:
            return
        now = self._clock.now_ms()
        paper = OrderPaper(
            kind=kind, views=views, courier=courier, at=now, offset=self._clock.offset_minutes(now)
        )
        self._queue.submit(lambda: self._press.order_paper(paper))

    def kick_drawer(self) -> None:
        if self._queue is not None:
            self._queue.pulse(self._press.drawer())

    def receipt_picture(self, entry: Entry, copy: int = 0) -> bytes:
        return self._press.picture(self._press.receipt(entry, copy))

    def slip_picture(self, title: str, rows: Sequence[SlipRow], notes: Sequence[str] = ()) -> bytes:
        return self._press.picture(self._press.slip(self._slip(title, rows, notes)))

    def status(self) -> str:
        return self._queue.status if self._queue is not None else OFF

    def failed(self) -> int:
        """Jobs that wait for `retry`."""
        return self._queue.failed if self._queue is not None else 0

    def on_status(self, listener: Callable[[str], None]) -> None:
        self._listeners.append(listener)

    def retry(self) -> None:
        if self._queue is not None:
            self._queue.retry()

    def discard(self) -> None:
        """Give up what a fault left waiting."""
        if self._queue is not None:
            self._queue.discard()

    def wait_idle(self, timeout: float) -> bool:
        """True when all that was asked for has been tried, within ``timeout`` seconds."""
        return self._queue is None or self._queue.wait_idle(timeout)

    def stop(self) -> None:
        if self._queue is not None:
            self._queue.stop()

    def _tell(self, status: str) -> None:
        for listener in tuple(self._listeners):
            listener(status)

    def _slip(self, title: str, rows: Sequence[SlipRow], notes: Sequence[str]) -> SlipData:
        now = self._clock.now_ms()
        return SlipData(
            title=title, rows=tuple(rows), notes=tuple(notes), at=now,
            offset=self._clock.offset_minutes(now),
        )  # fmt: skip
