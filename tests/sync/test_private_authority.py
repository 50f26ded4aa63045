"""An HQ whose certificate no public authority signed: known by a file, refused without it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.bootstrap import link
from pos_app.bootstrap.hq_line import TillHqLine
from pos_app.bootstrap.trust import SETTING, keep_authority, kept_authority
from pos_app.commands.coming_back import bring_back
from pos_app.domain.errors import ShopError
from pos_app.storage.connection import open_reader
from sync.hq.service import sqlite_url
from tests.support.authority import Authority
from tests.support.hq import RunningHq, running_hq
from tests.support.joined import assert_equal, reopen, settled, sync_once, syncing, trade
from tests.support.till import BOSS, Till, open_till


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "authority")


@pytest.fixture
def hq(tmp_path: Path, authority: Authority) -> Iterator[RunningHq]:
    """HQ behind TLS."""
    folder = tmp_path / "hq"
    folder.mkdir()
    with running_hq(sqlite_url(folder / "hq.db"), folder, tls=authority.server()) as running:
        running.add_store("S001")
        yield running


def join(hq: RunningHq, path: Path, authority: Authority) -> Till:
    path.parent.mkdir(exist_ok=True)
    open_till(path).conn.close()
    who = link.join(path, hq.url, hq.code("S001"), ca=authority.file).identity
    return reopen(path, who.store, who.till, who.epoch)


def refusal(path: Path, hq: RunningHq, ca: Path | None) -> str:
    with pytest.raises(ShopError) as told:
        link.join(path, hq.url, hq.code("S001"), ca=ca)
    return told.value.code


def test_a_till_joins_syncs_and_closes_its_day_by_the_file_that_hq_gave(
    hq: RunningHq, authority: Authority, tmp_path: Path
) -> None:
    till = join(hq, tmp_path / "shop.db", authority)
    authority.file.unlink()  # the stick is gone: the till has its copy
    trade(till, 12)
    with syncing(till.path) as till_sync:
        till_sync.wait_until(settled(hq, till, "S001"))
    assert_equal(hq, till)
    line = TillHqLine(till.path, till.clock)
    assert line.match().state == "matched"
    line.stop()
    till.conn.close()


def test_without_the_file_or_with_another_ones_nothing_is_sent(
    hq: RunningHq, tmp_path: Path
) -> None:
    path = tmp_path / "shop.db"
    open_till(path).conn.close()
    stranger = Authority(tmp_path / "stranger", "Somebody Else")
    assert refusal(path, hq, None) == "hq_not_trusted"
    assert refusal(path, hq, stranger.file) == "hq_not_trusted"
    assert "证书不可信" in str(ShopError("hq_not_trusted"))
    with closing(open_reader(path)) as conn:
        assert kept_authority(conn, path) is None, "what failed is not kept"
    assert not list(tmp_path.glob("hq-ca-*"))


def test_a_till_that_trusts_another_authority_goes_offline_and_says_why(
    hq: RunningHq, authority: Authority, tmp_path: Path
) -> None:
    till = join(hq, tmp_path / "shop.db", authority)
    stranger = Authority(tmp_path / "stranger", "Somebody Else")
    line = TillHqLine(till.path, till.clock, idle_seconds=0.02)
    till.settings.change(SETTING, line.trust(stranger.file), BOSS)
    status = sync_once(till.path)
    assert (status.online, status.code) == (False, "tls")
    till.settings.change(SETTING, line.trust(authority.file), BOSS)
    assert sync_once(till.path).online
    line.stop()
    till.conn.close()


def test_the_window_takes_another_certificate_at_once(
    hq: RunningHq, authority: Authority, tmp_path: Path
) -> None:
    till = join(hq, tmp_path / "shop.db", authority)
    good = till.settings.text(SETTING)
    till.settings.change(SETTING, "", BOSS)
    line = TillHqLine(till.path, till.clock, idle_seconds=0.02)
    line.start()
    with line._heard:
        assert line._heard.wait_for(lambda: line.status().code == "tls", 30)
    till.settings.change(SETTING, good, BOSS)
    line.reconnect()
    with line._heard:
        assert line._heard.wait_for(lambda: line.status().online, 30)
    line.stop()
    till.conn.close()


def test_a_stolen_pcs_shop_comes_back_by_the_same_file(
    hq: RunningHq, authority: Authority, tmp_path: Path
) -> None:
    till = join(hq, tmp_path / "old" / "shop.db", authority)
    trade(till, 5)
    sync_once(till.path)
    till.conn.close()
    new = tmp_path / "new" / "shop.db"
    new.parent.mkdir()
    assert bring_back(new, hq.url, hq.code("S001"), ca=authority.file)
    authority.file.unlink()
    assert sync_once(new).online


@pytest.mark.parametrize("content", [b"", b"hello", b"\x00\xff" * 50])
def test_what_is_no_certificate_is_refused(tmp_path: Path, content: bytes) -> None:
    file, shop = tmp_path / "x.pem", tmp_path / "shop.db"
    file.write_bytes(content)
    with pytest.raises(ShopError) as told:
        keep_authority(shop, file)
    assert told.value.code == "ca_bad"
    assert str(file) in str(told.value)


def test_a_servers_certificate_is_no_authority_and_no_key_is_copied(
    authority: Authority, tmp_path: Path
) -> None:
    certificate, key = authority.server()
    shop = tmp_path / "shop.db"
    with pytest.raises(ShopError) as told:
        keep_authority(shop, certificate)
    assert told.value.code == "ca_bad"
    with pytest.raises(ShopError) as gone:
        keep_authority(shop, tmp_path / "nowhere.pem")
    assert gone.value.code == "ca_unreadable"
    both = tmp_path / "both.pem"
    both.write_bytes(key.read_bytes() + authority.file.read_bytes())
    copy = tmp_path / keep_authority(shop, both)
    assert b"PRIVATE" not in copy.read_bytes()


def test_a_setting_that_names_another_file_is_not_followed(tmp_path: Path) -> None:
    """HQ feeds settings, too: no path of this machine may come in by one."""
    path = tmp_path / "shop.db"
    till = open_till(path)
    (tmp_path / "other.pem").write_text("x")
    for name in ("other.pem", "../other.pem", str(tmp_path / "other.pem"), "hq-ca-../x.pem"):
        till.settings.change(SETTING, name, BOSS)
        assert kept_authority(till.conn, path) is None, name
    till.conn.close()
