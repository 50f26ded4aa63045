"""How old a deletion in the feed is, told by where the feed stood on which day."""

from __future__ import annotations

from sqlalchemy import func

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.hq.store.feed import clear_tombstones

KEPT_DAYS = 90
"""A till that was away for longer takes a snapshot instead."""
DAY_MS = 86_400_000


def forget_old_deletions(scope: Scope, store_id: str, now: int) -> int:
    """Mark where the feed stands today, and forget deletions older than `KEPT_DAYS`.

    Gives how many were forgotten. A clock that was set back forgets nothing that is younger.
    """
    today = now // DAY_MS
    m, s = t.feed_mark.c, t.store.c
    place = scope.conn.execute(
        scope.select(t.store, s.feed_seq).where(s.store_id == store_id)
    ).scalar_one()
    row = {"store_id": store_id, "day": today, "seq": place}
    scope.upsert(t.feed_mark, [row])
    old = (m.store_id == store_id, m.day <= today - KEPT_DAYS)
    up_to = scope.conn.execute(scope.select(t.feed_mark, func.max(m.seq)).where(*old)).scalar()
    if up_to is None:
        return 0
    scope.conn.execute(scope.delete(t.feed_mark).where(*old))
    return clear_tombstones(scope, store_id, int(up_to))
