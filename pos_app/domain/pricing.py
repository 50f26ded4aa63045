"""All price arithmetic: a pure function from a basket to what each line and the whole costs.

Order of the steps: unit price or pack price, the line's own discount, the basket's discount spread
over the lines that take it, then (cash only) the rounding, spread as well so that a later return
gives back exactly what was paid.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pos_app.domain.basket import Basket, BasketLine, Discount
from pos_app.domain.money import MILLI, allocate, extend, rate_of
from pos_app.domain.sold_lines import sold_line
from sync.wire.facts import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedLine:
    """``amount = gross - discount - share`` fen; ``list_amount`` is what the list would ask."""

    line: BasketLine
    price: int
    list_price: int
    list_amount: int
    gross: int
    discount: int
    share: int
    labels: tuple[str, ...] = ()

    @property
    def amount(self) -> int:
        return self.gross - self.discount - self.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """A priced basket; ``pieces`` counts a weighed line as one, ``sold`` is what a sale records."""

    basket: Basket
    lines: tuple[PricedLine, ...]
    sold: tuple[Line, ...]
    total: int
    saved: int
    kinds: int
    pieces: int


PACK_LABEL = "pack"
OVERRIDE_LABEL = "override"
DISCOUNT_LABEL = "discount"
SCALE_LABEL = "scale"


def price(basket: Basket) -> Priced:
    """What this basket costs; never fails on a basket that `basket` functions built."""
    lines = tuple([_price_line(line) for line in basket.lines])
    if basket.discount is not None:
        shares = _shares(lines, basket.discount)
        lines = tuple(replace(p, share=s) for p, s in zip(lines, shares, strict=True))
    saved = sum(max(0, p.list_amount - p.amount) for p in lines if p.line.qty > 0)
    return Priced(
        basket=basket,
        lines=lines,
        sold=tuple([_sold(no, p) for no, p in enumerate(lines, 1)]),
        total=sum(p.amount for p in lines),
        saved=saved,
        kinds=len(lines),
        pieces=sum(_pieces(p.line) for p in lines),
    )


def _sold(no: int, p: PricedLine) -> Line:
    return sold_line(
        no, p.line, price=p.price, list_price=p.list_price, gross=p.gross, discount=p.discount,
        share=p.share, labels=p.labels,
    )  # fmt: skip


def _pieces(line: BasketLine) -> int:
    return 1 if line.item.weighed else abs(line.qty) // MILLI


def _price_line(line: BasketLine) -> PricedLine:
    list_price = line.item.price or 0
    unit = line.override.price if line.override else list_price
    labels: list[str] = []
    if line.source is not None:
        gross, list_amount = -line.source.refund, -line.source.refund
    elif line.amount is not None:
        gross = list_amount = line.amount
        if line.item.weighed:
            labels.append(SCALE_LABEL)
    else:
        list_amount = extend(list_price, line.qty)
        gross = list_amount if unit == list_price else extend(unit, line.qty)
        if line.pack is not None and (packed := _pack_gross(line, unit)) != gross:
            gross = packed
            labels.append(PACK_LABEL)
    if line.override:
        labels.append(OVERRIDE_LABEL)
    discount = _off(gross, line.discount)
    if discount:
        labels.append(DISCOUNT_LABEL)
    return PricedLine(
        line=line, price=unit, list_price=list_price, list_amount=list_amount, gross=gross,
        discount=discount, share=0, labels=tuple(labels),
    )  # fmt: skip


def _pack_gross(line: BasketLine, unit: int) -> int:
    """Whole packs at the pack's price, the rest by the piece."""
    pack = line.pack
    if pack is None or pack.price is None or pack.qty <= 0 or line.qty < 0:
        return extend(unit, line.qty)
    packs, rest = divmod(line.qty, pack.qty)
    return packs * pack.price + extend(unit, rest)


def _off(gross: int, discount: Discount | None) -> int:
    if discount is None or gross <= 0:
        return 0
    return min(gross, discount.amount + rate_of(gross, discount.rate_bp))


def _shares(lines: tuple[PricedLine, ...], discount: Discount) -> list[int]:
    takes = [p.amount if p.line.qty > 0 and not p.line.item.tobacco else 0 for p in lines]
    base = sum(takes)
    if base <= 0:
        return [0] * len(lines)
    return allocate(_off(base, discount), takes)


def cash_rounding(due: int, step: int) -> int:
    """Fen that are let go when cash is paid: down only, to the ``step`` (1, 10, 50, 100 fen).

    Shops were fined for rounding up, and a refund is never rounded to the customer's loss.
    """
    return due % step if due > 0 and step > 1 else 0


def net_amounts(priced: Priced, rounding: int) -> list[int]:
    """What was really paid for each line, after its part of the rounding."""
    amounts = [p.gross - p.discount - p.share for p in priced.lines]
    if not rounding:
        return amounts
    parts = allocate(rounding, [max(0, amount) for amount in amounts])
    return [amount - part for amount, part in zip(amounts, parts, strict=True)]


def refund_for(net: int, sold_qty: int, returned_qty: int, returned_fen: int, qty: int) -> int:
    """Fen to give back for ``qty`` more of a line of which some came back before.

    Cumulative and rounded down, so that all visits together give back the paid amount exactly and
    never a fen more.
    """
    together = net * (returned_qty + qty) // sold_qty
    return together - returned_fen
