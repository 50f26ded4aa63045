"""A demo chain with a past: stores, tills and the facts of their days, the same at every call.

The facts go the way of any till's: the wire's chain, and `ingest.accept`.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import msgspec

from sync.hq.seeding_supply import Table, seed_supply
from sync.hq.store import devices, ingest
from sync.hq.store import tables as t
from sync.hq.store.catalogue import prices_at, put, rows_of
from sync.hq.store.catalogue_import import import_goods
from sync.hq.store.database import Database
from sync.hq.store.stores import add_store
from sync.wire import chain
from sync.wire.facts import (
    AnyFact,
    Line,
    Person,
    SaleCompleted,
    ShiftClosed,
    ShiftOpened,
    StockAdjusted,
    StockLine,
    Tender,
    TillOpened,
)
from sync.wire.feed import ItemRow, NoticeRow, StaffRow
from sync.wire.limits import BATCH_FACTS
from sync.wire.messages import PushRequest

OFFSET = 480
NAMES = (
    "东丽万新店", "河西友谊店", "南开鼓楼店", "和平劝业店", "河北中山店", "红桥西站店",
    "津南咸水沽店", "西青杨柳青店", "北辰天穆店", "滨海塘沽店",
)  # fmt: skip
STAFF = (Person(id="1", name="王姐"), Person(id="2", name="老李"), Person(id="3", name="小周"))
ROLES = ("owner", "manager", "cashier")
HOURS = (2, 5, 9, 6, 4, 6, 11, 8, 4, 4, 5, 9, 12, 9, 5, 2)
"""How busy the hours from 7 to 22 are, one against the other."""
METHODS = (("wechat", 60), ("alipay", 22), ("cash", 18))

PLENTY, KEEPS_UP = 900, 650
"""Pieces a week for goods of weight one: more than is sold, and about as much."""


@dataclass(frozen=True, slots=True)
class Seeded:
    stores: int
    tills: int
    facts: int
    sales: int


@dataclass(slots=True)
class _Till:
    """A chain that grows; facts wait in ``waiting`` until a batch is full."""

    store: str
    till: str
    device: str
    dice: random.Random
    seq: int = 0
    sent: int = 0
    head: bytes = chain.GENESIS
    receipts: int = 0
    waiting: list[bytes] = field(default_factory=list)

    def add(self, fact: AnyFact, at: int, day: date) -> None:
        self.seq += 1
        ident = f"{at:012x}7{self.dice.getrandbits(12):03x}{self.dice.getrandbits(64):016x}"
        entry = chain.Entry(
            store=self.store, till=self.till, epoch=1, seq=self.seq, id=ident, at=at,
            offset=OFFSET, date=day.isoformat(), actor=STAFF[at // 3_600_000 % 3], fact=fact,
        )  # fmt: skip
        self.waiting.append(chain.encode(entry))


def seed(
    database: Database, goods: Table, new: Table, *, stores: int, days: int, last: date
) -> Seeded:
    """Make the chain. ``goods`` is a table with headings, as an import takes it; ``new`` is one of
    packs of goods that no store has yet.

    Raises RefusedError ``store_exists`` on a database that has these stores already.
    """
    names = [f"S{n + 1:03d}" for n in range(stores)]
    opened = _ms(last - timedelta(days=days), 6)
    with database.operator() as scope:
        for n, store in enumerate(names):
            again = f" {n // len(NAMES) + 1}" if n >= len(NAMES) else ""
            add_store(scope, store, NAMES[n % len(NAMES)] + again, opened, region="天津")
    import_goods(database, names, goods, valid_from=opened)
    seed_supply(database, names, goods, new)
    people = [StaffRow(id=p.id, name=p.name, role=r) for p, r in zip(STAFF, ROLES, strict=True)]
    notice = NoticeRow(id="seed-1", at=opened, title="盘点", text="本月最后一个周三晚上盘点。")
    put(database, names, [*people, notice])
    tills = facts = sales = 0
    for n, store in enumerate(names):
        for number in ("01", "02")[: 2 if n % 3 == 0 else 1]:
            till = _enrol(database, store, number, opened)
            tills += 1
            sales += _trade(database, till, days=days, last=last)
            facts += till.seq
    return Seeded(stores, tills, facts, sales)


def past(database: Database, store: str, number: str, *, days: int, last: date) -> int:
    """Some weeks behind a store of which HQ knows the goods: another till's sales and deliveries
    that just keep up with them. Gives the number of sales."""
    till = _enrol(database, store, number, _ms(last - timedelta(days=days), 6))
    return _trade(database, till, days=days, last=last, delivered=KEEPS_UP)


def _ms(day: date, hour: float) -> int:
    """UTC ms of an hour of the day in the shop."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return int(midnight.timestamp() * 1000 + hour * 3_600_000) - OFFSET * 60_000


