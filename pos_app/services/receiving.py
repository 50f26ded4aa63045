"""Goods that arrive: scanned against a note or blind, kept at every scan, booked as one fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import msgspec

from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import ShopError
from pos_app.domain.identifier import new_id
from pos_app.domain.money import extend
from pos_app.domain.receiving import (
    EarlierLine,
    EarlierReceipt,
    average_without,
    moving_average,
)
from pos_app.domain.staff import Staff, require
from pos_app.services.goods import TILL, Goods
from pos_app.services.parking import Drafts
from pos_app.services.people import person
from pos_app.services.ports import Clock, Ledger
from sync.wire.facts import CashMoved, ClaimMade, GoodsReceived, GoodsSentBack, MarkedDown
from sync.wire.supply import CLAIM_REASONS, ClaimLine, ReceivedLine

SLOT = "receiving"
DAY_MS = 86_400_000


class Counted(msgspec.Struct, frozen=True, kw_only=True):
    """So much of an item and date that was counted at the door; ``cost`` fen a unit."""

    item: str
    name: str
    qty: int
    cost: int
    expected: int = 0
    expiry: str = ""
    batch: str = ""
    carton: str = ""
    unit: str = ""
    spec: str = ""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A receiving under way. ``cartons`` are those that were scanned; ``claims`` what is wrong;
    ``instead_of`` the receiving without a note that was of these very goods."""

    id: str
    supplier: str = ""
    supplier_name: str = ""
    shipment: str = ""
    order: str = ""
    blind: bool = False
    counted: tuple[Counted, ...] = ()
    cartons: tuple[str, ...] = ()
    claims: tuple[ClaimLine, ...] = ()
    note: str = ""
    instead_of: str = ""


class Levels(Protocol):
    def on_hand(self, item: str) -> int: ...


class Shifts(Protocol):
    def open_shift_id(self) -> str | None: ...


class Receivings(Protocol):
    def was_received(self, shipment: str) -> bool: ...
    def was_booked(self, receiving: str) -> bool: ...
    def without_note(self, receiving: str) -> EarlierReceipt | None: ...


