"""A month of a shop day by day: sold, planned, ordered, shipped, received, claimed, paid.

Everything goes through the real pieces: the till's services on its file, the line, HQ's pages and
planner. At the end what the keeper saw herself, the till's books and HQ's books say the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from pos_app.bootstrap import link
from pos_app.services.report_span import span_of
from pos_app.storage import journal, projections
from pos_app.storage.connection import Connection, open_reader
from pos_app.storage.report_queries import ReportQueries
from pos_app.storage.verify import verify
from sync.hq.planning.nightly.engine import Order, local, run
from sync.hq.service import sqlite_url
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.projections import rebuild
from sync.hq.store.supply_ledger import account
from sync.hq.store.supply_shipping import ship
from sync.wire.supply_feed import BillRow, ClaimRow, CreditRow, ShipmentRow, SupplyOrderRow
from tests.faults import fault_proxy as f
from tests.support.console import Operator, add_operator, running_console
from tests.support.hq import RunningHq
from tests.support.joined import assert_equal
from tests.support.postgres import Postgres
from tests.support.supply import fed
from tests.support.supply_month import STORE, World, open_world

FIRST = date(2026, 3, 2)
"""A Monday."""
DAYS = 30
OFFLINE = frozenset({6, 7, 8, 15, 22})
NIECE_OFFLINE = frozenset({3, 4, 5, 9, 10, 11, 12, 13, 17, 24, 25})
"""She hears of the morning's deliveries, then her line is down, and she takes them in as well."""
BARE = frozenset({15, 22})
"""The truck comes while the line is down: she takes its goods in, and the note comes later."""
LATE_PLAN, TWICE = frozenset({4, 11, 18}), frozenset({3, 12, 20})
FAULTS = {2: f.answer_lost, 10: f.sent_twice, 13: f.answer_cut, 17: f.request_cut, 24: f.dropped}
numbers = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningHq]:
    """An HQ with its console, and one store."""
    name, url = f"month{next(numbers)}", sqlite_url(tmp_path / "hq.db")
    server: Postgres | None = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        url = server.new_database(name)
    with running_console(url, tmp_path) as running:
        running.add_store(STORE)
        add_operator(running.hq)
        yield running
    if server is not None:
        server.drop_database(name)


@pytest.mark.slow
def test_a_month_adds_up_on_both_sides(office: RunningHq, tmp_path: Path) -> None:
    with (
        f.fault_proxy(office.url) as line,
        open_world(office, line, tmp_path / "till", FIRST) as world,
    ):
        for n in range(DAYS):
            live(world, n)
        world.sync_niece()
        world.sync()
        world.sync_niece()
        assert_everything_happened(world)
        assert_goods(world)
        assert_orders(world)
        assert_money(world)
        for one in (world.keeper, world.niece):
            assert_equal(office, one.shop)
        assert_rebuilt(office)
        assert_recovered(world, tmp_path / "new" / "shop.db")


def live(world: World, n: int) -> None:
    """One day from the truck to the close."""
    day, online = FIRST + timedelta(days=n), n not in OFFLINE
    morning(world, day, n, online=online)
    propose(world, day, n, online=online)
    world.at(day, 16)
    world.keeper.order(day)
    world.keeper.answer_assortment()
    for _ in range(4):
        world.keeper.work_off()
    if n in LATE_PLAN:
        plan(world, day)
    world.at(day, 19)
    world.niece.trade(day)
    world.at(day, 21)
    if n not in NIECE_OFFLINE:
        world.sync_niece()
    if online:
        world.sync()
        world.keeper.order(day)
        world.sync()
    decide(world, day)
    if day.weekday() == 3:
        world.keeper.take_stock()
    for one in (world.keeper, world.niece):
        assert one.close() == 0, f"a drawer of {day}"


def morning(world: World, day: date, n: int, *, online: bool) -> None:
    """The truck comes, dates are looked at, customers buy and order."""
    keeper = world.keeper
    world.at(day, 5)
    ship(world.hq.hq.database, day.isoformat(), world.hq.clock())
    world.at(day, 7)
    keeper.open()
    world.niece.open()
    if n not in NIECE_OFFLINE or n - 1 not in NIECE_OFFLINE:
        world.sync_niece()
    if online:
        world.sync(FAULTS.get(n))
        world.sync()
        keeper.receive(day)
    if n in BARE:
        for note in fed(world.hq, STORE, ShipmentRow).values():
            if note.date == day.isoformat():
                keeper.take_in_bare(note)
    if n in NIECE_OFFLINE:
        world.at(day, 7.5)
        world.niece.take_in_unheard()
    if day.weekday() == 5:
        keeper.buy_around_the_corner(2, 350)
    keeper.look_at_dates(day)
    world.at(day, 8)
    keeper.trade(day)
    keeper.take_orders(2)


