"""What a shop may owe: without an account, without a limit, up to a line; what waits past it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sync.hq.store import supply_tables as st
from sync.hq.store.supply_ledger import (
    PAYMENT,
    Entry,
    account,
    add,
    set_terms,
    tell_account,
)
from sync.hq.store.supply_orders import let_go, refuse
from sync.hq.store.supply_shipping import ship
from sync.wire.supply_feed import CreditRow, SupplyOrderRow
from tests.hq.test_supply_orders import came, claim, shipped
from tests.support.hq import NOON, RunningHq, TillByHand
from tests.support.supply import fed, give_credit, order, stock_chain, tell

DAY = "2026-03-04"
PACK = 1_200
"""Fen for a pack of A1."""


@pytest.fixture
def till(hq: RunningHq) -> TillByHand:
    stock_chain(hq)
    return hq.till("S001")


def state_of(hq: RunningHq, name: str) -> tuple[str, list[str]]:
    row = fed(hq, "S001", SupplyOrderRow)[name]
    return row.state, [one.code for one in row.said if one.code != "below_least"]


def credit(hq: RunningHq) -> CreditRow:
    row = fed(hq, "S001", CreditRow)["account"]
    assert isinstance(row, CreditRow)
    return row


def pay(hq: RunningHq, fen: int) -> None:
    with hq.hq.database.scope("S001") as scope:
        add(scope, "S001", Entry(id=f"p{fen}", kind=PAYMENT, date=DAY, amount=-fen, at=NOON))
        tell_account(scope, "S001")


def bills(hq: RunningHq) -> int:
    return sum(r["amount"] for r in hq.rows(st.ledger) if r["kind"] == "bill")


def test_no_account_no_limit_and_a_line_of_nothing_are_three_things(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(till, order("o1", ("A1", 1)))
    assert (credit(hq).limit, credit(hq).line) == ("none", 0)
    with hq.hq.database.scope("S001") as scope:
        assert account(scope, "S001").room is None
        set_terms(scope, "S001", None, 14)
        assert account(scope, "S001").room is None
    assert (credit(hq).limit, credit(hq).line, credit(hq).terms_days) == ("open", 0, 14)
    with hq.hq.database.scope("S001") as scope:
        set_terms(scope, "S001", 0, 14)
        assert account(scope, "S001").room == 0
    assert (credit(hq).limit, credit(hq).line) == ("line", 0)


def test_an_order_past_the_line_is_held_and_never_shipped(hq: RunningHq, till: TillByHand) -> None:
    give_credit(hq, "S001", 10 * PACK)
    tell(till, order("o1", ("A1", 6)), order("o2", ("A1", 5)), order("o3", ("A1", 4)))
    assert state_of(hq, "o1") == ("taken", [])
    assert state_of(hq, "o2") == ("held", ["over_limit"])
    assert state_of(hq, "o3") == ("taken", [])
    assert (credit(hq).ordered, credit(hq).held) == (10 * PACK, 5 * PACK)
    ship(hq.hq.database, DAY, NOON)
    assert bills(hq) == 10 * PACK
    assert ship(hq.hq.database, "2026-03-09", NOON) == []
    assert state_of(hq, "o2")[0] == "held"


def test_it_goes_when_a_payment_makes_room(hq: RunningHq, till: TillByHand) -> None:
    give_credit(hq, "S001", 10 * PACK)
    tell(till, order("o1", ("A1", 6)), order("o2", ("A1", 5)))
    ship(hq.hq.database, DAY, NOON)
    pay(hq, PACK - 1)
    assert state_of(hq, "o2")[0] == "held"
    pay(hq, 1)
    assert state_of(hq, "o2") == ("taken", [])
    ship(hq.hq.database, "2026-03-05", NOON)
    assert state_of(hq, "o2")[0] == "shipped" and bills(hq) == 11 * PACK


def test_it_goes_when_a_claim_or_a_wider_line_makes_room(hq: RunningHq, till: TillByHand) -> None:
    give_credit(hq, "S001", 3 * PACK)
    tell(till, order("o1", ("A1", 3)))
    note = shipped(hq)
    tell(till, order("o2", ("A1", 1)), order("o3", ("A1", 2)))
    assert [state_of(hq, name)[0] for name in ("o2", "o3")] == ["held", "held"]
    tell(till, came(note, A1=12_000), claim(note, "A1", 12_000, "short"))
    assert [state_of(hq, name)[0] for name in ("o2", "o3")] == ["taken", "held"]
    give_credit(hq, "S001", 5 * PACK)
    assert state_of(hq, "o3")[0] == "taken"


def test_it_goes_when_the_operator_says_so_and_then_it_stays_gone(
    hq: RunningHq, till: TillByHand
) -> None:
    give_credit(hq, "S001", PACK)
    tell(till, order("o1", ("A1", 3)))
    with hq.hq.database.scope("S001") as scope:
        let_go(scope, "S001", "o1")
        with pytest.raises(LookupError):
            let_go(scope, "S001", "o1")
    assert state_of(hq, "o1") == ("taken", ["let_go"])
    ship(hq.hq.database, DAY, NOON)
    assert state_of(hq, "o1")[0] == "shipped"


def test_a_refused_order_comes_no_more_and_makes_room_for_the_next(
    hq: RunningHq, till: TillByHand
) -> None:
    give_credit(hq, "S001", 2 * PACK)
    tell(till, order("o1", ("A1", 5)))
    tell(till, order("o2", ("A1", 1)))
    assert [state_of(hq, name)[0] for name in ("o1", "o2")] == ["held", "taken"]
    with hq.hq.database.scope("S001") as scope:
        refuse(scope, "S001", "o1")
        for decide in (refuse, let_go):
            with pytest.raises(LookupError):
                decide(scope, "S001", "o1")
    assert state_of(hq, "o1") == ("refused", ["turned_down"])
    give_credit(hq, "S001", 100 * PACK)
    ship(hq.hq.database, DAY, NOON)
    assert [state_of(hq, name)[0] for name in ("o1", "o2")] == ["refused", "shipped"]
    assert fed(hq, "S001", CreditRow)["account"].held == 0


def test_a_late_order_that_was_held_is_late_when_it_goes(hq: RunningHq, till: TillByHand) -> None:
    give_credit(hq, "S001", 0)
    hq.clock.at = NOON + 6 * 3_600_000
    till.log_in(hq.clock.at)
    tell(till, order("o1", ("A1", 3)))
    assert state_of(hq, "o1") == ("held", ["next_truck", "over_limit"])
    pay(hq, 3 * PACK)
    assert state_of(hq, "o1") == ("late", ["next_truck"])


def test_a_line_that_was_cut_holds_what_was_taken_before_the_truck_goes(
    hq: RunningHq, till: TillByHand
) -> None:
    give_credit(hq, "S001", 10 * PACK)
    tell(till, order("o1", ("A1", 6)))
    give_credit(hq, "S001", 5 * PACK)
    ship(hq.hq.database, DAY, NOON)
    assert state_of(hq, "o1") == ("held", ["over_limit"]) and bills(hq) == 0
    pay(hq, PACK)
    ship(hq.hq.database, "2026-03-05", NOON)
    assert state_of(hq, "o1")[0] == "shipped" and bills(hq) == 6 * PACK


def test_a_held_order_answers_its_proposal(hq: RunningHq, till: TillByHand) -> None:
    """Another till does not order it again past it."""
    give_credit(hq, "S001", 0)
    tell(till, replace(order("o1", ("A1", 3)), proposal="p1"))
    tell(hq.till("S001", "02"), replace(order("o2", ("A1", 3)), proposal="p1"))
    assert [state_of(hq, name)[0] for name in ("o1", "o2")] == ["held", "refused"]
