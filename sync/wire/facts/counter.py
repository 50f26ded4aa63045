"""Facts of the counter: staff, goods, stock, shifts, sales, baskets."""

from __future__ import annotations

import msgspec

from sync.wire.record import Fact, Person, Record


class Tender(Record, frozen=True, kw_only=True):
    """One way in which a sale was paid: ``amount`` is what it covers (negative: paid out).

    For cash, ``received - change == amount``.
    """

    method: str
    amount: int
    received: int = 0
    change: int = 0
    reference: str = ""
    confirmed_by_hand: bool = False


class Origin(Record, frozen=True, kw_only=True):
    """The receipt line that a returned line comes from."""

    receipt: str
    line: int


class Line(Record, frozen=True, kw_only=True):
    """One line of a receipt; a returned line has a negative quantity and negative amounts.

    ``gross`` is quantity times price, ``discount`` the line's own, ``share`` its part of the
    basket's discount, ``amount = gross - discount - share``; ``net`` is what was really paid for it
    after its part of the rounding.
    """

    no: int
    item: str
    name: str
    qty: int
    price: int
    list_price: int
    gross: int
    amount: int
    net: int
    spec: str = ""
    unit: str = ""
    code: str = ""
    category: str = ""
    category_name: str = ""
    discount: int = 0
    share: int = 0
    cost: int = 0
    tax_bp: int = 0
    weighed: bool = False
    tobacco: bool = False
    labels: tuple[str, ...] = ()
    reason: str = ""
    approved_by: Person | None = None
    expiry: str = ""
    note: str = ""
    source: Origin | None = None
    restock: bool = True


class TakenOut(Record, frozen=True, kw_only=True):
    """A line that was in the basket and was removed before payment."""

    item: str
    name: str
    qty: int
    amount: int
    by: Person


class TillOpened(Fact, frozen=True, kw_only=True, tag="till.opened"):
    """First fact of every epoch."""

    shop_name: str
    program: str


class LoggedIn(Fact, frozen=True, kw_only=True, tag="staff.logged_in"):
    role: str


class LoggedOut(Fact, frozen=True, kw_only=True, tag="staff.logged_out"):
    why: str = ""


class PinLocked(Fact, frozen=True, kw_only=True, tag="staff.locked"):
    """Too many wrong PINs in a row for this person."""

    staff: Person
    failures: int
    until: int


class StaffChanged(Fact, frozen=True, kw_only=True, tag="staff.changed"):
    """A person was added, renamed, given another role or PIN, or switched off. No PIN in here."""

    staff: Person
    role: str
    active: bool = True
    pin_changed: bool = False


class SettingChanged(Fact, frozen=True, kw_only=True, tag="setting.changed"):
    name: str
    old: str
    new: str


class ItemSaved(Fact, frozen=True, kw_only=True, tag="item.saved"):
    """Goods created or edited at this till."""

    item: str
    name: str
    spec: str = ""
    unit: str = ""
    code: str = ""
    category: str = ""
    price: int | None = None
    created: bool = False
    changed: tuple[str, ...] = ()


class PriceChanged(Fact, frozen=True, kw_only=True, tag="price.changed"):
    item: str
    name: str
    old: int | None
    new: int
    reason: str = ""
    approved_by: Person | None = None


class CatalogueImported(Fact, frozen=True, kw_only=True, tag="catalogue.imported"):
    file: str
    sha256: str
    created: int
    updated: int
    refused: int


class StockLine(Record, frozen=True, kw_only=True):
    item: str
    name: str
    qty: int
    cost: int = 0
    expiry: str = ""


class StockAdjusted(Fact, frozen=True, kw_only=True, tag="stock.adjusted"):
    """Goods came or went outside a sale: opening stock, write-off, found, own use."""

    reason: str
    lines: tuple[StockLine, ...]
    note: str = ""
    approved_by: Person | None = None


class ShelfLine(Record, frozen=True, kw_only=True):
    """``counted`` thousandths of an item lay there when the books said ``book``, at ``cost`` fen a
    unit. ``why`` they differ: ``lost``, ``found``, ``damaged``, ``expired``, ``own_use``."""

    item: str
    name: str
    book: int
    counted: int
    cost: int = 0
    why: str = ""


class StockCounted(Fact, frozen=True, kw_only=True, tag="stock.counted"):
    """A stocktake: what was counted, also where it agreed with the books."""

    count: str
    lines: tuple[ShelfLine, ...]
    approved_by: Person | None = None


class ShiftOpened(Fact, frozen=True, kw_only=True, tag="shift.opened"):
    shift: str
    label: str
    opening_float: int


class CashMoved(Fact, frozen=True, kw_only=True, tag="cash.moved"):
    """Cash put into (positive) or taken out of (negative) the drawer, not by a sale."""

    shift: str
    amount: int
    reason: str
    note: str = ""
    approved_by: Person | None = None


class ShiftReported(Fact, frozen=True, kw_only=True, tag="shift.reported"):
    """An X report was looked at or printed."""

    shift: str


class ShiftClosed(Fact, frozen=True, kw_only=True, tag="shift.closed"):
    """The drawer was counted blind; ``variance = counted - expected``.

    ``notes`` maps the face in fen to the number of pieces; ``left`` stays as the next float.
    """

    shift: str
    counted: int
    expected: int
    variance: int
    sales: int
    turnover: int
    left: int = 0
    notes: dict[str, int] = msgspec.field(default_factory=dict)
    reason: str = ""
    parked: int = 0
    unsent: int = 0
    handed_to: Person | None = None


class SaleCompleted(Fact, frozen=True, kw_only=True, tag="sale.completed"):
    """A sale, a return (all lines negative) or an exchange (both signs), paid or refunded.

    ``total`` is the sum of the lines' amounts and the delivery ``fee``; ``due = total - rounding``
    is the sum of the tenders. ``order`` is the order that was handed over with it.
    """

    receipt: str
    shift: str
    lines: tuple[Line, ...]
    total: int
    due: int
    tenders: tuple[Tender, ...]
    mode: str = "sale"
    rounding: int = 0
    saved: int = 0
    basket: str = ""
    note: str = ""
    reason: str = ""
    approved_by: Person | None = None
    taken_out: tuple[TakenOut, ...] = ()
    source: str = ""
    order: str = ""
    order_mode: str = ""
    order_number: str = ""
    fee: int = 0


class BasketVoided(Fact, frozen=True, kw_only=True, tag="basket.voided"):
    basket: str
    lines: tuple[Line, ...]
    total: int
    reason: str = ""
    approved_by: Person | None = None
    taken_out: tuple[TakenOut, ...] = ()


class BasketParked(Fact, frozen=True, kw_only=True, tag="basket.parked"):
    """``content`` is the tills' own encoding of the basket, so that any till can go on."""

    basket: str
    content: str
    lines: int
    total: int
    label: str = ""


class BasketRecalled(Fact, frozen=True, kw_only=True, tag="basket.recalled"):
    basket: str


class ReceiptReprinted(Fact, frozen=True, kw_only=True, tag="receipt.reprinted"):
    receipt: str
    copy: int


class DrawerOpened(Fact, frozen=True, kw_only=True, tag="drawer.opened"):
    shift: str
    reason: str
    approved_by: Person | None = None


class SaleAsked(Fact, frozen=True, kw_only=True, tag="sale.asked"):
    """A customer asked for goods that the shop did not have."""

    asked: str
    item: str = ""
    qty: int = 1000
