"""One line of a receipt on paper: name, quantity and price, amount, what was taken off and why."""

from __future__ import annotations

from pos_app.devices.blocks import Block, Text
from pos_app.devices.columns import printable, spread, width, wrap
from pos_app.devices.words import Words
from pos_app.domain.money import extend, format_fen, format_qty
from pos_app.domain.pricing import PACK_LABEL, SCALE_LABEL
from sync.wire.facts import Line

ONE_LINE_COLUMNS = 48
"""Paper from this width on has room for name, quantity, price and amount in one line."""
AMOUNT_COLUMNS = 9
_INDENT = "  "


def line_blocks(line: Line, columns: int, tr: Words) -> list[Block]:
    """The name, wrapped; then quantity, price and amount; on wide paper all in one line if it fits.

    The printed amounts and discounts of all lines add up to the total before the basket's discount.
    """
    name = " ".join(part for part in (printable(line.name), printable(line.spec)) if part)
    if line.qty < 0:
        name = tr("[退] {name}", name=name)
    detail, amount = _quantity(line, tr), format_fen(line.gross)
    figures = f"{detail} {amount:>{AMOUNT_COLUMNS}}"
    if columns >= ONE_LINE_COLUMNS and width(name) + width(figures) < columns:
        texts = spread(name, figures, columns)
    else:
        texts = [*wrap(name, columns), *spread(_INDENT + detail, amount, columns)]
    if line.discount:
        texts += spread(_INDENT + tr("本行优惠"), format_fen(-line.discount), columns)
    for remark in _remarks(line, tr):
        texts += [_INDENT + text for text in wrap(remark, columns - len(_INDENT))]
    return [Text(text=text) for text in texts]


def _quantity(line: Line, tr: Words) -> str:
    price = format_fen(line.price)
    if line.source is not None and line.gross != extend(line.price, line.qty):
        return format_qty(line.qty) + _unit(line)
    if line.weighed:
        return f"{format_qty(line.qty)}kg x {price}"
    if PACK_LABEL in line.labels:
        return tr("{qty}{unit} 整箱价", qty=format_qty(line.qty), unit=_unit(line))
    return f"{format_qty(line.qty)} x {price}"


def _unit(line: Line) -> str:
    return "kg" if line.weighed else printable(line.unit)


def _remarks(line: Line, tr: Words) -> list[str]:
    remarks = []
    if line.source is None and line.price != line.list_price:
        remarks.append(tr("原价 {price}", price=format_fen(line.list_price)))
    if SCALE_LABEL in line.labels:
        remarks.append(tr("按秤签金额"))
    if line.note:
        remarks.append(printable(line.note))
    return remarks
