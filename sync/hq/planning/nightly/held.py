"""What the last night left of a store, in one row."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from sqlalchemy import bindparam, select

from sync.hq.store import plan_tables as pt
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.database import Scope


class Days(msgspec.Struct, array_like=True, frozen=True, kw_only=True):
    """What a plan needs of days that are learned already, in the order of the goods.

    ``goods``: a digest of which goods they were; ``hand``: int64 thousandths at the close; ``sold``
    by day of the last weeks (ordinal, kind of the quantities, places, quantities); ``gone``: what
    sold out in the course of a trading day of the last week, ``promo``: what was promoted on one
    that can still be learned anew; bits by ordinal.
    """

    goods: bytes
    hand: bytes
    sold: tuple[tuple[int, str, bytes, bytes], ...]
    gone: dict[int, bytes]
    promo: dict[int, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """``settled``, ``learned``, ``following``: dates, empty for none; ``head``: where the store's
    feed stands, ``place``: up to where ``range`` holds good in it."""

    settled: str = ""
    learned: str = ""
    marks: int = 0
    following: str = ""
    days: bytes = b""
    body: bytes = b""
    range: bytes = b""
    place: int = 0
    head: int = 0


_s, _p, _r, _n, _g = t.store.c, st.plan_state.c, pt.plan_recent.c, pt.plan_next.c, pt.plan_range.c
_HELD = (
    select(
        _s.feed_seq, _p.settled, _r.learned, _r.marks, _r.place, _r.days, _r.body,
        _n.settled.label("following"), _g.body.label("range"),
    )
    .outerjoin_from(t.store, st.plan_state, _s.store_id == _p.store_id)
    .outerjoin(pt.plan_recent, _p.store_id == _r.store_id)
    .outerjoin(pt.plan_next, _p.store_id == _n.store_id)
    .outerjoin(pt.plan_range, _p.store_id == _g.store_id)
    .where(_s.store_id == bindparam("store"))
)  # fmt: skip
_SETTLED = select(_p.body).where(_p.store_id == bindparam("store"))


def held(scope: Scope, store: str) -> Held:
    row = scope.conn.execute(_HELD, {"store": store}).one()
    if row.settled is None:
        return Held(head=row.feed_seq)
    if row.learned is None or row.following is None:
        return Held(settled=row.settled, head=row.feed_seq)
    return Held(
        settled=row.settled, learned=row.learned, marks=row.marks, following=row.following,
        days=bytes(row.days), body=bytes(row.body), range=bytes(row.range or b""),
        place=row.place, head=row.feed_seq,
    )  # fmt: skip


def settled_body(scope: Scope, store: str) -> bytes:
    """What was learned for good, empty for nothing."""
    body = scope.conn.execute(_SETTLED, {"store": store}).scalar_one_or_none()
    return b"" if body is None else bytes(body)
