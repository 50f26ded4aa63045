"""How the shop hands over, as the counter asks it: zones, fees, slots; and the owner's checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pos_app.domain.errors import ShopError
from pos_app.services.order_timers import CHOICES
from sync.wire import fulfilment
from sync.wire.fulfilment import DAY_MINUTES, RuleError, ShopRules, Zone
from sync.wire.orders import DELIVERY, Customer, Slot

_PHONE = re.compile(r"\+?[0-9]{5,15}")
MAX_FEE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What handing over so much of goods would mean: the zone (None for pickup) and its fee."""

    zone: Zone | None
    fee: int


def terms(rules: ShopRules, mode: str, customer: Customer, goods: int) -> Terms:
    """Raises ShopError ``order_no_pickup``, ``order_no_delivery``, ``order_no_zone``,
    ``order_below_minimum``.

    The zone is the one that the customer names, else the one that her address lies in.
    """
    if mode != DELIVERY:
        if not rules.pickup:
            raise ShopError("order_no_pickup")
        return Terms(zone=None, fee=0)
    if not rules.delivery:
        raise ShopError("order_no_delivery")
    named = next((z for z in rules.zones if z.name == customer.zone), None)
    zone = named or fulfilment.zone_of(rules, customer.address)
    if zone is None:
        raise ShopError("order_no_zone")
    try:
        return Terms(zone=zone, fee=fulfilment.fee(zone, goods))
    except RuleError as error:
        raise ShopError("order_below_minimum", missing=_yuan(error.values["missing"])) from error


def check_slot(
    rules: ShopRules, slot: Slot | None, *, now: int | None, taken: dict[int, int], minutes: int
) -> None:
    """None is as soon as can be. Raises ShopError ``order_slot_gone``, ``order_slot_full``."""
    if slot is None:
        return
    try:
        fulfilment.check_slot(rules, slot, now=now, taken=taken, minutes=minutes)
    except RuleError as error:
        raise ShopError(f"order_{error.code}") from error


def open_slots(
    rules: ShopRules, now: datetime, taken: Callable[[str], dict[int, int]], minutes: int
) -> list[Slot]:
    """The slots that can still be had, today's first; ``now`` is the shop's wall clock.

    ``taken`` counts the open orders of a date by the minute at which their slot starts, ``minutes``
    is what delivery takes on top of picking.
    """
    found: list[Slot] = []
    for ahead in range(rules.days_ahead + 1):
        date = (now.date() + timedelta(ahead)).isoformat()
        minute = None if ahead else now.hour * 60 + now.minute
        found += fulfilment.slots(rules, date, now=minute, taken=taken(date), minutes=minutes)
    return found


def check_customer(mode: str, customer: Customer) -> None:
    """Raises ShopError ``order_bad_phone``, ``order_no_phone``, ``order_no_address``."""
    if customer.phone and not _PHONE.fullmatch(customer.phone):
        raise ShopError("order_bad_phone")
    if mode == DELIVERY and not customer.phone:
        raise ShopError("order_no_phone")
    if mode == DELIVERY and not customer.address.strip():
        raise ShopError("order_no_address")


def check_rules(rules: ShopRules) -> None:
    """Hold that the owner's rules make sense. Raises ShopError ``order_bad_hours``,
    ``order_bad_slots``, ``order_bad_zones``, ``order_bad_timers``, ``order_bad_margin``."""
    hours = 0 <= rules.opens < rules.closes <= DAY_MINUTES
    slots = 5 <= rules.slot_minutes <= DAY_MINUTES and rules.slot_orders >= 1
    ahead = 0 <= rules.days_ahead <= 30 and 0 <= rules.lead_minutes <= DAY_MINUTES
    names = [zone.name.strip() for zone in rules.zones]
    zones = len(set(names)) == len(names) and all(names) and all(map(_fair, rules.zones))
    times = rules.timers
    timers = all(
        0 <= getattr(times, name) <= DAY_MINUTES and getattr(times, f"{name}_then") in choices
        for name, choices in CHOICES.items()
    )
    stock = 0 <= rules.margin <= rules.narrow_margin and rules.narrow_after >= 0
    fits = {
        "hours": hours, "slots": slots and ahead, "zones": zones, "timers": timers,
        "margin": stock and rules.close_after >= rules.narrow_after,
    }  # fmt: skip
    wrong = next((name for name, right in fits.items() if not right), "")
    if wrong:
        raise ShopError(f"order_bad_{wrong}")
    if rules.delivery and not rules.zones:
        raise ShopError("order_bad_zones")


def _fair(zone: Zone) -> bool:
    return (
        0 <= zone.fee <= MAX_FEE
        and zone.minimum >= 0
        and zone.free_over >= 0
        and 0 <= zone.minutes <= DAY_MINUTES
    )


def _yuan(fen: int | str) -> str:
    value = int(fen)
    return f"{value // 100}.{value % 100:02d}"
