"""A priced line as a sale's fact tells it.

Made when the basket is priced, with its last scan: when the customer pays, it is ready.
"""

from __future__ import annotations

from msgspec.structs import replace

from pos_app.domain.basket import BasketLine
from sync.wire.facts import Line, Origin, Person


def sold_line(
    no: int,
    line: BasketLine,
    *,
    price: int,
    list_price: int,
    gross: int,
    discount: int,
    share: int,
    labels: tuple[str, ...],
) -> Line:
    """``net`` is what is due for it, before any rounding; money in fen."""
    item, amount = line.item, gross - discount - share
    plain = Line(
        no=no,
        item=item.id,
        name=item.name,
        qty=line.qty,
        price=price,
        list_price=list_price,
        gross=gross,
        amount=amount,
        net=amount,
        spec=item.spec,
        unit=item.unit,
        code=line.code,
        category=item.category,
        category_name=item.category_name,
        discount=discount,
        share=share,
        cost=item.cost,
        tax_bp=item.tax_bp,
        weighed=item.weighed,
        tobacco=item.tobacco,
        labels=labels,
        expiry=line.expiry,
        note=line.note,
        restock=line.restock,
    )
    changed = line.override or line.discount
    if changed is None and line.approved_by is None and line.source is None:
        return plain
    by = line.approved_by or (changed.approved_by if changed else None)
    return replace(
        plain,
        reason=changed.reason if changed else "",
        approved_by=Person(id=by.id, name=by.name) if by else None,
        source=Origin(receipt=line.source.receipt, line=line.source.line) if line.source else None,
    )
