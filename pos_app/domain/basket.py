"""The basket on the screen: immutable, every change gives a new one, so undo is a step back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pos_app.domain.card_numbers import without_cards
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item, Pack, Scanned
from pos_app.domain.money import MILLI, WHOLE_BP, divide

MAX_QTY = 99_999 * MILLI
"""More than this is a code that landed in the quantity."""
MAX_PRICE = 9_999_999
MAX_LINES = 400
"""Lines of a basket. HQ takes a sale of some 600; the rest is room for notes and reasons."""
NEAR_EXPIRY = "临期"
"""Why a near-expiry batch is sold for less, as receipts and reports name it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who stepped up for a change that the cashier may not make alone."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """Off the line or basket: ``rate_bp`` (1000 is ten percent off) or ``amount`` fen, not both."""

    rate_bp: int = 0
    amount: int = 0
    reason: str = ""
    approved_by: Approval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Another unit price than the list's."""

    price: int
    reason: str = ""
    approved_by: Approval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The receipt line that comes back; ``refund`` is fen for all of what comes back of it."""

    receipt: str
    line: int
    refund: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BasketLine:
    """``qty`` thousandths, negative for goods coming back; ``amount``: a scale label fixed it."""

    no: int
    item: Item
    qty: int
    code: str = ""
    pack: Pack | None = None
    amount: int | None = None
    expiry: str = ""
    discount: Discount | None = None
    override: Override | None = None
    note: str = ""
    source: Source | None = None
    restock: bool = True
    approved_by: Approval | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A line taken out again before payment, for the owner's evening list."""

    item: str
    name: str
    qty: int
    amount: int
    by: Approval


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """``selected`` is the number of the line that keys act on, 0 for none."""

    id: str
    lines: tuple[BasketLine, ...] = ()
    next_no: int = 1
    selected: int = 0
    discount: Discount | None = None
    note: str = ""
    removed: tuple[Removed, ...] = ()

    def line(self, no: int) -> BasketLine:
        """Raises ShopError ``no_such_line``."""
        for line in self.lines:
            if line.no == no:
                return line
        raise ShopError("no_such_line")

    @property
    def is_empty(self) -> bool:
        return not self.lines


def add(basket: Basket, scanned: Scanned, times: int = MILLI) -> Basket:
    """Put scanned goods in, ``times`` thousandths over.

    The same goods under the same terms join their line; weighed goods, fixed amounts and lines that
    were changed by hand stay apart. Raises ``no_price``, ``bad_quantity``, ``quantity_not_whole``.
    """
    item = scanned.item
    if item.price is None and scanned.amount is None:
        raise ShopError("no_price", name=item.name)
    if scanned.amount is not None:
        check_qty(item, scanned.qty)
        return _append(basket, _line(basket, scanned, scanned.qty))
    qty = divide(scanned.qty * times, MILLI)
    check_qty(item, qty)
    for line in basket.lines:
        if _joins(line, scanned):
            return set_qty(basket, line.no, line.qty + qty)
    return _append(basket, _line(basket, scanned, qty))


def _joins(line: BasketLine, scanned: Scanned) -> bool:
    untouched = line.discount is None and line.override == _mark_down(scanned) and not line.note
    return (
        untouched
        and line.amount is None
        and not scanned.item.weighed
        and line.source is None
        and line.item.id == scanned.item.id
        and line.item.price == scanned.item.price
        and line.pack == scanned.pack
        and line.expiry == scanned.expiry
        and line.qty > 0
    )


def _mark_down(scanned: Scanned) -> Override | None:
    """The price of a near-expiry batch, with the reason that stands on the receipt."""
    if scanned.marked_down is None:
        return None
    return Override(price=scanned.marked_down, reason=NEAR_EXPIRY)


def _line(basket: Basket, scanned: Scanned, qty: int) -> BasketLine:
    return BasketLine(
        no=basket.next_no,
        item=scanned.item,
        qty=qty,
        code=scanned.code,
        pack=scanned.pack,
        amount=scanned.amount,
        expiry=scanned.expiry,
        override=_mark_down(scanned),
    )


def _append(basket: Basket, line: BasketLine) -> Basket:
    """Raises ``basket_full``: such a basket is sold before it becomes too large a record."""
    if len(basket.lines) >= MAX_LINES:
        raise ShopError("basket_full", lines=MAX_LINES)
    return replace(
        basket, lines=(*basket.lines, line), next_no=basket.next_no + 1, selected=line.no
    )


