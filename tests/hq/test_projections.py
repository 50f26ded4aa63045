"""What HQ shows comes from facts alone: made anew it is the same, in any order of arrival."""

from __future__ import annotations

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sync.hq.store import ingest
from sync.hq.store import tables as t
from sync.hq.store.database import Database, Scope
from sync.hq.store.devices import lock
from sync.hq.store.projections import rebuild, stock
from sync.hq.store.reading import Place, read
from sync.hq.store.schema import migrate
from sync.wire import chain
from sync.wire.chain import GENESIS
from sync.wire.facts import SaleCompleted, ShelfLine, StockCounted
from tests.support.hq import NOON, RunningHq, TillByHand, line, received, sale

DAY = 86_400_000


def books(hq: RunningHq) -> dict[str, Any]:
    found: dict[str, Any] = {table.name: hq.rows(table) for table in t.PROJECTIONS}
    found["tills"] = [(d["device_id"], d["sales"], d["turnover"]) for d in hq.rows(t.device)]
    return found


def trade(till: TillByHand, days: int) -> None:
    """A few days of sales, returns, receipts and facts that cannot be digested."""
    for day in range(days):
        at, date = NOON + day * DAY, f"2026-03-{3 + day:02d}"
        till.record(received("a", 5_000), at=at, date=date)
        for n in range(5):
            lines = [line(1, "a", qty=1000 + n), line(2, f"i{n}", qty=-500 if n == 2 else 700)]
            till.record(sale(n, lines), at=at + n * 3_600_000, date=date)
        till.record_bytes(b'{"not":"a fact"}')


def test_made_anew_they_are_the_same(hq: RunningHq) -> None:
    tills = [hq.till("S001"), hq.till("S001", "02"), hq.till("S002")]
    for till in tills:
        trade(till, 4)
    for till in reversed(tills):
        till.push(1, 13)
        till.push(10)
    before = books(hq)
    assert before["sales_day"] and before["tills"][0][1] == 20
    with hq.hq.database.operator() as scope:
        scope.conn.execute(t.sales_day.update().values(turnover=1))
        scope.conn.execute(t.till_move.delete())
        scope.conn.execute(t.device.update().values(sales=0))
    for store, good in (("S001", 48), ("S002", 24)):
        with hq.hq.database.scope(store) as scope:
            assert rebuild(scope, store) == good
    assert books(hq) == before


def test_the_name_of_goods_does_not_depend_on_who_pushed_first(hq: RunningHq) -> None:
    one, two = hq.till("S001"), hq.till("S001", "02")
    for till, name, at in ((one, "新名", NOON + 5), (two, "旧名", NOON)):
        sold = line(1, "a")
        renamed = type(sold)(
            **{f: getattr(sold, f) for f in sold.__struct_fields__} | {"name": name}
        )
        till.record(sale(1, [renamed]), at=at)
    one.push()
    two.push()
    (row,) = hq.rows(t.sales_item)
    assert (row["name"], row["qty"]) == ("新名", 2000)


def test_stock_by_item_over_all_tills(hq: RunningHq) -> None:
    one, two = hq.till("S001"), hq.till("S001", "02")
    one.record(received("a", 5_000))
    two.record(sale(1, [line(1, "a", qty=2000), line(2, "b")]))
    one.push()
    two.push()
    with hq.hq.database.scope("S001") as scope:
        assert stock(scope) == {"a": 3000, "b": -1000}


def shelf(item: str, book: int, counted: int) -> ShelfLine:
    return ShelfLine(item=item, name=item, book=book, counted=counted, why="lost")


def test_a_count_moves_what_it_found_out(hq: RunningHq) -> None:
    """By the difference, whatever else was told meanwhile; numbers beyond reason are kept apart."""
    one, two = hq.till("S001"), hq.till("S001", "02")
    one.record(received("a", 5_000))
    two.record(sale(1, [line(1, "a", qty=2000)]))
    one.record(StockCounted(count="c1", lines=(shelf("a", 5_000, 4_000), shelf("b", 0, 0))))
    one.record(StockCounted(count="c2", lines=(shelf("a", 0, 10**15),)))
    one.record(StockCounted(count="c3", lines=(shelf("", 0, 1),)))
    one.push()
    two.push()
    with hq.hq.database.scope("S001") as scope:
        assert stock(scope) == {"a": 2_000}
        assert rebuild(scope, "S001") == 3
        assert stock(scope) == {"a": 2_000}
    assert [row["state"] for row in hq.rows(t.fact)].count("quarantined") == 2


