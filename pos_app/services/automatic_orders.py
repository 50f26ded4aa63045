"""Categories that the owner switched to automatic: ordered as proposed, just before the deadline.

Until then she can still change and send the whole; nothing else is ever ordered by itself.
"""

from __future__ import annotations

from typing import Protocol

from pos_app.domain.staff import Staff
from pos_app.services.replenish import Ordered, Replenish
from pos_app.services.replenish_plan import minutes_to, sheet_of
from sync.wire.supply_feed import ProposalLineRow, ProposalRow

LAST_MINUTES = 10
"""So many minutes before the deadline."""


class Proposals(Protocol):
    def proposals(self) -> list[ProposalRow]: ...
    def lines(self, proposal: str) -> list[ProposalLineRow]: ...


def order_automatic(
    replenish: Replenish,
    proposals: Proposals,
    categories: frozenset[str],
    staff: Staff,
    now: int,
) -> list[Ordered]:
    """Send what is due of these categories, with the changes that were kept; gives what was sent.

    ``staff`` is who stands at the till; the owner gave the right when she chose the categories.
    """
    sent = []
    for proposal in proposals.proposals():
        if not proposal.deadline or not 0 <= minutes_to(proposal.deadline, now) < LAST_MINUTES:
            continue
        rows = [r for r in proposals.lines(proposal.id) if r.category in categories]
        sheet = sheet_of(proposal, rows, replenish.kept(proposal.id))
        if sheet.total:
            sent.append(replenish.send(proposal, sheet.order_lines(), staff, automatic=True))
    return sent
