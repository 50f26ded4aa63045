"""The whole chain as an operator looks at it: a line for each store, a line for each till.

A chain of thousands of stores is a few thousand short rows: they are read whole, in one view, and
picked and ordered here, so that counts, filters and pages always agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func

from sync.hq.store import tables as t
from sync.hq.store.database import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class TillLine:
    """A till that may speak; ``behind`` counts rows of the feed that it has not asked for yet."""

    device: str
    store: str
    store_name: str
    region: str
    till: str
    epoch: int
    program: str
    head_seq: int
    head: str
    last_seen: int
    last_fact_at: int
    skew_ms: int
    behind: int
    alarm: str
    enrolled_at: int
    revoked_at: int | None


@dataclass(slots=True, kw_only=True)
class StoreLine:
    id: str
    name: str
    region: str
    feed_seq: int
    sales: int = 0
    turnover: int = 0
    refunds: int = 0
    hours: list[int] = field(default_factory=lambda: [0] * 24)
    trouble: int = 0
    tills: list[TillLine] = field(default_factory=list)

    @property
    def last_seen(self) -> int:
        """When any of its tills was heard last; 0 for never."""
        return max((till.last_seen for till in self.tills), default=0)

    @property
    def alarmed(self) -> bool:
        return any(till.alarm for till in self.tills)

    def silent_since(self, since: int) -> bool:
        """Whether it has tills and none was heard from that time on."""
        return bool(self.tills) and self.last_seen < since


@dataclass(frozen=True, slots=True)
class Hour:
    """What the chain took in an hour of the day."""

    sales: int
    turnover: int


def tills(scope: Scope, *, store_id: str = "", revoked: bool = False) -> list[TillLine]:
    """Tills by store and number; without those that were revoked unless they are asked for."""
    d, s = t.device.c, t.store.c
    query = (
        scope.select(t.device, t.device, s.name, s.region, s.feed_seq)
        .select_from(t.device)
        .join(t.store, s.store_id == d.store_id)
    )
    if store_id:
        query = query.where(d.store_id == store_id)
    if not revoked:
        query = query.where(d.revoked_at.is_(None))
    rows = scope.conn.execute(query.order_by(d.store_id, d.till, d.epoch))
    return [
        TillLine(
            device=row.device_id,
            store=row.store_id,
            store_name=row.name,
            region=row.region,
            till=row.till,
            epoch=row.epoch,
            program=row.program,
            head_seq=row.acked_seq,
            head=bytes(row.head_hash).hex(),
            last_seen=row.last_seen,
            last_fact_at=row.last_fact_at,
            skew_ms=row.skew_ms,
            behind=max(0, row.feed_seq - row.cursor),
            alarm=row.alarm,
            enrolled_at=row.enrolled_at,
            revoked_at=row.revoked_at,
        )
        for row in rows
    ]


def stores(scope: Scope, day: date) -> list[StoreLine]:
    """Every store by its id, with that day's takings, its tills and what is in trouble."""
    s = t.store.c
    rows = scope.conn.execute(
        scope.select(t.store, s.store_id, s.name, s.region, s.feed_seq).order_by(s.store_id)
    )
    found = {
        row.store_id: StoreLine(
            id=row.store_id, name=row.name, region=row.region, feed_seq=row.feed_seq
        )
        for row in rows
    }
    for till in tills(scope):
        found[till.store].tills.append(till)
    for store_id, number in troubles(scope).items():
        if store_id in found:
            found[store_id].trouble = number
    _add_takings(scope, found, day)
    return list(found.values())


def troubles(scope: Scope) -> dict[str, int]:
    """Facts that are not in the books, by store."""
    f = t.fact.c
    rows = scope.conn.execute(
        scope.select(t.fact, f.store_id, func.count()).where(f.state != "ok").group_by(f.store_id)
    )
    return {store_id: int(number) for store_id, number in rows}


def _add_takings(scope: Scope, found: dict[str, StoreLine], day: date) -> None:
    d = t.sales_day.c
    # Joined from the stores: the key begins with the store, so a date alone would read everything.
    rows = scope.conn.execute(
        scope.select(t.store, d.store_id, d.hour, d.sales, d.turnover, d.refunds)
        .select_from(t.store)
        .join(t.sales_day, d.store_id == t.store.c.store_id)
        .where(d.date == day.isoformat())
    )
    for store_id, hour, sales, turnover, refunds in rows:
        store = found[store_id]
        store.sales += sales
        store.turnover += turnover
        store.refunds += refunds
        if 0 <= hour < 24:
            store.hours[hour] += turnover


def hours_of(scope: Scope, day: date, store_id: str = "") -> list[Hour]:
    """Sales and turnover of the chain (or of one store) by hour of that day."""
    d = t.sales_day.c
    query = (
        scope.select(t.store, d.hour, func.sum(d.sales), func.sum(d.turnover))
        .select_from(t.store)
        .join(t.sales_day, d.store_id == t.store.c.store_id)
        .where(d.date == day.isoformat())
    )
    if store_id:
        query = query.where(t.store.c.store_id == store_id)
    found: dict[int, Hour] = defaultdict(lambda: Hour(0, 0))
    for hour, sales, turnover in scope.conn.execute(query.group_by(d.hour)):
        found[int(hour)] = Hour(int(sales), int(turnover))
    return [found[hour] for hour in range(24)]


def regions(scope: Scope) -> list[str]:
    """Regions that have a store, in order."""
    query = scope.select(t.store, t.store.c.region).distinct().order_by(t.store.c.region)
    return [region for region in scope.conn.execute(query).scalars() if region]


def matches(store: StoreLine, text: str) -> bool:
    """Whether id, name or region hold every word of a search."""
    line = f"{store.id} {store.name} {store.region}".casefold()
    return all(word in line for word in text.casefold().split())


def total(lines: Iterable[StoreLine]) -> tuple[int, int, int]:
    """Sales, turnover and refunds of several stores."""
    sales = turnover = refunds = 0
    for line in lines:
        sales += line.sales
        turnover += line.turnover
        refunds += line.refunds
    return sales, turnover, refunds
