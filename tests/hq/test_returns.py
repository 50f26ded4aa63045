"""Goods that go back to HQ: credited in the window, and never more of them than came."""

from __future__ import annotations

from itertools import permutations

import pytest
from msgspec.structs import replace

from sync.hq.store import supply_tables as st
from sync.hq.store.supply_decisions import grant, refuse
from sync.hq.store.supply_shipping import ship
from sync.wire.facts import GoodsReceived, GoodsSentBack
from sync.wire.supply import ReceivedLine
from sync.wire.supply_feed import ClaimRow, CreditRow, ShipmentRow
from tests.hq.test_supply_orders import came, claim
from tests.support.hq import NOON, RunningHq, TillByHand
from tests.support.supply import TODAY, fed, give_credit, order, stock_chain, tell

SOON, SOONER = "2026-03-06", "2026-03-05"
UNIT = 330
"""Fen that a unit of A2 costs at HQ."""


@pytest.fixture
def till(hq: RunningHq) -> TillByHand:
    """24 of A2 are on the way."""
    stock_chain(hq)
    give_credit(hq, "S001", 500_000)
    till = hq.till("S001")
    tell(till, order("o1", ("A2", 2)))
    ship(hq.hq.database, "2026-03-04", hq.clock())
    return till


def arrived(hq: RunningHq, first: str = SOON, second: str = SOON) -> GoodsReceived:
    """All that was on the note, twelve of each date."""
    (note,) = fed(hq, "S001", ShipmentRow).values()
    assert isinstance(note, ShipmentRow)
    whole = came(note)
    dates = (first, second)
    return replace(whole, lines=tuple(
        replace(line, expiry=date) for line, date in zip(whole.lines, dates, strict=True)
    ))  # fmt: skip


def back(sending: str, *lines: tuple[str, int]) -> GoodsSentBack:
    """So much of A2 with each date."""
    gone = tuple(
        ReceivedLine(item="A2", name="青山纯牛奶", expected=0, qty=qty, cost=400, expiry=expiry)
        for expiry, qty in lines
    )
    return GoodsSentBack(sending=sending, supplier="W1", lines=gone,
                         amount=sum(qty for _, qty in lines) * 400 // 1000)  # fmt: skip


def stands(hq: RunningHq) -> dict[str, tuple[str, int]]:
    return {k: (c.state, c.credited) for k, c in fed(hq, "S001", ClaimRow).items()}


def credit_of(hq: RunningHq) -> int:
    return -sum(r["amount"] for r in hq.rows(st.ledger) if r["kind"] == "credit")


def test_goods_go_back_in_the_window_and_are_credited_at_hqs_cost(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, arrived(hq), back("b1", (SOON, 3_000)), back("b2", (TODAY.isoformat(), 3_000)))
    assert stands(hq) == {"b1": ("granted", 3 * UNIT), "b2": ("open", 0)}
    assert credit_of(hq) == 3 * UNIT
    (bill,) = (r["amount"] for r in hq.rows(st.ledger) if r["kind"] == "bill")
    assert fed(hq, "S001", CreditRow)["account"].balance == bill - 3 * UNIT


def test_more_than_ever_came_is_credited_up_to_what_came_and_the_rest_waits(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, arrived(hq), back("b1", (SOON, 20_000)), back("b2", (SOON, 10_000)))
    assert stands(hq) == {"b1": ("granted", 20 * UNIT), "b2": ("open", 4 * UNIT)}
    assert "比总部送来收下的多" in fed(hq, "S001", ClaimRow)["b2"].note
    with hq.hq.database.scope("S001") as scope:
        assert grant(scope, "S001", "b2", "li.na", NOON) == 10 * UNIT
    assert stands(hq)["b2"] == ("granted", 10 * UNIT)
    assert credit_of(hq) == 30 * UNIT and stands(hq)["b1"] == ("granted", 20 * UNIT)
    tell(till, back("b3", (SOON, 1_000)), at=NOON + 60_000)
    assert stands(hq)["b3"] == ("open", 0)


def test_what_the_rule_credited_stays_when_the_rest_is_refused(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, arrived(hq), back("b1", (SOON, 25_000)))
    with hq.hq.database.scope("S001") as scope:
        refuse(scope, "S001", "b1", "li.na", "总部只收到 24 盒")
    assert stands(hq) == {"b1": ("refused", 24 * UNIT)}
    tell(till, back("b2", (SOON, 1_000)), at=NOON + 60_000)
    assert credit_of(hq) == 24 * UNIT


def test_a_batch_goes_back_up_to_what_came_of_that_batch(hq: RunningHq, till: TillByHand) -> None:
    tell(till, arrived(hq, SOON, SOONER), back("b1", (SOON, 20_000)), back("b2", (SOONER, 5_000)))
    assert stands(hq) == {"b1": ("open", 12 * UNIT), "b2": ("granted", 5 * UNIT)}


def test_a_batch_of_which_no_date_was_kept_may_be_any(hq: RunningHq, till: TillByHand) -> None:
    tell(till, arrived(hq, SOON, ""), back("b1", (SOON, 20_000)), back("b2", (SOONER, 5_000)))
    assert stands(hq) == {"b1": ("granted", 20 * UNIT), "b2": ("open", 4 * UNIT)}


def test_what_was_credited_as_damaged_is_not_credited_again(
    hq: RunningHq, till: TillByHand
) -> None:
    (note,) = fed(hq, "S001", ShipmentRow).values()
    photo = {"photo": "a.jpg", "photo_sha256": "ab" * 32}
    broken = claim(note, "A2", 10_000, "damaged", **photo)
    tell(till, arrived(hq), broken, back("b1", (SOON, 20_000)))
    assert stands(hq) == {broken.claim: ("granted", 10 * UNIT), "b1": ("open", 14 * UNIT)}


def test_goods_that_hq_never_delivered_wait_for_an_operator(
    hq: RunningHq, till: TillByHand
) -> None:
    local = GoodsReceived(receiving="r7", supplier="local", supplier_name="菜场", total=0,
                          lines=(replace(arrived(hq).lines[0], qty=50_000),))  # fmt: skip
    loose = replace(local, receiving="r8", supplier="W1", shipment="nobody's")
    tell(till, local, loose, back("b1", (SOON, 3_000)))
    assert stands(hq) == {"b1": ("open", 0)}


def test_two_tills_are_credited_alike_whoever_is_heard_first(
    hq: RunningHq, till: TillByHand
) -> None:
    """One received, two sent back what the one had: each order of hearing of it, six deliveries."""
    tills = till, hq.till("S001", "02"), hq.till("S001", "03")
    seen = set()
    for n, turn in enumerate(permutations((0, 1, 2))):
        expiry, before = f"2026-03-{6 + n:02d}", credit_of(hq)
        tell(till, order(f"p{n}", ("A2", 2)))
        ship(hq.hq.database, "2026-03-04", hq.clock())
        whole = replace(came(fed(hq, "S001", ShipmentRow)[f"sp{n}"]), receiving=f"r{n}")
        whole = replace(whole, lines=tuple(replace(ln, expiry=expiry) for ln in whole.lines))
        facts = whole, back(f"b{n}", (expiry, 20_000)), back(f"c{n}", (expiry, 10_000))
        for k in turn:
            tell(tills[k], facts[k], at=NOON + (n * 10 + k) * 60_000)
        told = stands(hq)
        seen.add((told[f"b{n}"], told[f"c{n}"], credit_of(hq) - before))
    assert seen == {(("granted", 20 * UNIT), ("open", 4 * UNIT), 24 * UNIT)}
