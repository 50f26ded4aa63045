"""The nightly run: from facts to proposals in a store's feed, once, whatever happened before."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from pos_app.__main__ import main
from pos_app.commands.hq_plan import _interrupted
from sync.hq.planning.items import Items, PlanningError, Schedule, Supplier
from sync.hq.planning.nightly import engine
from sync.hq.planning.nightly.batch import Written
from sync.hq.planning.nightly.engine import NoClusterError, Order, local, run
from sync.hq.planning.nightly.memory import pack_memory, unpack_memory
from sync.hq.planning.planner import Planner
from sync.hq.store import supply as s
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.catalogue import put
from sync.hq.store.supply import put_special, put_suppliers
from sync.wire.facts import SaleAsked, SaleCompleted, StockAdjusted, StockLine
from sync.wire.feed import PriceRow
from sync.wire.supply_feed import (
    ProposalLineRow,
    ProposalRow,
    SupplierRow,
    SupplyItemRow,
    SupplyOrderRow,
)
from tests.support.hq import NOON, RunningHq, TillByHand, line, sale
from tests.support.supply import (
    DAY_MS,
    TODAY,
    days,
    fed,
    give_credit,
    order,
    stock_chain,
)

FIRST = TODAY - timedelta(days=30)


def at(day: date) -> int:
    return NOON + (day - TODAY).days * DAY_MS


def booked(day: date, qty: int, *items: str, expiry: str = "") -> StockAdjusted:
    return StockAdjusted(
        reason="received",
        lines=tuple(StockLine(item=i, name=i, qty=qty, expiry=expiry) for i in items),
    )


def delivery() -> StockAdjusted:
    """About what a week sells."""
    week = {"A1": 44_000, "A2": 22_000, "A3": 8_000, "A4": 6_200}
    lines = tuple(StockLine(item=i, name=i, qty=q) for i, q in week.items())
    return StockAdjusted(reason="received", lines=lines)


def sales_of(day: date) -> SaleCompleted:
    """One basket for the whole day; more at the weekend."""
    n = 2 + day.toordinal() % 3 + 2 * (day.weekday() > 4)
    lines = [
        line(1, "A1", n * 2000, 200), line(2, "A2", n * 1000, 450),
        line(3, "A3", (1 + n % 2) * 1000, 990), line(4, "A4", 1000, 550),
    ]  # fmt: skip
    return sale(day.toordinal(), lines)


def trade(till: TillByHand, first: date, number: int, *, push: bool = True) -> None:
    """So many days, stocked for a week at a time."""
    start = len(till.payloads) + 1
    for day in days(first, number):
        if day.toordinal() % 7 == 0 or day == first:
            till.record(delivery(), at=at(day),
                        date=day.isoformat())  # fmt: skip
        till.record(sales_of(day), at=at(day) + 1, date=day.isoformat())
    if push:
        till.push(start)


def plan(hq: RunningHq, day: date = TODAY, *stores: str, **more: bool) -> list[Written]:
    wanted = Order(day=day, stores=stores or ("S001", "S002"), **more)
    return list(run(hq.hq.database, wanted, local))


def lines(hq: RunningHq, store: str = "S001") -> dict[str, ProposalLineRow]:
    found = fed(hq, store, ProposalLineRow).values()
    return {row.item: row for row in found if isinstance(row, ProposalLineRow)}


@pytest.fixture
def shop(hq: RunningHq) -> TillByHand:
    """S001 with thirty days behind it."""
    stock_chain(hq)
    till = hq.till("S001")
    trade(till, FIRST, 30)
    return till


def test_a_store_is_proposed_what_it_needs_and_told_why(hq: RunningHq, shop: TillByHand) -> None:
    done = plan(hq)
    assert [w.store for w in done] == ["S001", "S002"] and not any(w.failed for w in done)
    (head,) = fed(hq, "S001", ProposalRow).values()
    assert isinstance(head, ProposalRow)
    assert (head.supplier, head.date, head.delivery) == ("W1", "2026-03-03", "2026-03-04")
    assert head.deadline == NOON + 5 * 3_600_000 and head.lines == len(lines(hq))
    water = lines(hq)["A1"]
    assert water.packs >= 1 and water.cost == 1_200 and water.pack == 12_000
    assert "周三到货" in water.why_zh and "Arrives Wed" in water.why_en
    assert f"订 {water.packs} 箱" in water.why_zh
    assert sum(water.sold) == sum(
        ln.qty for d in days(TODAY - timedelta(days=7), 7) for ln in sales_of(d).lines[:1]
    )
    assert water.sold28 > sum(water.sold) and water.base == water.expected
    mine = {c.packs: c for c in water.choices}
    assert list(mine) == list(range(len(mine))) and len(mine) > water.packs
    assert f"{mine[water.packs].risk_bp / 100:.0f}%" in water.why_zh
    assert all(
        a.risk_bp >= b.risk_bp for a, b in zip(water.choices, water.choices[1:], strict=False)
    )
    assert set(fed(hq, "S001", SupplierRow)) == {"F1", "W1"}
    assert set(fed(hq, "S001", SupplyItemRow)) == {"A1", "A2", "A3", "A4"}


def test_the_same_date_twice_gives_the_same_once(hq: RunningHq, shop: TillByHand) -> None:
    plan(hq)
    before = hq.rows(t.feed), hq.rows(st.proposal), hq.rows(st.plan_state)
    assert all(w.already for w in plan(hq))
    assert (hq.rows(t.feed), hq.rows(st.proposal), hq.rows(st.plan_state)) == before
    plan(hq, again=True)
    assert (hq.rows(t.feed), hq.rows(st.proposal), hq.rows(st.plan_state)) == before


def test_night_by_night_it_learns_what_it_learns_at_once(hq: RunningHq, shop: TillByHand) -> None:
    stock_chain(hq, ["S002"])
    other = hq.till("S002")
    trade(other, FIRST, 12)
    for day in days(FIRST + timedelta(days=12), 18):
        plan(hq, day, "S002")
        trade_on(other, day)
    plan(hq)
    one, two = (
        {i: _without_proposal(row) for i, row in lines(hq, store).items()}
        for store in ("S001", "S002")
    )
    assert one == two and one
    bodies = {r["store_id"]: (r["settled"], r["body"]) for r in hq.rows(st.plan_state)}
    assert bodies["S001"] == bodies["S002"]


def trade_on(till: TillByHand, day: date) -> None:
    start = len(till.payloads) + 1
    if day.toordinal() % 7 == 0:
        till.record(delivery(), at=at(day), date=day.isoformat())
    till.record(sales_of(day), at=at(day) + 1, date=day.isoformat())
    till.push(start)


def _without_proposal(row: ProposalLineRow) -> ProposalLineRow:
    return msgspec.structs.replace(row, proposal="")


def test_a_till_that_was_offline_for_days_is_not_a_shop_without_customers(
    hq: RunningHq, shop: TillByHand
) -> None:
    """Six days arrive together; in between the plan ran every night."""
    stock_chain(hq, ["S002"])
    other = hq.till("S002")
    trade(other, FIRST, 24)
    for day in days(TODAY - timedelta(days=6), 6):
        plan(hq, day, "S002")
    trade(other, TODAY - timedelta(days=6), 0, push=False)
    start = len(other.payloads) + 1
    for day in days(TODAY - timedelta(days=6), 6):
        if day.toordinal() % 7 == 0:
            other.record(delivery(), at=at(day),
                         date=day.isoformat())  # fmt: skip
        other.record(sales_of(day), at=at(day) + 1, date=day.isoformat())
    other.push(start)
    plan(hq)
    one, two = ({i: r.expected for i, r in lines(hq, store).items()} for store in ("S001", "S002"))
    assert one == two and one


def test_a_price_cut_known_ahead_is_expected_to_sell_more(hq: RunningHq, shop: TillByHand) -> None:
    """Three days at 1.50 sold far more a week ago; from today on it is 1.50 again."""
    week_ago = TODAY - timedelta(days=10)
    for first, price in ((week_ago, 150), (TODAY - timedelta(days=7), 200), (TODAY, 150)):
        cut = PriceRow(item="A1", valid_from=at(first) - DAY_MS // 4, price=price)
        put(hq.hq.database, ["S001"], [cut])
    for day in days(week_ago, 3):
        shop.record(booked(day, 30_000, "A1"), at=at(day), date=day.isoformat())
        shop.record(sale(9, [line(1, "A1", 30_000, 150)]), at=at(day), date=day.isoformat())
    shop.push(len(shop.payloads) - 5)
    plan(hq)
    promoted = lines(hq)["A1"]
    assert promoted.promo > 0 and promoted.base + promoted.promo == promoted.expected
    assert "促销 +" in promoted.why_zh and "by promotion" in promoted.why_en
    assert "promo" in promoted.tags and promoted.price == 150


def test_what_is_on_its_way_is_not_ordered_again(hq: RunningHq, shop: TillByHand) -> None:
    plan(hq)
    wanted = {i: row.packs for i, row in lines(hq).items() if row.packs}
    shop.record(order("o1", *wanted.items(), proposal="p20260303-W1"), at=at(TODAY))
    shop.push(len(shop.payloads))
    (told,) = fed(hq, "S001", ProposalRow).values()
    assert told.state == "ordered"
    assert {r["item"]: r["ordered"] for r in hq.rows(st.proposal_line) if r["packs"]} == wanted
    plan(hq, again=True)
    assert fed(hq, "S001", SupplyOrderRow)["o1"].state == "taken"
    plan(hq, TODAY + timedelta(days=1))
    after = lines(hq)
    for item, packs in wanted.items():
        pack = next(p.pack for p in _packs() if p.item == item)
        assert item not in after or after[item].coming == packs * pack
    assert [row.id for row in fed(hq, "S001", ProposalRow).values()] == [
        "p20260304-W1"
    ] or not after


def _packs() -> Sequence[s.Pack]:
    from tests.support.supply import packs

    return packs()


def test_a_budget_cuts_and_says_so(hq: RunningHq, shop: TillByHand) -> None:
    give_credit(hq, "S001", 3_000)
    plan(hq)
    (head,) = fed(hq, "S001", ProposalRow).values()
    assert head.budget == 3_000
    assert sum(row.packs * row.cost for row in lines(hq).values()) <= 3_000
    assert any(row.cut for row in lines(hq).values())
    assert any("额度不够" in row.why_zh for row in lines(hq).values())


def test_goods_asked_for_in_vain_were_not_on_the_shelf(hq: RunningHq, shop: TillByHand) -> None:
    plan(hq)
    before = {r["store_id"]: r["body"] for r in hq.rows(st.plan_state)}
    for day in days(TODAY - timedelta(days=20), 10):
        shop.record(SaleAsked(asked="牛肉面", item="A4"), at=at(day), date=day.isoformat())
    shop.push(len(shop.payloads) - 9)
    assert len(hq.rows(st.asked)) == 10
    with hq.hq.database.operator() as scope:
        scope.conn.execute(st.plan_state.delete())
    plan(hq, again=True)
    assert {r["store_id"]: r["body"] for r in hq.rows(st.plan_state)} != before


@pytest.mark.parametrize(
    "special", [{"pack": 0}, {"cost": -5}, {"supplier": "nobody"}, {"supplier": "E1"}]
)
def test_goods_that_cannot_be_bought_are_named_and_the_rest_is_planned(
    hq: RunningHq, shop: TillByHand, special: dict[str, Any]
) -> None:
    with hq.hq.database.operator() as scope:
        put_suppliers(scope, [s.Supplier(code="E1", name="没有订货日的")])
        put_special(scope, "S001", "A2", **special)
    (done, _) = plan(hq)
    assert [text.split()[0] for text in done.skipped] == ["A2"]
    assert done.proposals == 1 and "A2" not in lines(hq)


def test_absurd_facts_do_no_harm(hq: RunningHq, shop: TillByHand) -> None:
    """A clock ten years ahead, a spike, returns only, stock far below nothing."""
    shop.record(sales_of(TODAY), at=at(TODAY), date="2036-03-01")
    shop.record(sale(1, [line(1, "A1", 5_000_000, 200)]), date="2026-03-01")
    shop.record(sale(2, [line(1, "A4", -90_000, 550)], mode="return"), date="2026-03-02")
    shop.record(booked(TODAY, -90_000_000, "A3"), date="2026-03-02")
    shop.push(len(shop.payloads) - 3)
    (done, _) = plan(hq)
    assert not done.failed
    for row in lines(hq).values():
        assert 0 <= row.packs <= 400 and 0 <= row.expected < 10**7 and row.have >= 0
        assert all(0 <= c.risk_bp <= 10_000 and c.waste >= 0 for c in row.choices)


def test_a_store_that_cannot_be_planned_stops_no_other(hq: RunningHq, shop: TillByHand) -> None:
    with hq.hq.database.operator() as scope:
        row = {"store_id": "S001", "settled": "2026-02-01", "planned": "", "body": b"rubbish"}
        scope.insert(st.plan_state, [row])
    bad, good = plan(hq)
    assert "state" in bad.failed and not good.failed
    assert fed(hq, "S001", ProposalRow) == {}


def test_stopped_half_way_it_goes_on_where_it_was(hq: RunningHq, shop: TillByHand) -> None:
    wanted = Order(day=TODAY, stores=("S001", "S002"))
    asked = iter([False, True])
    work = run(hq.hq.database, wanted, local, lambda: next(asked))
    assert [w.store for w in work] == ["S001"]
    assert [(w.store, w.already) for w in plan(hq)] == [("S001", True), ("S002", False)]


def test_ctrl_c_is_heard_between_two_stores() -> None:
    before = signal.getsignal(signal.SIGINT)  # ignored where the tests run behind a shell
    with _interrupted() as stopped:
        assert not stopped()
        os.kill(os.getpid(), signal.SIGINT)
        assert stopped()
    assert signal.getsignal(signal.SIGINT) is before


def test_an_older_date_after_a_newer_changes_nothing(hq: RunningHq, shop: TillByHand) -> None:
    plan(hq)
    before = hq.rows(t.feed)
    assert all(w.already for w in plan(hq, TODAY - timedelta(days=1)))
    assert hq.rows(t.feed) == before


def test_expiring_stock_is_known_by_its_dates(hq: RunningHq, shop: TillByHand) -> None:
    """Bread that expires tomorrow protects nobody the day after."""
    shop.record(booked(TODAY, 30_000, "A3", expiry="2026-03-03"), date="2026-03-02")
    shop.push(len(shop.payloads))
    plan(hq)
    assert lines(hq)["A3"].packs > 0


def items(names: Sequence[str], categories: Sequence[int]) -> Items:
    zero = np.zeros(len(names), dtype=np.int64)
    return Items(
        names=tuple(names), price=zero + 300, cost=zero + 200, pack=zero + 1000, moq=zero,
        life=zero, category=np.array(categories), supplier=zero, capacity=zero, first_day=zero,
        regulated=zero.astype(bool),
    )  # fmt: skip


EVERY_DAY = Schedule(suppliers={0: Supplier(order_days=frozenset(range(7)))})


def test_what_was_learned_of_goods_outlives_a_changed_range() -> None:
    old = Planner(items("abc", [0, 0, 1]), EVERY_DAY)
    for day in range(20):
        old.observe(day, np.array([1000, 2000, 3000]), np.ones(3), np.zeros(3))
    body = pack_memory(old.state(), tuple("abc"), ("x", "y"))
    now = Planner(items("zca", [0, 2, 1]), EVERY_DAY)
    found = unpack_memory(body, tuple("zca"), ("w", "x", "y"), now.state())
    assert found["last_day"] == 19
    assert list(found["all_sold"]) == [0.0, 60.0, 20.0]
    assert (found["week_sold"][1:] == old.state()["week_sold"]).all()
    assert Planner.restore(now.items, EVERY_DAY, now.settings, found).state()["last_day"] == 19
    with pytest.raises(PlanningError):
        unpack_memory(b"nonsense", (), (), {})


@pytest.fixture
def place(database_url: str, tmp_path: Path) -> Iterator[list[str]]:
    secrets = ["--secrets", str(tmp_path / "keys")]
    if database_url.startswith("sqlite"):
        yield ["--db", str(tmp_path / "hq.db"), *secrets]
    else:
        yield ["--database", database_url, *secrets]


def test_the_command_plans_ships_and_says_what_it_did(
    place: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    seed = ["hq", "seed", "--stores", "2", "--days", "20", "--end", "2026-03-02"]
    assert main([*seed, *place]) == 0
    capsys.readouterr()
    wanted = ["hq", "plan", "--date", "2026-03-03", "--json", *place]
    assert main([*wanted, "--store", "S001"]) == 0
    first = json.loads(capsys.readouterr().out)
    assert first["planned"] == 1 and first["lines"] > 20 and first["failed"] == {}
    assert main([*wanted, "--all", "--assortment"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert (second["planned"], second["already"]) == (1, 1)
    assert main([*wanted, "--store", "S9"]) == 2
    assert "no_such_store" in capsys.readouterr().err
    assert main(["hq", "ship", "--date", "2026-03-04", "--json", *place]) == 0
    assert json.loads(capsys.readouterr().out)["shipments"] == 0


def test_without_the_package_ray_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)
    with pytest.raises(NoClusterError, match="cluster"):
        engine.on_ray(2)


@pytest.mark.slow
def test_two_workers_of_ray_propose_the_same_to_the_bit(
    hq: RunningHq, shop: TillByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On PostgreSQL they read and write, too: the driver could not."""
    ray = pytest.importorskip("ray")
    stores = [f"R{n:03d}" for n in range(6)]
    for store in stores:
        hq.add_store(store)
    stock_chain(hq, stores)
    for n, store in enumerate(stores):
        trade(hq.till(store), FIRST + timedelta(days=n), 30 - n)
    wanted = Order(day=TODAY, stores=("S001", "S002", *stores))
    assert not any(w.failed for w in run(hq.hq.database, wanted, local))
    tables = (st.proposal, st.proposal_line, st.plan_state, t.feed)
    here = [hq.rows(table) for table in tables]
    with hq.hq.database.operator() as scope:
        for table in tables:
            scope.conn.execute(table.delete())
        scope.conn.execute(t.store.update().values(feed_seq=0))
    stock_chain(hq, ["S001", "S002", *stores])
    if hq.hq.database.is_postgresql:
        monkeypatch.setattr(engine, "gather", None)
        monkeypatch.setattr(engine, "write", None)
    try:
        fan_out = engine.on_ray(2)
        asked = iter([False] * 3 + [True] * 9)
        begun = list(run(hq.hq.database, wanted, fan_out, lambda: next(asked)))
        assert [w.store for w in begun] == ["S001", "S002", "R000"]
        rest = list(run(hq.hq.database, wanted, fan_out))
        assert [w.store for w in rest if w.already] == [w.store for w in begun]
        assert not any(w.failed for w in (*begun, *rest))
        assert int(ray.cluster_resources()["CPU"]) == 2
    finally:
        ray.shutdown()
    assert [hq.rows(table) for table in tables] == here and here[1]
