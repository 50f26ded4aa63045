"""What to order when HQ proposes nothing: a minimum and maximum from the shop's own sales.

A stand-in, marked as such: HQ's plan knows promotions, weekdays, expiry and the credit.
"""

from __future__ import annotations

from dataclasses import dataclass

from pos_app.domain.money import divide

SAFETY_BP = 15_000
"""The minimum is one and a half times what sells until the goods could be here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """``sold28`` thousandths in ``days`` days of the last 28 on which the item was on sale.

    ``cover`` days pass until the order after this one arrives, ``lead`` until this one does.
    """

    sold28: int
    days: int
    on_hand: int
    coming: int
    pack: int
    moq: int
    lead: int
    cover: int
    shelf_life: int = 0


def daily(need: Need) -> int:
    """Thousandths a day."""
    return divide(need.sold28, max(need.days, 1))


def packs(need: Need) -> int:
    """Whole packs to order, 0 or at least ``moq``: up to the maximum once below the minimum."""
    rate, pack = daily(need), max(need.pack, 1)
    position = need.on_hand + need.coming
    cover = min(need.cover, need.shelf_life) if need.shelf_life else need.cover
    low = divide(rate * max(need.lead, 1) * SAFETY_BP, 10_000)
    high = max(low, rate * (max(need.lead, 1) + cover))
    if rate <= 0 or position > max(low, rate * cover):
        return 0
    wanted = -(-max(high - max(position, 0), 0) // pack)
    return max(wanted, need.moq) if wanted else 0
