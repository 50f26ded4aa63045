"""HQ comes back from a backup that is older than a till's enrolment, and facts wait at the till."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from pos_app.__main__ import main
from pos_app.bootstrap import link
from pos_app.bootstrap.hq_line import TillHqLine
from pos_app.domain.errors import ShopError
from pos_app.storage.outbox import JournalOutbox
from sync.hq.store import tables as t
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
from tests.support.till import Till

STORE = "B7"


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[HqProcess]:
    with hq_process(tmp_path / "hq") as process:
        process.add_store(STORE)
        yield process


def forgotten(hq: HqProcess, folder: Path) -> Till:
    """A till that joined after the backup, sold, synced, sold on; then HQ got the backup back."""
    hq.copy_file(folder / "old.db")
    till = join_till(hq, folder / "till", store=STORE)
    trade(till, 12)
    publish(hq, STORE, catalogue(0, 30))
    sync_once(till.path)
    trade(till, 8)
    hq.stop()
    hq.put_back(folder / "old.db")
    hq.start()
    publish(hq, STORE, catalogue(500, 40))
    return till


def code(hq: HqProcess, capsys: pytest.CaptureFixture[str]) -> str:
    """What an operator does at HQ."""
    where = ["--db", str(hq.file), "--secrets", str(hq.secrets)]
    assert main(["hq", "enrol", "--store", STORE, "--readmit", "--json", *where]) == 0
    return str(json.loads(capsys.readouterr().out)["code"])


def test_what_waits_reaches_hq_after_the_till_was_let_back_in(
    hq: HqProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    till = forgotten(hq, tmp_path)
    assert main(["sync", "--once", "--db", str(till.path)]) == 1
    told = capsys.readouterr().err
    assert f"xipu hq enrol --store {STORE} --till 01 --readmit" in told
    with pytest.raises(ShopError) as new_epoch:
        link.join(till.path, hq.url, hq.code(STORE))
    assert new_epoch.value.code == "unsent", "a new epoch would leave the books behind"
    where = ["--db", str(till.path)]
    assert main(["enrol", "--readmit", "--code", code(hq, capsys), *where]) == 0
    trade(till, 3)
    with syncing(till.path) as till_sync:
        till_sync.wait_until(settled(hq, till, STORE))
    assert_equal(hq, till)
    assert till.one("SELECT count(*) FROM item WHERE active AND id LIKE 'H5__'") == 40
    assert till.one("SELECT count(*) FROM item WHERE active AND id LIKE 'H__'") == 0
    till.conn.close()


def test_the_window_lets_itself_back_in_and_goes_on(
    hq: HqProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    till = forgotten(hq, tmp_path)
    line = TillHqLine(till.path, till.clock, idle_seconds=0.05)
    line.start()
    with pytest.raises(ShopError) as wrong:
        line.readmit("22222222")
    assert wrong.value.code == "bad_join_code"
    line.readmit(code(hq, capsys))
    line.stop()
    with syncing(till.path) as till_sync:
        till_sync.wait_until(settled(hq, till, STORE))
    assert_equal(hq, till)
    till.conn.close()


def test_a_till_that_was_let_in_and_never_heard_of_it_asks_again(
    hq: HqProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Power is cut between HQ's answer and the till's writing it down."""
    till, good = forgotten(hq, tmp_path), code(hq, capsys)
    before = JournalOutbox(till.conn).link()
    with pytest.MonkeyPatch.context() as patch, suppress(KeyboardInterrupt):
        patch.setattr(link, "renew_link", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        link.readmit(till.path, good)
    assert JournalOutbox(till.conn).link() == before
    link.readmit(till.path, good)
    assert len([d for d in hq.rows(t.device) if d["store_id"] == STORE]) == 1
    with syncing(till.path) as till_sync:
        till_sync.wait_until(settled(hq, till, STORE))
    assert_equal(hq, till)
    till.conn.close()
