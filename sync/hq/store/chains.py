"""Reading a till's chain back: the way home after a stolen PC, and the proof at day close."""

from __future__ import annotations

from typing import Any

from msgspec import Raw
from sqlalchemy import Row as SqlRow
from sqlalchemy import case, func

from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.wire.limits import BODY_BYTES

PIECE_BYTES = BODY_BYTES // 2
"""A piece ends early when its facts are large."""


def piece(scope: Scope, device: SqlRow[Any], after: int, limit: int) -> tuple[list[Raw], bool]:
    """The stored bytes of facts behind ``after``, and whether more follow."""
    rows = scope.conn.execute(
        scope.select(t.fact, t.fact.c.payload)
        .where(
            t.fact.c.device_id == device.device_id,
            t.fact.c.epoch == device.epoch,
            t.fact.c.seq > after,
        )
        .order_by(t.fact.c.seq)
        .limit(limit)
    )
    facts: list[Raw] = []
    size = 0
    for (payload,) in rows:
        size += len(payload)
        if facts and size > PIECE_BYTES:
            break
        facts.append(Raw(bytes(payload)))
    return facts, after + len(facts) < device.acked_seq


def counts(scope: Scope, device: SqlRow[Any]) -> tuple[int, int]:
    """Facts held of the device's chain, and how many of them wait in quarantine."""
    held, trouble = scope.conn.execute(
        scope.select(
            t.fact,
            func.count(),
            func.coalesce(func.sum(case((t.fact.c.state != "ok", 1), else_=0)), 0),
        ).where(t.fact.c.device_id == device.device_id, t.fact.c.epoch == device.epoch)
    ).one()
    return int(held), int(trouble)
