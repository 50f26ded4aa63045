"""HQ is killed in the middle of its work, or comes back from an old backup: its tills fill it."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.hq.store import tables as t
from tests.faults import fault_proxy as f
from tests.support.hq_process import HqProcess, hq_process
from tests.support.joined import (
    assert_equal,
    catalogue,
    join_till,
    publish,
    settled,
    sync_once,
    syncing,
    trade,
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HqProcess]:
    with hq_process(tmp_path_factory.mktemp("served")) as process:
        yield process


def kill_in_mid_batch(hq: HqProcess, folder: Path, store: str, kills: int) -> None:
    hq.add_store(store)
    till = join_till(hq, folder, store=store)
    dice = random.Random(9)
    with f.fault_proxy(hq.url) as line, syncing(till.path, url=line.url) as till_sync:
        for _ in range(kills):
            trade(till, 25)
            line.set(f.nothing, "/v1/journal")
            till_sync.agent.send_now()
            line.wait_for_hits(1)
            killer = threading.Timer(dice.uniform(0, 0.03), hq.kill)
            killer.start()
            killer.join()
            hq.start()
        till_sync.agent.send_now()
        till_sync.wait_until(settled(hq, till, store))
    assert_equal(hq, till)
    till.conn.close()


def test_hq_killed_in_mid_batch(served: HqProcess, tmp_path: Path) -> None:
    kill_in_mid_batch(served, tmp_path, "K1", 2)


@pytest.mark.slow
def test_hq_killed_forty_times_in_mid_batch(served: HqProcess, tmp_path: Path) -> None:
    kill_in_mid_batch(served, tmp_path, "K2", 40)


def test_hq_comes_back_from_an_old_backup_and_its_idle_tills_fill_it(
    served: HqProcess, tmp_path: Path
) -> None:
    """Two tills, none of which sells any more; what HQ published since the backup is gone, and
    what it publishes now takes the same places in the feed."""
    served.add_store("B1")
    tills = [join_till(served, tmp_path / n, n, store="B1") for n in ("01", "02")]
    for till in tills:
        trade(till, 12)
        sync_once(till.path)
    served.copy_file(tmp_path / "old.db")
    publish(served, "B1", catalogue(0, 30))
    for till in (*tills, *tills):
        trade(till, 8)
        sync_once(till.path)
    served.stop()
    served.put_back(tmp_path / "old.db")
    served.start()
    publish(served, "B1", catalogue(500, 40))
    with syncing(tills[0].path) as first, syncing(tills[1].path) as second:
        for _ in range(2):  # what one sends is news for the other
            first.wait_until(settled(served, tills[0], "B1"))
            second.wait_until(settled(served, tills[1], "B1"))
    for till in tills:
        assert_equal(served, till)
        assert till.one("SELECT count(*) FROM item WHERE active AND id LIKE 'H5__'") == 40
        assert till.one("SELECT count(*) FROM item WHERE active AND id LIKE 'H__'") == 0
        till.conn.close()


def test_a_hole_in_the_feed_is_found_by_digest(served: HqProcess, tmp_path: Path) -> None:
    """HQ lost rows, no fact of this till, and its counter has passed the till's cursor since."""
    served.add_store("B2")
    till = join_till(served, tmp_path, store="B2")
    sync_once(till.path)
    publish(served, "B2", catalogue(0, 20))
    sync_once(till.path)
    with served.hq.database.operator() as scope:
        scope.conn.execute(
            scope.delete(t.feed).where(t.feed.c.store_id == "B2", t.feed.c.key == "H3")
        )
    with syncing(till.path, check_seconds=0.0) as till_sync:
        till_sync.wait_until(lambda _: till.one("SELECT active FROM item WHERE id = 'H3'") == 0)
        till_sync.wait_until(settled(served, till, "B2"))
    assert_equal(served, till)
    till.conn.close()
