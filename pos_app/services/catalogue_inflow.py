"""A catalogue file on its way in, a piece at a time, so that nobody who sells has to wait."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos_app.domain.item import Category, Item, Scanned
from pos_app.domain.pinyin_keys import name_keys
from pos_app.domain.staff import Staff, require
from pos_app.runtime.i18n import tr
from pos_app.services.catalogue_check import Checker, Shop
from pos_app.services.catalogue_raw import BadRow, RawRow
from pos_app.services.catalogue_rows import GoodsRow
from pos_app.services.goods import LocalIds
from pos_app.services.people import person
from pos_app.services.ports import Ledger
from sync.wire.facts import CatalogueImported

IMPORTED = "import"
"""Where a price came from, in its history: a file."""
HOLD_SECONDS = 0.015
"""How long a piece may hold the file while somebody sells."""
CLOSED_HOLD_SECONDS = 1.0
"""The same while no shift is open: larger pieces go in many times faster."""
GAP_SECONDS = 0.02
FIRST_PIECE, SMALLEST_PIECE, LARGEST_PIECE = 50, 10, 5000


class Catalogue(Shop, Protocol):
    def by_code(self, code: str) -> Scanned | None: ...
    def by_plu(self, plu: str) -> Item | None: ...
    def save_categories(self, categories: Iterable[Category]) -> None: ...
    def save_many(
        self, goods: Iterable[GoodsRow], *, at: int, actor: str = "", source: str = ""
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    created: int
    updated: int
    refused: tuple[BadRow, ...]


def import_digest(path: Path) -> str:
    """SHA-256 of the file, as the fact keeps it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class Inflow:
    """The rows of one file. `step` until it says that there is no more.

    Each piece is held against the catalogue as it stands then and is a transaction of its own; the
    fact goes in with the last. What a broken-off import has stored stays, and the same file brought
    in again finds it and goes on.
    """

    def __init__(
        self, path: Path, rows: Iterable[RawRow], shop: Shop, now: int, *, selling: bool = True
    ) -> None:
        """Reads the file and ``shop``, stores nothing; may run on another thread than `step`.

        ``now`` is UTC ms; ``selling``: a shift is open.
        """
        self._file, self._digest = path.name, import_digest(path)
        self._rows: Sequence[RawRow] = list(rows)
        self._now = now
        self._checker = Checker(shop, LocalIds(now))
        self._hold = HOLD_SECONDS if selling else CLOSED_HOLD_SECONDS
        self._size = FIRST_PIECE
        self._categories = 0
        self._lost: list[BadRow] = []
        self._lost_new = 0
        self.taken = 0
        """Rows looked at so far, good and bad."""
        self.gap = GAP_SECONDS
        """Seconds for which the file should be left alone now."""
        name_keys("喜")  # the dictionary takes a while to load: not while the file is held

    def stop(self) -> None:
        """Leave out what has not gone in; one more `step` ends the import."""
        self._rows = self._rows[: self.taken]

    def step(
        self, ledger: Ledger, goods: Catalogue, staff: Staff, approved_by: Staff | None = None
    ) -> bool:
        """Store the next piece; False when it was the last. Raises NeedsApproval(``import``)."""
        require(staff, "import", approved_by)
        started = time.monotonic()
        piece = self._rows[self.taken : self.taken + self._size]
        last = self.taken + len(piece) >= len(self._rows)
        self._checker.shop = goods
        with ledger.transaction(person(staff)) as tx:
            fresh = self._take(piece, goods)
            goods.save_categories(self._checker.plan.categories[self._categories :])
            goods.save_many(fresh, at=self._now, actor=staff.name, source=IMPORTED)
            if last and self.stored:
                tx.append(self._fact(self.result))
        self._categories = len(self._checker.plan.categories)
        self.taken += len(piece)
        self._fit(len(piece), time.monotonic() - started)
        return not last

    @property
    def stored(self) -> int:
        """Goods that went in so far."""
        plan = self._checker.plan
        return plan.created + plan.updated - len(self._lost)

    @property
    def result(self) -> ImportResult:
        """What went in and what did not, so far."""
        plan = self._checker.plan
        return ImportResult(
            created=plan.created - self._lost_new,
            updated=plan.updated - (len(self._lost) - self._lost_new),
            refused=tuple(sorted((*plan.bad, *self._lost), key=lambda bad: bad.line)),
        )

    def _take(self, piece: Sequence[RawRow], goods: Catalogue) -> list[GoodsRow]:
        plan, fresh = self._checker.plan, []
        for raw in piece:
            created, good = plan.created, len(plan.good)
            self._checker.take(raw)
            for row in plan.good[good:]:
                if bad := _taken_since(row, raw.line, goods):
                    self._lost.append(bad)
                    self._lost_new += plan.created - created
                else:
                    fresh.append(row)
        plan.good.clear()
        return fresh

    def _fact(self, result: ImportResult) -> CatalogueImported:
        return CatalogueImported(
            file=self._file, sha256=self._digest, created=result.created, updated=result.updated,
            refused=len(result.refused),
        )  # fmt: skip

    def _fit(self, rows: int, held: float) -> None:
        """A better size for the next piece."""
        fitting = int(rows * self._hold / max(held, 1e-4))
        self._size = min(LARGEST_PIECE, max(SMALLEST_PIECE, min(fitting, 2 * self._size)))
        self.gap = max(GAP_SECONDS, held)


def _taken_since(row: GoodsRow, line: int, goods: Catalogue) -> BadRow | None:
    """A code or scale number that other goods got at the counter while the file went in."""
    for code in (row.item.code, *(p.code for p in row.packs or ())):
        owner = goods.by_code(code) if code else None
        if owner is not None and owner.item.id != row.item.id:
            return BadRow(line=line, column="code", reason=tr("已属于另一商品"), value=code)
    other = goods.by_plu(row.item.plu) if row.item.plu else None
    if other is not None and other.id != row.item.id:
        return BadRow(line=line, column="plu", reason=tr("已属于另一商品"), value=row.item.plu)
    return None
