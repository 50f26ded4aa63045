"""What shop and HQ write down of supply: suppliers, proposals, orders, shipments, claims, bills.

Money is in fen, quantities in thousandths, times in UTC ms, dates ``YYYY-MM-DD``.
"""

from __future__ import annotations

from sync.wire.record import Record

WAREHOUSE, REGIONAL, FACTORY, ORIGIN, LOCAL = "hq", "regional", "factory", "origin", "local"
SHORT, OVER, DAMAGED, WRONG, EXPIRED = "short", "over", "damaged", "wrong", "expired"
CLAIM_REASONS = (SHORT, OVER, DAMAGED, WRONG, EXPIRED)
CHANGE_REASONS = ("holiday", "event", "no_room", "no_cash", "other")


class Choice(Record, frozen=True, kw_only=True):
    """What so many packs would mean: chance of running out (basis points), expected waste."""

    packs: int
    risk_bp: int
    waste: int = 0


class SupplyLine(Record, frozen=True, kw_only=True):
    """One line of an order to a supplier: ``packs`` of ``pack`` thousandths at ``cost`` fen each.

    ``proposed`` packs were proposed; ``reason`` is why the owner changed it. -1: not proposed.
    """

    item: str
    name: str
    packs: int
    pack: int
    cost: int
    spec: str = ""
    unit: str = ""
    code: str = ""
    proposed: int = -1
    reason: str = ""


class ShipmentLine(Record, frozen=True, kw_only=True):
    """Goods in a carton: ``qty`` thousandths at ``cost`` fen for one unit."""

    item: str
    name: str
    qty: int
    cost: int
    expiry: str = ""
    batch: str = ""
    spec: str = ""
    unit: str = ""
    code: str = ""


class Carton(Record, frozen=True, kw_only=True):
    code: str
    lines: tuple[ShipmentLine, ...]


class ReceivedLine(Record, frozen=True, kw_only=True):
    """What came of one item and date: ``expected`` by the note, ``qty`` taken onto the shelf.

    ``cost`` is fen for one unit; ``average`` the moving average cost after it.
    """

    item: str
    name: str
    expected: int
    qty: int
    cost: int
    average: int = 0
    expiry: str = ""
    batch: str = ""
    carton: str = ""


class SecondReceipt(Record, frozen=True, kw_only=True):
    """A receipt that does not count: the delivery had been received before, at this or another
    till. ``at`` is UTC ms; ``differs``: it says other quantities than the one that counts."""

    receiving: str
    till: str
    at: int
    differs: bool = False


class ClaimLine(Record, frozen=True, kw_only=True):
    """What is claimed: ``reason`` is one of CLAIM_REASONS, ``photo`` a file's name and SHA-256."""

    item: str
    name: str
    qty: int
    cost: int
    reason: str
    note: str = ""
    photo: str = ""
    photo_sha256: str = ""


class Said(Record, frozen=True, kw_only=True):
    """One thing that HQ says of an order or a claim, for the till to put into words.

    ``code`` is one of `SAID`, a newer HQ may know more; ``date`` is the date it is about.
    """

    code: str
    date: str = ""


NO_SUPPLIER, TWICE, NO_ORDER_DAY, NEXT_TRUCK = "no_supplier", "twice", "no_order_day", "next_truck"
BELOW_LEAST, SOLD_OUT, FIRST_ORDER = "below_least", "sold_out", "first_order"
TOO_LATE, OTHER_RECEIPT, NO_RECEIPT = "too_late", "other_receipt", "no_receipt"
MORE_THAN_CAME, OVER_LIMIT, LET_GO = "more_than_came", "over_limit", "let_go"
TURNED_DOWN = "turned_down"
SAID = (
    NO_SUPPLIER, TWICE, NO_ORDER_DAY, NEXT_TRUCK, BELOW_LEAST, SOLD_OUT, FIRST_ORDER, TOO_LATE,
    OTHER_RECEIPT, NO_RECEIPT, MORE_THAN_CAME, OVER_LIMIT, LET_GO, TURNED_DOWN,
)  # fmt: skip


NO_ACCOUNT, NO_LIMIT, BY_LINE = "none", "open", "line"
"""What limits the orders of a shop: HQ opened no account for it; nothing; its credit line."""


class Due(Record, frozen=True, kw_only=True):
    """What a shop owes on a date."""

    date: str
    amount: int
