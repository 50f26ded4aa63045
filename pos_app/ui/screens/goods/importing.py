"""Bringing goods in, step by step: look through the file first, then store it, either to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from pos_app.domain.errors import ShopError
from pos_app.domain.item import Category, Item, Pack
from pos_app.domain.staff import Staff
from pos_app.services.catalogue_import import (
    Catalogue,
    ImportResult,
    check_rows,
    import_catalogue,
    read_rows,
)
from pos_app.services.catalogue_raw import BadRow
from pos_app.services.catalogue_rows import GoodsRow
from pos_app.services.goods import LocalIds

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk, Shop

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


def store(path: Path, ticker: Ticker, staff: Staff) -> Callable[[Shop, Staff | None], ImportResult]:
    """All good rows in one transaction; stopping before its end stores nothing."""

    def work(shop: Shop, approver: Staff | None) -> ImportResult:
        return import_catalogue(
            path, ledger=shop.ledger, goods=_Counting(shop.goods_book, ticker), staff=staff,
            clock=shop.clock, approved_by=approver,
        )  # fmt: skip

    return work


class _Counting:
    """The catalogue, with every row counted on its way in."""

    def __init__(self, goods: Catalogue, ticker: Ticker) -> None:
        self._goods, self._ticker = goods, ticker

    def get(self, item_id: str) -> Item | None:
        return self._goods.get(item_id)

    def packs(self, item_id: str) -> tuple[Pack, ...]:
        return self._goods.packs(item_id)

    def code_owners(self) -> dict[str, tuple[str, bool]]:
        return self._goods.code_owners()

    def plu_owners(self) -> dict[str, str]:
        return self._goods.plu_owners()

    def uncoded(self) -> dict[tuple[str, str], str]:
        return self._goods.uncoded()

    def categories(self) -> list[Category]:
        return self._goods.categories()

    def save_categories(self, categories: Iterable[Category]) -> None:
        self._goods.save_categories(categories)

    def save_many(
        self, goods: Iterable[GoodsRow], *, at: int, actor: str = "", source: str = ""
    ) -> None:
        self._goods.save_many(self._ticker.count(goods), at=at, actor=actor, source=source)
