"""The nightly run over chains of growing size: what a store costs must not grow with the chain.

One store is built with its past and copied row by row, so that every store has as much to read.
Also: one store of 2,000 goods, from its facts to the proposals in its feed, part by part.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import msgspec

from sync.hq.planning import engine
from sync.hq.planning.batch import read_chain, write
from sync.hq.planning.engine import Order, local
from sync.hq.planning.gather import gather
from sync.hq.planning.ranges import Deck
from sync.hq.planning.task import compute
from sync.hq.service import Hq, open_hq, sqlite_url
from sync.hq.store import supply as s
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.catalogue import put
from sync.hq.store.database import Scope
from sync.hq.store.metadata import metadata
from sync.hq.store.stores import add_store
from sync.wire.feed import ItemRow, PriceRow
from sync.wire.feed_row import Row
from sync.wire.supply_feed import ProposalLineRow

TODAY = date(2026, 3, 4)
YESTERDAY = TODAY - timedelta(days=1)
NOON = 1_772_510_400_000
CHAINS = (300, 1_000, 3_000)
PLANNED = 300
GOODS, SOLD_A_DAY, DAYS = 200, 60, 60
FOLLOWED = 21
"""Days on which the pattern orders what is proposed."""
BIG_GOODS, BIG_SOLD = 2_000, 500
PATTERN = "X0000"
COPIED = (
    "feed", "sales_day", "sales_item", "till_move", "on_hand", "plan_state", "plan_recent",
    "plan_next", "plan_range", "day_mark",
)  # fmt: skip


def run() -> list[tuple[str, str, str]]:
    rows = []
    for stores in CHAINS:
        with _chain(GOODS, SOLD_A_DAY) as hq:
            _copy(hq, stores)
            chosen = random.Random(1).sample(range(stores), PLANNED)
            order = Order(day=TODAY, stores=[f"N{n:05d}" for n in chosen])
            started, busy = time.perf_counter(), time.process_time()
            done = list(engine.run(hq.database, order, local))
            each = (time.perf_counter() - started) / PLANNED
            cpu = (time.process_time() - busy) / PLANNED
            if any(w.failed or not w.proposals for w in done):
                raise RuntimeError("a store was not planned")
        what = f"nightly plan of a store of {GOODS} goods, chain of {stores:,}"
        rows.append((what, f"{_ms(each)}, CPU {_ms(cpu)}", "flat"))
    return rows + _big()


def _big() -> list[tuple[str, str, str]]:
    with _chain(BIG_GOODS, BIG_SOLD) as hq:
        with hq.database.operator() as scope:
            chain = read_chain(scope)
        started = time.perf_counter()
        with hq.database.reading(PATTERN) as scope:
            known = gather(scope, PATTERN, Deck(chain), TODAY)
        read = time.perf_counter()
        plan = compute(known.task)
        computed = time.perf_counter()
        with hq.database.scope(PATTERN) as scope:
            write(scope, chain, known, plan, TODAY)
        written = time.perf_counter()
    each = len(plan.state) / BIG_GOODS
    return [
        (f"one store of {BIG_GOODS:,} goods: read what is new", _ms(read - started), "-"),
        (f"one store of {BIG_GOODS:,} goods: learn 8 days and plan", _ms(computed - read),
         "<= 150 ms"),
        (f"one store of {BIG_GOODS:,} goods: write {len(plan.lines)}", _ms(written - computed),
         "-"),
        ("what is kept of an item between two nights", f"{each:.0f} bytes", "<= 100"),
    ]  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"


@contextmanager
def _chain(goods: int, sold: int) -> Iterator[Hq]:
    """HQ with one store that has a past and was planned the day before."""
    with tempfile.TemporaryDirectory() as name:
        hq = open_hq(sqlite_url(Path(name) / "hq.db"), Path(name) / "keys", now=lambda: NOON)
        try:
            _found(hq, goods, sold)
            yield hq
        finally:
            hq.close()


def _found(hq: Hq, goods: int, sold: int) -> None:
    luck = random.Random(5)
    cards = [
        ItemRow(id=f"G{n:04d}", name=f"商品{n}", category=f"c{n % 20}", cost=200 + n % 90,
                shelf_life=7 * (n % 12 == 0), code=f"69{n:011d}")
        for n in range(goods)
    ]  # fmt: skip
    packs = [
        s.Pack(item=c.id, supplier="W1", pack=(1, 6, 12, 24)[n % 4] * 1000,
               cost=c.cost * (1, 6, 12, 24)[n % 4], card=c)
        for n, c in enumerate(cards)
    ]  # fmt: skip
    with hq.database.operator() as scope:
        add_store(scope, PATTERN, "样板店", NOON)
        every_day = tuple(range(7))
        s.put_suppliers(scope, [s.Supplier(code="W1", name="仓", order_days=every_day)])
        s.put_packs(scope, packs)
    rows: list[Row] = [*cards]
    rows += [PriceRow(item=c.id, valid_from=0, price=c.cost * 3 // 2) for c in cards]
    put(hq.database, [PATTERN], rows)
    _live(hq, goods, sold, luck)


def _live(hq: Hq, goods: int, sold: int, luck: random.Random) -> None:
    """Days of trade. On the last ones what is proposed arrives the next morning, so that shelves
    are as the planner keeps them and a night proposes what a night usually does."""
    weights = [1 / (n + 5) for n in range(goods)]
    hand = dict.fromkeys(range(goods), 12000)
    coming = dict(hand)
    for back in range(DAYS, 0, -1):
        day = TODAY - timedelta(days=back)
        what = luck.choices(range(goods), weights, k=sold)
        qty = {n: luck.randint(1, 4) * 1000 for n in what}
        moves = {n: coming.get(n, 0) - qty.get(n, 0) for n in sorted({*qty, *coming})}
        for n, q in moves.items():
            hand[n] += q
        with hq.database.operator() as scope:
            _book(scope, day.isoformat(), qty, moves)
        coming = {n: 12_000 for n in hand if hand[n] <= 0}
        if back <= FOLLOWED:
            morning = day + timedelta(days=1)
            if back > 1:
                list(engine.run(hq.database, Order(day=morning, stores=[PATTERN]), local))
                coming = _proposed(hq, morning)


def _proposed(hq: Hq, day: date) -> dict[int, int]:
    """Thousandths by good."""
    with hq.database.operator() as scope:
        rows = scope.conn.execute(st.proposal_line.select()).all()
    found = {}
    for row in rows:
        line = msgspec.json.decode(bytes(row.body), type=ProposalLineRow)
        if f"{day:%Y%m%d}" in row.proposal_id and line.packs:
            found[int(row.item[1:])] = line.packs * line.pack
    return found


def _book(scope: Scope, day: str, qty: dict[int, int], moves: dict[int, int]) -> None:
    scope.insert(t.sales_day, [{"store_id": PATTERN, "date": day, "hour": 9, "sales": 80,
                                "turnover": 1, "refunds": 0}])  # fmt: skip
    scope.insert(t.sales_item, [
        {"store_id": PATTERN, "date": day, "item": f"G{n:04d}", "name": "", "named_by": "",
         "qty": q, "amount": q, "cost": q} for n, q in qty.items()
    ])  # fmt: skip
    scope.insert(t.till_move, [
        {"store_id": PATTERN, "till": "01", "date": day, "item": f"G{n:04d}", "qty": q}
        for n, q in moves.items()
    ])  # fmt: skip
    scope.upsert(t.on_hand, [
        {"store_id": PATTERN, "item": f"G{n:04d}", "qty": q} for n, q in moves.items()
    ], add=("qty",))  # fmt: skip


def _copy(hq: Hq, stores: int) -> None:
    """So many stores like the pattern, all but its proposals."""
    with hq.database.operator() as scope:
        sql = scope.conn.exec_driver_sql
        for n in range(stores):
            name = f"N{n:05d}"
            sql("INSERT INTO store (store_id, name, region, feed_seq, feed_floor, created_at)"
                " SELECT ?, name, region, feed_seq, feed_floor, created_at FROM store"
                " WHERE store_id = ?", (name, PATTERN))  # fmt: skip
            for table in COPIED:
                held = metadata.tables[table].c
                columns = ", ".join(c.name for c in held if c.name != "store_id")
                sql(f"INSERT INTO {table} (store_id, {columns}) SELECT ?, {columns} FROM {table}"
                    " WHERE store_id = ?", (name, PATTERN))  # fmt: skip