def add_return(basket: Basket, line: BasketLine) -> Basket:
    """Put goods that come back into the basket: a negative line, with or without its source."""
    if line.qty >= 0:
        raise ShopError("bad_quantity")
    return _append(basket, replace(line, no=basket.next_no))


def check_qty(item: Item, qty: int) -> None:
    """Raises ``bad_quantity`` (nothing, or far too much), ``quantity_not_whole``."""
    if qty == 0 or abs(qty) > MAX_QTY:
        raise ShopError("bad_quantity")
    if not item.weighed and qty % MILLI:
        raise ShopError("quantity_not_whole", name=item.name)


def _change(basket: Basket, no: int, change: Callable[[BasketLine], BasketLine]) -> Basket:
    basket.line(no)
    lines = tuple(change(line) if line.no == no else line for line in basket.lines)
    return replace(basket, lines=lines, selected=no)


def set_qty(basket: Basket, no: int, qty: int) -> Basket:
    """Another quantity; not for a line that a scale label fixed or that comes back."""
    line = basket.line(no)
    check_qty(line.item, qty)
    if line.amount is not None or line.source is not None or (qty < 0) != (line.qty < 0):
        raise ShopError("bad_quantity")
    return _change(basket, no, lambda old: replace(old, qty=qty))


def step_qty(basket: Basket, no: int, pieces: int, by: Approval) -> Basket:
    """One more or less; the step below one piece takes the line out."""
    line = basket.line(no)
    qty = line.qty + pieces * MILLI
    if line.qty > 0 and qty <= 0:
        return remove(basket, no, by)
    return set_qty(basket, no, qty)


def set_price(basket: Basket, no: int, override: Override) -> Basket:
    """Another unit price. Raises ``bad_price``, ``tobacco_floor``."""
    line = basket.line(no)
    if not 0 <= override.price <= MAX_PRICE or line.source is not None:
        raise ShopError("bad_price")
    _check_floor(line.item, override.price)
    return _change(basket, no, lambda old: replace(old, override=override, amount=None, pack=None))


def _check_floor(item: Item, price: int) -> None:
    if item.tobacco and price < item.price_floor:
        raise ShopError("tobacco_floor", floor=f"{item.price_floor / 100:.2f}")


def check_discount(discount: Discount) -> None:
    if not 0 <= discount.rate_bp <= WHOLE_BP or discount.amount < 0:
        raise ShopError("below_zero")


def set_discount(basket: Basket, no: int, discount: Discount | None) -> Basket:
    """A discount on one line; tobacco takes none, goods coming back take none."""
    line = basket.line(no)
    if discount is not None:
        check_discount(discount)
        if line.item.tobacco:
            raise ShopError("tobacco_floor", floor=f"{line.item.price_floor / 100:.2f}")
        if line.qty < 0:
            raise ShopError("below_zero")
    return _change(basket, no, lambda old: replace(old, discount=discount))


def set_basket_discount(basket: Basket, discount: Discount | None) -> Basket:
    """A discount over everything that takes one (not tobacco, not goods coming back)."""
    if discount is not None:
        check_discount(discount)
    return replace(basket, discount=discount)


def set_line_note(basket: Basket, no: int, note: str) -> Basket:
    return _change(basket, no, lambda old: replace(old, note=without_cards(note.strip())[:80]))


def select(basket: Basket, no: int) -> Basket:
    basket.line(no)
    return replace(basket, selected=no)


def remove(basket: Basket, no: int, by: Approval) -> Basket:
    """Take a line out; what was taken out stays known to the sale that follows."""
    gone = basket.line(no)
    at = basket.lines.index(gone)
    lines = basket.lines[:at] + basket.lines[at + 1 :]
    price = gone.override.price if gone.override else gone.item.price or 0
    amount = gone.amount if gone.amount is not None else divide(price * gone.qty, MILLI)
    trace = Removed(item=gone.item.id, name=gone.item.name, qty=gone.qty, amount=amount, by=by)
    selected = lines[min(at, len(lines) - 1)].no if lines else 0
    return replace(basket, lines=lines, selected=selected, removed=(*basket.removed, trace))
