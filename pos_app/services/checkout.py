"""Checkout: a basket and what was handed over become one sale fact, once."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from msgspec.structs import replace

from pos_app.domain import pricing
from pos_app.domain.basket import Basket, BasketLine
from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import ShopError
from pos_app.domain.pricing import Priced
from pos_app.domain.staff import Staff, require
from pos_app.domain.tender import CASH, Paid, Part, Settlement, settle
from pos_app.services.parking import SCREEN, Drafts
from pos_app.services.people import person
from pos_app.services.ports import Ledger, Tx
from pos_app.services.return_rules import ReturnRecords, check_returns
from sync.wire.chain import Entry
from sync.wire.facts import (
    BasketVoided,
    Line,
    Person,
    SaleCompleted,
    TakenOut,
    Tender,
)


class Selling(Tx, Protocol):
    """A transaction that knows the open shift and whether this basket was sold before."""

    shift: str | None
    sold_before: bool


class SaleLedger(Ledger, Protocol):
    def selling(self, actor: Person, basket: str) -> AbstractContextManager[Selling]:
        """As `transaction`, begun for the basket with this id."""
        ...


class SaleRecords(ReturnRecords, Protocol):
    def entry_of_basket(self, basket: str) -> Entry | None: ...


class SaleRules(Protocol):
    """The settings that checkout obeys."""

    def rounding_step(self) -> int: ...
    def rounding_auto(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """A sale that is on disk. ``change`` fen go back; ``again``: it stood already, nothing new."""

    entry: Entry
    sale: SaleCompleted
    change: int
    again: bool = False


class Checkout:
    """Completes and voids baskets. The draft on the screen is cleared in the same transaction."""

    def __init__(
        self,
        ledger: SaleLedger,
        sales: SaleRecords,
        drafts: Drafts,
        rules: SaleRules,
    ) -> None:
        self._ledger = ledger
        self._sales = sales
        self._drafts = drafts
        self._rules = rules

    def settle(
        self, basket: Basket, paid: tuple[Paid, ...], *, round_off: bool = False
    ) -> Settlement:
        """What these tenders would mean, without recording anything; raises as `complete` does."""
        return settle(pricing.price(basket).total, paid, rounding_step=self._step(round_off))

    def _step(self, round_off: bool) -> int:
        """Rounding is let go by the cashier's key, or always where the owner set it so."""
        return self._rules.rounding_step() if round_off or self._rules.rounding_auto() else 1

    def complete(
        self,
        basket: Basket,
        paid: tuple[Paid, ...],
        staff: Staff,
        *,
        priced: Priced | None = None,
        approved_by: Staff | None = None,
        round_off: bool = False,
        reason: str = "",
        source: str = "",
    ) -> Sold:
        """Record the sale, return or exchange. A basket that was sold before is not sold again.

        ``priced`` is what the screen shows for this very basket: it is not worked out twice.
        Raises ShopError (``no_shift``, ``empty_basket``, ``expired``, ``not_enough``,
        ``already_returned``, ``disk_full`` ...); then nothing was recorded.
        """
        if basket.is_empty:
            raise ShopError("empty_basket")
        if priced is None or priced.basket is not basket:
            priced = pricing.price(basket)
        back = [line for line in basket.lines if line.qty < 0]
        approving = _authorise(back, staff, approved_by) if back else None
        paid_up = settle(priced.total, paid, rounding_step=self._step(round_off))
        with self._ledger.selling(person(staff), basket.id) as tx:
            if tx.sold_before and (before := self._sales.entry_of_basket(basket.id)):
                return _again(before)
            if tx.shift is None:
                raise ShopError("no_shift")
            if back:
                check_returns(basket, self._sales)
            fact = _fact(basket, priced, paid_up, tx.next_receipt(), tx.shift)
            fact = _signed(fact, reason, source, approving)
            entry = tx.append(fact)
            self._drafts.save(SCREEN, "", 0)
        return Sold(entry=entry, sale=fact, change=paid_up.change)

    def void(
        self,
        basket: Basket,
        staff: Staff,
        *,
        approved_by: Staff | None = None,
        reason: str = "",
    ) -> None:
        """Give the basket up before payment, with a trace. Cashiers need an approver."""
        if basket.is_empty:
            raise ShopError("empty_basket")
        approving = require(staff, "void", approved_by)
        priced = pricing.price(basket)
        fact = BasketVoided(
            basket=basket.id,
            lines=priced.sold,
            total=priced.total,
            reason=without_cards(reason),
            approved_by=person(approving) if approving else None,
            taken_out=_taken_out(basket),
        )
        with self._ledger.transaction(person(staff)) as tx:
            tx.append(fact)
            self._drafts.save(SCREEN, "", 0)


def _authorise(back: list[BasketLine], staff: Staff, approved_by: Staff | None) -> Staff | None:
    """Goods coming back need the right to refund, more so without a receipt."""
    bare = any(line.source is None for line in back)
    return require(staff, "refund_no_receipt" if bare else "refund", approved_by)


def _again(entry: Entry) -> Sold:
    sale = entry.fact
    if not isinstance(sale, SaleCompleted):  # pragma: no cover - the index holds sales alone
        raise TypeError(type(sale).__name__)
    return Sold(entry=entry, sale=sale, change=sum(t.change for t in sale.tenders), again=True)


def _signed(
    fact: SaleCompleted, reason: str, source: str, approving: Staff | None
) -> SaleCompleted:
    if not (reason or source or approving):
        return fact
    fields = {name: getattr(fact, name) for name in fact.__struct_fields__}
    by = person(approving) if approving else None
    return SaleCompleted(
        **fields | {"reason": without_cards(reason), "source": source, "approved_by": by}
    )


def _fact(
    basket: Basket, priced: Priced, paid: Settlement, receipt: str, shift: str
) -> SaleCompleted:
    return SaleCompleted(
        receipt=receipt,
        shift=shift,
        lines=_lines(priced, paid.rounding),
        total=paid.total,
        due=paid.due,
        tenders=tenders(paid),
        mode=_mode(basket),
        rounding=paid.rounding,
        saved=priced.saved,
        basket=basket.id,
        note=basket.note,
        taken_out=_taken_out(basket),
    )


def _mode(basket: Basket) -> str:
    back = sum([line.qty < 0 for line in basket.lines])
    if not back:
        return "sale"
    return "return" if back == len(basket.lines) else "exchange"


def tenders(paid: Settlement) -> tuple[Tender, ...]:
    """What was handed over, as the facts tell it."""
    return tuple(_tender(part) for part in paid.parts)


def _tender(part: Part) -> Tender:
    return Tender(
        method=part.method,
        amount=part.amount,
        received=part.received,
        change=part.change,
        reference=part.reference,
        confirmed_by_hand=part.method != CASH,
    )


def _taken_out(basket: Basket) -> tuple[TakenOut, ...]:
    return tuple(
        TakenOut(
            item=r.item, name=r.name, qty=r.qty, amount=r.amount,
            by=Person(id=r.by.id, name=r.by.name),
        )
        for r in basket.removed
    )  # fmt: skip


def _lines(priced: Priced, rounding: int) -> tuple[Line, ...]:
    """As they were priced; after a rounding each with its part of it."""
    if not rounding:
        return priced.sold
    nets = pricing.net_amounts(priced, rounding)
    return tuple(replace(line, net=net) for line, net in zip(priced.sold, nets, strict=True))
