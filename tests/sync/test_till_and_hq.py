"""A till and its HQ over a real socket: joined, sold, sent, fed, lost and found again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos_app.bootstrap import link
from pos_app.storage.connection import open_reader
from pos_app.storage.feed_sink import FeedMirror
from pos_app.storage.outbox import JournalOutbox
from pos_app.storage.verify import verify
from sync.hq.service import sqlite_url
from sync.hq.store import feed
from sync.hq.store import tables as t
from sync.wire.feed import CategoryRow, CodeRow, ItemRow, PriceRow
from sync.wire.feed_row import Row
from tests.support.hq import RunningHq, running_hq
from tests.support.till import BOSS, Till, open_till
from tests.unit.goods import BREAD, SODA, WATER, scan


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[RunningHq]:
    with running_hq(sqlite_url(tmp_path / "hq.db"), tmp_path / "hq") as running:
        running.add_store("S001")
        yield running


def joined_till(hq: RunningHq, folder: Path, number: str = "01") -> Till:
    """A till that sold on its own before and joins now."""
    folder.mkdir(exist_ok=True)
    path = folder / "shop.db"
    open_till(path).conn.close()
    joined = link.join(path, hq.url, hq.code("S001", number))
    till = open_till(path, till=joined.identity.till, epoch=joined.identity.epoch)
    if till.shifts.current() is None:
        till.shifts.open(BOSS, 20_000)
    return till


def sync(path: Path) -> None:
    agent = link.open_agent(path)
    assert agent is not None
    agent.round()
    agent.stop()
    assert agent.status.online, agent.status


def publish(hq: RunningHq, rows: list[tuple[str, str, Row | None]]) -> None:
    with hq.hq.database.operator() as scope:
        feed.publish(scope, "S001", rows)


def item(number: int, name: str, code: str) -> tuple[str, str, Row]:
    row = ItemRow(id=f"H{number}", name=name, code=code, category="c1", category_name="饮料",
                  codes=(CodeRow(code=code), CodeRow(code=f"1{code}", pack_qty=12_000,
                                                     pack_price=4000)))  # fmt: skip
    return "item", row.id, row


def test_what_was_sold_is_at_hq_and_both_heads_agree(hq: RunningHq, tmp_path: Path) -> None:
    till = joined_till(hq, tmp_path / "a")
    for _ in range(30):
        till.sell(scan(SODA), scan(WATER))
    assert JournalOutbox(till.conn).waiting() == 32
    sync(till.path)
    outbox = JournalOutbox(till.conn)
    assert outbox.waiting() == 0
    (device,) = hq.rows(t.device)
    assert device["acked_seq"] == 32
    assert bytes(device["head_hash"]) == outbox.hash_at(32)
    assert device["sales"] == 30
    assert device["turnover"] == 30 * 550
    till.conn.close()


def test_the_catalogue_comes_down_with_codes_cases_and_prices(
    hq: RunningHq, tmp_path: Path
) -> None:
    till = joined_till(hq, tmp_path / "a")
    publish(
        hq,
        [
            ("category", "c1", CategoryRow(code="c1", name="饮料")),
            item(1, "总部汽水", "6901234567892"),
            ("price", "H1|0", PriceRow(item="H1", valid_from=0, price=350)),
        ],
    )
    sync(till.path)
    from pos_app.storage.goods import GoodsBook

    found = GoodsBook(till.conn).by_code("6901234567892")
    assert found is not None
    assert (found.item.name, found.item.price, found.item.active) == ("总部汽水", 350, True)
    case = GoodsBook(till.conn).by_code("16901234567892")
    assert case is not None
    assert case.pack is not None
    assert (case.pack.qty, case.pack.price) == (12_000, 4000)
    ours, theirs = link.compare_with_hq(till.path)
    assert ours == theirs
    assert ours["item"][1] == 1
    till.conn.close()


def test_a_long_catch_up_is_shown_whole_and_deletions_arrive(hq: RunningHq, tmp_path: Path) -> None:
    till = joined_till(hq, tmp_path / "a")
    publish(hq, [item(n, f"货{n}", f"69{n:011d}") for n in range(1300)])
    sync(till.path)
    assert till.one("SELECT count(*) FROM item WHERE active") == 1300
    publish(hq, [("item", "H7", None), item(8, "改名", f"69{8:011d}")])
    sync(till.path)
    assert till.one("SELECT active FROM item WHERE id = 'H7'") == 0
    assert till.one("SELECT name FROM item WHERE id = 'H8'") == "改名"
    ours, theirs = link.compare_with_hq(till.path)
    assert ours == theirs
    till.conn.close()


def test_an_old_cursor_takes_a_snapshot(hq: RunningHq, tmp_path: Path) -> None:
    till = joined_till(hq, tmp_path / "a")
    publish(hq, [item(n, f"货{n}", f"69{n:011d}") for n in range(700)])
    sync(till.path)
    publish(hq, [("item", f"H{n}", None) for n in range(0, 700, 2)])
    with hq.hq.database.operator() as scope:
        feed.clear_tombstones(scope, "S001", 1 << 40)
    sync(till.path)
    assert till.one("SELECT count(*) FROM item WHERE active") == 350
    ours, theirs = link.compare_with_hq(till.path)
    assert ours == theirs
    till.conn.close()


def test_two_tills_sell_from_one_stock(hq: RunningHq, tmp_path: Path) -> None:
    first = joined_till(hq, tmp_path / "a", "01")
    first.sell(scan(SODA), scan(SODA))
    sync(first.path)
    second = joined_till(hq, tmp_path / "b", "02")
    second.sell(scan(SODA), scan(BREAD))
    for till in (second, first, second):
        sync(till.path)
    from pos_app.storage.stock import StockBook

    for till in (first, second):
        assert StockBook(till.conn).on_hand(SODA.id) == -3000
        assert StockBook(till.conn).on_hand(BREAD.id) == -1000
    numbers = {
        r for till in (first, second) for (r,) in till.conn.execute("SELECT receipt FROM sale")
    }
    assert len(numbers) == 2
    first.conn.close()
    second.conn.close()


def test_a_stolen_pc_comes_back_whole(hq: RunningHq, tmp_path: Path) -> None:
    till = joined_till(hq, tmp_path / "a")
    publish(hq, [item(n, f"货{n}", f"69{n:011d}") for n in range(600)])
    for _ in range(700):
        till.sell(scan(SODA), scan(WATER))
    sync(till.path)
    books = {
        table: till.conn.execute(f"SELECT * FROM {table}").fetchall()
        for table in ("sale", "sale_line", "stock", "shift")
    }
    till.conn.close()
    new = tmp_path / "new" / "shop.db"
    code = hq.code("S001", "01")
    tried = iter([False, False, True])
    assert not link.recover(new, hq.url, code, stopped=lambda: next(tried))
    assert link.recover(new, hq.url, code)
    with closing(open_reader(new)) as conn:
        assert verify(conn).ok
        for table, rows in books.items():
            assert conn.execute(f"SELECT * FROM {table}").fetchall() == rows
        assert FeedMirror(conn, lambda: 0).digests()["item"][1] == 600
    old = link.open_agent(till.path)
    assert old is not None
    old.round()
    old.stop()
    assert old.status.code in {"revoked", "unknown_device"}
    sync(new)
