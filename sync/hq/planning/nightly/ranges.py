"""Which goods of a store are planned and what is known of each, as columns.

A process looks at each card and each pack of a chain once; a store's columns are picked out of
theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sync.hq.planning.items import Flags, Ints
from sync.hq.planning.nightly.listing import Listing
from sync.hq.store.supply import Pack, Supplier
from sync.wire.feed import ItemRow, canonical

MARK = 16  # bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """What all stores share; read once."""

    suppliers: dict[str, Supplier]
    packs: dict[str, Pack]

    def objection(self, pack: Pack) -> str:
        """Why nobody could order it; empty where one can."""
        supplier = self.suppliers.get(pack.supplier)
        if pack.pack <= 0 or pack.cost < 0 or pack.moq < 0:
            return f"a pack of {pack.pack} for {pack.cost}"
        if supplier is None or not supplier.order_days:
            return f"{pack.supplier} has no order days"
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """``goods`` of the store's catalogue that HQ delivers, at the places ``chosen`` in it, all
    else in their order; ``skipped``: what was left out and why.

    What HQ is out of stays in it: its demand is still learned, and its substitute's plan needs it.
    ``digest`` is of all that what is learned depends on, ``told`` of what the store is told of its
    packs.
    """

    goods: tuple[ItemRow, ...]
    packs: tuple[Pack, ...]
    index: dict[str, int]
    chosen: Ints
    names: tuple[str, ...]
    units: tuple[str, ...]
    categories: tuple[str, ...]
    codes: tuple[str, ...]
    columns: dict[str, Any]
    out_of: Flags
    skipped: tuple[str, ...]
    digest: bytes
    told: bytes


class _Column:
    """Values that are appended one by one and read as an array."""

    def __init__(self, dtype: str) -> None:
        self._dtype = dtype
        self._values: list[Any] = []
        self._array = np.zeros(0, dtype=dtype)

    def add(self, value: Any) -> None:  # noqa: ANN401 - of the column's type
        self._values.append(value)

    def array(self) -> np.ndarray:
        if len(self._array) < len(self._values):
            more = np.array(self._values[len(self._array) :], dtype=self._dtype)
            self._array = np.concatenate([self._array, more])
        return self._array


FIGURES: dict[str, Callable[[Pack], int]] = {
    "cost": lambda p: p.unit_cost, "pack": lambda p: p.pack, "moq": lambda p: p.moq,
    "capacity": lambda p: p.capacity,
}  # fmt: skip


class Deck:
    """The cards and packs of a chain, as this process came to know them."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self._packs = tuple(chain.packs.values())
        self._codes = tuple(sorted({p.supplier for p in self._packs} | set(chain.suppliers)))
        self._code = {code: n for n, code in enumerate(self._codes)}
        self._place = {pack.item: n for n, pack in enumerate(self._packs)}
        self._figures = {
            name: np.array([of(p) for p in self._packs], dtype=np.int64)
            for name, of in FIGURES.items()
        }
        self._supplier = np.array([self._code[p.supplier] for p in self._packs], dtype=np.int64)
        self._fit = np.array([not chain.objection(p) for p in self._packs], dtype=bool)
        self._out_of = np.array([not p.can_be_had for p in self._packs], dtype=bool)
        self._marks = np.array([_mark(p) for p in self._packs], dtype=f"V{MARK}")
        self._number: dict[bytes, int] = {}
        self._categories: dict[str, int] = {}
        self._names: list[str] = []
        self._units: list[str] = []
        kinds = {"at": "i8", "life": "i8", "category": "i8", "active": "?", "tobacco": "?"}
        self._cards = {name: _Column(kind) for name, kind in kinds.items()}
        self._learned = _Column(f"V{MARK}")

    def range(self, listed: Listing, special: Mapping[str, Pack]) -> Range:
        """``special``: packs of the chain that are otherwise in this store."""
        known = self._number
        number: Ints = np.array(
            [known[mark] if mark in known else self._add(mark, card)
             for mark, card in zip(listed.marks, listed.goods, strict=True)], dtype=np.int64,
        )  # fmt: skip
        at = self._cards["at"].array()[number]
        sold = self._cards["active"].array()[number] & (at >= 0)
        fit = self._fit[at] if len(self._fit) else sold
        own = {}
        if special:
            own = {n: special[g.id] for n, g in enumerate(listed.goods) if g.id in special}
            for n, pack in own.items():
                fit[n] = not self.chain.objection(pack)
        skipped = []
        for n in np.flatnonzero(sold & ~fit).tolist():
            card, pack = listed.goods[n], own.get(n, self._packs[at[n]])
            skipped.append(f"{card.id} {card.name}: {self.chain.objection(pack)}")
        chosen = np.flatnonzero(sold & fit)
        return self._picked(listed, chosen, number[chosen], at[chosen], own, tuple(skipped))

    def _picked(
        self, listed: Listing, chosen: Ints, number: Ints, at: Ints, own: Mapping[int, Pack],
        skipped: tuple[str, ...],
    ) -> Range:  # fmt: skip
        places = chosen.tolist()
        goods = tuple(listed.goods[n] for n in places)
        packs = [self._packs[n] for n in at.tolist()]
        columns: dict[str, Any] = {name: column[at] for name, column in self._figures.items()}
        supplier, out_of, marks = self._supplier[at], self._out_of[at], self._marks[at]
        for row, n in enumerate(places) if own else ():
            if n in own:
                packs[row] = pack = own[n]
                for name, of in FIGURES.items():
                    columns[name][row] = of(pack)
                supplier[row], out_of[row] = self._code[pack.supplier], not pack.can_be_had
                marks[row] = np.void(_mark(pack))
        codes, by_code = np.unique(supplier, return_inverse=True)
        kinds, by_kind = np.unique(self._cards["category"].array()[number], return_inverse=True)
        every = list(self._categories)
        names = [every[kind] for kind in kinds]
        rank = np.argsort(np.argsort(np.array(names, dtype=object))) if names else kinds
        cards = number.tolist()
        columns |= {
            "life": self._cards["life"].array()[number], "category": rank[by_kind],
            "supplier": by_code, "first_day": np.zeros(len(cards), dtype=np.int64),
            "regulated": self._cards["tobacco"].array()[number] | out_of,
        }  # fmt: skip
        learned = hashlib.blake2b(self._learned.array()[number].tobytes(), digest_size=MARK)
        return Range(
            goods=goods, packs=tuple(packs), index={g.id: n for n, g in enumerate(goods)},
            chosen=chosen, names=tuple(self._names[n] for n in cards),
            units=tuple(self._units[n] for n in cards), categories=tuple(sorted(names)),
            codes=tuple(self._codes[n] for n in codes), columns=columns, out_of=out_of,
            skipped=skipped, digest=learned.digest(), told=marks.tobytes(),
        )  # fmt: skip

    def _add(self, mark: bytes, card: ItemRow) -> int:
        """A card that was not met before; gives its number."""
        category = self._categories.setdefault(card.category, len(self._categories))
        values = {
            "at": self._place.get(card.id, -1), "life": card.shelf_life, "category": category,
            "active": card.active, "tobacco": card.tobacco,
        }  # fmt: skip
        for name, value in values.items():
            self._cards[name].add(value)
        told = f"{card.id}\0{card.category}\0{card.shelf_life}".encode()
        self._learned.add(hashlib.blake2b(told, digest_size=MARK).digest())
        self._names.append(f"{card.id} {card.name}")
        self._units.append(card.unit or "件")
        self._number[mark] = len(self._number)
        return self._number[mark]


def _mark(pack: Pack) -> bytes:
    """What tells a pack as stores are told of it from any other."""
    return hashlib.blake2b(canonical(pack.row()), digest_size=MARK).digest()
