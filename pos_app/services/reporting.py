"""What the owner's reports say, as rows; how they look is the business of `reports`.

Money is fen, quantities are thousandths, times are the shop's wall clock without a zone, dates are
business dates. ``turnover`` is what was really taken after rounding and refunds, so that it equals
the sum of the tenders, of the hours, and of the lines' net amounts with the delivery fees.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from pos_app.domain.money import MILLI, WHOLE_BP, divide
from pos_app.services.hq import MatchState
from pos_app.services.report_span import Span
from pos_app.services.supply_reports import ExpiryReport, StatementReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Costed:
    """What goods brought and cost. Goods without a known cost are left out of the margin.

    ``costed`` is the part of ``net`` whose cost is known; ``cost`` is that cost.
    """

    net: int
    costed: int
    cost: int

    @property
    def margin(self) -> int:
        return self.costed - self.cost

    @property
    def margin_bp(self) -> int | None:
        """Basis points of the costed turnover; None where nothing of known cost was sold."""
        return divide(self.margin * WHOLE_BP, self.costed) if self.costed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Costed):
    """``sales`` and ``returns`` count receipts (an exchange is both); ``refunds`` is positive fen.

    ``saved`` is what customers paid less than the list, ``overrides`` the part let go by hand.
    """

    sales: int
    returns: int
    turnover: int
    refunds: int
    rounding: int
    saved: int
    line_discounts: int
    basket_discounts: int
    overrides: int

    @property
    def fees(self) -> int:
        """Delivery fees after their part of the rounding."""
        return self.turnover - self.net

    @property
    def taken(self) -> int:
        """Before refunds."""
        return self.turnover + self.refunds

    @property
    def average(self) -> int:
        """Fen a sale, 0 without sales."""
        return divide(self.turnover, self.sales) if self.sales else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderRow:
    """Fen taken and paid out by one way of paying; ``count`` of receipts."""

    method: str
    count: int
    taken: int
    refunded: int

    @property
    def amount(self) -> int:
        return self.taken - self.refunded


STORE, PICKUP, DELIVERY = "store", "pickup", "delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModeRow:
    """One of the three ways to buy: sales, what they brought with their ``fees``, what came back.

    ``refunds`` (positive fen) are already taken off ``turnover``; a return counts where its goods
    were bought.
    """

    mode: str
    sales: int
    turnover: int
    fees: int
    refunds: int

    @property
    def average(self) -> int:
        """Fen a sale, 0 without sales."""
        return divide(self.turnover, self.sales) if self.sales else 0


def has_orders(modes: Sequence[ModeRow]) -> bool:
    """Whether anything was bought in another way than in the store."""
    return any(row.mode != STORE and (row.sales or row.turnover) for row in modes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """A span's turnover against the same weekdays before the shop joined; ``since`` is that date.

    ``days`` of the span that have something to be held against, ``before`` what those days brought
    then, ``now`` what they brought in the span.
    """

    since: str
    days: int
    before: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    hour: int
    sales: int
    turnover: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    date: str
    sales: int
    turnover: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow(Costed):
    code: str
    name: str
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsRow(Costed):
    """``qty`` is what was sold less what came back."""

    item: str
    name: str
    category: str
    qty: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRow:
    name: str
    sales: int
    turnover: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashRow:
    when: datetime
    amount: int
    reason: str
    note: str
    who: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRow:
    """``amount`` is the worth of the goods that came back; ``source`` empty: without a receipt."""

    when: datetime
    receipt: str
    source: str
    goods: str
    amount: int
    reason: str
    who: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """A line sold at another price or discount than the list's, with the reason."""

    when: datetime
    receipt: str
    name: str
    qty: int
    list_price: int
    price: int
    discount: int
    amount: int
    reason: str
    who: str
    approved_by: str

    @property
    def given(self) -> int:
        """Fen let go: by the price and by the line's own discount."""
        return divide((self.list_price - self.price) * self.qty, MILLI) + self.discount


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    """What the audit keeps: ``subject`` is goods, a receipt or a basket, as its kind has it."""

    kind: str
    when: datetime
    subject: str
    amount: int
    reason: str
    who: str
    approved_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Events:
    """Everything an inspector asks about in a shift or a span, each in its order."""

    refunds: tuple[RefundRow, ...] = ()
    changes: tuple[ChangeRow, ...] = ()
    voids: tuple[EventRow, ...] = ()
    removed: tuple[EventRow, ...] = ()
    drawer: tuple[EventRow, ...] = ()
    reprints: tuple[EventRow, ...] = ()
    prices: tuple[EventRow, ...] = ()
    stock: tuple[EventRow, ...] = ()
    cash: tuple[CashRow, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftRow:
    """One shift of a day; the count is None while it is open."""

    id: str
    number: int
    label: str
    date: str
    opened: datetime
    closed: datetime | None
    who: str
    sales: int
    turnover: int
    expected: int
    counted: int | None
    variance: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawer:
    """The drawer of a shift; ``notes`` pieces by face in fen, the large ones first."""

    opening_float: int
    cash_sales: int
    cash_refunds: int
    cash_in: int
    cash_out: int
    expected: int
    counted: int | None = None
    variance: int | None = None
    left: int | None = None
    notes: tuple[tuple[int, int], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftReport:
    """A closed shift (Z) or the open one as it stands (X)."""

    shop_name: str
    till: str
    shift: ShiftRow
    closed_by: str
    totals: Totals
    tenders: tuple[TenderRow, ...]
    drawer: Drawer
    events: Events
    parked: int
    unsent: int
    modes: tuple[ModeRow, ...] = ()
    prepaid: tuple[TenderRow, ...] = ()
    """Money of orders before their goods are handed over, or back for those that came to nothing:
    in the drawer, not in the turnover."""
    hq: MatchState = "alone"
    hq_waiting: int = 0
    """How a closed shift stands with HQ now, and how many of its facts are not there yet."""

    @property
    def is_z(self) -> bool:
        return self.shift.closed is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """One business date or several; ``before`` is the same weekdays of the weeks before."""

    shop_name: str
    span: Span
    totals: Totals
    before_span: Span
    before: Totals
    hours: tuple[HourRow, ...]
    days: tuple[DayRow, ...]
    categories: tuple[CategoryRow, ...]
    tenders: tuple[TenderRow, ...]
    goods: tuple[GoodsRow, ...]
    staff: tuple[StaffRow, ...]
    shifts: tuple[ShiftRow, ...]
    events: Events
    modes: tuple[ModeRow, ...] = ()
    prepaid: tuple[TenderRow, ...] = ()
    growth: Growth | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    shop_name: str
    span: Span
    events: Events


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReport:
    shop_name: str
    span: Span
    totals: Totals
    goods: tuple[GoodsRow, ...]


Report = ShiftReport | DayReport | AuditReport | GoodsReport | StatementReport | ExpiryReport


class ReportBook(Protocol):
    """Where reports are asked for; every call reads, none writes."""

    def shift_report(self, shift: str) -> ShiftReport:
        """Z of a closed shift, X of the open one. Raises ShopError ``no_such_shift``."""
        ...

    def day_report(self, span: Span) -> DayReport: ...
    def audit_report(self, span: Span) -> AuditReport: ...
    def goods_report(self, span: Span) -> GoodsReport: ...
    def statement(self, span: Span) -> StatementReport: ...
    def expiry_report(self, span: Span) -> ExpiryReport: ...

    def shifts_of(self, span: Span) -> tuple[ShiftRow, ...]:
        """Oldest first, open ones included."""
        ...

    def open_shift(self) -> str:
        """Its id, or an empty string."""
        ...

    def last_closed_shift(self) -> str: ...

    def last_date(self) -> str:
        """The newest business date on which anything was sold or a shift was opened, or empty."""
        ...
