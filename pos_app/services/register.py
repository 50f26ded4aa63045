"""The register: the basket that is being built, as keys and scans change it.

It holds no connection of its own: it looks goods up through narrow ports and hands each new draft
to a saver, so that the screen paints at once and the disk follows.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from pos_app.domain import basket as b
from pos_app.domain import pricing
from pos_app.domain.barcode import Parsed, parse
from pos_app.domain.basket import Basket, BasketLine, Discount, Override
from pos_app.domain.calendar import business_date
from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.identifier import new_id
from pos_app.domain.in_store import InStoreFormat
from pos_app.domain.item import Item, Scanned
from pos_app.domain.money import MILLI, divide, format_qty
from pos_app.domain.pricing import Priced
from pos_app.domain.staff import Staff, require
from pos_app.services import basket_codec
from pos_app.services.people import approval
from pos_app.services.ports import Clock
from sync.wire.order_machine import OrderView

UNDO_STEPS = 50


class GoodsFinder(Protocol):
    def by_code(self, code: str) -> Scanned | None: ...
    def by_plu(self, plu: str) -> Item | None: ...


class Expiries(Protocol):
    def only_expired(self, item: str, today: str) -> str: ...
    def mark_down(self, item: str, expiry: str) -> int | None: ...


class Promises(Protocol):
    """What open orders hold back; thousandths."""

    def promised(self, item: str) -> int: ...
    def available(self, item: str) -> int: ...
    def holders(self, item: str) -> list[tuple[OrderView, int]]: ...


class RegisterRules(Protocol):
    """The settings that the register obeys."""

    def number(self, name: str) -> int: ...
    def day_end_hour(self) -> int: ...


class Register:
    """One till's basket on the screen, with undo. An error leaves it unchanged."""

    def __init__(
        self,
        goods: GoodsFinder,
        expiries: Expiries,
        rules: RegisterRules,
        clock: Clock,
        save_draft: Callable[[str], None],
        formats: tuple[InStoreFormat, ...],
        promises: Promises | None = None,
    ) -> None:
        self._goods = goods
        self._expiries = expiries
        self._rules = rules
        self._clock = clock
        self._save_draft = save_draft
        self._formats = formats
        self._promises = promises
        self._history: list[Basket] = []
        self.basket = self._empty()
        self.priced = pricing.price(self.basket)

    def _empty(self) -> Basket:
        return Basket(id=new_id(self._clock.now_ms()))

    def _become(self, basket: Basket) -> Priced:
        self._history = [*self._history[-UNDO_STEPS:], self.basket]
        self._show(basket)
        return self.priced

    def _show(self, basket: Basket) -> None:
        self.priced = pricing.price(basket)
        self.basket = basket
        self._save_draft("" if basket.is_empty else basket_codec.encode(basket))

    def start(self, basket: Basket | None = None) -> None:
        """Begin with an empty basket, or go on with a recalled or rescued one."""
        self._history = []
        if basket is None:
            self.basket = self._empty()
            self.priced = pricing.price(self.basket)
        else:
            self._show(basket)

    @property
    def can_undo(self) -> bool:
        return bool(self._history)

    def undo(self) -> Priced:
        """One step back; nothing happens when there is none."""
        if self._history:
            self._show(self._history.pop())
        return self.priced

    def read(self, text: str) -> Parsed:
        """What a scanned or typed text is on the sale screen."""
        return parse(text, mode="sale", formats=self._formats)

    def look_up(self, text: str) -> Scanned:
        """The goods that a code means.

        Raises ShopError ``unknown_code``, ``payment_code``, ``bad_code``.
        """
        parsed = self.read(text)
        if parsed.kind == "payment_code":
            raise ShopError("payment_code")
        for code in parsed.candidates:
            found = self._goods.by_code(code)
            if found is not None:
                return self._dated(
                    replace(found, code=code, qty=parsed.qty or found.qty, expiry=parsed.expiry)
                )
        item = self._goods.by_plu(parsed.plu) if parsed.plu else None
        if item is not None:
            return _embedded(item, parsed)
        if parsed.doubt:
            raise ShopError("payment_code")
        raise ShopError("bad_code" if parsed.damaged else "unknown_code", code=parsed.text)

    def _dated(self, scanned: Scanned) -> Scanned:
        """A batch whose date was scanned is sold at what it was marked down to."""
        if not scanned.expiry:
            return scanned
        price = self._expiries.mark_down(scanned.item.id, scanned.expiry)
        return scanned if price is None else replace(scanned, marked_down=price)

    def scan(self, text: str, times: int = MILLI, *, approved_by: Staff | None = None) -> Priced:
        """Look up and add, ``times`` thousandths over. Raises as `look_up` and `add` do."""
        return self.add(self.look_up(text), times, approved_by=approved_by)

    def add(
        self, scanned: Scanned, times: int = MILLI, *, approved_by: Staff | None = None
    ) -> Priced:
        """Raises ``no_price``, ``bad_quantity``; NeedsApproval(``expired``), and (``promised``) for
        goods that are left for others alone.
        """
        self._refuse_expired(scanned, approved_by)
        basket = b.add(self.basket, scanned, times)
        self._refuse_promised(basket, scanned.item, approved_by)
        if approved_by is not None:
            basket = _mark(basket, approved_by)
        return self._become(basket)

    def _refuse_expired(self, scanned: Scanned, approved_by: Staff | None) -> None:
        now = self._clock.now_ms()
        today = business_date(now, self._clock.offset_minutes(now), self._rules.day_end_hour())
        expiry = scanned.expiry or self._expiries.only_expired(scanned.item.id, today)
        if expiry and expiry < today and not (approved_by and approved_by.may("expired")):
            raise NeedsApproval("expired", name=scanned.item.name, expiry=expiry)

    def _refuse_promised(self, basket: Basket, item: Item, approved_by: Staff | None) -> None:
        """Say whose the goods are before the last ones go over the counter; once a basket."""
        promised = self._promises.promised(item.id) if self._promises else 0
        if not promised or self._promises is None:
            return
        lines = [ln for ln in basket.lines if ln.item.id == item.id and ln.qty > 0]
        free = self._promises.available(item.id)
        decided = any(ln.approved_by for ln in lines)
        if decided or sum(ln.qty for ln in lines) <= free:
            return
        if approved_by is not None and approved_by.may("promised"):
            return
        whose = [_holder(view, qty) for view, qty in self._promises.holders(item.id)]
        raise NeedsApproval(
            "promised", name=item.name, left=format_qty(free + promised),
            promised=format_qty(promised), whose=", ".join(whose),
        )  # fmt: skip

    def select(self, no: int) -> None:
        self.basket = b.select(self.basket, no)

    def set_qty(self, no: int, qty: int, *, approved_by: Staff | None = None) -> Priced:
        """Raises ``bad_quantity``, NeedsApproval(``promised``)."""
        return self._grown(b.set_qty(self.basket, no, qty), no, approved_by)

    def step(
        self, no: int, pieces: int, staff: Staff, *, approved_by: Staff | None = None
    ) -> Priced:
        """Raises as `set_qty` does."""
        return self._grown(b.step_qty(self.basket, no, pieces, _who(staff)), no, approved_by)

    def _grown(self, basket: Basket, no: int, approved_by: Staff | None) -> Priced:
        before = self.basket.line(no)
        now = next((line.qty for line in basket.lines if line.no == no), 0)
        if now > before.qty:
            self._refuse_promised(basket, before.item, approved_by)
        return self._become(_mark(basket, approved_by) if approved_by else basket)

    def remove(self, no: int, staff: Staff) -> Priced:
        return self._become(b.remove(self.basket, no, _who(staff)))

    def set_price(
        self, no: int, price: int, reason: str, staff: Staff, approved_by: Staff | None = None
    ) -> Priced:
        """Raises NeedsApproval, ``reason_missing``, ``bad_price``, ``tobacco_floor``."""
        approver = require(staff, "override_price", approved_by)
        if not reason.strip():
            raise ShopError("reason_missing")
        override = Override(
            price=price, reason=without_cards(reason.strip()), approved_by=approval(approver)
        )
        return self._become(b.set_price(self.basket, no, override))

    def discount_line(
        self, no: int, discount: Discount | None, staff: Staff, approved_by: Staff | None = None
    ) -> Priced:
        """A cashier may give up to the limit that the owner set; more asks for an approver."""
        line = next(p for p in self.priced.lines if p.line.no == self.basket.line(no).no)
        allowed = self._authorise(discount, line.gross, staff, approved_by)
        return self._become(b.set_discount(self.basket, no, allowed))

    def discount_basket(
        self, discount: Discount | None, staff: Staff, approved_by: Staff | None = None
    ) -> Priced:
        whole = sum(p.gross - p.discount for p in self.priced.lines if p.gross > 0)
        allowed = self._authorise(discount, whole, staff, approved_by)
        return self._become(b.set_basket_discount(self.basket, allowed))

    def _authorise(
        self, discount: Discount | None, base: int, staff: Staff, approved_by: Staff | None
    ) -> Discount | None:
        if discount is None:
            return None
        b.check_discount(discount)
        limit = self._rules.number("discount_limit_bp")
        rate = discount.rate_bp + (divide(discount.amount * 10_000, base) if base else 0)
        approver = require(staff, "discount", approved_by) if rate > limit else None
        return replace(discount, approved_by=approval(approver))

    def note(self, no: int, text: str) -> Priced:
        return self._become(b.set_line_note(self.basket, no, text))

    def add_return(self, line: BasketLine) -> Priced:
        return self._become(b.add_return(self.basket, line))

    def replace_basket(self, basket: Basket) -> Priced:
        """Another whole basket, built by a service (returns filled from a receipt)."""
        return self._become(basket)


def _holder(view: OrderView, qty: int) -> str:
    """``陈奶奶 2``; an order without a name is known by its number."""
    return f"{view.order.customer.name or view.order.number} {format_qty(qty)}"


def _who(staff: Staff) -> b.Approval:
    return b.Approval(id=staff.id, name=staff.name)


def _mark(basket: Basket, approved_by: Staff) -> Basket:
    lines = tuple(
        replace(line, approved_by=_who(approved_by)) if line.no == basket.selected else line
        for line in basket.lines
    )
    return replace(basket, lines=lines)


def _embedded(item: Item, parsed: Parsed) -> Scanned:
    """A scale label: the weight, or the amount from which the weight follows at today's price."""
    qty = parsed.qty
    if not qty and parsed.amount and item.price:
        qty = divide(parsed.amount * MILLI, item.price)
    return Scanned(item=item, code=parsed.text, qty=qty or MILLI, amount=parsed.amount or None)
