"""Ordering from suppliers: the owner decides, the order is a fact, HQ answers later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from pos_app.domain.errors import ShopError
from pos_app.domain.identifier import new_id
from pos_app.domain.item import Item
from pos_app.domain.staff import Staff, require
from pos_app.services.goods import TILL, Goods
from pos_app.services.parking import Drafts
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger
from sync.wire.facts import AssortmentAnswered, ProposedGoods, SupplyOrdered
from sync.wire.supply import SupplyLine
from sync.wire.supply_feed import AssortmentRow, ProposalRow

MOST_PACKS = 9_999
LISTED, DELISTED = "list", "delist"


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """What the owner made of a line: packs, and why where they are not what was proposed."""

    packs: int
    reason: str = ""


class OrderRecords(Protocol):
    def order_of(self, proposal: str) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order that is on disk; ``late``: after its deadline, HQ takes it for the next delivery."""

    order: str
    late: bool


class Replenish:
    def __init__(
        self,
        ledger: Ledger,
        records: OrderRecords,
        goods: Goods,
        drafts: Drafts,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._records = records
        self._goods = goods
        self._drafts = drafts
        self._clock = clock

    def keep(self, proposal: str, changed: dict[str, Changed], staff: Staff) -> None:
        """Save what was changed so far, by item, so that a crash loses nothing. No fact."""
        text = msgspec.json.encode(changed).decode() if changed else ""
        with self._ledger.transaction(person(staff)):
            self._drafts.save(slot(proposal), text, self._clock.now_ms())

    def kept(self, proposal: str) -> dict[str, Changed]:
        return decode_changes(self._drafts.load(slot(proposal)))

    def send(
        self,
        proposal: ProposalRow,
        lines: Sequence[SupplyLine],
        staff: Staff,
        *,
        fallback: bool = False,
        automatic: bool = False,
        approved_by: Staff | None = None,
    ) -> Ordered:
        """Order these lines; those with no packs are passed over. A proposal is ordered once.

        Raises NeedsApproval(``order_goods``), ShopError ``nothing_to_order``, ``bad_quantity``,
        ``order_sent``; then nothing was recorded.
        """
        if not automatic:
            require(staff, "order_goods", approved_by)
        if any(not 0 <= line.packs <= MOST_PACKS for line in lines):
            raise ShopError("bad_quantity")
        wanted = tuple(line for line in lines if line.packs)
        if not wanted:
            raise ShopError("nothing_to_order")
        now = self._clock.now_ms()
        fact = SupplyOrdered(
            order=new_id(now),
            supplier=proposal.supplier,
            supplier_name=proposal.supplier_name,
            delivery=proposal.delivery,
            deadline=proposal.deadline,
            lines=wanted,
            total=sum(line.packs * line.cost for line in wanted),
            proposal=proposal.id,
            fallback=fallback,
            automatic=automatic,
            left_out={line.item: line.reason for line in lines if line.reason and not line.packs},
        )
        with self._ledger.transaction(person(staff)) as tx:
            if proposal.id and self._records.order_of(proposal.id):
                raise ShopError("order_sent")
            tx.append(fact)
            self._drafts.save(slot(proposal.id), "", 0)
        return Ordered(order=fact.order, late=bool(fact.deadline) and now > fact.deadline)

    def answer(
        self,
        row: AssortmentRow,
        staff: Staff,
        *,
        accepted: bool,
        reason: str = "",
        approved_by: Staff | None = None,
    ) -> None:
        """List or take out goods that HQ proposed, or say no. Raises NeedsApproval."""
        require(staff, "order_goods", approved_by)
        fact = AssortmentAnswered(
            proposal=row.id,
            deed=row.deed,
            goods=ProposedGoods(item=row.item, name=row.name),
            accepted=accepted,
            reason=reason,
        )
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(fact)
            if accepted:
                self._follow(row, staff)

    def _follow(self, row: AssortmentRow, staff: Staff) -> None:
        """The catalogue at once, without waiting for HQ to feed it."""
        known = self._goods.get(row.item)
        if row.deed == DELISTED and known is not None:
            item = replace(known, active=False)
        elif row.deed == LISTED:
            item = replace(known, active=True) if known else _new_item(row)
        else:
            return
        self._goods.save(item, at=self._clock.now_ms(), actor=staff.name, source=TILL)


def slot(proposal: str) -> str:
    """The draft in which the changes to a proposal lie."""
    return f"supply:{proposal}"


def decode_changes(text: str) -> dict[str, Changed]:
    """What was kept; a text of another shape is no draft."""
    if not text:
        return {}
    try:
        return msgspec.json.decode(text, type=dict[str, Changed])
    except msgspec.MsgspecError:
        return {}


def _new_item(row: AssortmentRow) -> Item:
    return Item(
        id=row.item,
        name=row.name,
        spec=row.spec,
        unit=row.unit,
        code=row.code,
        category=row.category,
        category_name=row.category_name,
        price=row.price or None,
        cost=row.cost,
        supply=row.supplier if row.supplier in ("factory", "origin") else "hq",
        origin=row.origin,
        shelf_life=row.shelf_life,
    )
