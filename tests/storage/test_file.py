"""The shop's file: who may open it, how it is set, and what happens when the disk says no."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlite_utils import Database

from pos_app.domain.basket import Basket, add
from pos_app.domain.errors import ShopError
from pos_app.domain.tender import CASH, Paid
from pos_app.storage.connection import check_sqlite, is_broken, open_reader, open_writer, wrap
from pos_app.storage.migrations import migrate
from tests.support.till import BOSS, Till
from tests.unit.goods import SODA, scan


@pytest.mark.parametrize(
    ("version", "broken"),
    [
        ("3.6.23", False), ("3.7.0", True), ("3.40.1", True), ("3.44.6", False), ("3.45.0", True),
        ("3.50.6", True), ("3.50.7", False), ("3.51.0", True), ("3.51.2", True), ("3.51.3", False),
        ("3.53.4", False),
    ],
)  # fmt: skip
def test_sqlite_versions_that_corrupt_are_known(version: str, broken: bool) -> None:
    assert is_broken(version) is broken


def test_a_broken_sqlite_is_refused() -> None:
    with pytest.raises(ShopError) as refused:
        check_sqlite("3.50.1")
    assert refused.value.code == "sqlite_broken"


def test_every_connection_is_durable_and_strict(till: Till) -> None:
    assert till.one("PRAGMA journal_mode") == "wal"
    assert till.one("PRAGMA synchronous") == 2
    assert till.one("PRAGMA foreign_keys") == 1
    tables = till.conn.execute(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
    ).fetchall()
    own = {name: strict for name, strict in tables if not name.startswith(("sqlite_", "_sqlite"))}
    loose = {name for name, strict in own.items() if not strict and "fts" not in name}
    assert not loose
    assert "journal" in own


def test_a_newer_file_is_refused_in_plain_words(till: Till) -> None:
    wrap(till.conn)["_sqlite_migrations"].insert(
        {"migration_set": "xipu", "name": "9999_from_the_future", "applied_at": "2031"}
    )
    with pytest.raises(ShopError) as refused:
        migrate(till.conn, till.path)
    assert refused.value.code == "file_newer"
    assert "升级" in str(refused.value)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    Database(path)["t"].insert({"a": 1})
    before = path.read_bytes()
    with pytest.raises(ShopError) as refused:
        open_writer(path)
    assert refused.value.code == "file_not_shop"
    assert path.read_bytes() == before


def test_a_reader_cannot_write(till: Till) -> None:
    reader = open_reader(till.path)
    with pytest.raises(Exception, match=r"readonly|query_only|attempt to write"):
        reader.execute("DELETE FROM journal")
    reader.close()


def test_a_full_disk_is_said_plainly_and_nothing_is_recorded(till: Till) -> None:
    till.sell(scan(SODA))
    (pages,) = till.conn.execute("PRAGMA page_count").fetchone()
    till.conn.execute(f"PRAGMA max_page_count = {pages}")
    sold = till.one("SELECT count(*) FROM sale")
    basket = add(Basket(id="full"), scan(SODA))
    codes = set()
    for n in range(400):
        try:
            till.checkout.complete(
                add(Basket(id=f"f{n}"), scan(SODA)), (Paid(method=CASH, received=350),), BOSS
            )
            sold = int(str(sold)) + 1
        except ShopError as error:
            codes.add(error.code)
            break
    assert codes == {"disk_full"}
    assert till.one("SELECT count(*) FROM sale") == sold
    till.conn.execute("PRAGMA max_page_count = 1000000")
    done = till.checkout.complete(basket, (Paid(method=CASH, received=350),), BOSS)
    assert not done.again


def test_sales_know_their_number_before_they_are_printed(till: Till) -> None:
    first, second = till.sell(scan(SODA)), till.sell(scan(SODA))
    assert [s.sale.receipt for s in (first, second)] == ["S001-01-1-000002", "S001-01-1-000003"]
    assert [s.entry.seq for s in (first, second)] == [2, 3]


def test_a_clock_that_jumps_back_blocks_no_sale(till: Till) -> None:
    till.sell(scan(SODA))
    till.clock.advance(-10 * 365 * 86_400_000)
    back = till.sell(scan(SODA))
    assert back.entry.seq == 3
    assert back.entry.date.startswith("2016-03")


def test_night_sales_belong_to_the_day_before(till: Till) -> None:
    till.clock.set(1_772_477_999_000)  # 02:59:59 in the shop on 2026-03-03
    assert till.sell(scan(SODA)).entry.date == "2026-03-02"
    till.clock.set(1_772_481_600_000)  # 04:00
    assert till.sell(scan(SODA)).entry.date == "2026-03-03"
