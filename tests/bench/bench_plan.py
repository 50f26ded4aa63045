"""The nightly run over chains of growing size: what a store costs must not grow with the chain.

One store is built with its past, planned night by night for three weeks and copied row by row, so
that every store has as much to read as on any other night; of what is not read any more only the
pattern has it. Chains are whole in the database; of large ones a sample is planned, and each line
says how many. All stores are alike, so a process meets each card once: what a store of its own
cards costs more is a line of its own. Also: a store of 2,000 goods on SQLite and on PostgreSQL,
with the processor time of the server, and what a million of them would take.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec

from sync.hq.planning.nightly import engine, listing
from sync.hq.planning.nightly.batch import read_chain, write
from sync.hq.planning.nightly.engine import Order, local
from sync.hq.planning.nightly.gather import gather
from sync.hq.planning.nightly.ranges import Deck
from sync.hq.planning.nightly.task import compute
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
from tests.support.postgres import Postgres, PostgresMissing, start_postgres

TODAY = date(2026, 3, 4)
YESTERDAY = TODAY - timedelta(days=1)
NOON = 1_772_510_400_000
CHAINS = (1_000, 3_000, 10_000, 30_000, 100_000)
WHOLE, SAMPLE = 1_000, 600
GOODS, SOLD_A_DAY, DAYS = 40, 12, 60
FOLLOWED = 21
"""Days on which the pattern orders what is proposed."""
BIG_GOODS, BIG_SOLD, BIG_STORES = 2_000, 500, 40
WARM = 4
"""Stores that only fill caches."""
MILLION = 1_000_000
PATTERN = "X0000"
COPIED = (
    "store", "feed", "sales_day", "sales_item", "till_move", "plan_state", "plan_recent",
    "plan_next", "plan_range", "day_mark", "proposal", "proposal_line",
)  # fmt: skip
NEW_ALONE = ("sales_day", "sales_item", "till_move", "proposal")
"""Tables of which a night reads no more than the last day."""


def run() -> Iterator[tuple[str, str, str]]:
    yield from _big("SQLite", None)
    yield from _on_postgres()
    with _hq() as hq:
        _found(hq, GOODS, SOLD_A_DAY)
        before = 0
        for stores in CHAINS:
            _copy(hq, range(before, stores))
            chosen: Sequence[int] = range(before, stores)
            if len(chosen) > WHOLE:
                chosen = random.Random(1).sample(chosen, SAMPLE)
            before = stores
            yield _chain(hq, stores, [f"N{n:06d}" for n in chosen])


def _chain(hq: Hq, stores: int, names: list[str]) -> tuple[str, str, str]:
    started, busy = time.perf_counter(), time.process_time()
    done = list(engine.run(hq.database, Order(day=TODAY, stores=names), local))
    each = (time.perf_counter() - started) / len(names)
    cpu = (time.process_time() - busy) / len(names)
    if any(w.failed or not w.proposals for w in done):
        raise RuntimeError("a store was not planned")
    what = f"{GOODS} goods, chain of {stores:,}, {len(names):,} stores planned"
    return what, f"{_ms(each)}, CPU {_ms(cpu)}", "flat"


def _on_postgres() -> list[tuple[str, str, str]]:
    try:
        server = start_postgres(durable=True)
    except PostgresMissing as error:
        return [("on PostgreSQL", str(error), "-")]
    try:
        return _big("PostgreSQL", server)
    finally:
        server.stop()


@dataclass(slots=True)
class Spent:
    """Seconds of this process's and the server's processor, and by the clock."""

    cpu: float = 0.0
    server: float = 0.0
    clock: float = 0.0


def _big(kind: str, server: Postgres | None) -> list[tuple[str, str, str]]:
    """Stores of 2,000 goods, one after the other, part by part."""
    with _hq(server) as hq:
        _found(hq, BIG_GOODS, BIG_SOLD)
        _copy(hq, range(BIG_STORES + WARM))
        if server is not None:
            server.sql("VACUUM ANALYZE", "bench")
        with hq.database.operator() as scope:
            chain = read_chain(scope)
        deck, parts = Deck(chain), {name: Spent() for name in ("read", "plan", "write", "cards")}
        for n in range(BIG_STORES + WARM):
            if n == WARM:
                parts = {name: Spent() for name in parts}
            store = f"N{n:06d}"
            with _timed(parts["read"], server), hq.database.reading(store) as scope:
                known = gather(scope, store, deck, TODAY)
            with _timed(parts["plan"], server):
                plan = compute(known.task)
            with _timed(parts["write"], server), hq.database.scope(store) as scope:
                write(scope, chain, known, plan, TODAY)
        listing._cards.clear()
        with _timed(parts["cards"], server), hq.database.reading(PATTERN) as scope:
            gather(scope, PATTERN, Deck(chain), TODAY)
    rows = [
        (f"{kind}, {BIG_GOODS:,} goods: {name}", _spent(parts[name], BIG_STORES), "-")
        for name in ("read", "plan", "write")
    ]
    whole = sum(p.cpu + p.server for name, p in parts.items() if name != "cards") / BIG_STORES
    rows.append(
        (f"{kind}: a store whose cards are all its own, read", _spent(parts["cards"], 1), "-")
    )
    rows.append((f"{kind}: lines of a proposal", f"{len(plan.lines)}", "-"))
    rows.append((f"{kind}: a million stores", f"{whole * MILLION / 3600:.1f} core-hours", "3"))
    if server is None:
        each = len(plan.state) / BIG_GOODS
        rows.append(("what is kept of an item between two nights", f"{each:.0f} bytes", "<= 100"))
    return rows


@contextmanager
def _timed(spent: Spent, server: Postgres | None) -> Iterator[None]:
    busy, theirs, started = time.process_time(), _server_cpu(server), time.perf_counter()
    yield
    spent.clock += time.perf_counter() - started
    spent.cpu += time.process_time() - busy
    spent.server += _server_cpu(server) - theirs


def _server_cpu(server: Postgres | None) -> float:
    """Seconds of all its processes, those that ended included."""
    if server is None:
        return 0.0
    chief = int((server.folder / "data" / "postmaster.pid").read_text().split()[0])
    total = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(place.parent.name) == chief:
            total += sum(map(int, fields[11:15]))
        elif int(fields[1]) == chief:
            total += int(fields[11]) + int(fields[12])
    return total / os.sysconf("SC_CLK_TCK")


def _spent(part: Spent, stores: int) -> str:
    server = f" + {_ms(part.server / stores)}" if part.server else ""
    return f"{_ms(part.clock / stores)}, CPU {_ms(part.cpu / stores)}{server}"


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


@contextmanager
def _hq(server: Postgres | None = None) -> Iterator[Hq]:
    with tempfile.TemporaryDirectory() as name:
        url = server.new_database("bench") if server else sqlite_url(Path(name) / "hq.db")
        hq = open_hq(url, Path(name) / "keys", now=lambda: NOON)
        try:
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


def _copy(hq: Hq, numbers: Sequence[int]) -> None:
    """So many stores like the pattern, as they are when a night begins."""
    with hq.database.operator() as scope:
        sql = scope.conn.exec_driver_sql
        sql("DELETE FROM feed WHERE body IS NULL")
        sql("CREATE TEMPORARY TABLE fresh (store_id TEXT)")
        hole = "%s" if hq.database.is_postgresql else "?"
        sql(f"INSERT INTO fresh VALUES ({hole})", [(f"N{n:06d}",) for n in numbers])
        for table in COPIED:
            columns = [c.name for c in metadata.tables[table].c if c.name != "store_id"]
            named = ", ".join(f'"{name}"' for name in columns)
            taken = ", ".join(f'{table}."{name}"' for name in columns)
            where = f"{table}.store_id = '{PATTERN}'"
            if table in NEW_ALONE:
                where += f" AND {table}.date = '{YESTERDAY}'"
            if table == "proposal_line":
                where += f" AND proposal_id > 'p{YESTERDAY:%Y%m%d}'"
            sql(f"INSERT INTO {table} (store_id, {named}) SELECT fresh.store_id, {taken}"
                f" FROM {table}, fresh WHERE {where}")  # fmt: skip
        sql("DROP TABLE fresh")
