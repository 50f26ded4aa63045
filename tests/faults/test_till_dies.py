"""The till is killed in mid sync, runs twice, or wakes up with an old copy of its file."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from msgspec import Raw

from pos_app.bootstrap import link
from pos_app.domain.errors import ShopError
from pos_app.storage.backup import backup
from pos_app.storage.connection import open_writer
from pos_app.storage.feed_sink import FeedMirror
from sync.hq.store import tables as t
from sync.wire.messages import Change
from tests.faults import fault_proxy as f
from tests.support.hq import RunningHq
from tests.support.joined import (
    assert_equal,
    catalogue,
    join_till,
    publish,
    reopen,
    settled,
    sync_once,
    syncing,
    trade,
)
from tests.support.till import Till, open_till
from tests.unit.goods import SODA, scan

ROOT = Path(__file__).resolve().parents[2]
ON_SQLITE = pytest.mark.parametrize("hq", ["sqlite"], indirect=True)


def sync_process(db: Path, url: str, *flags: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "pos_app", "sync", "--db", str(db), "--hq", url, *flags]
    return subprocess.Popen(
        command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def kill_syncs(hq: RunningHq, store: str, folder: Path, kills: int) -> None:
    till = join_till(hq, folder, store=store)
    dice = random.Random(3)
    with f.fault_proxy(hq.url) as line:
        for n in range(kills):
            trade(till, 30)
            publish(hq, store, catalogue(n * 300, 600))
            line.set(f.slow(0.01))
            with sync_process(till.path, line.url) as child:
                line.wait_for_hits(dice.randint(1, 6))
                killer = threading.Timer(dice.uniform(0, 0.05), child.kill)
                killer.start()
                killer.join()
        line.clear()
        with syncing(till.path, url=line.url) as till_sync:
            till_sync.wait_until(settled(hq, till, store))
    assert_equal(hq, till)
    assert till.one("SELECT count(*) FROM item WHERE active") == 300 * kills + 300
    till.conn.close()


@ON_SQLITE
def test_killed_in_mid_sync(hq: RunningHq, store: str, tmp_path: Path) -> None:
    kill_syncs(hq, store, tmp_path, 2)


@ON_SQLITE
@pytest.mark.slow
def test_killed_thirty_times_in_mid_sync(hq: RunningHq, store: str, tmp_path: Path) -> None:
    kill_syncs(hq, store, tmp_path, 30)


class Cut(Exception):
    """The kill."""


class CutMirror(FeedMirror):
    """Everything came; the kill comes before it is shown."""

    def _show_the_rest(self) -> None:
        raise Cut


@ON_SQLITE
def test_goods_that_came_before_the_kill_are_shown_after_it(
    hq: RunningHq, store: str, tmp_path: Path
) -> None:
    till = join_till(hq, tmp_path, store=store)
    publish(hq, store, catalogue(0, 400))
    with closing(open_writer(till.path)) as conn:
        mirror = CutMirror(conn, till.clock.now_ms)
        with hq.hq.database.reading(store) as scope:
            rows = scope.conn.execute(
                scope.select(t.feed, t.feed.c.tab, t.feed.c.key, t.feed.c.seq, t.feed.c.body)
            ).all()
        changes = [as_change(*row) for row in rows]
        with pytest.raises(Cut):
            mirror.apply(changes, max(c.seq for c in changes), complete=True)
    assert till.one("SELECT count(*) FROM item WHERE active") == 0
    sync_once(till.path)
    assert till.one("SELECT count(*) FROM item WHERE active") == 400
    assert_equal(hq, till)
    till.conn.close()


def as_change(tab: str, key: str, seq: int, body: bytes) -> Change:
    return Change(table=tab, key=key, seq=seq, body=Raw(bytes(body)))


def test_two_agents_push_the_same_batch_at_once(hq: RunningHq, store: str, tmp_path: Path) -> None:
    """Nothing locks them out here: HQ takes one, tells the other success, and so do the mirrors."""
    till = join_till(hq, tmp_path, store=store)
    trade(till, 40)
    publish(hq, store, catalogue(0, 120))
    with syncing(till.path) as one, syncing(till.path) as other:
        trade(till, 20)
        for agent in (one, other):
            agent.agent.send_now()
            agent.wait_until(settled(hq, till, store))
        assert one.codes() | other.codes() <= {"file_busy"}
    assert_equal(hq, till)
    till.conn.close()


@ON_SQLITE
def test_one_agent_at_a_time_for_a_file(hq: RunningHq, store: str, tmp_path: Path) -> None:
    till = join_till(hq, tmp_path, store=store)
    with link.FileLock(till.path), sync_process(till.path, hq.url, "--once") as child:
        _, said = child.communicate(timeout=60)
    assert child.returncode != 0
    assert str(ShopError("file_busy")) in said
    with sync_process(till.path, hq.url, "--once", "--json") as child:
        out, _ = child.communicate(timeout=60)
    assert json.loads(out)["waiting"] == 0
    till.conn.close()


def old_copy(hq: RunningHq, store: str, folder: Path) -> tuple[Till, Till]:
    """A till that went on after its backup was taken, and the backup in its place."""
    till = join_till(hq, folder, store=store)
    trade(till, 10)
    sync_once(till.path)
    copy = folder / "copy.db"
    backup(till.path, copy)
    trade(till, 10)
    sync_once(till.path)
    till.conn.close()
    old = folder / "again" / "shop.db"
    old.parent.mkdir()
    shutil.copyfile(copy, old)
    shutil.copytree(folder / "secrets", old.parent / "secrets")
    return till, reopen(old, store, "01", till.ledger.identity.epoch)


def test_an_old_copy_of_the_file_is_noticed_before_it_forks(
    hq: RunningHq, store: str, tmp_path: Path
) -> None:
    """Nothing was sold with it yet: HQ's first word already says that its chain is longer."""
    _, old = old_copy(hq, store, tmp_path)
    status = sync_once(old.path)
    assert (status.online, status.code) == (False, "chain")
    old.conn.close()


def test_an_old_copy_that_sold_never_forks_the_chain(
    hq: RunningHq, store: str, tmp_path: Path
) -> None:
    till, old = old_copy(hq, store, tmp_path)
    held = [f for f in hq.rows(t.fact) if f["store_id"] == store]
    old.sell(scan(SODA))
    publish(hq, store, catalogue(0, 5))
    with syncing(old.path) as old_sync:
        old_sync.wait_until(lambda status: status.code == "chain")
        old_sync.wait_until(lambda _: old.one("SELECT count(*) FROM item WHERE active") == 5)
    assert [f for f in hq.rows(t.fact) if f["store_id"] == store] == held
    (device,) = (d for d in hq.rows(t.device) if d["store_id"] == store)
    assert device["alarm"].startswith("fork at")
    old.conn.close()
    new = tmp_path / "new" / "shop.db"
    assert link.recover(new, hq.url, hq.code(store, "01"))
    epoch = int(device["epoch"]) + 1
    back = open_till(new, store_id=store, epoch=epoch)
    assert back.one("SELECT count(*) FROM sale") == device["sales"]
    trade(back, 3)
    sync_once(new)
    assert back.one("SELECT count(DISTINCT receipt) = count(*) FROM sale") == 1
    receipts = {r for (r,) in back.conn.execute("SELECT receipt FROM sale")}
    assert len(receipts) == device["sales"] + 3
    back.conn.close()
    with closing(open_writer(till.path)) as conn:
        assert {r for (r,) in conn.execute("SELECT receipt FROM sale")} < receipts
