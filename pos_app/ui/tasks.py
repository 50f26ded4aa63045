"""Work off the face's thread: one thread that writes the shop's file, a small pool that reads.

Results come back on the face's thread; errors of the shop's surroundings go to ``failed`` as
ShopError, our own bugs are logged and come as ShopError ``bug`` so that selling goes on.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from pos_app.domain.errors import ShopError

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk, Shop

log = logging.getLogger(__name__)
T = TypeVar("T")
Failed = Callable[[ShopError], None]


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Any], Any]
    done: Callable[[Any], None] | None
    failed: Failed | None


class _Postman(QObject):
    """Carries a finished job onto the thread that this object lives in."""

    arrived = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def _deliver(self, callback: Callable[[], None]) -> None:
        callback()


def _run(job: _Job, subject: object, post: Callable[[Callable[[], None]], None]) -> None:
    done, failed = job.done, job.failed
    try:
        result = job.work(subject)
    except ShopError as error:
        if failed is not None:
            caught = error
            post(lambda: failed(caught))
        return
    except Exception:
        log.exception("a job failed")
        if failed is not None:
            post(lambda: failed(ShopError("bug")))
        return
    if done is not None:
        post(lambda: done(result))


class ShopThread:
    """The one writer of the face: opens the shop on its own thread and runs jobs in order."""

    def __init__(self, opener: Callable[[], Shop]) -> None:
        self._opener = opener
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._postman = _Postman()
        self._thread = threading.Thread(target=self._main, name="shop-writer", daemon=True)
        self._opened = threading.Event()
        self._trouble: ShopError | None = None
        self._shop: Shop

    def start(self) -> None:
        """Open the shop and wait for it. Raises the ShopError that stood in the way."""
        self._thread.start()
        self._opened.wait()
        if self._trouble is not None:
            raise self._trouble

    def _main(self) -> None:
        try:
            self._shop = self._opener()
        except ShopError as error:
            self._trouble = error
            self._opened.set()
            return
        self._opened.set()
        try:
            while (job := self._jobs.get()) is not None:
                _run(job, self._shop, self._postman.arrived.emit)
        finally:
            self._shop.close()

    def submit(
        self,
        work: Callable[[Shop], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run ``work`` on the writer; ``done`` or ``failed`` is called on the face's thread.

        Where the disk is full the room that was kept back is given up, so that the next try works.
        """

        def guarded(shop: Shop) -> T:
            try:
                return work(shop)
            except ShopError as error:
                if error.code == "disk_full":
                    shop.make_room()
                raise

        self._jobs.put(_Job(guarded, done, failed))

    def submit_and_reopen(
        self,
        work: Callable[[Shop], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """As `submit`; whatever comes behind ``work`` finds the shop opened anew.

        For work that makes the file another one: no job in between may write as before.
        """

        def both(shop: Shop) -> T:
            try:
                return work(shop)
            finally:
                shop.close()
                self._shop = self._opener()

        self._jobs.put(_Job(both, done, failed))

    def call(self, work: Callable[[Shop], T], timeout: float = 30.0) -> T:
        """Run and wait; for start-up and tests, never for a key press."""
        box: queue.SimpleQueue[tuple[T | None, BaseException | None]] = queue.SimpleQueue()

        def run(shop: Shop) -> None:
            try:
                box.put((work(shop), None))
            except BaseException as error:
                box.put((None, error))
                raise

        self._jobs.put(_Job(run, None, None))
        value, error = box.get(timeout=timeout)
        if error is not None:
            raise error
        return value  # type: ignore[return-value]  # None only where work gave None

    def stop(self) -> None:
        """Finish what was submitted, close the file, end the thread."""
        if self._thread.is_alive():
            self._jobs.put(None)
            self._thread.join()


class Readers:
    """A small pool for reports, PDFs and lists, each job on a desk of its own.

    Plain threads: a QRunnable that Qt deletes leaves its Python shell behind, and the next object
    at that address is then taken for it.
    """

    def __init__(self, open_desk: Callable[[], Desk], threads: int = 2) -> None:
        self._open = open_desk
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="shop-reader")
        self._postman = _Postman()
        self._stopped = False

    def submit(
        self,
        work: Callable[[Desk], T],
        done: Callable[[T], None] | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Run ``work``; its result comes back on the face's thread. Nothing runs after `stop`."""
        if not self._stopped:
            self._pool.submit(self._run, _Job(work, done, failed))

    def _run(self, job: _Job) -> None:
        def work(_: object) -> object:
            desk = self._open()
            try:
                return job.work(desk)
            finally:
                desk.close()

        _run(_Job(work, job.done, job.failed), None, self._postman.arrived.emit)

    def stop(self) -> None:
        """Wait for what was begun; what only waited is dropped."""
        self._stopped = True
        self._pool.shutdown(wait=True, cancel_futures=True)


class Errand:
    """One long work on a thread of its own, with progress and a way to stop it.

    ``work`` gets a callable to report progress with and one that says whether it shall stop.
    """

    def __init__(self) -> None:
        self._postman = _Postman()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(
        self,
        work: Callable[[Callable[[object], None], Callable[[], bool]], T],
        done: Callable[[T], None],
        failed: Failed,
        told: Callable[[Any], None] = lambda _: None,
    ) -> None:
        """Everything but ``work`` is called on the face's thread."""
        self.stop()
        self._stopping.clear()
        post = self._postman.arrived.emit

        def run(_: object) -> T:
            return work(lambda news: post(lambda: told(news)), self._stopping.is_set)

        job = _Job(run, done, failed)
        self._thread = threading.Thread(target=_run, args=(job, None, post), name="errand")
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; it comes to an end by itself."""
        self._stopping.set()

    def stop(self) -> None:
        """Ask it to stop and wait."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
