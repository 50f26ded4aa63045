"""Slips: X and Z reports, cash in and out, a parked basket; a title, rows and notes."""

from __future__ import annotations

from pos_app.devices.blocks import Block, Cut, Gap, Rule, Text
from pos_app.devices.columns import printable, spread, wrap
from pos_app.devices.receipt import centred
from pos_app.devices.words import words
from pos_app.domain.calendar import local_time
from pos_app.runtime.i18n import Language
from pos_app.services.printing import ShopInfo, SlipData


def lay_out_slip(
    slip: SlipData, shop: ShopInfo, *, columns: int, language: Language = "zh"
) -> list[Block]:
    """The blocks of a slip; a row without a value is a heading, a row without both a rule."""
    tr = words(language)
    blocks: list[Block] = [
        *centred(shop.name, columns),
        *centred(slip.title, columns, bold=True, wide=True),
        Rule(),
    ]
    for label, value in slip.rows:
        blocks += _row(printable(label), printable(value), columns)
    if slip.notes:
        blocks.append(Rule())
    for note in slip.notes:
        blocks += [Text(text=t) for t in wrap(printable(note), columns)]
    moment = local_time(slip.at, slip.offset)
    printed = tr("打印于 {moment}", moment=f"{moment:%Y-%m-%d %H:%M}")
    return [*blocks, Rule(), Text(text=printed), Gap(), Cut()]


def _row(label: str, value: str, columns: int) -> list[Block]:
    if not (label or value):
        return [Rule()]
    if not value:
        return [Rule(), *(Text(text=t, bold=True) for t in wrap(label, columns))]
    return [Text(text=t) for t in spread(label, value, columns)]