class Receiving:
    def __init__(
        self,
        ledger: Ledger,
        goods: Goods,
        stock: Levels,
        records: Receivings,
        shifts: Shifts,
        drafts: Drafts,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._goods = goods
        self._stock = stock
        self._records = records
        self._shifts = shifts
        self._drafts = drafts
        self._clock = clock

    def begin(self, **about: str | bool) -> Draft:
        """A new draft under an id of its own; the fields of `Draft` say from whom and by what."""
        fields = {"id": new_id(self._clock.now_ms())} | about
        return msgspec.convert(fields, Draft)

    def keep(self, draft: Draft | None, staff: Staff) -> None:
        """Save the receiving as it stands, or let it go. No fact."""
        text = msgspec.json.encode(draft).decode() if draft else ""
        with self._ledger.transaction(person(staff)):
            self._drafts.save(SLOT, text, self._clock.now_ms())

    def kept(self) -> Draft | None:
        """The receiving that was under way, whatever happened in between."""
        return decode_draft(self._drafts.load(SLOT))

    def finish(
        self,
        draft: Draft,
        staff: Staff,
        *,
        claim_until: int = 0,
        paid_cash: int = 0,
        approved_by: Staff | None = None,
    ) -> str:
        """Book it: stock, dates, cost, and the claim where something was wrong; gives its id.

        ``claim_until`` UTC ms is HQ's deadline for claims; ``paid_cash`` fen were paid out of the
        drawer to a local supplier. Raises NeedsApproval(``receive``), ShopError
        ``nothing_received``, ``already_received``, ``earlier_gone``, ``claim_late``, ``no_shift``.
        """
        require(staff, "receive", approved_by)
        if not draft.counted and not draft.claims:
            raise ShopError("nothing_received")
        if any(c.qty < 0 or c.cost < 0 for c in draft.counted):
            raise ShopError("bad_quantity")
        if paid_cash < 0:
            raise ShopError("bad_amount")
        now = self._clock.now_ms()
        if draft.claims and claim_until and now > claim_until:
            raise ShopError("claim_late")
        shift = self._shifts.open_shift_id() if paid_cash else None
        if paid_cash and shift is None:
            raise ShopError("no_shift")
        with self._ledger.transaction(person(staff)) as tx:
            noted = draft.shipment and self._records.was_received(draft.shipment)
            if noted or self._records.was_booked(draft.id):
                raise ShopError("already_received")
            lines = self._lines(draft.counted, self._earlier(draft))
            tx.append(_received(draft, lines, paid_cash))
            if draft.claims:
                tx.append(_claim(draft, new_id(now), claim_until))
            if paid_cash and shift is not None:
                tx.append(
                    CashMoved(
                        shift=shift,
                        amount=-paid_cash,
                        reason="supplier",
                        note=draft.supplier_name,
                    )
                )
            self._take_costs(lines, staff)
            self._drafts.save(SLOT, "", 0)
        return draft.id

    def _earlier(self, draft: Draft) -> Sequence[EarlierLine]:
        """What is taken back because this receiving stands for it."""
        if not draft.instead_of:
            return ()
        found = self._records.without_note(draft.instead_of)
        if found is None:
            raise ShopError("earlier_gone")
        return found.lines

    def _level(self, item_id: str, earlier: Sequence[EarlierLine]) -> tuple[int, int]:
        """Thousandths on hand and what one cost on average, as if the earlier had not come."""
        item = self._goods.get(item_id)
        on_hand, average = self._stock.on_hand(item_id), item.cost if item else 0
        for line in earlier:
            if line.item == item_id:
                average = average_without(on_hand, average, line.qty, line.cost)
                on_hand -= line.qty
        return on_hand, average

    def _lines(
        self, counted: Sequence[Counted], earlier: Sequence[EarlierLine]
    ) -> tuple[ReceivedLine, ...]:
        """Every line with the moving average after it, in the order in which they were counted."""
        levels: dict[str, tuple[int, int]] = {}
        lines = []
        for one in counted:
            if one.item not in levels:
                levels[one.item] = self._level(one.item, earlier)
            on_hand, average = levels[one.item]
            average = moving_average(on_hand, average, one.qty, one.cost)
            levels[one.item] = (on_hand + one.qty, average)
            lines.append(
                ReceivedLine(
                    item=one.item,
                    name=one.name,
                    expected=one.expected,
                    qty=one.qty,
                    cost=one.cost,
                    average=average,
                    expiry=one.expiry,
                    batch=one.batch,
                    carton=one.carton,
                )
            )
        return tuple(lines)

    def _take_costs(self, lines: Sequence[ReceivedLine], staff: Staff) -> None:
        for item_id, average in {ln.item: ln.average for ln in lines if ln.qty > 0}.items():
            item = self._goods.get(item_id)
            if item is not None and item.cost != average:
                self._goods.save(
                    replace(item, cost=average),
                    at=self._clock.now_ms(),
                    actor=staff.name,
                    source=TILL,
                )

    def send_back(
        self,
        supplier: str,
        lines: Sequence[ReceivedLine],
        staff: Staff,
        *,
        reason: str = "",
        approved_by: Staff | None = None,
    ) -> str:
        """Goods go back to HQ in its window. Raises NeedsApproval(``write_off``)."""
        approving = require(staff, "write_off", approved_by)
        if not lines or any(line.qty <= 0 for line in lines):
            raise ShopError("bad_quantity")
        sending = new_id(self._clock.now_ms())
        fact = GoodsSentBack(
            sending=sending, supplier=supplier, lines=tuple(lines),
            amount=sum(extend(ln.cost, ln.qty) for ln in lines), reason=without_cards(reason),
            approved_by=person(approving) if approving else None,
        )  # fmt: skip
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(fact)
        return sending

    def mark_down(
        self,
        item_id: str,
        expiry: str,
        price: int,
        qty: int,
        staff: Staff,
        *,
        approved_by: Staff | None = None,
    ) -> None:
        """Sell a near-expiry batch for less until its last day; ``price`` 0 takes it back.

        Raises NeedsApproval(``override_price``), ShopError ``no_such_item``, ``bad_price``,
        ``tobacco_floor``.
        """
        approving = require(staff, "override_price", approved_by)
        item = self._goods.get(item_id)
        if item is None:
            raise ShopError("no_such_item")
        if item.tobacco:
            raise ShopError("tobacco_floor", floor=item.price_floor)
        if item.price is None or not 0 <= price < item.price:
            raise ShopError("bad_price")
        fact = MarkedDown(
            item=item.id, name=item.name, expiry=expiry, old=item.price, price=price, qty=qty,
            cost=item.cost, approved_by=person(approving) if approving else None,
        )  # fmt: skip
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(fact)


def decode_draft(text: str) -> Draft | None:
    """What was kept; a text of another shape is no draft."""
    if not text:
        return None
    try:
        return msgspec.json.decode(text, type=Draft)
    except msgspec.MsgspecError:
        return None


def _received(draft: Draft, lines: tuple[ReceivedLine, ...], paid_cash: int) -> GoodsReceived:
    return GoodsReceived(
        receiving=draft.id, supplier=draft.supplier, supplier_name=draft.supplier_name,
        lines=lines, total=sum(extend(ln.cost, ln.qty) for ln in lines), shipment=draft.shipment,
        order=draft.order, blind=draft.blind, note=without_cards(draft.note), paid_cash=paid_cash,
        instead_of=draft.instead_of,
    )  # fmt: skip


def _claim(draft: Draft, claim: str, until: int) -> ClaimMade:
    if any(c.reason not in CLAIM_REASONS or c.qty <= 0 for c in draft.claims):
        raise ShopError("reason_missing")
    return ClaimMade(
        claim=claim, receiving=draft.id, shipment=draft.shipment, supplier=draft.supplier,
        lines=draft.claims, amount=sum(extend(c.cost, c.qty) for c in draft.claims),
        deadline=until, note=without_cards(draft.note),
    )  # fmt: skip
