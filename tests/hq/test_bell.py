"""The bell: a till that waits hears at once that its store's feed went on, and nobody else does."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from sync.hq.service import sqlite_url
from sync.hq.store import feed
from sync.wire.feed import CategoryRow
from sync.wire.order_messages import BellAnswer
from tests.faults import fault_proxy as f
from tests.support.hq import RunningHq, TillByHand, problem, running_hq, wait_until
from tests.support.hq_process import hq_process
from tests.support.joined import Watched, join_till, settled

SOON = 5.0


def publish(hq: RunningHq, store: str, n: int) -> int:
    with hq.hq.database.scope(store) as scope:
        return feed.publish(
            scope, store, [("category", f"c{n}", CategoryRow(code=f"c{n}", name="类"))]
        )


def ask(till: TillByHand, cursor: int, wait: int) -> BellAnswer:
    return till.get("/v1/bell", BellAnswer, cursor=cursor, wait=wait)


def test_a_bell_rings_at_once_for_its_own_store_alone(hq: RunningHq) -> None:
    mine, other = hq.till("S001"), hq.till("S002")
    with ThreadPoolExecutor(2) as pool:
        waiting = pool.submit(ask, mine, 0, 20)
        elsewhere = pool.submit(ask, other, 0, 2)
        wait_until(lambda: hq.hq.bells.waiting() == 2)
        started = time.monotonic()
        assert publish(hq, "S001", 1) == 1
        assert waiting.result().cursor == 1
        assert time.monotonic() - started < SOON
        assert elsewhere.result().cursor == 0
    assert ask(mine, 0, 20).cursor == 1, "what came before is told at once"


def test_what_another_process_publishes_rings_within_seconds(hq: RunningHq) -> None:
    from sync.hq.store.database import Database

    till = hq.till("S001")
    url = hq.hq.database.engine.url.render_as_string(hide_password=False)
    other = Database(url)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(ask, till, 0, 20)
        wait_until(lambda: hq.hq.bells.waiting() == 1)
        with other.scope("S001") as scope:
            feed.publish(scope, "S001", [("category", "k", CategoryRow(code="k", name="类"))])
        assert waiting.result(timeout=SOON).cursor == 1
    other.close()


def test_a_till_without_a_token_or_locked_out_hears_nothing(hq: RunningHq) -> None:
    assert problem(requests.get(f"{hq.url}/v1/bell", timeout=9)) == (401, "bad_token")
    till = hq.till("S001")
    for query in ({"cursor": -1}, {"cursor": "x"}, {"wait": 3600}, {"cursor": 1 << 60}):
        assert till.call("GET", "/v1/bell", params=query).status_code == 400


def test_a_hundred_tills_wait_without_a_thread_each(hq: RunningHq) -> None:
    till = hq.till("S001")
    before = threading.active_count()
    with ThreadPoolExecutor(100) as pool:
        calls = [pool.submit(ask, till, 0, 20) for _ in range(100)]
        wait_until(lambda: hq.hq.bells.waiting() == 100)
        assert threading.active_count() - before - 100 < 45
        publish(hq, "S001", 1)
        assert {call.result().cursor for call in calls} == {1}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[RunningHq]:
    with running_hq(sqlite_url(tmp_path / "hq.db"), tmp_path) as running:
        running.add_store("S001")
        yield running


@contextmanager
def listening(path: Path, url: str = "") -> Iterator[Watched]:
    """A till that would look at the feed by itself in ten minutes."""
    watched = Watched(path, url=url, idle_seconds=600.0)
    watched.agent.start()
    try:
        yield watched
    finally:
        watched.agent.stop()


def test_a_till_hears_of_news_long_before_it_would_look(served: RunningHq, tmp_path: Path) -> None:
    till = join_till(served, tmp_path / "till")
    with listening(till.path) as watched:
        watched.wait_until(settled(served, till, "S001"))
        wait_until(lambda: served.hq.bells.waiting() == 1)
        publish(served, "S001", 7)
        started = time.monotonic()
        watched.wait_until(settled(served, till, "S001"))
        assert time.monotonic() - started < SOON
    till.conn.close()


def test_closing_the_till_waits_for_no_bell(served: RunningHq, tmp_path: Path) -> None:
    till = join_till(served, tmp_path / "till")
    with listening(till.path) as watched:
        watched.wait_until(settled(served, till, "S001"))
        wait_until(lambda: served.hq.bells.waiting() == 1)
        started = time.monotonic()
        watched.agent.stop()
        assert time.monotonic() - started < 1.0
    assert not [t for t in threading.enumerate() if t.name in ("xipu-bell", "xipu-sync")]
    till.conn.close()


def test_a_line_that_breaks_is_listened_to_again(served: RunningHq, tmp_path: Path) -> None:
    till = join_till(served, tmp_path / "till")
    with f.fault_proxy(served.url) as line, listening(till.path, line.url) as watched:
        watched.wait_until(settled(served, till, "S001"))
        line.set(f.dropped, "/v1/bell")
        publish(served, "S001", 1)
        line.wait_for_hits(1)
        line.set(f.nothing)
        publish(served, "S001", 2)
        watched.wait_until(settled(served, till, "S001"))
    till.conn.close()


def test_hq_that_is_told_to_stop_waits_for_no_bell(tmp_path: Path) -> None:
    with hq_process(tmp_path) as process, ThreadPoolExecutor(20) as pool:
        process.add_store("S001")
        till = process.till("S001")
        head = ask(till, 0, 0).cursor
        calls = [pool.submit(ask, till, head, 25) for _ in range(20)]
        figures = f"{process.url}/metrics"
        wait_until(lambda: "listening 20" in requests.get(figures, timeout=9).text)
        started = time.monotonic()
        process.stop()
        assert {call.result().cursor for call in calls} == {head}
        assert time.monotonic() - started < SOON
        process.start()


def test_a_till_that_hangs_up_is_waited_for_no_longer(hq: RunningHq) -> None:
    till = hq.till("S001")
    with pytest.raises(requests.Timeout):
        till.session.get(f"{hq.url}/v1/bell", params={"wait": 30}, timeout=0.5)
    wait_until(lambda: hq.hq.bells.waiting() == 0)
