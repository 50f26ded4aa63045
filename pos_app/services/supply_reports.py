"""What the reports of supply say: the account with HQ, what near-expiry goods cost and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pos_app.domain.money import format_fen
from pos_app.runtime.i18n import tr
from sync.wire.supply import BY_LINE, NO_ACCOUNT
from sync.wire.supply_feed import BillRow, ClaimRow, CreditRow, ShipmentRow


def is_limited(credit: CreditRow) -> bool:
    """An HQ that does not say what limits a shop means no limit by a line of nothing."""
    return credit.limit == BY_LINE if credit.limit else bool(credit.line)


def limit_words(credit: CreditRow | None) -> str:
    """What the shop's orders are limited by, and what waits for that."""
    if credit is None or credit.limit == NO_ACCOUNT:
        return tr("总部没有给本店开账户")
    if credit.held:
        return tr("超额度等着的订单 ¥{n}", n=format_fen(credit.held))
    if not is_limited(credit):
        return tr("不限额度")
    return tr("额度 ¥{n}", n=format_fen(credit.line))


def credit_left(credit: CreditRow | None) -> int | None:
    """Fen that may still be ordered for, negative: so much over; None: HQ has set no limit."""
    if credit is None or not is_limited(credit):
        return None
    return credit.line - credit.balance - credit.ordered


def about(ref: str, notes: Mapping[str, ShipmentRow]) -> str:
    """Which delivery an entry or a claim is about, as a shopkeeper knows it; empty: none."""
    note = notes.get(ref)
    if note is None:
        return ""
    return tr("{name} {date} 送货", name=note.supplier_name, date=note.date[5:])


def about_again(note: ShipmentRow) -> str:
    """What the owner has to know of a delivery that was received more than once."""
    others = ", ".join(sorted({one.till for one in note.again}))
    if any(one.differs for one in note.again):
        return tr(
            "{name} {date} 的货收了两次,算 {till} 号机的,{others} 号机的不算;数目不一样,请盘点",
            name=note.supplier_name, date=note.date[5:], till=note.received_by, others=others,
        )  # fmt: skip
    return tr(
        "{name} {date} 的货收了两次,算 {till} 号机的,{others} 号机的不算",
        name=note.supplier_name, date=note.date[5:], till=note.received_by, others=others,
    )  # fmt: skip


def about_bill(bill: BillRow, notes: Mapping[str, ShipmentRow]) -> str:
    """What an entry of the account is for."""
    if bill.note:
        return bill.note
    if bill.kind == "credit" and not bill.ref:
        return tr("退货")
    delivery = about(bill.ref, notes)
    return tr("索赔: {delivery}", delivery=delivery) if bill.kind == "credit" else delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementReport:
    """The entries of these dates; ``opening`` fen were owed before the first of them.

    ``credit`` is how the account stands now, None for a shop without one; ``notes`` are the
    deliveries that entries are about, by id.
    """

    shop_name: str
    start: str
    end: str
    opening: int
    bills: tuple[BillRow, ...]
    claims: tuple[ClaimRow, ...]
    credit: CreditRow | None
    notes: Mapping[str, ShipmentRow] = field(default_factory=dict)

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
class GoneRow:
    """Goods that went without a sale for one reason; what turned up is negative."""

    why: str
    items: int
    qty: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpiryReport:
    shop_name: str
    start: str
    end: str
    rows: tuple[ExpiryRow, ...]
    gone: tuple[GoneRow, ...] = ()
