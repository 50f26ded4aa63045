"""Bringing goods in, step by step: look through the file first, then store it, either to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import ShopError
from pos_app.domain.staff import Staff
from pos_app.services.catalogue_import import ImportResult, Inflow, check_rows, read_rows
from pos_app.services.catalogue_raw import BadRow
from pos_app.services.goods import LocalIds

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk, Shop
    from pos_app.ui.session import Session
    from pos_app.ui.tasks import Failed

T = TypeVar("T")
TELL_EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a file would do to the catalogue."""

    path: Path
    created: int
    updated: int
    refused: tuple[BadRow, ...]

    @property
    def good(self) -> int:
        return self.created + self.updated


class Ticker(QObject):
    """Counts rows on whatever thread the work runs and tells the face; ``stop`` ends the work."""

    ticked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._stop = threading.Event()

    def stop(self) -> None:
        self._stop.set()

    def start(self) -> None:
        self._stop.clear()

    @property
    def stopped(self) -> bool:
        return self._stop.is_set()

    def count(self, rows: Iterable[T]) -> Iterator[T]:
        """The same rows. Raises ShopError ``stopped`` once `stop` was called."""
        for n, row in enumerate(rows, 1):
            if n % TELL_EVERY == 0:
                self.ticked.emit(n)
                if self._stop.is_set():
                    raise ShopError("stopped")
            yield row


def look_through(path: Path, ticker: Ticker, now_ms: int) -> Callable[[Desk], Preview]:
    """Reads the whole file against the catalogue and stores nothing."""

    def work(desk: Desk) -> Preview:
        plan = check_rows(ticker.count(read_rows(path)), desk.goods, LocalIds(now_ms))
        return Preview(
            path=path, created=plan.created, updated=plan.updated, refused=tuple(plan.bad)
        )

    return work


class Storing:
    """A file's good rows on their way in, a step at a time, with sales in between.

    Each step is a job of its own on the writer's thread, so that a sale waits for one at most.
    """

    def __init__(self, session: Session, path: Path, ticker: Ticker) -> None:
        self._session, self._path, self._ticker = session, path, ticker
        self._staff = session.staff
        self._approver: Staff | None = None

    def start(self, done: Callable[[ImportResult], None], failed: Failed) -> None:
        """Reads the file once more, then stores; both are called on the face's thread."""
        path, ticker, now = self._path, self._ticker, self._session.clock.now_ms()

        def read(desk: Desk) -> Inflow:
            selling = desk.shifts.open_shift() is not None
            return Inflow(path, read_rows(path), desk.goods, now, selling=selling)

        ticker.start()
        self._session.readers.submit(read, lambda flow: self._step(flow, done, failed), failed)

    def _step(self, flow: Inflow, done: Callable[[ImportResult], None], failed: Failed) -> None:
        if self._ticker.stopped:
            flow.stop()
        self._ticker.ticked.emit(flow.taken)

        def work(shop: Shop, approver: Staff | None) -> bool:
            self._approver = approver or self._approver
            return flow.step(shop.ledger, shop.goods_book, self._staff, self._approver)

        def stepped(more: bool) -> None:
            if more:
                self._step(flow, done, failed)
            else:
                self._session.changed.emit(frozenset({"goods"}))
                done(flow.result)

        self._session.write(work, stepped, failed=failed)
