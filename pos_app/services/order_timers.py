"""The timers of an order: which one runs now, since when and until when.

Pure: the Orders screen fills its rings from it, `Orders.run_timers` lets what ran out happen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pos_app.domain.calendar import EPOCH, MINUTE_MS, local_time
from sync.wire import order_machine as m
from sync.wire.fulfilment import DAY_MINUTES, ShopRules
from sync.wire.orders import DELIVERY, ONLINE, PICKUP

UNPAID, ACCEPT, PICK, RIDER, HOLD, ANSWER, DELIVER = (
    "unpaid", "accept", "pick", "rider", "hold", "answer", "deliver",
)  # fmt: skip
REMIND, ESCALATE, CANCEL, DECLINE = "remind", "escalate", "cancel", "decline"
CHOICES = {
    UNPAID: (REMIND, CANCEL),
    ACCEPT: (REMIND, ESCALATE, CANCEL),
    PICK: (REMIND, ESCALATE),
    RIDER: (REMIND, ESCALATE),
    HOLD: (REMIND, ESCALATE, CANCEL),
    ANSWER: (REMIND, DECLINE),
    DELIVER: (REMIND, ESCALATE),
}
"""What may happen at the end of each timer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A timer that runs: from ``started`` to ``due`` (UTC ms); ``then`` is what happens at its end.

    ``then``: remind, escalate, cancel or decline.
    """

    name: str
    started: int
    due: int
    then: str

    def part(self, now: int) -> float:
        """How much of it is used up, 0 to 1: the ring's filling."""
        span = max(1, self.due - self.started)
        return min(1.0, max(0.0, (now - self.started) / span))


def timer(view: m.OrderView, rules: ShopRules, offset: int) -> Timer | None:
    """The timer of the state that the order is in; None: none runs.

    ``offset`` is the shop's minutes east of UTC. Work for a later hour starts its timer when it is
    time for it, not when the order came.
    """
    name = _name(view)
    if not name:
        return None
    then = getattr(rules.timers, f"{name}_then")
    begins, due = _span(name, view, rules, offset)
    return Timer(name=name, started=begins, due=due, then=then) if due else None


def _name(view: m.OrderView) -> str:
    if view.state == m.NEW:
        unpaid = view.order.pay == ONLINE and view.paid < view.total
        return UNPAID if unpaid else ACCEPT
    if view.state in (m.ACCEPTED, m.PICKING):
        return PICK
    if view.state == m.ADJUSTED:
        return ANSWER if view.offered else PICK
    if view.state == m.READY and view.order.mode == PICKUP:
        return HOLD
    if view.state in (m.READY, m.ASSIGNED) and view.order.mode == DELIVERY:
        return RIDER
    return DELIVER if view.state == m.OUT else ""


def _span(name: str, view: m.OrderView, rules: ShopRules, offset: int) -> tuple[int, int]:
    """When it starts and ends; an end of 0: it is switched off."""
    minutes = int(getattr(rules.timers, name))
    starts, ends = _slot(view, offset)
    started = view.since
    if name in (PICK, RIDER) and starts:
        started = max(started, starts - rules.lead_minutes * MINUTE_MS)
    if name in (HOLD, DELIVER) and ends:
        started = max(started, ends)
    if name == HOLD and not minutes:
        closing = _closing(started, rules, offset)
        return view.since, max(closing, started)
    return started, started + minutes * MINUTE_MS if minutes else 0


def _slot(view: m.OrderView, offset: int) -> tuple[int, int]:
    """Zeros for an order without a slot; one whose date is none must not stop the others."""
    slot = view.order.slot
    if slot is None:
        return 0, 0
    try:
        return moment(slot.date, slot.start, offset), moment(slot.date, slot.end, offset)
    except ValueError:
        return 0, 0


def _closing(at: int, rules: ShopRules, offset: int) -> int:
    """The closing hour of that day, of the next when it has passed."""
    local = local_time(at, offset)
    closing = moment(local.date().isoformat(), rules.closes, offset)
    return closing if closing > at else closing + DAY_MINUTES * MINUTE_MS


def moment(day: str, minute: int, offset: int) -> int:
    """UTC ms of a minute of a day on the shop's clock. Raises ValueError for no date."""
    days = (date.fromisoformat(day) - EPOCH).days
    return (days * DAY_MINUTES + minute - offset) * MINUTE_MS
