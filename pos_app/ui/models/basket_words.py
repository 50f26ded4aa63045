"""A priced line in words and figures, as the basket's table shows it."""

from __future__ import annotations

from pos_app.domain.basket import BasketLine
from pos_app.domain.item import Item
from pos_app.domain.money import MILLI, WHOLE_BP, divide, format_fen, format_qty
from pos_app.domain.pricing import PACK_LABEL, PricedLine
from pos_app.runtime.i18n import language, tr
from pos_app.ui.theme import Tag


def quantity(line: BasketLine) -> str:
    """``6``, or ``1.235 kg`` for weighed goods."""
    text = format_qty(line.qty)
    return f"{text} {line.item.unit or 'kg'}" if line.item.weighed else text


def unit_price(priced: PricedLine) -> int:
    """Fen a unit after what was changed on this line; packs keep the single's price."""
    if priced.discount and priced.line.amount is None:
        return divide((priced.gross - priced.discount) * MILLI, priced.line.qty)
    return priced.price


def under_name(line: BasketLine) -> str:
    """Size, price by weight, origin, storage, note: what tells two goods of a name apart."""
    parts = [*_about(line.item)]
    if line.source is not None:
        parts.append(tr("小票 {number}", number=line.source.receipt))
    if line.expiry:
        parts.append(tr("{date} 到期", date=line.expiry))
    if line.note:
        parts.append(line.note)
    return " · ".join(parts)


def _about(item: Item) -> list[str]:
    parts = [item.spec] if item.spec else []
    if item.weighed and item.price is not None:
        parts.append(f"{format_fen(item.price)}/{item.unit or 'kg'}")
    if item.supply == "origin":
        parts.append(tr("产地直发 {origin}", origin=item.origin).strip())
    elif item.supply == "factory":
        parts.append(tr("工厂直供"))
    if item.storage:
        parts.append(item.storage)
    return parts


def tags(priced: PricedLine) -> tuple[Tag, ...]:
    """Why the line costs what it costs."""
    line, found = priced.line, []
    if line.qty < 0:
        found.append(Tag(tr("退货"), "info"))
    if PACK_LABEL in priced.labels:
        found.append(Tag(tr("整箱价")))
    if line.override is not None:
        found.append(Tag(line.override.reason or tr("改价"), "warn"))
    if line.discount is not None and (line.discount.rate_bp or line.discount.amount):
        found.append(Tag(discount_words(line.discount.rate_bp, line.discount.amount)))
    if priced.share:
        found.append(Tag(tr("整单优惠 {amount}", amount=format_fen(priced.share))))
    if line.approved_by is not None and line.qty > 0:
        found.append(Tag(tr("{name} 授权", name=line.approved_by.name), "warn"))
    return tuple(found)


def discount_words(rate_bp: int, amount: int) -> str:
    """``7 折`` for 3000 basis points off, ``减 1.00`` for a sum."""
    if not rate_bp:
        return tr("减 {amount}", amount=format_fen(amount))
    if language() == "en":
        return tr("{rate} 折", rate=_trim(rate_bp))
    return tr("{rate} 折", rate=_trim((WHOLE_BP - rate_bp) // 10))


def _trim(bp: int) -> str:
    """A rate in basis points as a percentage without idle zeros."""
    whole, part = divmod(bp, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".")
