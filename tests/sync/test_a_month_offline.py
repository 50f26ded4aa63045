"""A shop without a line for a month sells to real baskets; then the plug goes in."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.domain.item import Item, Scanned
from pos_app.services.replay import Replay, read
from pos_app.storage import journal
from sync.hq.store import tables as t
from tests.bench.make_baskets import write_baskets
from tests.faults import fault_proxy as f
from tests.support.hq import RunningHq
from tests.support.joined import (
    assert_equal,
    catalogue,
    join_till,
    publish,
    settled,
    sync_once,
    syncing,
)
from tests.support.till import BOSS, Till

ROOT = Path(__file__).resolve().parents[2]
DAY = ROOT / "tests" / "data" / "real_day.csv"
BEFORE = 2
"""Facts that HQ had before the line broke: the till and its shift were opened."""


class AnyGoods:
    """Goods for every code that a basket names: here the sync is tried, not the catalogue."""

    def __init__(self) -> None:
        self._made: dict[str, Item] = {}

    def by_code(self, code: str) -> Scanned | None:
        made = self._made.get(code)
        return Scanned(item=made, code=code) if made else None

    def create(self, item: Item, staff: object, *, any_code: bool) -> Item:
        made = Item(id=item.code[-8:], name=item.name, code=item.code, price=item.price)
        self._made[item.code] = made
        return made


def sell_from(file: Path, till: Till) -> int:
    goods = AnyGoods()
    replay = Replay(till.checkout, till.shifts, goods, goods, till.clock, till.settings, BOSS)
    tally = replay.play(read(file))
    assert not tally.bad
    return tally.sales


def offline_then_on(hq: RunningHq, store: str, folder: Path, file: Path) -> int:
    till = join_till(hq, folder, store=store)
    sync_once(till.path)
    with (
        f.fault_proxy(hq.url) as line,
        syncing(till.path, url=line.url, clock=till.clock) as till_sync,
    ):
        line.set(f.dropped)
        sold = sell_from(file, till)
        publish(hq, store, catalogue(0, 1_200))
        publish(hq, store, catalogue(300, 100))
        till_sync.wait_until(lambda status: not status.online)
        assert till.one("SELECT acked_seq FROM hq_link") == BEFORE
        line.clear()
        till_sync.wait_until(settled(hq, till, store))
    assert_equal(hq, till)
    (device,) = (d for d in hq.rows(t.device) if d["store_id"] == store)
    assert device["sales"] == sold
    assert device["acked_seq"] == journal.head(till.conn, device["epoch"]).seq
    till.conn.close()
    return sold


def test_a_day_offline(hq: RunningHq, store: str, tmp_path: Path) -> None:
    assert offline_then_on(hq, store, tmp_path, DAY) > 300


@pytest.mark.slow
def test_thirty_days_offline(hq: RunningHq, store: str, tmp_path: Path) -> None:
    """As many baskets as a shop of our size sells in a month; the panel takes 75 days."""
    file = tmp_path / "month.csv"
    write_baskets(file, 150, 75)
    assert offline_then_on(hq, store, tmp_path, file) > 13_000
