"""By when an order must be sent, in words."""

from __future__ import annotations

from typing import Literal

from pos_app.runtime.i18n import tr
from pos_app.services.ports import Clock
from pos_app.services.replenish_plan import hour_of, minutes_to
from sync.wire.supply_feed import ProposalRow

Urgency = Literal["muted", "warn", "bad"]
HURRY_MINUTES = 60


def deadline_words(proposal: ProposalRow | None, clock: Clock) -> tuple[str, Urgency]:
    """What stands at the top right, and how loud."""
    if proposal is None or not proposal.deadline:
        return "", "muted"
    now = clock.now_ms()
    left = minutes_to(proposal.deadline, now)
    hour = hour_of(proposal.deadline, clock.offset_minutes(now))
    if left < 0:
        return tr("{hour} 已截单,现在发排下一次送货", hour=hour), "bad"
    if left >= 24 * 60:
        return tr("还有 {n} 天截单", n=left // (24 * 60)), "muted"
    words = tr("{hour} 截单 · 还有 {h} 小时 {m} 分", hour=hour, h=left // 60, m=left % 60)
    return words, "bad" if left < HURRY_MINUTES else "warn"
