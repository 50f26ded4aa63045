"""How a shop hands over: its hours, slots, zones and fees, the same at the till and on the page.

Money is in fen, quantities in thousandths, times of day in minutes after midnight.
"""

from __future__ import annotations

from sync.wire.orders import Slot
from sync.wire.record import Record

DAY_MINUTES = 1440


class Zone(Record, frozen=True, kw_only=True):
    """Where the shop delivers, and for how much.

    ``places`` are the words by which an address is known to lie in it (a compound's name). The fee
    is 0 from ``free_over`` fen of goods on (0: never); ``minimum`` fen of goods are asked for.
    """

    name: str
    places: tuple[str, ...]
    fee: int
    minimum: int = 0
    free_over: int = 0
    metres: int = 0
    minutes: int = 30


class Timers(Record, frozen=True, kw_only=True):
    """Minutes until a timer runs out; 0: none. ``then``: remind, escalate or cancel.

    ``deliver`` counts from the hour that was promised, ``hold`` 0 means until closing.
    """

    unpaid: int = 15
    accept: int = 5
    pick: int = 15
    rider: int = 10
    hold: int = 0
    answer: int = 10
    deliver: int = 60
    unpaid_then: str = "cancel"
    accept_then: str = "remind"
    pick_then: str = "remind"
    rider_then: str = "escalate"
    hold_then: str = "remind"
    answer_then: str = "decline"
    deliver_then: str = "remind"


class ShopRules(Record, frozen=True, kw_only=True):
    """What the owner set for orders. Every change is a whole new version.

    ``margin`` thousandths of every item are kept from the page; when the shop was not heard of for
    ``narrow_after`` minutes the page keeps back ``narrow_margin``, after ``close_after`` it closes.
    ``hold`` of the timers 0: pickup is held until closing.
    """

    pickup: bool = True
    delivery: bool = False
    opens: int = 7 * 60
    closes: int = 22 * 60
    slot_minutes: int = 30
    lead_minutes: int = 20
    slot_orders: int = 6
    days_ahead: int = 1
    zones: tuple[Zone, ...] = ()
    margin: int = 1000
    narrow_margin: int = 3000
    narrow_after: int = 15
    close_after: int = 240
    online: bool = True
    on_collection: bool = True
    timers: Timers = Timers()
    phone: str = ""
    address: str = ""


class RuleError(Exception):
    """An order that the shop's rules do not allow; ``code`` says which and ``values`` by how much.

    Codes: ``no_pickup``, ``no_delivery``, ``no_zone``, ``below_minimum``, ``slot_gone``,
    ``slot_full``.
    """

    def __init__(self, code: str, **values: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def line_amount(price: int, qty: int) -> int:
    """Fen for so many thousandths at that price, rounded half up, as the till's pricing does."""
    return (price * qty + 500) // 1000


def zone_of(rules: ShopRules, address: str) -> Zone | None:
    """The first zone one of whose places stands in the address."""
    for zone in rules.zones:
        if any(place and place in address for place in zone.places):
            return zone
    return None


def fee(zone: Zone, goods: int) -> int:
    """The delivery fee for so much of goods. Raises RuleError ``below_minimum``."""
    if goods < zone.minimum:
        raise RuleError("below_minimum", minimum=zone.minimum, missing=zone.minimum - goods)
    return 0 if zone.free_over and goods >= zone.free_over else zone.fee


def slots(
    rules: ShopRules, date: str, *, now: int | None, taken: dict[int, int], minutes: int = 0
) -> list[Slot]:
    """The slots of a day that can still be had.

    ``now`` is the minute of that day when it is today, else None; ``taken`` counts the orders by
    the minute at which their slot starts; ``minutes`` is what delivery takes on top of picking.
    """
    first = rules.opens if now is None else max(rules.opens, now + rules.lead_minutes + minutes)
    step = max(rules.slot_minutes, 5)
    found = []
    for start in range(rules.opens, rules.closes, step):
        end = min(start + step, rules.closes)
        if end > first and taken.get(start, 0) < rules.slot_orders:
            found.append(Slot(date=date, start=start, end=end))
    return found


def check_slot(
    rules: ShopRules, slot: Slot, *, now: int | None, taken: dict[int, int], minutes: int = 0
) -> None:
    """Raises RuleError ``slot_gone`` or ``slot_full``."""
    if slot in slots(rules, slot.date, now=now, taken=taken, minutes=minutes):
        return
    full = slot in slots(rules, slot.date, now=now, taken={}, minutes=minutes)
    raise RuleError("slot_full" if full else "slot_gone")
