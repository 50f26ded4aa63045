"""A till that lost its mind: HQ stays on its feet, doubles nothing, and the account still sums."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from sync.hq.store import supply_tables as st
from sync.hq.store import tables as t
from sync.hq.store.supply_ledger import account
from sync.hq.store.supply_shipping import ship
from sync.wire.facts import (
    AnyFact,
    AssortmentAnswered,
    ClaimMade,
    GoodsReceived,
    GoodsSentBack,
    MarkedDown,
    SupplyOrdered,
)
from sync.wire.facts.supply import ProposedGoods
from sync.wire.supply import ClaimLine, ReceivedLine, SupplyLine
from sync.wire.supply_feed import ClaimRow, SupplyOrderRow
from tests.hq.test_supply_orders import came, claim, shipped
from tests.support.hq import NOON, RunningHq, TillByHand
from tests.support.supply import fed, give_credit, order, stock_chain, tell

MILK = ReceivedLine(item="A2", name="", expected=0, qty=3_000, cost=400, expiry="2026-03-09")


@pytest.fixture
def till(hq: RunningHq) -> TillByHand:
    stock_chain(hq)
    give_credit(hq, "S001", 500_000)
    return hq.till("S001")


def assert_sums(hq: RunningHq) -> None:
    """Bills, credits and payments are the balance; credits are what claims were granted."""
    ledger = hq.rows(st.ledger)
    kinds = {k: sum(r["amount"] for r in ledger if r["kind"] == k) for k in
             ("bill", "credit", "payment")}  # fmt: skip
    with hq.hq.database.reading("S001") as scope:
        held = account(scope, "S001")
    assert held.balance == sum(kinds.values())
    assert sum(held.open.values()) == max(held.balance, 0)
    assert -kinds["credit"] == sum(r["credited"] for r in hq.rows(st.claim))
    assert -kinds["credit"] >= 0
    assert kinds["bill"] == sum(r["total"] for r in hq.rows(st.shipment))


def test_a_day_at_the_end_of_the_calendar_stops_nothing(hq: RunningHq, till: TillByHand) -> None:
    back = GoodsSentBack(sending="b1", supplier="W1", lines=(MILK,), amount=1_200)
    till.record(back, date="9999-12-31")
    till.record(order("good", ("A1", 5)))
    assert till.push().quarantined == []
    assert fed(hq, "S001", ClaimRow)["b1"].state == "open"
    assert list(fed(hq, "S001", SupplyOrderRow)) == ["good"]


def test_an_order_of_a_proposal_that_nobody_made_is_an_order(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, replace(order("o1", ("A1", 5)), proposal="nobody's"))
    assert fed(hq, "S001", SupplyOrderRow)["o1"].state == "taken"


def test_what_claims_nothing_that_was_sent_waits_and_says_why(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, order("o1", ("A2", 2)))
    note = shipped(hq)
    photo = {"photo": "a.jpg", "photo_sha256": "ab" * 32}
    nowhere = replace(claim(note, "A2", 1_000, "damaged", **photo), claim="c0", shipment="nowhere")
    early = replace(claim(note, "A2", 1_000, "damaged", **photo), claim="c1")
    tell(till, nowhere, early)
    told = fed(hq, "S001", ClaimRow)
    assert {k: (c.state, [s.code for s in c.said]) for k, c in told.items()} == {
        "c0": ("open", ["no_receipt"]), "c1": ("open", ["no_receipt"]),
    }  # fmt: skip
    tell(till, came(note))
    assert fed(hq, "S001", ClaimRow)["c1"].state == "granted", "the receipt came after all"
    assert_sums(hq)


def test_a_claim_told_again_with_other_lines_is_the_first_one(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, order("o1", ("A2", 2)))
    note = shipped(hq)
    once = claim(note, "A2", 1_000, "short")
    tell(till, came(note, A2=3_000), once, replace(claim(note, "A2", 3_000, "short"), amount=990))
    (row,) = hq.rows(st.claim)
    assert (row["claim_id"], row["credited"]) == (once.claim, 330)
    assert_sums(hq)


def test_names_that_differ_at_their_end_alone_are_two(hq: RunningHq, till: TillByHand) -> None:
    """What HQ makes of them, notes and bills, must not fall together."""
    long = "o" * 56
    tell(till, order(long, ("A1", 5)), order(long[:-1] + "x", ("A1", 5)))
    done = ship(hq.hq.database, "2026-03-04", NOON)
    assert [one.shipments for one in done] == [2]
    assert_sums(hq)


@pytest.mark.parametrize(
    "wrong",
    [
        order("o" * 57, ("A1", 1)),
        GoodsReceived(receiving="r", supplier="W1", supplier_name="", total=0, paid_cash=-1,
                      lines=()),
        GoodsReceived(receiving="r", supplier="W1", supplier_name="", total=-1, lines=()),
        GoodsReceived(receiving="r", supplier="W1", supplier_name="", total=0,
                      lines=(replace(MILK, qty=10**12, cost=0),)),
        ClaimMade(claim="c", receiving="r", shipment="s", supplier="W1", lines=(), amount=-5),
        GoodsSentBack(sending="b", supplier="W1", lines=(MILK,), amount=-1),
        GoodsSentBack(sending="b" * 57, supplier="W1", lines=(MILK,), amount=1),
    ],
)  # fmt: skip
def test_what_cannot_be_is_put_aside_and_shown(
    hq: RunningHq, till: TillByHand, wrong: AnyFact
) -> None:
    till.record(wrong)
    till.record(order("good", ("A1", 5)))
    assert [q.seq for q in till.push().quarantined] == [1]
    assert [r["state"] for r in hq.rows(t.fact)] == ["quarantined", "ok"]
    assert list(fed(hq, "S001", SupplyOrderRow)) == ["good"]


TEXTS = some.one_of(
    some.sampled_from(["", "o1", "so1", "r1", "W1", "local", "A1", "A2", "9999-12-31", "x" * 70]),
    some.text(max_size=12),
)
NUMBERS = some.one_of(some.integers(-(10**15), 10**15), some.sampled_from([0, 1, -1, 2**63, 1000]))
KINDS: tuple[type[Any], ...] = (
    SupplyOrdered, GoodsReceived, ClaimMade, GoodsSentBack, MarkedDown, AssortmentAnswered,
)  # fmt: skip
LINES: dict[type[Any], type[Any]] = {
    SupplyOrdered: SupplyLine, GoodsReceived: ReceivedLine, ClaimMade: ClaimLine,
    GoodsSentBack: ReceivedLine,
}  # fmt: skip


@some.composite
def wild(draw: some.DrawFn) -> AnyFact:
    """A fact of supply in which any text and any number may be anything."""
    kind = draw(some.sampled_from(KINDS))
    return draw(_filled(kind, draw(some.lists(_filled(LINES.get(kind, ReceivedLine)), max_size=3))))


@some.composite
def _filled(draw: some.DrawFn, kind: type[Any], lines: object = ()) -> Any:  # noqa: ANN401 - any kind of fact
    values: dict[str, Any] = {}
    for name, hint in kind.__annotations__.items():
        if name == "lines":
            values[name] = tuple(lines)  # type: ignore[call-overload]
        elif hint == "str":
            values[name] = draw(TEXTS)
        elif hint == "int":
            values[name] = draw(NUMBERS)
        elif hint == "bool":
            values[name] = draw(some.booleans())
        elif hint == "ProposedGoods":
            values[name] = ProposedGoods(item=draw(TEXTS), name=draw(TEXTS))
    return kind(**values)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(facts=some.lists(wild(), min_size=1, max_size=6))
def test_whatever_a_till_tells_the_next_order_is_taken_and_the_account_sums(
    hq: RunningHq, till: TillByHand, facts: list[AnyFact]
) -> None:
    first = len(till.payloads) + 1
    name = f"good{first}"
    for fact in facts:
        till.record(fact, at=NOON + first)
    till.record(order(name, ("A1", 5)), at=NOON + first)
    till.push(first)
    assert fed(hq, "S001", SupplyOrderRow)[name].state == "taken"
    ship(hq.hq.database, "2026-03-06", NOON)
    assert_sums(hq)
