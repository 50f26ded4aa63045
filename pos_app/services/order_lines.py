"""Lines of an order: out of a basket when it is placed, into a sale when it is handed over."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from pos_app.domain.item import Item
from pos_app.domain.money import allocate
from pos_app.domain.pricing import DISCOUNT_LABEL, OVERRIDE_LABEL, Priced, PricedLine
from pos_app.services.people import approver
from sync.wire.facts import Line
from sync.wire.fulfilment import line_amount
from sync.wire.orders import OrderLine


def ordered(priced: Priced) -> tuple[OrderLine, ...]:
    """What a basket asks for, each line at the price that the basket shows."""
    return tuple(_ordered(no, line) for no, line in enumerate(priced.lines, 1))


def _ordered(no: int, p: PricedLine) -> OrderLine:
    line, item = p.line, p.line.item
    changed = line.override or line.discount
    by = line.approved_by or (changed.approved_by if changed else None)
    return replace(
        order_line(item, line.qty, no=no, price=p.price),
        code=line.code or item.code,
        amount=p.amount,
        off=line_amount(p.price, line.qty) - p.amount,
        list_price=p.list_price,
        expiry=line.expiry,
        reason=changed.reason if changed else "",
        approved_by=approver(by),
    )


def order_line(item: Item, qty: int, *, no: int = 0, price: int | None = None) -> OrderLine:
    """Goods as an order names them; ``price`` None: what the shop asks for them today."""
    each = (item.price or 0) if price is None else price
    return OrderLine(
        no=no,
        item=item.id,
        name=item.name,
        spec=item.spec,
        unit=item.unit,
        code=item.code,
        category=item.category,
        category_name=item.category_name,
        qty=qty,
        price=each,
        amount=line_amount(each, qty),
        cost=item.cost,
        tax_bp=item.tax_bp,
        weighed=item.weighed,
        tobacco=item.tobacco,
    )


def sold(
    lines: Sequence[OrderLine], known: Sequence[Item | None], *, fee: int, rounding: int
) -> tuple[Line, ...]:
    """The lines of the sale that hands these over; ``known`` are the goods as the shop has them.

    The rounding is spread over the goods and the fee alike, so a return gives back what was paid.
    """
    parts = allocate(rounding, [*(line.amount for line in lines), fee]) if rounding else ()
    return tuple(
        _sold(no, line, item, line.amount - (parts[no - 1] if parts else 0))
        for no, (line, item) in enumerate(zip(lines, known, strict=True), 1)
    )


def _sold(no: int, line: OrderLine, item: Item | None, net: int) -> Line:
    """What the order does not say of the goods (a page knows no cost) the catalogue does."""
    labels = [OVERRIDE_LABEL] if line.list_price not in (0, line.price) else []
    if line.off > 0:
        labels.append(DISCOUNT_LABEL)
    return Line(
        no=no,
        item=line.item,
        name=line.name,
        spec=line.spec,
        unit=line.unit,
        code=line.code,
        category=line.category or (item.category if item else ""),
        category_name=line.category_name or (item.category_name if item else ""),
        qty=line.qty,
        price=line.price,
        list_price=line.list_price or line.price,
        gross=line.amount + line.off,
        discount=line.off,
        amount=line.amount,
        net=net,
        cost=line.cost or (item.cost if item else 0),
        tax_bp=line.tax_bp or (item.tax_bp if item else 0),
        weighed=line.weighed,
        tobacco=line.tobacco or bool(item and item.tobacco),
        labels=tuple(labels),
        reason=line.reason,
        approved_by=line.approved_by,
        expiry=line.expiry,
    )