def propose(world: World, day: date, n: int, *, online: bool) -> None:
    """HQ plans at noon, on some days late or twice; offline nobody hears of it."""
    if online:
        world.sync()
        world.page_order()
    if n not in LATE_PLAN:
        plan(world, day)
    if n in TWICE:
        if online:
            world.sync()
        plan(world, day, again=True)
    if online:
        world.sync()


def plan(world: World, day: date, *, again: bool = False) -> None:
    order = Order(day=day, stores=(STORE,), again=again)
    (done,) = run(world.hq.hq.database, order, local)
    assert not done.failed


def decide(world: World, day: date) -> None:
    """HQ's people: claims on Fridays, what is due is paid on Wednesdays."""
    if day.weekday() not in (2, 4):
        return
    operator = Operator(world.hq.url)
    assert operator.log_in().status_code == 303
    if day.weekday() == 4:
        waiting = [r for r in world.hq.rows(st.claim) if r["state"] == "open"]
        for n, row in enumerate(waiting):
            deed = ("grant", "refuse")[n % 2]
            answer = operator.post("/supply/claims", deed=deed, store=STORE,
                                   claim=row["claim_id"], note="照片看不清")  # fmt: skip
            assert answer.status_code == 303
        return
    with world.hq.hq.database.reading(STORE) as scope:
        due = sum(d.amount for d in account(scope, STORE).due() if d.date <= day.isoformat())
    if due:
        answer = operator.post(
            "/supply/payment", store=STORE, amount=f"{due // 100}.{due % 100:02d}",
            date=day.isoformat(), token=f"{day.toordinal():016d}", note="转账",
        )  # fmt: skip
        assert answer.status_code == 303


def assert_everything_happened(world: World) -> None:
    done = world.keeper.notes.done
    for deed in (
        "received", "carton missing", "damaged", "too much", "two dates", "ordered",
        "ordered late", "own plan", "send_back", "mark_down", "write_off", "brought back",
        "order pickup", "order delivery", "order page", "handed over", "given up", "listed",
        "taken in bare", "note came late", "missing",
    ):  # fmt: skip
        assert done[deed], (deed, done)
    assert world.niece.notes.done["received again"], world.niece.notes.done
    again = [n for n in fed(world.hq, STORE, ShipmentRow).values() if n.again]
    assert again and {n.received_by for n in again} == {"01"}
    claims = {(r["kind"], r["state"]) for r in world.hq.rows(st.claim)}
    assert claims >= {("claim", "granted"), ("claim", "refused"), ("return", "granted")}, claims


def assert_goods(world: World) -> None:
    """Opening, what came and what went are what both sides hold, item by item."""
    notes, niece = world.keeper.notes, world.niece.notes
    items = {*notes.opening, *notes.came, *notes.sold, *niece.sold}
    hers = {i: left for i in items if (left := notes.left(i) - niece.sold[i])}
    theirs = {r["item"]: r["qty"] for r in world.hq.rows(t.on_hand) if r["qty"]}
    assert theirs == hers
    for one in (world.keeper, world.niece):
        assert {i: q for i in items if (q := one.stock.on_hand(i))} == hers
    turnover = sum(r["turnover"] for r in world.hq.rows(t.sales_day))
    assert turnover == notes.turnover + niece.turnover


