"""A night reads only what is new; it must come to the very same as one that reads all again."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from sync.hq.planning.nightly import batch, trading
from sync.hq.planning.nightly.engine import Order, local, run
from sync.hq.planning.nightly.price_list import PriceList, _noons
from sync.hq.store import plan_tables as pt
from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.catalogue import put
from sync.wire.facts import AnyFact, SaleAsked, StockAdjusted, StockLine
from sync.wire.feed import PriceRow
from tests.support.hq import NOON, RunningHq, line, sale
from tests.support.supply import DAY_MS, TODAY, card, give_credit, order, stock_chain, tell

NIGHTS = 32
QUICK, SLOW = "S001", "S002"
ITEMS = ("A1", "A2", "A3", "A4")
KEPT = (st.plan_state, pt.plan_recent, pt.plan_next, st.proposal, st.proposal_line, t.feed)


def at(day: date, minute: int = 0) -> int:
    return NOON + (day - TODAY).days * DAY_MS + minute * 60_000


class Twins:
    """Two shops to which the same happens; the second one forgets every night what it knew."""

    def __init__(self, hq: RunningHq, seed: int) -> None:
        self.hq, self.luck = hq, random.Random(seed)
        self.tills = [hq.till(store) for store in (QUICK, SLOW)]
        self.number = 0

    def tell(self, day: date, *facts: AnyFact) -> None:
        for till in self.tills:
            tell(till, *facts, at=at(day), day=day)

    def sells(self, day: date) -> None:
        self.number += 1
        lines = [
            line(n, item, self.luck.randint(1, 6) * 1000)
            for n, item in enumerate(self.luck.sample(ITEMS, self.luck.randint(1, 4)), 1)
        ]
        self.tell(day, sale(self.number, lines))

    def receives(self, day: date) -> None:
        lines = tuple(StockLine(item=item, name=item, qty=12_000) for item in ITEMS)
        self.tell(day, StockAdjusted(reason="received", lines=lines))

    def cuts_a_price(self, day: date) -> None:
        item, price = self.luck.choice(ITEMS), self.luck.choice((150, 300, 450))
        since = at(day + timedelta(days=self.luck.randint(-5, 5)))
        put(
            self.hq.hq.database, [QUICK, SLOW], [PriceRow(item=item, valid_from=since, price=price)]
        )

    def changes_its_range(self, _: date) -> None:
        row = card("A4", "好劲道牛肉面", "方便食品", self.luck.choice((0, 20, 180)), 380)
        put(self.hq.hq.database, [QUICK, SLOW], [row])

    def is_told_late(self, day: date) -> None:
        self.sells(day - timedelta(days=self.luck.randint(1, 20)))

    def is_asked(self, day: date) -> None:
        late = day - timedelta(days=self.luck.choice((0, 0, 3, 9)))
        self.tell(late, SaleAsked(asked="面", item="A4"))

    def orders(self, day: date) -> None:
        self.tell(day, order(f"o{self.number}", ("A1", 2), delivery=day.isoformat()))

    def day(self, day: date) -> None:
        if self.luck.random() < 0.9:  # else it is closed
            self.sells(day)
        if day.weekday() in (0, 3):
            self.receives(day)
        deeds = (self.cuts_a_price, self.changes_its_range, self.is_told_late, self.is_asked,
                 self.orders)  # fmt: skip
        if self.luck.random() < 0.35:
            self.luck.choice(deeds)(day)

    def night(self, day: date) -> None:
        with self.hq.hq.database.scope(SLOW) as scope:
            for table in (pt.plan_recent, pt.plan_range):
                scope.conn.execute(scope.delete(table))
        wanted = Order(day=day, stores=(QUICK, SLOW))
        assert not any(w.failed for w in run(self.hq.hq.database, wanted, local))

    def kept(self, store: str) -> list[list[dict[str, Any]]]:
        found = []
        for table in KEPT:
            rows = [row for row in self.hq.rows(table) if row["store_id"] == store]
            found.append([{k: v for k, v in row.items() if k != "store_id"} for row in rows])
        return found


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Whether each reading took anything from the night before."""
    taken: list[bool] = []
    plain: Callable[..., object] = trading._since

    def since(*given: object) -> object:
        taken.append(given[3] is not None)
        return plain(*given)

    monkeypatch.setattr(trading, "_since", since)
    return taken