def test_a_push_during_a_rebuild_is_neither_lost_nor_counted_twice(hq: RunningHq) -> None:
    from threading import Thread

    till, new = hq.till("S001"), hq.till("S001", "02")
    trade(till, 6)
    trade(new, 2)
    till.push(1, 20)

    def push() -> None:
        for n in range(21, len(till.payloads) + 1):
            till.push(n, n)
        new.push()

    pushing = Thread(target=push)
    pushing.start()
    for _ in range(5):
        with hq.hq.database.scope("S001") as scope:
            rebuild(scope, "S001")
    pushing.join()
    before = books(hq)
    with hq.hq.database.scope("S001") as scope:
        assert rebuild(scope, "S001") == 48
    assert books(hq) == before


@pytest.mark.empty_database
def test_the_migrations_make_what_the_program_expects(database_url: str) -> None:
    database = Database(database_url)
    for _ in range(2):  # a second start changes nothing
        migrate(database)
    with database.operator() as scope:
        context = MigrationContext.configure(scope.conn)
        assert compare_metadata(context, t.metadata) == []
    database.close()


@given(st.binary(max_size=400))
def test_reading_never_raises(payload: bytes) -> None:
    reading = read(payload, Place("S001", "01", 1, 1))
    assert reading.entry is None and reading.reason and len(reading.id) <= 32


numbers = st.one_of(st.integers(), st.integers(-(2**70), 2**70), st.integers(-5000, 5000))
texts = st.text(max_size=40)


@st.composite
def wild_sales(draw: st.DrawFn) -> SaleCompleted:
    """Sales with numbers and words from anywhere."""
    good = line(1, "a")
    fields = {name: getattr(good, name) for name in good.__struct_fields__}
    lines = [
        type(good)(
            **fields
            | {"qty": draw(numbers), "net": draw(numbers), "cost": draw(numbers)}
            | {"item": draw(texts), "name": draw(texts)}
        )
        for _ in range(draw(st.integers(0, 3)))
    ]
    return sale(1, lines, mode=draw(texts))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    facts=st.lists(wild_sales(), min_size=1, max_size=4),
    at=numbers,
    date=st.one_of(texts, st.dates().map(str)),
    ident=texts,
)
def test_nothing_that_decodes_stops_the_chain(
    wild: TillByHand, wild_hq: RunningHq, facts: list[SaleCompleted], at: int, date: str, ident: str
) -> None:
    """Whatever a fact says, it is kept and acknowledged, and the books can be made anew."""
    first = len(wild.payloads) + 1
    for n, fact in enumerate(facts):
        wild.record(fact, at=abs(at) % 2**50, date=date, id=f"{ident}{first + n}")
        wild.record(fact)
    with wild_hq.hq.database.scope("S001") as scope:
        accepted = _accept(scope, wild, first)
        assert accepted.acked_seq == len(wild.payloads)
        assert accepted.head == wild.hashes[-1] != GENESIS
        rebuild(scope, "S001")


def _accept(scope: Scope, till: TillByHand, first: int) -> ingest.Accepted:
    device = lock(scope, till.me.device)
    assert device is not None
    return ingest.accept(scope, device, till.batch(first), NOON)


@pytest.fixture
def wild_hq(hq: RunningHq) -> RunningHq:
    return hq


@pytest.fixture
def wild(wild_hq: RunningHq) -> TillByHand:
    return wild_hq.till("S001")


def test_an_entry_of_a_kind_that_is_unknown_keeps_its_place(hq: RunningHq) -> None:
    till = hq.till("S001")
    payload = till.record(sale(1, [line(1, "a")])).replace(b"sale.completed", b"moon.landed")
    reading = read(payload, Place("S001", "01", 1, 1))
    assert reading.entry is None
    assert (reading.kind, reading.date, reading.at) == ("moon.landed", "2026-03-03", NOON)
    assert reading.id == chain.decode(till.payloads[0]).id
