"""Bringing goods in from a CSV or Excel file: good rows go in, bad ones are named."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from pos_app.domain.staff import Staff, require
from pos_app.services.catalogue_check import ImportPlan, check_rows
from pos_app.services.catalogue_inflow import (
    IMPORTED,
    Catalogue,
    ImportResult,
    Inflow,
    import_digest,
)
from pos_app.services.catalogue_raw import BadRow, RawRow
from pos_app.services.catalogue_reader import read_rows
from pos_app.services.goods import LocalIds
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger
from sync.wire.facts import CatalogueImported

__all__ = [
    "BadRow",
    "Catalogue",
    "ImportPlan",
    "ImportResult",
    "Inflow",
    "RawRow",
    "check_rows",
    "import_catalogue",
    "import_digest",
    "read_rows",
]


def import_catalogue(
    path: Path,
    *,
    ledger: Ledger,
    goods: Catalogue,
    staff: Staff,
    clock: Clock,
    all_or_nothing: bool = False,
    approved_by: Staff | None = None,
    pause: Callable[[float], None] | None = time.sleep,
) -> ImportResult:
    """Store what is good, a piece at a time, and say what was refused.

    ``pause`` leaves the file alone between two pieces, so that a till that sells gets in; None:
    nobody sells, and the pieces are large. With ``all_or_nothing`` one bad row refuses the whole
    file, and all of it goes in by one transaction.
    Raises NeedsApproval(``import``), ShopError ``import_unreadable``, ``file_missing``.
    """
    require(staff, "import", approved_by)
    if all_or_nothing:
        return _import_whole(path, ledger, goods, staff, clock.now_ms())
    flow = Inflow(path, read_rows(path), goods, clock.now_ms(), selling=pause is not None)
    while flow.step(ledger, goods, staff, approved_by):
        if pause is not None:
            pause(flow.gap)
    return flow.result


def _import_whole(
    path: Path, ledger: Ledger, goods: Catalogue, staff: Staff, now: int
) -> ImportResult:
    plan = check_rows(read_rows(path), goods, LocalIds(now))
    if plan.bad or not plan.good:
        return ImportResult(created=0, updated=0, refused=tuple(plan.bad))
    fact = CatalogueImported(
        file=path.name, sha256=import_digest(path), created=plan.created, updated=plan.updated,
        refused=0,
    )  # fmt: skip
    with ledger.transaction(person(staff)) as tx:
        tx.append(fact)
        goods.save_categories(plan.categories)
        goods.save_many(plan.good, at=now, actor=staff.name, source=IMPORTED)
    return ImportResult(created=plan.created, updated=plan.updated, refused=())
