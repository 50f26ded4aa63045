"""The days of trade that a plan has to learn, and what it shows of the last weeks.

A night learns the days since the last one on what was known then. The days behind what is settled
are learned anew when anything of them was booked since, when the range is another one, or when
what counts as a promotion has changed: the result is the same to the bit either way.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
import numpy as np

from sync.hq.planning.items import Flags, Ints
from sync.hq.planning.nightly.day_facts import (
    Asked,
    asked_in_vain,
    by_day,
    moved,
    on_shelf,
    sold_by_day,
    stock_now,
    trading_days,
)
from sync.hq.planning.nightly.held import Days, Held, settled_body
from sync.hq.planning.nightly.price_list import PriceList
from sync.hq.store.database import Scope
from sync.hq.store.day_marks import booked

MOST_DAYS = 400
SHOWN_DAYS = 28
WEEK = 7
ASIDE = -1
"""What is settled now is what was laid aside a week before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """``index`` by id; ``digest`` tells this range from any other."""

    index: Mapping[str, int]
    digest: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is learned for good up to a date: the state after so many of the days to learn."""

    until: str
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """``days`` to learn on ``state``: ``sold`` int64[d, n], ``in_stock`` float32[d, n], ``promo``
    uint8[d, n]. ``closing`` int64[n]; what a plan shows: ``week`` int64[n, 7], oldest day first,
    ``month`` int64[n], ``gone`` what sold out in the last week.

    ``settled`` and ``aside``: what is settled from now on, what will be a week later; None where
    it stays as it was. ``kept`` and ``marks``: for the next night.
    """

    days: tuple[date, ...]
    sold: Ints
    in_stock: np.ndarray
    promo: np.ndarray
    closing: Ints
    week: Ints
    month: Ints
    gone: Flags
    state: bytes
    settled: Settled | None
    aside: Settled | None
    kept: Days
    marks: int


def trade(
    scope: Scope, store: str, held: Held, goods: Goods, prices: PriceList, day: date
) -> Trade:
    eve = (day - timedelta(days=1)).isoformat()
    times = booked(scope, store)
    marks = sum(n for of, n in times.items() if of <= eve)
    past = _past(held, goods, sum(n for of, n in times.items() if of <= held.learned), eve)
    span = _since(scope, store, held, past, goods, day)
    old = [date.fromordinal(ordinal) for ordinal in (past.promo if past else ())]
    promo = prices.promoted([*old, *span.trading], day)
    if past is not None and _bits(old, promo) != past.promo:
        span = _since(scope, store, held, None, goods, day)
        promo = prices.promoted(span.trading, day)
    return _told(held, goods, span, promo, day, marks)


def _past(held: Held, goods: Goods, marks: int, eve: str) -> Days | None:
    """What was learned already, where nothing of it is any different today."""
    if not held.body or held.learned > eve or held.marks != marks:
        return None
    past = msgspec.msgpack.decode(held.days, type=Days)
    return past if past.goods == goods.digest else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Span:
    """Facts from ``first`` on, to be learned on ``state``: ``sales`` of ``shown_from`` on and
    ``moves``, a row a day; ``hand`` before the first. ``past`` None: nothing is taken from it."""

    past: Days | None
    state: bytes
    first: date
    trading: tuple[date, ...]
    hand: Ints
    moves: Ints
    sales: Ints
    shown_from: date
    asked: Asked


def _since(
    scope: Scope, store: str, held: Held, past: Days | None, goods: Goods, day: date
) -> _Span:
    """What is new behind ``past``; where there is none, all that is not settled."""
    index = goods.index
    if past is not None:
        first = date.fromisoformat(held.learned) + timedelta(days=1)
        trading = trading_days(scope, store, held.learned, day)
        hand = np.frombuffer(past.hand, dtype="<i8")
        moves = by_day(moved(scope, store, first, day), index, first, day)
        shown_from = first
    else:
        oldest = (day - timedelta(days=MOST_DAYS)).isoformat()
        trading = trading_days(scope, store, max(held.settled, oldest), day)
        first = trading[0] if trading else day
        moves = by_day(moved(scope, store, first, None), index, first, day)
        hand = stock_now(scope, store, index) - moves.sum(axis=0)
        shown_from = min(first, day - timedelta(days=SHOWN_DAYS))
    return _Span(
        past=past, state=held.body if past else settled_body(scope, store), first=first,
        trading=tuple(trading), hand=hand, moves=moves, shown_from=shown_from,
        sales=by_day(sold_by_day(scope, store, shown_from, day), index, shown_from, day),
        asked=asked_in_vain(scope, store, index, first),
    )  # fmt: skip


def _told(held: Held, goods: Goods, span: _Span, promo: np.ndarray, day: date, marks: int) -> Trade:
    past = span.past
    sold, shelf, closing = _walk(span, day)
    fresh = promo[len(promo) - len(span.trading) :]
    settled, aside = _settle(held, span.trading, day, anew=past is None)
    since = date.fromisoformat(settled.until if settled else held.settled).toordinal()
    first_gone, first_sold = day.toordinal() - WEEK, day.toordinal() - SHOWN_DAYS
    gone = (past.gone if past else {}) | _bits(span.trading, shelf == 0.5)
    flags = (past.promo if past else {}) | _bits(span.trading, fresh)
    kept = Days(
        goods=goods.digest, hand=closing.astype("<i8").tobytes(),
        sold=tuple(part for part in (*(past.sold if past else ()), *_sparse(span))
                   if part[0] >= first_sold),
        gone={n: bits for n, bits in gone.items() if n >= first_gone},
        promo={n: bits for n, bits in flags.items() if n > since},
    )  # fmt: skip
    week, month = _shown(kept, len(goods.index), day)
    return Trade(
        days=span.trading, sold=sold, in_stock=shelf, promo=fresh, closing=closing, week=week,
        month=month, gone=_any(kept.gone, len(goods.index)), settled=settled, aside=aside,
        state=span.state, kept=kept, marks=marks,
    )  # fmt: skip


def _walk(span: _Span, day: date) -> tuple[Ints, np.ndarray, Ints]:
    """Sold and share on the shelf by trading day, and the stock at the close of the last day."""
    n, hand = len(span.hand), span.hand
    sold: Ints = np.zeros((len(span.trading), n), dtype=np.int64)
    shelf = np.ones((len(span.trading), n), dtype=np.float32)
    row = {of: at for at, of in enumerate(span.trading)}
    offset = (span.first - span.shown_from).days
    for past in range((day - span.first).days):
        of = span.first + timedelta(days=past)
        opening, hand = hand, hand + span.moves[past]
        if (at := row.get(of)) is not None:
            sold[at] = span.sales[offset + past]
            shelf[at] = on_shelf(opening, span.moves[past], hand, sold[at])
            missing = span.asked.get(of.isoformat(), [])
            shelf[at, missing] = np.minimum(shelf[at, missing], 0.5)
    return sold, shelf, hand


def _settle(
    held: Held, trading: Sequence[date], day: date, *, anew: bool
) -> tuple[Settled | None, Settled | None]:
    """Up to which Sundays all is learned for good: facts count that are a week late, and up to two.

    Whoever learns the days one by one and whoever learns them at once settles the same.
    """
    oldest = (day - timedelta(days=MOST_DAYS)).isoformat()
    if not trading:
        if not anew:
            return None, None
        start = held.settled or oldest
        first = None if held.settled else Settled(until=start, after=0)
        return first, Settled(until=start, after=0)
    sunday = trading[-1] - timedelta(days=(trading[-1].weekday() + 1) % WEEK)

    def after(until: date) -> Settled:
        return Settled(until=until.isoformat(), after=sum(of <= until for of in trading))

    before = sunday - timedelta(days=WEEK)
    if anew:
        late = not held.settled or before.isoformat() > held.settled
        return (after(before) if late else None), after(sunday)
    if sunday.isoformat() <= held.following:
        return None, None
    if before.isoformat() <= held.following:
        return Settled(until=held.following, after=ASIDE), after(sunday)
    return after(before), after(sunday)


def _bits(days: Sequence[date], flags: np.ndarray) -> dict[int, bytes]:
    """Packed by the ordinal of the day; ``flags`` [d or more, n]."""
    return {
        of.toordinal(): np.packbits(row > 0).tobytes() for of, row in zip(days, flags, strict=False)
    }


def _any(bits: Mapping[int, bytes], n: int) -> Flags:
    whole: Flags = np.zeros(n, dtype=bool)
    for body in bits.values():
        whole |= np.unpackbits(np.frombuffer(body, dtype=np.uint8), count=n).astype(bool)
    return whole


def _sparse(span: _Span) -> list[tuple[int, str, bytes, bytes]]:
    """What was sold by day: places and quantities, as narrow as they fit."""
    found = []
    start = span.shown_from.toordinal()
    for n, row in enumerate(span.sales[:-1]):
        places = np.flatnonzero(row)
        narrow = bool((np.abs(row[places]) < 1 << 31).all())
        kind = "<i4" if narrow else "<i8"
        found.append(
            (start + n, kind, places.astype("<u4").tobytes(), row[places].astype(kind).tobytes())
        )
    return found


def _shown(kept: Days, n: int, day: date) -> tuple[Ints, Ints]:
    week: Ints = np.zeros((n, WEEK), dtype=np.int64)
    month: Ints = np.zeros(n, dtype=np.int64)
    first = day.toordinal() - WEEK
    for ordinal, kind, places, quantities in kept.sold:
        at = np.frombuffer(places, dtype="<u4")
        sold = np.frombuffer(quantities, dtype=kind)
        month[at] += sold
        if ordinal >= first:
            week[at, ordinal - first] = sold
    return week, month
