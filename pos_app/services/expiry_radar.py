"""The radar of near-expiry goods: what is left of which date, what to do, what it is worth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from pos_app.domain import near_expiry
from pos_app.domain.item import Item
from pos_app.domain.money import extend, rate_of
from pos_app.domain.near_expiry import Batch
from sync.wire.supply_feed import SupplierRow, SupplyItemRow

MARK_DOWN_BP: tuple[tuple[int, int], ...] = ((0, 5000), (1, 7000), (9_999, 8500))
"""What a marked-down batch is offered at, by the days that are left."""


class Batches(Protocol):
    def batches(self) -> dict[str, tuple[Batch, ...]]: ...
    def suppliers(self) -> list[SupplierRow]: ...
    def supply_items(self) -> list[SupplyItemRow]: ...


class Catalogue(Protocol):
    def get(self, item_id: str) -> Item | None: ...


class Levels(Protocol):
    def on_hand(self, item: str) -> int: ...
    def mark_down(self, item: str, expiry: str) -> int | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """One batch on the radar. ``price`` fen is what it is marked down to, None: not yet.

    ``supplier`` is the code of who would take it back, empty where nobody is known.
    """

    item: Item
    expiry: str
    qty: int
    days: int
    stage: str
    advice: str
    supplier: str = ""
    price: int | None = None
    return_days: int = -1

    @property
    def back_until(self) -> str:
        """The last date on which it may still go back; empty where it never may."""
        if self.return_days < 0:
            return ""
        return (date.fromisoformat(self.expiry) - timedelta(days=self.return_days)).isoformat()

    @property
    def value(self) -> int:
        """Fen at cost that are at stake."""
        return extend(self.item.cost, self.qty)

    @property
    def proposed(self) -> int:
        """The price in fen that is proposed for it."""
        bp = next(bp for days, bp in MARK_DOWN_BP if self.days <= days)
        return rate_of(self.item.price or 0, bp) // 10 * 10


def radar(book: Batches, goods: Catalogue, stock: Levels, today: str) -> list[Near]:
    """Everything that has expired or is near it, the most pressing first."""
    sources = _Sources(book)
    found = []
    for item_id, batches in book.batches().items():
        item = goods.get(item_id)
        if item is None:
            continue
        for batch in near_expiry.on_shelf(batches, stock.on_hand(item_id)):
            stage = near_expiry.stage(batch.expiry, item.shelf_life, today)
            if stage:
                price = stock.mark_down(item_id, batch.expiry)
                source = sources.of(item)
                found.append(
                    Near(
                        item=item,
                        expiry=batch.expiry,
                        qty=batch.qty,
                        days=near_expiry.days_left(batch.expiry, today),
                        stage=stage,
                        advice=near_expiry.advice(
                            batch.expiry,
                            today,
                            source.return_days if source else -1,
                            marked_down=price is not None,
                        ),
                        supplier=source.code if source else "",
                        price=price,
                        return_days=source.return_days if source else -1,
                    )
                )
    return sorted(found, key=lambda n: (n.days, -n.value, n.item.id))


class _Sources:
    """Who delivered an item: by how it is bought, else who alone delivers goods of its kind."""

    def __init__(self, book: Batches) -> None:
        rows = book.suppliers()
        self._by_code = {row.code: row for row in rows}
        self._bought = {row.item: row.supplier for row in book.supply_items()}
        self._by_kind: dict[str, list[SupplierRow]] = {}
        for row in rows:
            self._by_kind.setdefault(row.kind, []).append(row)

    def of(self, item: Item) -> SupplierRow | None:
        if item.id in self._bought:
            return self._by_code.get(self._bought[item.id])
        known = self._by_kind.get(item.supply, [])
        return known[0] if len(known) == 1 else None