def _enrol(database: Database, store: str, number: str, at: int) -> _Till:
    """A till whose key nobody holds: its past can be read, nobody can write on."""
    name = hashlib.sha256(f"seed {store} {number}".encode()).hexdigest()
    row = {
        "device_id": name[:16], "store_id": store, "till": number, "epoch": 1,
        "public_key": name, "program": "seed", "enrolled_at": at, "head_hash": chain.GENESIS,
    }  # fmt: skip
    with database.operator() as scope:
        scope.insert(t.device, [row])
    return _Till(store, number, name[:16], random.Random(name))


def _trade(
    database: Database, till: _Till, *, days: int, last: date, delivered: int = PLENTY
) -> int:
    """All days of a till; gives the number of its sales."""
    with database.reading(till.store) as scope:
        prices = prices_at(scope, till.store, _ms(last, 24))
        goods = [row for row in rows_of(scope, till.store, ItemRow) if row.id in prices]
    weights = [1 / (rank + 3) for rank in range(len(goods))]
    first = last - timedelta(days=days - 1)
    opening = TillOpened(shop_name=till.store, program="seed")
    till.add(opening, _ms(first, 6.5), first)
    sold = 0
    for n in range(days):
        day = first + timedelta(days=n)
        if n % 7 == 0:
            till.add(_delivery(goods, weights, delivered), _ms(day, 6.6), day)
        sold += _day(till, day, goods, weights, prices)
        _send(database, till, everything=n == days - 1)
    return sold


def _delivery(goods: Sequence[ItemRow], weights: Sequence[float], delivered: int) -> StockAdjusted:
    lines = tuple(
        StockLine(item=g.id, name=g.name, qty=max(2, round(w * delivered)) * 1000, cost=g.cost)
        for g, w in zip(goods, weights, strict=True)
    )
    return StockAdjusted(reason="received", lines=lines)


def _day(
    till: _Till,
    day: date,
    goods: Sequence[ItemRow],
    weights: Sequence[float],
    prices: dict[str, int],
) -> int:
    dice = till.dice
    number = round(dice.gauss(95 if day.weekday() < 5 else 120, 12)) if goods else 0
    shift = f"{till.till}-{day.isoformat()}"
    till.add(ShiftOpened(shift=shift, label="日班", opening_float=20_000), _ms(day, 6.8), day)
    times = sorted(
        _ms(day, 7 + hour + dice.random())
        for hour in dice.choices(range(len(HOURS)), HOURS, k=max(0, number))
    )
    cash = turnover = 0
    for at in times:
        sale = _sale(till, shift, dice.choices(goods, weights, k=dice.randint(1, 5)), prices)
        till.add(sale, at, day)
        turnover += sale.due
        cash += sum(tender.amount for tender in sale.tenders if tender.method == "cash")
    expected = 20_000 + cash
    counted = expected + dice.choice((0, 0, 0, 0, -100, 50))
    till.add(
        ShiftClosed(
            shift=shift, counted=counted, expected=expected, variance=counted - expected,
            sales=len(times), turnover=turnover, left=20_000,
        ),
        _ms(day, 23.2),
        day,
    )  # fmt: skip
    return len(times)


def _sale(
    till: _Till, shift: str, goods: Sequence[ItemRow], prices: dict[str, int]
) -> SaleCompleted:
    """A basket; one in sixty brings something back."""
    dice = till.dice
    till.receipts += 1
    back = dice.randrange(60) == 0
    lines = []
    for no, item in enumerate({g.id: g for g in goods[: 1 if back else None]}.values(), 1):
        qty = -1000 if back else dice.choice((1000, 1000, 1000, 2000, 3000))
        amount = prices[item.id] * qty // 1000
        lines.append(
            Line(
                no=no, item=item.id, name=item.name, qty=qty, price=prices[item.id],
                list_price=prices[item.id], gross=amount, amount=amount, net=amount,
                spec=item.spec, unit=item.unit, code=item.code, category=item.category,
                category_name=item.category_name, cost=item.cost,
            )
        )  # fmt: skip
    total = sum(line.amount for line in lines)
    (method,) = dice.choices([m for m, _ in METHODS], [w for _, w in METHODS])
    return SaleCompleted(
        receipt=f"{till.store}-{till.till}-1-{till.receipts}", shift=shift, lines=tuple(lines),
        total=total, due=total, tenders=(Tender(method=method, amount=total),),
        mode="return" if back else "sale",
    )  # fmt: skip


def _send(database: Database, till: _Till, *, everything: bool) -> None:
    while len(till.waiting) >= (1 if everything else BATCH_FACTS):
        batch, till.waiting = till.waiting[:BATCH_FACTS], till.waiting[BATCH_FACTS:]
        push = PushRequest(
            device=till.device, epoch=1, from_seq=till.sent + 1, prev_hash=till.head.hex(),
            facts=[msgspec.Raw(payload) for payload in batch],
        )  # fmt: skip
        with database.scope(till.store) as scope:
            device = devices.lock(scope, till.device)
            if device is None:  # pragma: no cover - it was made above
                raise KeyError(till.device)
            now = chain.decode(batch[-1]).at
            done = ingest.accept(scope, device, push, now)
        till.sent, till.head = done.acked_seq, done.head
