"""Backups are taken while the shop sells, and checked before they replace anything."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from pos_app.domain.errors import ShopError
from pos_app.storage.backup import backup, restore
from pos_app.storage.connection import open_reader
from pos_app.storage.outbox import JournalOutbox, save_link
from pos_app.storage.verify import verify
from tests.support.till import Till
from tests.unit.goods import SODA, WATER, scan


def test_a_backup_taken_while_selling_is_whole(till: Till, tmp_path: Path) -> None:
    for _ in range(200):
        till.sell(scan(SODA), scan(WATER))
    copier = threading.Thread(target=backup, args=(till.path, tmp_path / "copy.db"))
    copier.start()
    sold = 0
    while copier.is_alive() or sold < 20:
        till.sell(scan(SODA))
        sold += 1
    copier.join()
    copy = open_reader(tmp_path / "copy.db")
    verdict = verify(copy)
    copy.close()
    assert verdict.ok
    assert verdict.facts >= 201


def test_restore_keeps_the_file_that_was_there(till: Till, tmp_path: Path) -> None:
    till.sell(scan(SODA))
    backup(till.path, tmp_path / "copy.db")
    till.sell(scan(WATER))
    till.conn.close()
    kept = restore(tmp_path / "copy.db", till.path)
    assert kept is not None
    for path, facts in ((till.path, 2), (kept, 3)):
        conn = open_reader(path)
        assert verify(conn).facts == facts
        conn.close()


@pytest.mark.parametrize("damage", ["cut", "garbage", "edited", "other program", "missing"])
def test_a_bad_copy_replaces_nothing(till: Till, tmp_path: Path, damage: str) -> None:
    for _ in range(50):
        till.sell(scan(SODA), scan(WATER))
    copy = tmp_path / "copy.db"
    backup(till.path, copy)
    before = verify(till.conn).facts
    data = copy.read_bytes()
    if damage == "cut":
        copy.write_bytes(data[: len(data) // 2])
    elif damage == "garbage":
        copy.write_bytes(b"not a database at all" * 500)
    elif damage == "edited":
        copy.write_bytes(data.replace("冰峰橙味".encode(), "冰峰苹味".encode()))
    elif damage == "other program":
        copy.unlink()
        from sqlite_utils import Database

        Database(copy)["t"].insert({"a": 1})
    else:
        copy.unlink()
    with pytest.raises(ShopError) as refused:
        restore(copy, till.path)
    assert refused.value.code in {"backup_bad", "file_not_shop", "file_missing", "disk_fault"}
    assert verify(till.conn).facts == before


def test_nothing_is_put_over_a_file_whose_facts_wait_for_hq(till: Till, tmp_path: Path) -> None:
    backup(till.path, tmp_path / "copy.db")
    save_link(till.conn, "https://hq.example.com", "d1", 1, "")
    till.sell(scan(SODA))
    waiting = JournalOutbox(till.conn).unsent()
    with pytest.raises(ShopError) as refused:
        restore(tmp_path / "copy.db", till.path)
    assert (refused.value.code, refused.value.values["n"]) == ("unsent", waiting)
    till.conn.execute("UPDATE hq_link SET acked_seq = ?", (waiting,))
    till.conn.close()
    assert restore(tmp_path / "copy.db", till.path) is not None


def test_a_backup_never_overwrites(till: Till, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_bytes(b"precious")
    with pytest.raises(ShopError) as refused:
        backup(till.path, tmp_path / "copy.db")
    assert refused.value.code == "file_exists"
    assert (tmp_path / "copy.db").read_bytes() == b"precious"
