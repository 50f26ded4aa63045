"""Rows of supply that HQ feeds: suppliers, proposals and why, orders, shipments, money."""

from __future__ import annotations

import msgspec

from sync.wire.feed_row import Row
from sync.wire.supply import Carton, Choice, Due, Said, SecondReceipt


class SupplierRow(Row, frozen=True, kw_only=True):
    """Who delivers. ``order_days`` are weekdays (0 Monday), ``cutoff`` minutes after midnight.

    ``return_days``: goods may go back until so many days before they expire; -1: never.
    ``claim_days``: claims are taken for so many days after delivery.
    """

    code: str
    name: str
    kind: str
    order_days: tuple[int, ...] = ()
    cutoff: int = 1020
    lead_days: int = 1
    lead_spread: int = 0
    minimum: int = 0
    return_days: int = -1
    claim_days: int = 3


class SupplyItemRow(Row, frozen=True, kw_only=True):
    """How an item is bought: ``pack`` thousandths at ``cost`` fen a pack, at least ``moq``."""

    item: str
    supplier: str
    pack: int
    cost: int
    moq: int = 1
    pack_code: str = ""
    available: bool = True
    substitute: str = ""


class ProposalRow(Row, frozen=True, kw_only=True):
    """One order that HQ proposes. ``budget`` is what the credit leaves room for (fen).

    ``deadline`` UTC ms; ``delivery`` the date of arrival; ``state``: open, ordered or lapsed.
    ``missing`` names goods that the shop would need and the supplier is out of.
    """

    id: str
    supplier: str
    supplier_name: str
    date: str
    delivery: str
    deadline: int
    budget: int
    lines: int
    state: str = "open"
    risk_bp: int = 0
    waste: int = 0
    missing: tuple[str, ...] = ()


class ProposalLineRow(Row, frozen=True, kw_only=True):
    """A line of a proposal with all that its sentence is made of; key is proposal|item.

    ``sold`` are thousandths of the last 7 days, oldest first, ``sold28`` of 28 days; ``expected``
    and ``upper`` are the demand until the arrival of the next order; ``base`` of it without the
    promotion, ``promo`` what that adds and ``stand_in`` what goods that are out would have sold;
    ``habit`` packs of ``packs`` are there because the owner usually adds or takes off so many.
    ``choices`` say what other numbers of packs would mean.
    """

    proposal: str
    item: str
    name: str
    packs: int
    pack: int
    cost: int
    have: int
    coming: int
    expected: int
    upper: int
    choices: tuple[Choice, ...]
    spec: str = ""
    unit: str = ""
    code: str = ""
    category: str = ""
    category_name: str = ""
    sold: tuple[int, ...] = ()
    sold28: int = 0
    base: int = 0
    promo: int = 0
    why_zh: str = ""
    why_en: str = ""
    tags: tuple[str, ...] = ()
    shelf_life: int = 0
    price: int = 0
    moq: int = 1
    cut: int = 0
    stand_in: int = 0
    habit: int = 0


class AssortmentRow(Row, frozen=True, kw_only=True):
    """Goods that HQ proposes to ``list`` or ``delist`` (``deed``), with why; state open or done."""

    id: str
    deed: str
    item: str
    name: str
    supplier: str = ""
    supplier_name: str = ""
    spec: str = ""
    unit: str = "件"
    code: str = ""
    category: str = ""
    category_name: str = ""
    price: int = 0
    cost: int = 0
    pack: int = 1000
    origin: str = ""
    shelf_life: int = 0
    why_zh: str = ""
    why_en: str = ""
    asked: int = 0
    state: str = "open"


class SupplyOrderRow(Row, frozen=True, kw_only=True):
    """What HQ made of an order of the shop: taken, shipped, received, late, refused, held.

    A held one waits until the credit line has room for it or HQ lets it go.

    ``cut`` maps items to the packs that HQ could not give: shortages are shared among stores.
    ``said`` is what ``note`` says, for a till of another language.
    """

    id: str
    supplier: str
    supplier_name: str
    state: str
    delivery: str
    total: int
    cut: dict[str, int] = msgspec.field(default_factory=dict)
    note: str = ""
    said: tuple[Said, ...] = ()


class ShipmentRow(Row, frozen=True, kw_only=True):
    """A shipment note; ``total`` fen are billed for it, ``due`` is when.

    ``received_by`` is the till whose receipt counts; ``again`` are those that do not count.
    """

    id: str
    order: str
    supplier: str
    supplier_name: str
    date: str
    cartons: tuple[Carton, ...]
    total: int
    due: str = ""
    state: str = "on_the_way"
    received_by: str = ""
    again: tuple[SecondReceipt, ...] = ()


class ClaimRow(Row, frozen=True, kw_only=True):
    """HQ's answer to a claim or to goods sent back: open, granted, refused; ``credited`` fen.

    What is open may be credited in part: the rest waits for an operator. ``said`` is what ``note``
    says where a rule decided; an operator's own words are only a note.
    """

    id: str
    shipment: str
    state: str
    amount: int
    credited: int = 0
    note: str = ""
    said: tuple[Said, ...] = ()


class BillRow(Row, frozen=True, kw_only=True):
    """One entry of the shop's account with HQ, positive: owed by the shop.

    ``kind``: bill, credit (a claim or goods sent back), payment. ``due`` is empty but for bills.
    """

    id: str
    kind: str
    date: str
    amount: int
    ref: str = ""
    due: str = ""
    note: str = ""
    open: int = 0


class CreditRow(Row, frozen=True, kw_only=True):
    """Where the shop stands with HQ: its line, what it owes in all, what falls due when.

    ``limit``: none (no account was opened), open (no limit) or line (orders up to ``line``); empty
    from an HQ that does not say, where a line of 0 means no limit. ``ordered`` fen are on order,
    ``held`` fen of orders wait for room.
    """

    id: str
    line: int
    balance: int
    terms_days: int
    due: tuple[Due, ...] = ()
    ordered: int = 0
    limit: str = ""
    held: int = 0


SUPPLY_TABLES: dict[str, type[Row]] = {
    "supplier": SupplierRow,
    "supply_item": SupplyItemRow,
    "proposal": ProposalRow,
    "proposal_line": ProposalLineRow,
    "assortment": AssortmentRow,
    "supply_order": SupplyOrderRow,
    "shipment": ShipmentRow,
    "claim": ClaimRow,
    "bill": BillRow,
    "credit": CreditRow,
}
