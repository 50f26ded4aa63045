"""A store's goods and prices as its feed has them, read again only when one of them changed.

What is remembered of them is a row for each store: the goods by the digests of their rows, which
most stores of a chain share, so that a process decodes each card once; and the prices in figures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
from sqlalchemy import bindparam, select

from sync.hq.planning.items import Ints
from sync.hq.planning.nightly.price_list import PriceList
from sync.hq.store import tables as t
from sync.hq.store.database import Scope
from sync.wire.feed import ItemRow, PriceRow

DIGEST = 16  # bytes
CARDS = 300_000
"""Cards that a process keeps: of a chain with more goods those that were met first."""
FEW = 500
"""So many are asked for by id; where it is more, all are read."""
ITEM, PRICE = "item", "price"

_card = msgspec.json.Decoder(ItemRow).decode
_price = msgspec.json.Decoder(PriceRow).decode
_cards: dict[bytes, ItemRow] = {}

_f = t.feed.c
_CHANGED = (
    select(_f.seq)
    .where(_f.store_id == bindparam("store"), _f.seq > bindparam("place"))
    .where(_f.tab.in_((ITEM, PRICE)))
    .limit(1)
)
_ROWS = (
    select(_f.key, _f.body)
    .where(_f.store_id == bindparam("store"), _f.tab == bindparam("tab"), _f.body.is_not(None))
    .order_by(_f.key)
)


class _Packed(msgspec.Struct, array_like=True, frozen=True):
    """``items`` by id and a digest of each card; of the prices the place of their item, since
    when, how much."""

    items: tuple[str, ...]
    cards: bytes
    item: bytes
    since: bytes
    price: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """``goods`` by id, active or not, and a digest of each card; of each price (int64[k]) the
    place of its item, from when on (UTC ms) and fen. ``packed``: what is to be remembered, empty
    where it is already."""

    goods: tuple[ItemRow, ...]
    marks: tuple[bytes, ...]
    item: Ints
    since: Ints
    price: Ints
    packed: bytes = b""

    def prices(self, chosen: Ints) -> PriceList:
        """Of the goods at these places, in their order."""
        place: Ints = np.full(len(self.goods), -1, dtype=np.int64)
        place[chosen] = np.arange(len(chosen))
        item = place[self.item]
        mine = item >= 0
        return PriceList(len(chosen), item[mine], self.since[mine], self.price[mine])


def listing(scope: Scope, store: str, remembered: bytes, place: int) -> Listing:
    """``remembered`` held good up to ``place`` in the store's feed."""
    if remembered:
        changed = scope.conn.execute(_CHANGED, {"store": store, "place": place}).first()
        if changed is None and (found := _unpacked(scope, store, remembered)) is not None:
            return found
    return _read(scope, store)


def _unpacked(scope: Scope, store: str, body: bytes) -> Listing | None:
    """None where its cards are not what the feed holds."""
    held = msgspec.msgpack.decode(body, type=_Packed)
    marks = [held.cards[n : n + DIGEST] for n in range(0, len(held.cards), DIGEST)]
    known = _cards
    missing = [item for item, mark in zip(held.items, marks, strict=True) if mark not in known]
    if missing:
        known = known | dict(_goods(scope, store, missing))
    cards = tuple(known[mark] for mark in marks if mark in known)
    if len(cards) < len(marks):
        return None
    return Listing(goods=cards, marks=tuple(marks), item=_ints(held.item), since=_ints(held.since),
                   price=_ints(held.price))  # fmt: skip


def _ints(body: bytes) -> Ints:
    return np.frombuffer(body, dtype="<i8")


def _goods(
    scope: Scope, store: str, items: Sequence[str] | None = None
) -> list[tuple[bytes, ItemRow]]:
    """Cards with their digests by id; ``items`` narrows to those."""
    query, asked = _ROWS, {"store": store, "tab": ITEM}
    if items is not None and len(items) <= FEW:
        query = query.where(_f.key.in_(items))
    found = []
    for _, body in scope.conn.execute(query, asked):
        raw = bytes(body)
        mark = hashlib.blake2b(raw, digest_size=DIGEST).digest()
        card = _cards.get(mark) or _card(raw)
        if len(_cards) < CARDS:
            _cards[mark] = card
        found.append((mark, card))
    return found


def _read(scope: Scope, store: str) -> Listing:
    found = _goods(scope, store)
    goods = tuple(card for _, card in found)
    place = {card.id: n for n, card in enumerate(goods)}
    rows = [_price(bytes(body))
            for _, body in scope.conn.execute(_ROWS, {"store": store, "tab": PRICE})]  # fmt: skip
    figures = [(place[p.item], p.valid_from, p.price) for p in rows if p.item in place]
    item, since, price = np.array(figures, dtype="<i8").reshape(-1, 3).T.copy()
    packed = _Packed(
        items=tuple(place), cards=b"".join(mark for mark, _ in found), item=item.tobytes(),
        since=since.tobytes(), price=price.tobytes(),
    )  # fmt: skip
    return Listing(
        goods=goods,
        marks=tuple(mark for mark, _ in found),
        item=item,
        since=since,
        price=price,
        packed=msgspec.msgpack.encode(packed),
    )
