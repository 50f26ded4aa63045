"""What one till did, as the other tills of its store hear it: net moves and parked baskets."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Row as SqlRow
from sqlalchemy import func

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.feed import publish
from sync.hq.store.projections import Sums
from sync.hq.store.supply_receipts import NO_TILL
from sync.wire.chain import Entry
from sync.wire.facts import BasketParked, BasketRecalled
from sync.wire.feed import OtherParkedRow, OtherTillRow
from sync.wire.feed_row import Row

FeedRow = tuple[str, str, Row | None]


def publish_moves(scope: Scope, device: SqlRow[Any], sums: Sums, entries: Iterable[Entry]) -> None:
    """Tell the store's other tills; a store with one till has nobody to tell."""
    if not has_others(scope, device.store_id, device.till):
        return
    rows = []
    for till in (device.till, NO_TILL):
        if keys := {key for key in sums.moves if key[0] == till}:
            rows += move_rows(scope, device.store_id, till, keys)
    rows += parked_rows(device.till, entries)
    if rows:
        publish(scope, device.store_id, rows)


def has_others(scope: Scope, store_id: str, till: str) -> bool:
    others = scope.conn.execute(
        scope.select(t.device, func.count()).where(
            t.device.c.store_id == store_id, t.device.c.till != till
        )
    ).scalar_one()
    return bool(others)


def move_rows(
    scope: Scope, store_id: str, till: str, keys: set[tuple[str, str, str]] | None
) -> list[FeedRow]:
    """Net moves of a till by day and item; ``keys`` (till, date, item) narrows to those."""
    query = scope.select(
        t.till_move, t.till_move.c.date, t.till_move.c.item, t.till_move.c.qty
    ).where(t.till_move.c.store_id == store_id, t.till_move.c.till == till)
    if keys is not None:
        dates = sorted({date for _, date, _ in keys})
        query = query.where(t.till_move.c.date.in_(dates))
    wanted = None if keys is None else {(date, item) for _, date, item in keys}
    return [
        (
            "other_till",
            f"{till}|{date}|{item}",
            OtherTillRow(till=till, item=item, date=date, qty=int(qty)),
        )
        for date, item, qty in scope.conn.execute(query)
        if wanted is None or (date, item) in wanted
    ]


def parked_rows(till: str, entries: Iterable[Entry]) -> list[FeedRow]:
    rows: list[FeedRow] = []
    for entry in entries:
        fact = entry.fact
        if isinstance(fact, BasketParked):
            rows.append(("other_parked", fact.basket, _parked(till, entry, fact)))
        elif isinstance(fact, BasketRecalled):
            rows.append(("other_parked", fact.basket, None))
    return rows


def _parked(till: str, entry: Entry, fact: BasketParked) -> OtherParkedRow:
    return OtherParkedRow(
        basket=fact.basket,
        till=till,
        at=entry.at,
        actor_name=entry.actor.name,
        label=fact.label,
        lines=fact.lines,
        total=fact.total,
        content=fact.content,
    )
