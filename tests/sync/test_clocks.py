"""Clocks order nothing: they jump by ten years, on either side, and the hour comes twice."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pos_app.runtime.clock import FixedClock
from pos_app.storage.ledger import FileLedger
from sync.hq.store import tables as t
from tests.support.hq import NOON, RunningHq
from tests.support.joined import Watched, assert_equal, catalogue, join_till, publish, trade
from tests.support.till import MORNING
from tests.unit.goods import SODA, scan

TEN_YEARS = 3653 * 86_400_000
pytestmark = pytest.mark.parametrize("hq", ["sqlite"], indirect=True)


@pytest.mark.parametrize("jump", [TEN_YEARS, -TEN_YEARS, 0])
@pytest.mark.parametrize("hq_jump", [TEN_YEARS, -TEN_YEARS, 0])
def test_clocks_jump_between_rounds_of_one_agent(
    hq: RunningHq, store: str, tmp_path: Path, jump: int, hq_jump: int
) -> None:
    """The token was given before the jump; a round or two later all is well without anyone."""
    till = join_till(hq, tmp_path, store=store)
    watched = Watched(till.path, clock=till.clock)
    trade(till, 3)
    watched.agent.round()
    till.clock.advance(jump)
    hq.clock.at += hq_jump
    trade(till, 3)
    publish(hq, store, catalogue(0, 5))
    watched.agent.round()
    assert (watched.agent.status.online, watched.agent.status.waiting) == (True, 0)
    till.clock.set(MORNING)
    hq.clock.at = NOON
    trade(till, 3)
    watched.agent.round()
    watched.agent.stop()
    assert watched.agent.status.online
    assert_equal(hq, till)
    receipts = [r for (r,) in till.conn.execute("SELECT receipt FROM sale ORDER BY pos")]
    numbers = [int(r.rpartition("-")[2]) for r in receipts]
    assert numbers == sorted(set(numbers))
    facts = [f for f in hq.rows(t.fact) if f["store_id"] == store]
    dates = {f["business_date"] for f in facts if f["kind"] == "sale.completed"}
    assert len(dates) == (2 if jump else 1)
    till.conn.close()


class BerlinClock(FixedClock):
    """A shop where the clock is put back in October."""

    def offset_minutes(self, at_ms: int) -> int:
        there = datetime.fromtimestamp(at_ms / 1000, ZoneInfo("Europe/Berlin")).utcoffset()
        assert there is not None
        return int(there.total_seconds() // 60)


def test_the_hour_that_comes_twice(hq: RunningHq, store: str, tmp_path: Path) -> None:
    """02:30 is sold in twice, once in each offset: one day, six sales, the order they came in."""
    till = join_till(hq, tmp_path, store=store)
    clock = BerlinClock(int(datetime(2026, 10, 25, 1, 45, tzinfo=ZoneInfo("Europe/Berlin"))
                            .timestamp() * 1000))  # fmt: skip
    till.checkout._ledger = FileLedger(till.conn, till.ledger.identity, clock, till.settings)
    for _ in range(6):
        till.sell(scan(SODA))
        clock.advance(30 * 60_000)
    watched = Watched(till.path, clock=clock)
    watched.agent.round()
    watched.agent.stop()
    assert_equal(hq, till)
    days = [r for r in hq.rows(t.sales_day) if r["store_id"] == store]
    assert [(d["date"], d["hour"], d["sales"]) for d in days] == [
        ("2026-10-24", 1, 1), ("2026-10-24", 2, 4), ("2026-10-24", 3, 1),
    ]  # fmt: skip
    till.conn.close()
