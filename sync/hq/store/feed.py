"""The feed of a store: what HQ wants its tills to know, in one order, latest version by key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import tuple_, update

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.wire.feed import TABLES, canonical, digest
from sync.wire.feed_row import Row
from sync.wire.limits import BATCH_FACTS, BODY_BYTES

PAGE_BYTES = BODY_BYTES // 2


class CursorTooOldError(Exception):
    """The cursor lies before rows that were cleared away: the till must take a snapshot."""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """``body`` None: the row was deleted."""

    seq: int
    tab: str
    key: str
    body: bytes | None


def publish(scope: Scope, store_id: str, rows: Iterable[tuple[str, str, Row | None]]) -> int:
    """Append (table, key, row) to the store's feed inside the caller's transaction.

    All of them become visible together when it commits; the counter is locked until then, so that
    a reader's cursor never runs past a place that is still to be filled. Gives the last place.
    """
    encoded = ((tab, key, None if row is None else canonical(row)) for tab, key, row in rows)
    return publish_bodies(scope, store_id, encoded)


def publish_bodies(
    scope: Scope, store_id: str, rows: Iterable[tuple[str, str, bytes | None]]
) -> int:
    """The same for rows that are encoded already (`canonical`)."""
    wanted = {(tab, key): body for tab, key, body in rows}
    for tab in {tab for tab, _ in wanted}:
        if tab not in TABLES:
            raise KeyError(tab)
    if not wanted:
        return 0
    last = scope.conn.execute(
        update(t.store)
        .where(t.store.c.store_id == store_id)
        .values(feed_seq=t.store.c.feed_seq + len(wanted))
        .returning(t.store.c.feed_seq)
    ).scalar_one_or_none()
    if last is None:
        raise KeyError(store_id)
    first = last - len(wanted) + 1
    records: list[dict[str, Any]] = [
        {"store_id": store_id, "tab": tab, "key": key, "seq": first + n, "body": body}
        for n, ((tab, key), body) in enumerate(wanted.items())
    ]
    scope.upsert(t.feed, records)
    scope.published[store_id] = int(last)
    return int(last)


def changes(scope: Scope, cursor: int, limit: int) -> tuple[list[FeedRow], int, bool]:
    """Rows behind ``cursor`` in feed order, the next cursor, and whether more wait.

    ``scope`` is one consistent view (`Database.reading`). Raises CursorTooOldError.
    """
    head, floor = scope.conn.execute(
        scope.select(t.store, t.store.c.feed_seq, t.store.c.feed_floor)
    ).one()
    if cursor < floor or cursor > head:
        raise CursorTooOldError
    if cursor == head:  # as almost every pull finds it
        return [], int(head), False
    limit = max(1, min(limit, BATCH_FACTS))
    found = scope.conn.execute(
        scope.select(t.feed, t.feed.c.seq, t.feed.c.tab, t.feed.c.key, t.feed.c.body)
        .where(t.feed.c.seq > cursor)
        .order_by(t.feed.c.seq)
        .limit(limit + 1)
    ).all()
    page = _bounded([FeedRow(*row) for row in found[:limit]])
    more = len(found) > len(page)
    return page, page[-1].seq if more else int(head), more


def _bounded(rows: list[FeedRow]) -> list[FeedRow]:
    """The front of a page that fits into an answer; one row at least."""
    size = 0
    for n, row in enumerate(rows):
        size += len(row.key) + len(row.body or b"")
        if n and size > PAGE_BYTES:
            return rows[:n]
    return rows


def snapshot(scope: Scope, after: str, limit: int) -> tuple[list[FeedRow], int, str]:
    """Live rows by (table, key) behind ``after``, the feed's place at the start, where to go on.

    The place travels in ``after``: what changes while the pages are fetched lies behind it and
    comes by the feed afterwards. Raises ValueError for an ``after`` that was not given out here,
    CursorTooOldError when deletions behind that place were forgotten meanwhile.
    """
    head, floor = scope.conn.execute(
        scope.select(t.store, t.store.c.feed_seq, t.store.c.feed_floor)
    ).one()
    start, tab, key = int(head), "", ""
    if after:
        place, tab, key = after.split("|", 2)
        start = int(place)
        if not floor <= start <= head:
            raise CursorTooOldError
    feed = t.feed.c
    found = scope.conn.execute(
        scope.select(t.feed, feed.seq, feed.tab, feed.key, feed.body)
        .where(feed.body.is_not(None))
        .where(tuple_(feed.tab, feed.key) > tuple_(tab, key))
        .order_by(feed.tab, feed.key)
        .limit(limit + 1)
    ).all()
    page = _bounded([FeedRow(*row) for row in found[:limit]])
    more = len(found) > len(page)
    return page, start, f"{start}|{page[-1].tab}|{page[-1].key}" if more else ""


def clear_tombstones(scope: Scope, store_id: str, up_to: int) -> int:
    """Forget deletions up to that place; tills behind them will be told to take a snapshot.

    Gives how many there were.
    """
    cleared = (
        scope.conn.execute(
            scope.delete(t.feed)
            .where(t.feed.c.store_id == store_id, t.feed.c.body.is_(None), t.feed.c.seq <= up_to)
            .returning(t.feed.c.seq)
        )
        .scalars()
        .all()
    )
    last = max(cleared, default=0)
    scope.conn.execute(
        scope.update(t.store)
        .where(t.store.c.store_id == store_id, t.store.c.feed_floor < last)
        .values(feed_floor=last)
    )
    return len(cleared)


def digests(scope: Scope) -> dict[str, tuple[str, int]]:
    """Digest and number of rows for each fed table of the store."""
    found = {}
    for tab in TABLES:
        rows = scope.conn.execute(
            scope.select(t.feed, t.feed.c.key, t.feed.c.body).where(
                t.feed.c.tab == tab, t.feed.c.body.is_not(None)
            )
        ).all()
        found[tab] = digest(sorted((key, bytes(body)) for key, body in rows))
    return found
