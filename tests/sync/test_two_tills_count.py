"""One till counts the shelf, the other sells from it: both end with what really lies there."""

from __future__ import annotations

from pathlib import Path

from pos_app.domain.item import Item
from pos_app.services import stocktake as shelf
from pos_app.services.stock import OPENING, Moved
from pos_app.storage.verify import verify
from sync.hq.service import sqlite_url
from sync.hq.store import tables as t
from tests.support.hq import running_hq
from tests.support.joined import assert_equal
from tests.support.supply import stock_chain
from tests.support.till import BOSS
from tests.support.two_tills import Counter, two_tills


def item_of(counter: Counter) -> Item:
    found = counter.shop.goods_book.get("A1")
    assert found is not None
    return found


def move(counter: Counter, qty: int, reason: str = OPENING) -> None:
    counter.shop.stock.adjust((Moved(item=item_of(counter), qty=qty),), reason, BOSS)


def count(counter: Counter, pieces: int) -> None:
    """She finds so many on the shelf, and the books of this till say what they say."""
    book = counter.on_hand("A1")["A1"]
    done, _ = shelf.count(
        shelf.begin(counter.clock.now_ms()), item_of(counter), pieces * 1_000, book
    )
    counter.shop.stocktake.keep(done, BOSS)
    counter.shop.stocktake.finish(done, BOSS)


def test_a_count_at_one_till_is_heard_at_the_other(tmp_path: Path) -> None:
    with running_hq(sqlite_url(tmp_path / "hq.db"), tmp_path / "hq") as hq:
        hq.add_store("S001")
        stock_chain(hq, ["S001"])
        with two_tills(hq, tmp_path) as (one, two):
            for counter in (one, two):
                counter.sync()
            move(one, 10_000)
            for counter in (one, two):
                counter.sync()
            count(two, 9)  # one is missing
            move(one, -2_000, "own_use")  # and meanwhile two go, while the line is down
            for counter in (two, one, two):
                counter.sync()
            for counter in (one, two):
                assert counter.on_hand("A1") == {"A1": 7_000}
                assert_equal(hq, counter.shop)
                assert verify(counter.shop.conn).ok
            assert {r["item"]: r["qty"] for r in hq.rows(t.on_hand)} == {"A1": 7_000}
            count(one, 7)
            one.sync()
            assert {r["item"]: r["qty"] for r in hq.rows(t.on_hand)} == {"A1": 7_000}
