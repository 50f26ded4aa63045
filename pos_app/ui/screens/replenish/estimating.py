"""The till's own estimate while HQ is silent; a second or more in a large shop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pos_app.services.replenish_plan import Sheet, own_proposals, sheet_of

if TYPE_CHECKING:
    from pos_app.bootstrap import Desk


def estimate(desk: Desk, today: str) -> list[Sheet]:
    """What the till proposes by itself and was not ordered yet, as it would be shown unchanged.

    Thousands of lines are worked out and sorted here, beside the face, and not when they arrive.
    """
    own = own_proposals(desk.supply, desk.goods, desk.stock, today)
    return [
        sheet_of(proposal, rows, {}, fallback=True)
        for proposal, rows in own
        if not desk.supply.order_of(proposal.id)
    ]
