"""Stock that comes or goes outside a sale: opening stock, write-off, found, own use."""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.staff import Staff, require
from pos_app.services.people import person
from pos_app.services.ports import Ledger
from sync.wire.facts import StockAdjusted, StockLine

OPENING, WRITE_OFF, FOUND, OWN_USE = "opening", "write_off", "found", "own_use"
REASONS = (OPENING, WRITE_OFF, FOUND, OWN_USE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """``qty`` thousandths, negative when goods leave; ``expiry`` ISO date where it is known."""

    item: Item
    qty: int
    expiry: str = ""


class StockAdjustments:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def adjust(
        self,
        moves: tuple[Moved, ...],
        reason: str,
        staff: Staff,
        *,
        note: str = "",
        approved_by: Staff | None = None,
    ) -> None:
        """``note`` says why, of a write-off a code: ``expired``, ``damaged``, ``other``.

        Raises NeedsApproval(``write_off``), ShopError ``bad_quantity``, ``reason_missing``.
        """
        approving = require(staff, "write_off", approved_by)
        if reason not in REASONS:
            raise ShopError("reason_missing")
        if not moves or any(m.qty == 0 for m in moves):
            raise ShopError("bad_quantity")
        lines = tuple(
            StockLine(
                item=m.item.id, name=m.item.name, qty=m.qty, cost=m.item.cost, expiry=m.expiry
            )
            for m in moves
        )
        fact = StockAdjusted(
            reason=reason, lines=lines, note=without_cards(note),
            approved_by=person(approving) if approving else None,
        )  # fmt: skip
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(fact)