@pytest.mark.parametrize(
    "seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 7))]
)
def test_what_was_known_before_gives_what_all_facts_give(
    hq: RunningHq, seed: int, ways: list[bool]
) -> None:
    """Sales, late facts, price cuts, another range, goods asked for in vain, closed days."""
    stock_chain(hq)
    twins = Twins(hq, seed)
    first = TODAY - timedelta(days=NIGHTS)
    for n in range(NIGHTS):
        day = first + timedelta(days=n)
        twins.day(day)
        if n > 3:
            twins.night(day + timedelta(days=1))
            assert twins.kept(QUICK) == twins.kept(SLOW)
    assert len(twins.kept(QUICK)[4]) > 8
    # One shop forgets every night, and the other had to look at all facts now and then.
    nights = len(ways) // 2
    assert ways.count(True) > nights // 2 and ways.count(False) > nights


def test_days_are_settled_by_the_week_and_their_marks_forgotten(hq: RunningHq) -> None:
    stock_chain(hq)
    twins = Twins(hq, 7)
    for n in range(28, 0, -1):
        day = TODAY - timedelta(days=n)
        twins.sells(day)
        twins.night(day + timedelta(days=1))
    (state, _), (aside, _) = hq.rows(st.plan_state), hq.rows(pt.plan_next)
    assert (state["settled"], aside["settled"]) == ("2026-02-22", "2026-03-01")
    marked = [row["date"] for row in hq.rows(pt.day_mark) if row["store_id"] == QUICK]
    assert min(marked) == state["settled"] and max(marked) == "2026-03-02"


def test_the_account_is_told_when_it_changes_and_not_every_night(
    hq: RunningHq, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock_chain(hq)
    twins = Twins(hq, 8)
    give_credit(hq, QUICK, 90_000)
    twins.sells(TODAY - timedelta(days=2))
    twins.night(TODAY - timedelta(days=1))
    told = [row for row in hq.rows(t.feed) if row["tab"] == "credit"]
    assert [row["store_id"] for row in told] == [QUICK, SLOW]
    monkeypatch.setattr(batch, "tell_account", None)
    twins.night(TODAY)
    assert [row for row in hq.rows(t.feed) if row["tab"] == "credit"] == told


prices = some.lists(
    some.tuples(some.integers(0, 3), some.integers(-80, 40), some.integers(0, 4)), max_size=14
)


@given(rows=prices)
def test_prices_and_promotions_are_those_of_the_plain_way(
    rows: list[tuple[int, int, int]],
) -> None:
    """A price of each day by looking at all of them, one day and one good after the other."""
    noon = int(_noons([TODAY])[0])
    known = [(item, noon + day * DAY_MS // 2, price * 50) for item, day, price in rows]

    def on(item: int, day: date) -> int:
        so_far = [(s, p) for i, s, p in known if i == item and s <= int(_noons([day])[0])]
        return max(so_far, default=(0, 0))[1]

    def promoted(item: int, day: date) -> bool:
        if sum(i == item for i, _, _ in known) < 2:
            return False
        around = [on(item, TODAY + timedelta(days=n)) for n in range(-56, 28)]
        usual = max(around, key=lambda p: (around.count(p), p))
        return 0 < on(item, day) * 100 <= usual * 95

    columns = np.array(known, dtype=np.int64).reshape(-1, 3).T
    found = PriceList(4, *columns)
    days = [TODAY + timedelta(days=n) for n in (-30, -3, -1, 0, 1, 9)]
    assert [list(found.on(day)) for day in days] == [[on(i, d) for i in range(4)] for d in days]
    expected = [[promoted(i, d) for i in range(4)] for d in days]
    assert found.promoted(days, TODAY).astype(bool).tolist() == expected
