"""Deletions are forgotten when every till had time to hear of them; who was away takes it all."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from sync.hq.api.housekeeping import keep_all, kept
from sync.hq.api.speaker import Writers
from sync.hq.store import feed
from sync.hq.store import tables as t
from sync.hq.store.feed_age import KEPT_DAYS
from sync.wire.feed import NoticeRow
from tests.support.hq import FedPage, RunningHq, TillByHand, problem

DAY = 86_400_000
T = TypeVar("T")


def notice(hq: RunningHq, key: str, *, gone: bool = False) -> None:
    row = None if gone else NoticeRow(id=key, at=0, title="放假", text="", until=0)
    with hq.hq.database.operator() as scope:
        feed.publish(scope, "S001", [("notice", key, row)])


def run(work: Coroutine[Any, Any, T]) -> T:
    """On a loop of its own, whatever loop this thread may have."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def house(hq: RunningHq) -> int:
    return run(keep_all(hq.hq, Writers(1)))


def floor(hq: RunningHq) -> int:
    return next(int(r["feed_floor"]) for r in hq.rows(t.store) if r["store_id"] == "S001")


def later(hq: RunningHq, till: TillByHand, days: int) -> None:
    hq.clock.at += days * DAY
    till.log_in(hq.clock.at)


def test_an_old_deletion_is_forgotten_and_an_old_cursor_takes_a_snapshot(hq: RunningHq) -> None:
    till = hq.till("S001")
    notice(hq, "n1")
    notice(hq, "n2")
    notice(hq, "n1", gone=True)
    assert house(hq) == 0
    later(hq, till, KEPT_DAYS - 1)
    notice(hq, "n2", gone=True)
    assert house(hq) == 0
    assert len(till.get("/v1/changes", FedPage, cursor=0).changes) == 2, "both deletions are told"
    later(hq, till, 1)
    assert house(hq) == 1
    assert floor(hq) == 3
    assert problem(till.call("GET", "/v1/changes?cursor=2")) == (410, "cursor_too_old")
    assert till.get("/v1/snapshot", FedPage).cursor == 4
    page = till.get("/v1/changes", FedPage, cursor=3)
    assert [(c.key, c.row) for c in page.changes] == [("n2", None)], "the young one is kept"


def test_marks_are_one_a_day_and_go_when_they_are_used(hq: RunningHq) -> None:
    for _ in range(3):
        house(hq)
    assert len(hq.rows(t.feed_mark)) == 2, "one for each store"
    hq.clock.at += KEPT_DAYS * DAY
    house(hq)
    assert {row["day"] for row in hq.rows(t.feed_mark)} == {hq.clock.at // DAY}


def test_a_clock_that_was_set_back_forgets_nothing(hq: RunningHq) -> None:
    notice(hq, "n1")
    notice(hq, "n1", gone=True)
    house(hq)
    hq.clock.at -= 400 * DAY
    assert house(hq) == 0
    assert floor(hq) == 0


def test_the_house_is_kept_while_hq_serves(hq: RunningHq) -> None:
    notice(hq, "n1")

    async def serve() -> None:
        async with kept(hq.hq, Writers(1), first=0.0, daily=0.01):
            while len(hq.rows(t.feed_mark)) < 2:
                await asyncio.sleep(0.01)

    run(asyncio.wait_for(serve(), 30))
    assert {row["store_id"] for row in hq.rows(t.feed_mark)} == {"S001", "S002"}
