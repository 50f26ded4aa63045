"""How a shop hands over and whether it does just now: rules that the owner set, slots, openness."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import msgspec
from sqlalchemy import func, select

from sync.hq.store import tables as t
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Scope
from sync.wire.feed import ShopRulesRow
from sync.wire.fulfilment import ShopRules, slots
from sync.wire.order_machine import CANCELLED, RETURNED
from sync.wire.orders import Slot

CHINA = timedelta(hours=8)
"""The chain's shops keep one time."""
OPEN, CLOSED, NARROW, AWAY = "open", "closed", "narrow", "away"
"""Openness: the counter's hours are over (``closed``), its tills were not heard of for a while
(``narrow``: less is offered), or for so long that nothing is sold unseen (``away``)."""
MINUTE_MS = 60_000
RULES_KEY = "rules"

_decode = msgspec.json.Decoder(ShopRules).decode


@dataclass(frozen=True, slots=True)
class Pulse:
    """What changes when anything of the store does: its feed, its tills' chains, their last call.

    ``seen`` is UTC ms, 0 when no till was ever heard of.
    """

    feed_seq: int
    acked: int
    seen: int


def pulse(scope: Scope, store_id: str) -> Pulse | None:
    """None where there is no such store."""
    d = t.device.c
    own = d.store_id == store_id, d.revoked_at.is_(None)
    acked = select(func.coalesce(func.sum(d.acked_seq), 0)).where(*own).scalar_subquery()
    seen = select(func.coalesce(func.max(d.last_seen), 0)).where(*own).scalar_subquery()
    row = scope.conn.execute(
        scope.select(t.store, t.store.c.feed_seq, acked, seen).where(t.store.c.store_id == store_id)
    ).first()
    return None if row is None else Pulse(int(row[0]), int(row[1]), int(row[2]))


def rules(scope: Scope, store_id: str) -> ShopRules:
    """What the owner set last; as the shop comes where nothing was set."""
    c = t.shop_rules.c
    body = scope.conn.execute(
        scope.select(t.shop_rules, c.body)
        .where(c.store_id == store_id)
        .order_by(c.version.desc(), c.rule_id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return ShopRules() if body is None else _decode(bytes(body))


def set_rules(scope: Scope, store_id: str, new: ShopRules, now: int) -> None:
    """HQ sets a shop's rules; its owner may set them again at the till."""
    c = t.shop_rules.c
    held = scope.select(t.shop_rules, func.coalesce(func.max(c.version), 0))
    before = int(scope.conn.execute(held.where(c.store_id == store_id)).scalar_one())
    keep_rules(scope, store_id, "hq", ShopRulesRow(id=new_id(now), rules=new, version=before + 1))


def keep_rules(scope: Scope, store_id: str, origin: str, row: ShopRulesRow) -> None:
    """Take rules over where they are the latest of their origin, and feed those that hold."""
    c = t.shop_rules.c
    ids = scope.select(t.shop_rules, c.origin, c.version, c.rule_id).where(c.store_id == store_id)
    held = {one.origin: (one.version, one.rule_id) for one in scope.conn.execute(ids)}
    told = row.version, row.id
    if held.get(origin, (-1, "")) >= told:
        return
    scope.upsert(
        t.shop_rules,
        [
            {
                "store_id": store_id,
                "origin": origin,
                "rule_id": row.id,
                "body": msgspec.json.encode(row.rules),
                "version": row.version,
            }
        ],
    )
    if told > max(held.values(), default=(-1, "")):
        put_in(scope, store_id, [("shop_rules", RULES_KEY, row)])


def openness_at(shop: ShopRules, seen: int, now: int) -> str:
    """``open``, ``closed``, ``narrow`` or ``away``; ``seen`` is when a till last called."""
    silent = now - seen
    if shop.close_after and silent > shop.close_after * MINUTE_MS:
        return AWAY
    minute = minute_of_day(now)
    if not shop.opens <= minute < shop.closes:
        return CLOSED
    if shop.narrow_after and silent > shop.narrow_after * MINUTE_MS:
        return NARROW
    return OPEN


def openness(scope: Scope, store_id: str, now: int) -> str:
    """``open``, ``closed`` (hours), ``narrow`` or ``away`` (age of the last contact)."""
    found = pulse(scope, store_id)
    return openness_at(rules(scope, store_id), found.seen if found else 0, now)


def kept_back(shop: ShopRules, seen: int, now: int) -> int:
    """Thousandths of every item that the page does not offer."""
    silent = now - seen
    narrow = shop.narrow_after and silent > shop.narrow_after * MINUTE_MS
    return max(shop.margin, shop.narrow_margin) if narrow else shop.margin


def free_slots(
    scope: Scope, store_id: str, shop: ShopRules, now: int, minutes: int = 0
) -> list[Slot]:
    """Every slot that can still be had, today's first; ``minutes``: what delivery takes."""
    found: list[Slot] = []
    for ahead in range(shop.days_ahead + 1):
        day = (local(now) + timedelta(days=ahead)).date().isoformat()
        minute = minute_of_day(now) if ahead == 0 else None
        counted = taken(scope, store_id, day)
        found += slots(shop, day, now=minute, taken=counted, minutes=minutes)
    return found


def taken(scope: Scope, store_id: str, day: str) -> dict[int, int]:
    """How many orders of that day want each slot, by the minute at which it starts."""
    c = t.shop_order.c
    rows = scope.conn.execute(
        scope.select(t.shop_order, c.slot_start, func.count())
        .where(c.store_id == store_id, c.slot_date == day)
        .where(c.state.not_in((CANCELLED, RETURNED)))
        .group_by(c.slot_start)
    )
    return {int(start): int(n) for start, n in rows}


def local(now: int) -> datetime:
    return datetime.fromtimestamp(now / 1000, UTC) + CHINA


def local_date(now: int) -> str:
    return local(now).date().isoformat()


def next_midnight(now: int) -> int:
    """When the shop's next day begins, UTC ms."""
    day_ms = 1440 * MINUTE_MS
    zone = CHINA // timedelta(milliseconds=1)
    return ((now + zone) // day_ms + 1) * day_ms - zone


def minute_of_day(now: int) -> int:
    at = local(now)
    return at.hour * 60 + at.minute


def days_until(day: str, now: int) -> int | None:
    """Days from today to a date as ``YYYY-MM-DD``; None for what is no date."""
    try:
        return (date.fromisoformat(day) - local(now).date()).days
    except ValueError:
        return None


def new_id(now: int) -> str:
    """An id that sorts by time, as facts have them."""
    return f"{now:012x}7{secrets.token_hex(10)}"[:32]
