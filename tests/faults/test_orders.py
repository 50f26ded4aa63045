"""Orders when HQ dies or comes back old: each buyer has one order, and both sides hold the same."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from pos_app.services.people import person
from sync.hq.store import tables as t
from sync.hq.store.orders_book import view_of
from sync.wire import order_machine as m
from sync.wire.facts import StockAdjusted, StockLine
from tests.support.hq_process import HqProcess, hq_process
from tests.support.joined import assert_equal, join_till, settled, sync_once, syncing
from tests.support.storefront import BREAD, MILK, PRICES, feed_store, idem
from tests.support.till import BOSS, Till

PATIENCE = 60.0


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HqProcess]:
    with hq_process(tmp_path_factory.mktemp("served")) as process:
        yield process


def shop(served: HqProcess, folder: Path, store: str, pieces: int) -> Till:
    """A till with so many of each article on its shelf, in step with HQ."""
    served.add_store(store)
    feed_store(served, store)
    till = join_till(served, folder, store=store)
    receive(till, pieces)
    sync_once(till.path)
    return till


def receive(till: Till, pieces: int) -> None:
    lines = tuple(StockLine(item=item, name=item, qty=pieces * 1_000) for item in PRICES)
    with till.ledger.transaction(person(BOSS)) as tx:
        tx.append(StockAdjusted(reason="opening", lines=lines))


def wish(store: str, *lines: tuple[str, int]) -> dict[str, Any]:
    return {
        "store": store, "mode": "pickup", "idem": idem(), "name": "李阿姨", "phone": "13820001234",
        "lines": [{"item": item, "qty": qty} for item, qty in lines],
    }  # fmt: skip


def insist(served: HqProcess, wanted: dict[str, Any]) -> dict[str, Any]:
    """Ask until there is a definite answer, as the page does, with the same key."""
    ends = time.monotonic() + PATIENCE
    while time.monotonic() < ends:
        try:
            answer = requests.post(f"{served.url}/v1/orders", json=wanted, timeout=10)
        except requests.RequestException:
            time.sleep(0.05)
            continue
        if answer.status_code in (200, 409):
            return dict(answer.json())
        time.sleep(0.2)
    raise AssertionError("no answer")


def work_off(till: Till) -> None:
    """The shop picks what it sees, makes it ready and hands out what is ready."""
    for view in till.book.open():
        if view.state == m.NEW:
            till.orders.accept(view.order.id, BOSS)
        elif view.state == m.ACCEPTED:
            till.orders.pick(view.order.id, BOSS)


def kill_among_orders(served: HqProcess, folder: Path, store: str, kills: int) -> None:
    till = shop(served, folder, store, pieces=20)
    dice = random.Random(4)
    wishes = [wish(store, (MILK, 1_000)) for _ in range(30)]
    done = threading.Event()

    def killer() -> None:
        for _ in range(kills):
            done.wait(dice.uniform(0.1, 0.6))
            served.kill()
            served.start()

    with ThreadPoolExecutor(4) as pool, syncing(till.path) as watched:
        answers = [pool.submit(insist, served, one) for one in wishes]
        killing = pool.submit(killer)
        while not killing.done() or not all(answer.done() for answer in answers):
            work_off(till)
            watched.agent.poke()
            time.sleep(0.05)
        killing.result()
        got = [answer.result() for answer in answers]
        for _ in range(2):
            watched.agent.send_now()
            watched.wait_until(settled(served, till, store))
            work_off(till)
        watched.agent.send_now()
        watched.wait_until(settled(served, till, store))
    placed = {one["id"] for one in got if "id" in one}
    assert len(placed) == 20, "exactly what was on the shelf"
    assert {one["code"] for one in got if "id" not in one} == {"sold_out"}
    assert orders_of(served, store) == 20
    assert_equal(served, till)
    assert_same_orders(served, till, store)
    till.conn.close()


def orders_of(served: HqProcess, store: str) -> int:
    return sum(row["store_id"] == store for row in served.rows(t.shop_order))


def assert_same_orders(served: HqProcess, till: Till, store: str) -> None:
    """Each order stands at the till as it stands at HQ, and nothing is promised otherwise."""
    rows = [row for row in served.rows(t.shop_order) if row["store_id"] == store]
    with served.hq.database.reading(store) as scope:
        for row in rows:
            theirs = view_of(scope, store, row["order_id"])
            ours = till.book.get(row["order_id"])
            assert theirs is not None and ours is not None
            assert (ours.state, ours.lines, ours.paid) == (theirs.state, theirs.lines, theirs.paid)
    held = dict(till.conn.execute("SELECT item, sum(qty) FROM order_held GROUP BY item").fetchall())
    theirs_held: dict[str, int] = {}
    for row in served.rows(t.order_reserve):
        if row["store_id"] == store:
            theirs_held[row["item"]] = theirs_held.get(row["item"], 0) + row["qty"]
    assert held == theirs_held


def test_hq_killed_among_orders(served: HqProcess, tmp_path: Path) -> None:
    kill_among_orders(served, tmp_path, "K1", 2)


@pytest.mark.slow
def test_hq_killed_ten_times_among_orders(served: HqProcess, tmp_path: Path) -> None:
    kill_among_orders(served, tmp_path, "K2", 10)


def test_hq_comes_back_old_and_has_the_orders_that_the_shop_took_up(
    served: HqProcess, tmp_path: Path
) -> None:
    till = shop(served, tmp_path / "till", "B1", pieces=20)
    before = insist(served, wish("B1", (MILK, 1_000)))
    sync_once(till.path)
    served.copy_file(tmp_path / "old.db")
    wanted = wish("B1", (BREAD, 2_000))
    placed = insist(served, wanted)
    sync_once(till.path)
    work_off(till)
    work_off(till)
    sync_once(till.path)
    served.stop()
    served.put_back(tmp_path / "old.db")
    served.start()
    done = settled(served, till, "B1")
    with syncing(till.path) as watched:
        watched.wait_until(lambda s: orders_of(served, "B1") == 2 and done(s))
    again = insist(served, wanted)
    assert (again["id"], again["token"], again["again"]) == (placed["id"], placed["token"], True)
    assert again["state"] == "PICKING"
    page = f"{served.url}/v1/orders/{before['id']}"
    known = requests.get(page, params={"token": before["token"]}, timeout=30).json()
    assert known["state"] == "PICKING"
    assert_equal(served, till)
    assert_same_orders(served, till, "B1")
    till.conn.close()


def test_hq_comes_back_old_and_has_the_order_that_the_till_had_only_seen(
    served: HqProcess, tmp_path: Path
) -> None:
    till = shop(served, tmp_path / "till", "B2", pieces=20)
    served.copy_file(tmp_path / "old.db")
    wanted = wish("B2", (BREAD, 2_000))
    placed = insist(served, wanted)
    sync_once(till.path)
    assert till.orders.run_timers() == []
    assert till.orders.run_timers() == []
    (notes,) = till.conn.execute("SELECT count(*) FROM order_move WHERE move = 'seen'").fetchone()
    assert notes == 1, "noted once"
    sync_once(till.path)
    served.stop()
    served.put_back(tmp_path / "old.db")
    served.start()
    done = settled(served, till, "B2")
    with syncing(till.path) as watched:
        watched.wait_until(lambda s: orders_of(served, "B2") == 1 and done(s))
    again = insist(served, wanted)
    assert (again["id"], again["token"], again["again"]) == (placed["id"], placed["token"], True)
    assert_equal(served, till)
    assert_same_orders(served, till, "B2")
    till.conn.close()
