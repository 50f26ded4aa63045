"""What HQ wants its tills to know reaches them in one order, whole, and can be compared."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import msgspec
import pytest

from sync.hq.store import feed
from sync.hq.store import tables as t
from sync.wire import feed as f
from sync.wire import messages as m
from sync.wire.facts import BasketParked, BasketRecalled
from tests.support.hq import (
    FedPage,
    RunningHq,
    TillByHand,
    line,
    problem,
    received,
    sale,
    wait_until,
)


def category(code: str, name: str = "饮料") -> tuple[str, str, f.Row]:
    return "category", code, f.CategoryRow(code=code, name=name)


def publish(hq: RunningHq, *rows: tuple[str, str, f.Row | None], store: str = "S001") -> int:
    with hq.hq.database.scope(store) as scope:
        return feed.publish(scope, store, rows)


@pytest.fixture
def till(hq: RunningHq) -> TillByHand:
    return hq.till("S001")


def test_rows_come_in_order_and_the_cursor_goes_on(hq: RunningHq, till: TillByHand) -> None:
    publish(hq, *(category(f"c{n}") for n in range(7)))
    first = till.get("/v1/changes", FedPage, cursor=0, limit=3)
    assert [(c.seq, c.key) for c in first.changes] == [(1, "c0"), (2, "c1"), (3, "c2")]
    assert (first.cursor, first.more) == (3, True)
    rest, cursor = till.all_changes(first.cursor)
    assert [c.seq for c in rest] == [4, 5, 6, 7]
    assert till.all_changes(cursor) == ([], 7)
    wait_until(lambda: hq.rows(t.device)[0]["cursor"] == 7)


def test_the_latest_version_alone_comes_and_deletions_are_rows(
    hq: RunningHq, till: TillByHand
) -> None:
    publish(hq, category("c1", "水"), category("c2"))
    publish(hq, category("c1", "茶"))
    publish(hq, ("category", "c2", None))
    changes, cursor = till.all_changes()
    assert cursor == 4
    assert [(c.seq, c.key) for c in changes] == [(3, "c1"), (4, "c2")]
    assert changes[0].row == f.canonical(category("c1", "茶")[2])
    assert changes[1].row is None


def test_a_cursor_before_forgotten_deletions_takes_a_snapshot(
    hq: RunningHq, till: TillByHand
) -> None:
    publish(hq, category("c1"), category("c2"), category("c3"))
    publish(hq, ("category", "c2", None))
    publish(hq, category("c4"))
    with hq.hq.database.operator() as scope:
        feed.clear_tombstones(scope, "S001", 5)
    assert problem(till.call("GET", "/v1/changes?cursor=3")) == (410, "cursor_too_old")
    assert [c.key for c in till.all_changes(4)[0]] == ["c4"]
    snapshot = till.get("/v1/snapshot", FedPage)
    assert [c.key for c in snapshot.changes] == ["c1", "c3", "c4"]


def test_a_cursor_from_the_future_takes_a_snapshot(hq: RunningHq, till: TillByHand) -> None:
    """HQ was restored from an old backup: its feed is behind what the till has seen."""
    publish(hq, category("c1"))
    assert problem(till.call("GET", "/v1/changes?cursor=9")) == (410, "cursor_too_old")


def test_a_snapshot_comes_in_pages_and_names_its_beginning(hq: RunningHq, till: TillByHand) -> None:
    publish(hq, *(category(f"c{n}") for n in range(5)), ("notice", "n1", notice()))
    seen: list[str] = []
    after, cursor = "", None
    while True:
        page = till.get("/v1/snapshot", FedPage, after=after, limit=2)
        seen += [c.key for c in page.changes]
        cursor = page.cursor
        if not page.after:
            break
        after = page.after
        publish(hq, category("c0", f"again {after}"))  # behind the place where the pages are
    assert seen == ["c0", "c1", "c2", "c3", "c4", "n1"]
    assert cursor == 6
    assert [c.key for c in till.all_changes(cursor)[0]] == ["c0"]


def notice() -> f.NoticeRow:
    return f.NoticeRow(id="n1", at=1, title="通知", text="周三盘点")


def test_a_snapshot_refuses_a_place_that_was_not_given_out(hq: RunningHq, till: TillByHand) -> None:
    for after in ("x", "1|category", "zz|category|c1", "\x00", "1|a|\x00"):
        response = till.call("GET", "/v1/snapshot", params={"after": after})
        assert response.status_code in (400, 410), after


def test_one_publish_becomes_visible_whole_and_no_reader_skips_a_place(hq: RunningHq) -> None:
    """Writers publish groups of ten; readers must see multiples of ten, in order, all of them."""
    tills = [hq.till("S001") for _ in range(1)] + [hq.till("S001", "02")]
    done = threading.Event()

    def write(who: int) -> None:
        for round_ in range(12):
            publish(hq, *(category(f"{who}-{round_}-{n}") for n in range(10)))

    def read(till: TillByHand) -> list[int]:
        seqs: list[int] = []
        cursor = 0
        while True:
            last = done.is_set()
            page = till.get("/v1/changes", FedPage, cursor=cursor)
            seqs += [c.seq for c in page.changes]
            assert page.cursor % 10 == 0
            cursor = page.cursor
            if last:
                return seqs

    with ThreadPoolExecutor(5) as pool:
        reads = [pool.submit(read, till) for till in tills]
        for write_done in [pool.submit(write, n) for n in range(3)]:
            write_done.result()
        done.set()
        for found in reads:
            assert found.result() == list(range(1, 361))


def test_the_counter_is_held_until_commit(hq: RunningHq, till: TillByHand) -> None:
    """A second writer waits for the first, so that its rows never show before earlier ones."""
    entered, second = threading.Event(), threading.Event()

    def later() -> None:
        entered.wait(10)
        publish(hq, category("late"))
        second.set()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(later)
        with hq.hq.database.scope("S001") as scope:
            feed.publish(scope, "S001", [category("early")])
            entered.set()
            assert not second.wait(0.3)
            assert till.all_changes() == ([], 0)
        waiting.result()
    assert [c.key for c in till.all_changes()[0]] == ["early", "late"]


def test_digests_tell_what_a_till_should_hold(hq: RunningHq, till: TillByHand) -> None:
    publish(hq, category("c1"), category("c2"), category("c3"))
    publish(hq, category("c2", "新名"), ("category", "c3", None))
    mirror = {c.key: c.row for c in till.all_changes()[0] if c.row is not None}
    answer = till.get("/v1/digest", m.DigestAnswer)
    assert (answer.tables["category"], answer.rows["category"]) == f.digest(sorted(mirror.items()))
    assert answer.rows["item"] == 0


def test_tills_of_one_store_hear_of_each_other(hq: RunningHq, till: TillByHand) -> None:
    till.record(received("a", 10_000))
    till.record(parked("b1"))
    till.record(parked("b2"))
    till.record(BasketRecalled(basket="b2"))
    till.push()
    assert till.all_changes() == ([], 0)  # a shop with one till has nobody to tell
    other = hq.till("S001", "02")
    other.record(sale(1, [line(1, "a")]))
    other.push()
    till.record(sale(1, [line(1, "a", qty=2000)]))
    till.record(BasketRecalled(basket="b1"))
    till.push(5)
    feed_rows = {c.key: c.row for c in other.all_changes()[0]}
    assert feed_rows["b1"] is None
    moved = {
        key: msgspec.json.decode(body, type=f.OtherTillRow).qty
        for key, body in feed_rows.items()
        if body is not None
    }
    assert moved == {"01|2026-03-03|a": 8000, "02|2026-03-03|a": -1000}


def parked(basket: str) -> BasketParked:
    return BasketParked(basket=basket, content="{}", lines=1, total=300)


def test_a_second_till_finds_the_baskets_that_were_put_aside_before(
    hq: RunningHq, till: TillByHand
) -> None:
    till.record(parked("b1"))
    till.push()
    other = hq.till("S001", "02")
    (change,) = other.all_changes()[0]
    assert change.row is not None
    assert msgspec.json.decode(change.row, type=f.OtherParkedRow).till == "01"


def test_large_rows_make_small_pages(hq: RunningHq, till: TillByHand) -> None:
    text = "长" * 400_000
    rows = [
        ("notice", f"n{n}", f.NoticeRow(id=f"n{n}", at=1, title="", text=text)) for n in range(5)
    ]
    publish(hq, *rows)
    page = till.get("/v1/changes", FedPage)
    assert (len(page.changes), page.more) == (1, True)
    assert [c.key for c in till.all_changes()[0]] == ["n0", "n1", "n2", "n3", "n4"]


def test_an_unknown_table_or_store_is_our_own_mistake(hq: RunningHq) -> None:
    with pytest.raises(KeyError), hq.hq.database.operator() as scope:
        feed.publish(scope, "S001", [("moon", "x", None)])
    with pytest.raises(KeyError), hq.hq.database.operator() as scope:
        feed.publish(scope, "S404", [category("c1")])


def test_the_feed_says_how_far_hq_holds_the_chain(hq: RunningHq, till: TillByHand) -> None:
    """A till learns from any pull that HQ came back from an old backup."""
    assert till.get("/v1/changes", FedPage).acked_seq == 0
    till.record(sale(1, [line(1, "a")]))
    till.push()
    assert till.get("/v1/changes", FedPage).acked_seq == 1
