"""Who delivers what to whom: suppliers, packs and prices, what is otherwise in one store.

Suppliers and packs are the chain's; a store may differ in packs, cost, availability, shelf room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import bindparam, select

from sync.hq.store import supply_tables as st
from sync.hq.store.catalogue import put_in
from sync.hq.store.database import Scope
from sync.wire.feed import CodeRow, ItemRow, canonical
from sync.wire.feed_row import Row
from sync.wire.supply import FACTORY, LOCAL, ORIGIN, REGIONAL, WAREHOUSE
from sync.wire.supply_feed import SupplierRow, SupplyItemRow

KINDS = (WAREHOUSE, REGIONAL, FACTORY, ORIGIN, LOCAL)
MOST = 10**9
MOST_LEAD = 28
CHINA = timedelta(hours=8)
"""Where the chain's cut-off hours are told."""

_is_code = re.compile(r"[0-9A-Za-z_.-]{1,32}").fullmatch


class SupplyError(ValueError):
    """A supplier or a pack that nobody could order from; ``code`` is stable, ``key`` names it."""

    def __init__(self, code: str, key: str) -> None:
        super().__init__(f"{code}: {key}")
        self.code = code
        self.key = key


@dataclass(frozen=True, slots=True, kw_only=True)
class Supplier:
    """``order_days``: weekdays (0 Monday), none: nothing is planned from it; ``cutoff``: minutes
    after midnight; ``grant_up_to``: fen of a matching claim that are granted by themselves."""

    code: str
    name: str
    kind: str = WAREHOUSE
    order_days: tuple[int, ...] = ()
    cutoff: int = 1020
    lead_days: int = 1
    lead_spread: int = 0
    minimum: int = 0
    return_days: int = -1
    claim_days: int = 3
    grant_up_to: int = 20_000

    def checked(self) -> Supplier:
        """Raises SupplyError."""
        whole = {
            "bad_supplier": bool(_is_code(self.code)) and 0 < len(self.name.strip()) <= 60,
            "bad_kind": self.kind in KINDS,
            "bad_days": set(self.order_days) <= set(range(7)),
            "bad_cutoff": 0 <= self.cutoff < 24 * 60,
            "bad_lead": 1 <= self.lead_days <= MOST_LEAD and 0 <= self.lead_spread <= MOST_LEAD,
            "bad_amount": 0 <= self.minimum <= MOST and 0 <= self.grant_up_to <= MOST,
            "bad_number": -1 <= self.return_days <= 365 and 0 <= self.claim_days <= 60,
        }
        for code, holds in whole.items():
            if not holds:
                raise SupplyError(code, self.code)
        return self

    def deadline(self, day: date) -> int:
        """Until when (UTC ms) an order of that day must be here."""
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC) - CHINA
        return int(midnight.timestamp() * 1000) + self.cutoff * 60_000

    def next_order_day(self, now: int) -> date | None:
        """The first day whose cut-off is still ahead; None where there are no order days."""
        today = local_date(now)
        for n in range(8):
            day = today + timedelta(days=n)
            if day.weekday() in self.order_days and now <= self.deadline(day):
                return day
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """How an item is bought: ``pack`` thousandths for ``cost`` fen a pack, at least ``moq``.

    ``left`` packs are all that the supplier has (None: enough); ``price`` fen is what a unit is
    meant to sell for; ``season`` the months of it (none: all year).
    """

    item: str
    supplier: str
    pack: int
    cost: int
    card: ItemRow
    moq: int = 1
    pack_code: str = ""
    available: bool = True
    substitute: str = ""
    left: int | None = None
    price: int = 0
    season: tuple[int, ...] = ()
    capacity: int = 0

    def checked(self) -> Pack:
        """Raises SupplyError."""
        whole = {
            "bad_item": bool(_is_code(self.item)),
            "bad_pack": 0 < self.pack <= MOST,
            "bad_amount": 0 <= self.cost <= MOST and 0 <= self.price <= MOST,
            "bad_moq": 1 <= self.moq <= 999,
            "bad_number": self.left is None or 0 <= self.left <= MOST,
            "bad_season": set(self.season) <= set(range(1, 13)),
            "bad_name": bool(self.card.name.strip()) and len(self.pack_code) <= 20,
        }
        for code, holds in whole.items():
            if not holds:
                raise SupplyError(code, self.item)
        return self

    @property
    def unit_cost(self) -> int:
        """Fen a unit, rounded up, so that plans never cost less than bills."""
        return -(-self.cost * 1000 // self.pack)

    @property
    def article(self) -> ItemRow:
        """What a store gets that lists it: at this cost, and its carton known by its own code."""
        codes = self.card.codes
        if self.pack_code and all(known.code != self.pack_code for known in codes):
            codes = (*codes, CodeRow(code=self.pack_code, pack_qty=self.pack))
        return msgspec.structs.replace(self.card, cost=self.unit_cost, codes=codes, active=True)

    @property
    def can_be_had(self) -> bool:
        return self.available and self.left != 0

    def row(self) -> SupplyItemRow:
        return SupplyItemRow(
            item=self.item, supplier=self.supplier, pack=self.pack, cost=self.cost, moq=self.moq,
            pack_code=self.pack_code, available=self.available, substitute=self.substitute,
        )  # fmt: skip


def local_date(now: int) -> date:
    return (datetime.fromtimestamp(now / 1000, UTC) + CHINA).date()


def supplier_row(s: Supplier) -> SupplierRow:
    return SupplierRow(
        code=s.code, name=s.name, kind=s.kind, order_days=s.order_days, cutoff=s.cutoff,
        lead_days=s.lead_days, lead_spread=s.lead_spread, minimum=s.minimum,
        return_days=s.return_days, claim_days=s.claim_days,
    )  # fmt: skip


def put_suppliers(scope: Scope, suppliers: Iterable[Supplier]) -> None:
    """Add or replace. Raises SupplyError before anything is written."""
    rows = [
        {name: getattr(s, name) for name in Supplier.__slots__}
        | {"order_days": ",".join(map(str, sorted(s.order_days)))}
        for s in [s.checked() for s in suppliers]
    ]
    scope.upsert(st.supplier, rows)


def suppliers(scope: Scope) -> dict[str, Supplier]:
    """All suppliers by code."""
    return {
        row["code"]: Supplier(**row | {"order_days": _numbers(row["order_days"])})
        for row in map(_fields, scope.conn.execute(st.supplier.select().order_by("code")))
    }


def _fields(row: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of any table
    return dict(row._mapping)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(",") if part)


def put_packs(scope: Scope, packs: Iterable[Pack]) -> None:
    """Add or replace. Raises SupplyError (also ``no_such_supplier``) before anything is written."""
    known, rows = suppliers(scope), []
    for pack in packs:
        pack.checked()
        if pack.supplier not in known:
            raise SupplyError("no_such_supplier", pack.item)
        rows.append(_pack_fields(pack))
    scope.upsert(st.supply_item, rows)


def _pack_fields(p: Pack) -> dict[str, Any]:
    return {
        "item": p.item, "supplier": p.supplier, "pack": p.pack, "cost": p.cost, "moq": p.moq,
        "pack_code": p.pack_code, "available": p.available, "substitute": p.substitute,
        "left_packs": p.left, "price": p.price, "season": ",".join(map(str, p.season)),
        "card": canonical(p.card),
    }  # fmt: skip


def put_special(scope: Scope, store: str, item: str, **changes: int | str | bool | None) -> None:
    """What is otherwise in that store: supplier, pack, cost, moq, available, capacity."""
    names = ("supplier", "pack", "cost", "moq", "available")
    row = {"store_id": store, "item": item, "capacity": changes.get("capacity", 0)}
    scope.upsert(st.supply_special, [row | {name: changes.get(name) for name in names}])


def packs(scope: Scope, items: Sequence[str] | None = None) -> dict[str, Pack]:
    """The chain's packs by item; ``items`` narrows to those."""
    query = st.supply_item.select().order_by("item")
    if items is not None:
        query = query.where(st.supply_item.c.item.in_(items))
    return {row.item: _pack(row) for row in scope.conn.execute(query)}


def _pack(row: Any) -> Pack:  # noqa: ANN401 - a row of supply_item
    return Pack(
        item=row.item, supplier=row.supplier, pack=row.pack, cost=row.cost, moq=row.moq,
        pack_code=row.pack_code, available=bool(row.available), substitute=row.substitute,
        left=row.left_packs, price=row.price, season=_numbers(row.season),
        card=msgspec.json.decode(bytes(row.card), type=ItemRow),
    )  # fmt: skip


def packs_of(scope: Scope, store: str, chain: dict[str, Pack]) -> dict[str, Pack]:
    """The chain's packs as that store has them."""
    return chain | special_packs(scope, store, chain)


def special_packs(scope: Scope, store: str, chain: Mapping[str, Pack]) -> dict[str, Pack]:
    """Those of the chain's packs that are otherwise in that store."""
    found = {}
    for row in scope.conn.execute(_SPECIAL, {"store": store}):
        if row.item not in chain:
            continue
        changes = {
            name: getattr(row, name)
            for name in ("supplier", "pack", "cost", "moq", "available")
            if getattr(row, name) is not None
        }
        fields = {name: getattr(chain[row.item], name) for name in Pack.__slots__}
        found[row.item] = Pack(**fields | changes | {"capacity": row.capacity})
    return found


_SPECIAL = select(st.supply_special).where(st.supply_special.c.store_id == bindparam("store"))


def tell_store(
    scope: Scope, store: str, known: dict[str, Supplier], mine: dict[str, Pack], items: set[str]
) -> None:
    """Feed the store its suppliers and the packs of its goods; what is as it was stays."""
    rows: list[tuple[str, str, Row | None]] = [
        ("supplier", code, supplier_row(s)) for code, s in known.items()
    ]
    rows += [("supply_item", item, mine[item].row()) for item in sorted(items & set(mine))]
    put_in(scope, store, rows)
