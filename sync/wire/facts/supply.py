"""Facts of supply: what the shop ordered, received, claimed, gave back and decided to list."""

from __future__ import annotations

import msgspec

from sync.wire.record import Fact, Person, Record
from sync.wire.supply import ClaimLine, ReceivedLine, SupplyLine


class SupplyOrdered(Fact, frozen=True, kw_only=True, tag="supply.ordered"):
    """An order to one supplier. ``deadline`` UTC ms: until then HQ takes it for ``delivery``.

    ``proposal`` is what it answers, empty for an order made without one; ``fallback``: the lines
    were proposed by the till itself; ``left_out`` proposed goods of which she wanted none, with her
    reason.
    """

    order: str
    supplier: str
    supplier_name: str
    delivery: str
    deadline: int
    lines: tuple[SupplyLine, ...]
    total: int
    proposal: str = ""
    fallback: bool = False
    automatic: bool = False
    left_out: dict[str, str] = msgspec.field(default_factory=dict)


class GoodsReceived(Fact, frozen=True, kw_only=True, tag="goods.received"):
    """Goods came and were taken onto the shelf.

    ``shipment`` and ``order`` are empty where there was no note; ``supplier`` names whom it came
    from. ``total`` is what the received goods cost. ``instead_of`` is an earlier receiving of the
    same till that had no note and was of these very goods: with this one it no longer counts.
    """

    receiving: str
    supplier: str
    supplier_name: str
    lines: tuple[ReceivedLine, ...]
    total: int
    shipment: str = ""
    order: str = ""
    blind: bool = False
    note: str = ""
    paid_cash: int = 0
    instead_of: str = ""


class ClaimMade(Fact, frozen=True, kw_only=True, tag="claim.made"):
    """``amount`` fen are claimed; ``deadline`` UTC ms is until when HQ takes claims for it."""

    claim: str
    receiving: str
    shipment: str
    supplier: str
    lines: tuple[ClaimLine, ...]
    amount: int
    deadline: int = 0
    note: str = ""


class GoodsSentBack(Fact, frozen=True, kw_only=True, tag="goods.sent_back"):
    """Goods returned to HQ in its window; ``amount`` fen of credit are expected."""

    sending: str
    supplier: str
    lines: tuple[ReceivedLine, ...]
    amount: int
    reason: str = ""
    approved_by: Person | None = None


class MarkedDown(Fact, frozen=True, kw_only=True, tag="batch.marked_down"):
    """A near-expiry batch is sold for less until its last day: ``price`` fen instead of ``old``.

    ``qty`` thousandths are left of it; ``price`` 0 takes the mark-down back.
    """

    item: str
    name: str
    expiry: str
    old: int
    price: int
    qty: int
    cost: int = 0
    approved_by: Person | None = None


class ProposedGoods(Record, frozen=True, kw_only=True):
    item: str
    name: str


class AssortmentAnswered(Fact, frozen=True, kw_only=True, tag="assortment.answered"):
    """The owner's answer to goods that HQ proposed to list or to take out."""

    proposal: str
    deed: str
    goods: ProposedGoods
    accepted: bool
    reason: str = ""
