"""By when an order must be sent, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from pos_app.domain.calendar import local_time
from pos_app.runtime.i18n import tr
from pos_app.services.ports import Clock
from pos_app.services.replenish_plan import minutes_to
from pos_app.ui.models.day_words import weekday
from sync.wire.supply_feed import ProposalRow

Urgency = Literal["muted", "warn", "bad"]
HURRY_MINUTES = 180


def moment_words(at: int, clock: Clock) -> str:
    """Today, tomorrow, a weekday or a date, with the hour. ``at`` is UTC ms."""
    now = clock.now_ms()
    then, today = (local_time(ms, clock.offset_minutes(ms)) for ms in (at, now))
    hour, day = f"{then:%H:%M}", then.date()
    if day == today.date():
        return tr("今天 {hour}", hour=hour)
    if day == today.date() + timedelta(days=1):
        return tr("明天 {hour}", hour=hour)
    if today.date() < day < today.date() + timedelta(days=7):
        return f"{weekday(day.isoformat())} {hour}"
    return f"{day:%m-%d} {hour}"


def deadline_words(proposal: ProposalRow | None, clock: Clock) -> tuple[str, Urgency]:
    """What stands at the top right, and how loud."""
    if proposal is None or not proposal.deadline:
        return "", "muted"
    left = minutes_to(proposal.deadline, clock.now_ms())
    when = moment_words(proposal.deadline, clock)
    if left < 0:
        return tr("{when} 已截单,现在发排下一次送货", when=when), "bad"
    if left >= 12 * 60:
        return tr("{when} 截单", when=when), "muted"
    words = tr("{when} 截单 · 还有 {h} 小时 {m} 分", when=when, h=left // 60, m=left % 60)
    return words, "bad" if left < HURRY_MINUTES else "warn"