def assert_orders(world: World) -> None:
    """Every order of the shop is HQ's order; every note is received; nothing still comes twice."""
    shop, hq = world.keeper.shop, world.hq
    ours = shop.conn.execute("SELECT id, proposal FROM supply_order").fetchall()
    theirs = {r["order_id"]: r for r in hq.rows(st.supply_order)}
    assert {ident for ident, _ in ours} <= set(theirs)
    proposals = [proposal for _, proposal in ours if proposal]
    assert len(proposals) == len(set(proposals))
    told = fed(hq, STORE, SupplyOrderRow)
    assert {i: r.state for i, r in told.items()} == {i: r["state"] for i, r in theirs.items()}
    received = {
        r[0] for r in shop.conn.execute("SELECT shipment FROM receiving WHERE shipment <> ''")
    }
    notes = fed(hq, STORE, ShipmentRow)
    assert {n.id for n in notes.values() if n.state == "received"} == received
    waiting: dict[str, int] = {}
    for row in hq.rows(st.supply_order_line):
        ident = row["order_id"]
        if theirs[ident]["state"] in ("taken", "late", "held", "shipped") and ident in dict(ours):
            packs = row["packs"] if row["given"] is None else row["given"]
            waiting[row["item"]] = waiting.get(row["item"], 0) + packs * row["pack"]
    assert shop.supply.coming() == {i: q for i, q in waiting.items() if q}
    came: dict[str, int] = {}
    for row in hq.rows(st.shipment_line):
        came[row["item"]] = came.get(row["item"], 0) + (row["arrived"] or 0)
    by_note = shop.conn.execute(
        """SELECT l.item, sum(l.qty) FROM receiving_line l JOIN receiving r USING (pos)
        WHERE r.shipment <> '' GROUP BY l.item"""
    )
    assert {i: q for i, q in came.items() if q} == {i: q for i, q in by_note if q}


def assert_money(world: World) -> None:
    """Bills, credits and payments sum to one balance: ledger, feed and the till's statement."""
    hq, shop = world.hq, world.keeper.shop
    ledger = hq.rows(st.ledger)
    by_kind = {k: sum(r["amount"] for r in ledger if r["kind"] == k)
               for k in ("bill", "credit", "payment")}  # fmt: skip
    assert by_kind["bill"] > 0 > by_kind["credit"] and by_kind["payment"] < 0
    balance = sum(by_kind.values())
    credit = fed(hq, STORE, CreditRow)["account"]
    assert credit.balance == balance
    assert sum(due.amount for due in credit.due) == max(balance, 0)
    assert sum(b.amount for b in fed(hq, STORE, BillRow).values()) == balance
    report = ReportQueries(shop.conn).statement(
        span_of(FIRST.isoformat(), (FIRST + timedelta(days=DAYS)).isoformat())
    )
    assert (report.opening, report.closing) == (0, balance)
    assert report.credit == credit
    notes = fed(hq, STORE, ShipmentRow).values()
    assert by_kind["bill"] == sum(n.total for n in notes)
    assert by_kind["bill"] == sum(r["amount"] for r in hq.rows(st.shipment_line))
    claims = hq.rows(st.claim)
    assert -by_kind["credit"] == sum(c["credited"] for c in claims)
    made = {r[0] for r in shop.conn.execute("SELECT id FROM claim")}
    sent = {r[0] for r in shop.conn.execute("SELECT DISTINCT sending FROM sent_back")}
    assert {c["claim_id"] for c in claims} == made | sent == set(fed(hq, STORE, ClaimRow))


def assert_rebuilt(hq: RunningHq) -> None:
    """HQ's projections fold again to what they were."""
    before = {table.name: rows_of(hq, table) for table in t.PROJECTIONS}
    with hq.hq.database.scope(STORE) as scope:
        assert rebuild(scope, STORE) > 1_000
    assert {table.name: rows_of(hq, table) for table in t.PROJECTIONS} == before


def rows_of(hq: RunningHq, table: Table) -> list[dict[str, Any]]:
    return hq.rows(table)


def assert_recovered(world: World, path: Path) -> None:
    """The till is stolen; what HQ gives back are the same books, from the day it joined."""
    lost = world.keeper.shop
    joined = journal.position(lost.identity.epoch, 0)
    assert link.recover(path, world.hq.url, world.hq.code(STORE))
    with closing(open_reader(path)) as conn:
        assert verify(conn).ok
        for table in (*projections.TABLES, "order_book", "order_held", "fed"):
            assert content(conn, table, joined) == content(lost.conn, table, joined), table
    ours, theirs = link.compare_with_hq(path)
    assert ours == theirs


def content(conn: Connection, table: str, joined: int) -> Sequence[tuple[object, ...]]:
    """All rows, of the audit those behind a position: who was hired before is in the old file."""
    since = f"WHERE pos > {joined}" if table == "audit" else ""
    return sorted(conn.execute(f"SELECT * FROM {table} {since}").fetchall(), key=repr)
