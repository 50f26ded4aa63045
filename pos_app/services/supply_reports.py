"""What the reports of supply say: the account with HQ, what near-expiry goods cost and saved."""

from __future__ import annotations

from dataclasses import dataclass

from sync.wire.supply_feed import BillRow, ClaimRow, CreditRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReport:
    """The entries of these dates; ``opening`` fen were owed before the first of them.

    ``credit`` is how the account stands now, None for a shop without one.
    """

    shop_name: str
    start: str
    end: str
    opening: int
    bills: tuple[BillRow, ...]
    claims: tuple[ClaimRow, ...]
    credit: CreditRow | None

    @property
    def closing(self) -> int:
        """Fen owed after the last entry."""
        return self.opening + sum(bill.amount for bill in self.bills)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryRow:
    """One item: thousandths written off, sent back and sold marked down, and their fen.

    ``lost`` is the cost of what was written off, ``back`` the cost of what HQ took, ``sold`` what
    customers paid for marked-down goods and ``sold_cost`` what those had cost.
    """

    item: str
    name: str
    written_off: int = 0
    lost: int = 0
    sent_back: int = 0
    back: int = 0
    marked_down: int = 0
    sold: int = 0
    sold_cost: int = 0

    @property
    def saved(self) -> int:
        """Fen that would have been lost had nobody acted."""
        return self.back + self.sold


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryReport:
    shop_name: str
    start: str
    end: str
    rows: tuple[ExpiryRow, ...]
