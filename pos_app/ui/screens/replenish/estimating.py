"""The till's own estimate while HQ is silent; a second or more in a large shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.services.replenish_plan import own_proposals
from sync.wire.supply_feed import ProposalLineRow, ProposalRow

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk

Found = tuple[ProposalRow, list[ProposalLineRow]]


def estimate(desk: Desk, today: str) -> list[Found]:
    """What the till proposes by itself and was not ordered yet."""
    own = own_proposals(desk.supply, desk.goods, desk.stock, today)
    return [one for one in own if not desk.supply.order_of(one[0].id)]
