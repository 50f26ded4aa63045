"""Bringing goods in from a CSV or Excel file: good rows go in, bad ones are named."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from pos_app.domain.item import Category
from pos_app.domain.staff import Staff, require
from pos_app.services.catalogue_check import ImportPlan, Shop, check_rows
from pos_app.services.catalogue_raw import BadRow, RawRow
from pos_app.services.catalogue_reader import read_rows
from pos_app.services.catalogue_rows import GoodsRow
from pos_app.services.goods import LocalIds
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger
from sync.wire.facts import CatalogueImported

__all__ = [
    "BadRow",
    "ImportPlan",
    "ImportResult",
    "RawRow",
    "check_rows",
    "import_catalogue",
    "read_rows",
]

IMPORTED = "import"
"""Where a price came from, in its history: a file."""


class Catalogue(Shop, Protocol):
    def save_categories(self, categories: Iterable[Category]) -> None: ...
    def save_many(
        self, goods: Iterable[GoodsRow], *, at: int, actor: str = "", source: str = ""
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    created: int
    updated: int
    refused: tuple[BadRow, ...]


def import_catalogue(
    path: Path,
    *,
    ledger: Ledger,
    goods: Catalogue,
    staff: Staff,
    clock: Clock,
    all_or_nothing: bool = False,
    approved_by: Staff | None = None,
) -> ImportResult:
    """Store what is good in one transaction and say what was refused.

    With ``all_or_nothing`` one bad row refuses the whole file. Raises NeedsApproval(``import``),
    ShopError ``import_unreadable``, ``file_missing``.
    """
    require(staff, "import", approved_by)
    now = clock.now_ms()
    plan = check_rows(read_rows(path), goods, LocalIds(now))
    bad = tuple(plan.bad)
    if not plan.good or (bad and all_or_nothing):
        return ImportResult(created=0, updated=0, refused=bad)
    fact = CatalogueImported(
        file=path.name, sha256=import_digest(path), created=plan.created, updated=plan.updated,
        refused=len(bad),
    )  # fmt: skip
    with ledger.transaction(person(staff)) as tx:
        tx.append(fact)
        goods.save_categories(plan.categories)
        goods.save_many(plan.good, at=now, actor=staff.name, source=IMPORTED)
    return ImportResult(created=plan.created, updated=plan.updated, refused=bad)


def import_digest(path: Path) -> str:
    """SHA-256 of the file, as the fact keeps it."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
