"""A new program, an older shop's file, and facts that wait for HQ: it sells, nothing is lost."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.__main__ import main
from pos_app.bootstrap import link, open_shop
from pos_app.domain.errors import ShopError
from pos_app.storage import upgrade
from pos_app.storage.connection import open_reader, open_writer, wrap
from pos_app.storage.migrations import migrations
from pos_app.storage.outbox import JournalOutbox, save_link
from pos_app.storage.verify import verify
from sync.hq.service import sqlite_url
from tests.support.hq import RunningHq, running_hq
from tests.support.joined import assert_equal, join_till, settled, syncing, trade
from tests.support.till import open_till

OLD = Path(__file__).parents[1] / "old_shops" / "0.1.0.db"


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[RunningHq]:
    folder = tmp_path / "hq"
    folder.mkdir()
    with running_hq(sqlite_url(folder / "hq.db"), folder) as running:
        running.add_store("S001")
        yield running


def old_shop(folder: Path, *, joined: bool) -> Path:
    """A file of an earlier program; joined, none of its facts has reached HQ yet."""
    path = folder / "shop.db"
    shutil.copy(OLD, path)
    if joined:
        with closing(open_writer(path)) as conn:
            (epoch,) = conn.execute("SELECT epoch FROM identity").fetchone()
            save_link(conn, "http://127.0.0.1:9", "abcd", epoch, "")
    return path


def facts(path: Path) -> list[tuple[object, ...]]:
    with closing(open_reader(path)) as conn:
        return conn.execute("SELECT pos, payload, hash FROM journal ORDER BY pos").fetchall()


def steps(path: Path) -> tuple[str, ...]:
    with closing(open_reader(path)) as conn:
        return upgrade.missing_steps(conn, path)


def test_a_till_opens_and_sells_after_the_program_was_exchanged(tmp_path: Path) -> None:
    path = old_shop(tmp_path, joined=True)
    before, missing = facts(path), steps(path)
    assert missing
    open_shop(path).close()
    assert steps(path) == ()
    assert facts(path) == before, "what waits is the same, byte by byte"
    copy = upgrade.copy_name(path, missing[0])
    assert facts(copy) == before
    assert steps(copy) == missing, "the copy is of before"
    with closing(open_writer(path)) as conn:
        assert verify(conn).ok
        assert JournalOutbox(conn).unsent() == len(before)
    copy.unlink()
    open_shop(path).close()
    assert not copy.exists(), "a file that is up to date is not copied"


def test_a_full_disk_keeps_no_till_from_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise ShopError("disk_full")

    path = old_shop(tmp_path, joined=True)
    monkeypatch.setattr(upgrade, "backup", full)
    open_shop(path).close()
    assert steps(path) == ()


def test_an_upgrade_that_was_cut_off_keeps_the_copy_of_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = old_shop(tmp_path, joined=True)
    missing, last = steps(path), migrations._migrations[-1]

    def power_cut(_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(last, "fn", power_cut)
        with pytest.raises(KeyboardInterrupt):
            open_shop(path)
    assert steps(path) == (last.name,)
    copy = upgrade.copy_name(path, missing[0])
    assert steps(copy) == missing
    open_shop(path).close()
    assert steps(path) == ()


def test_a_planned_upgrade_is_put_off_while_facts_wait(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = old_shop(tmp_path, joined=True)
    missing, waiting = steps(path), len(facts(path))
    for words in (["upgrade", "--check"], ["upgrade"]):
        assert main([*words, "--db", str(path), "--json"]) == 1
        told = capsys.readouterr()
        assert json.loads(told.out) == {"allowed": False, "waiting": waiting}
        assert f"还有 {waiting} 条没传到总部" in told.err
    assert steps(path) == missing


def test_a_shop_on_its_own_is_upgraded_with_a_copy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = old_shop(tmp_path, joined=False)
    missing = steps(path)
    assert main(["upgrade", "--check", "--db", str(path)]) == 0
    assert steps(path) == missing, "a check changes nothing"
    capsys.readouterr()
    assert main(["upgrade", "--db", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert tuple(told["steps"]) == missing
    assert Path(told["copy"]).exists()
    assert main(["upgrade", "--db", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["steps"] == []


def test_what_waits_is_sent_first_when_the_line_is_good(hq: RunningHq, tmp_path: Path) -> None:
    till = join_till(hq, tmp_path / "till")
    trade(till, 5)
    where = ["--db", str(till.path)]
    assert main(["upgrade", "--check", *where]) == 1
    assert main(["upgrade", *where]) == 0
    assert JournalOutbox(till.conn).unsent() == 0
    assert main(["upgrade", "--check", *where]) == 0
    assert_equal(hq, till)
    till.conn.close()


def test_an_old_shop_joins_in_one_go(hq: RunningHq, tmp_path: Path) -> None:
    path = old_shop(tmp_path, joined=False)
    missing = steps(path)
    who = link.join(path, hq.url, hq.code("S001")).identity
    assert upgrade.copy_name(path, missing[0]).exists()
    till = open_till(path, store_id=who.store, till=who.till, epoch=who.epoch)
    with syncing(path) as till_sync:
        till_sync.wait_until(settled(hq, till, "S001"))
    assert verify(till.conn).ok
    till.conn.close()


def test_a_file_that_is_not_there_or_newer_is_said(tmp_path: Path) -> None:
    assert main(["upgrade", "--db", str(tmp_path / "none.db")]) == 2
    path = old_shop(tmp_path, joined=False)
    with closing(open_writer(path)) as conn:
        row = {"migration_set": "xipu", "name": "9999_future", "applied_at": "2099-01-01"}
        wrap(conn).table(migrations.migrations_table).insert(row)
    with pytest.raises(ShopError) as newer:
        open_shop(path)
    assert newer.value.code == "file_newer"
