"""What the owner changes comes back in the next proposals; what HQ is out of is replaced."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.hq.planning.nightly.owner import PASSING, Answer, habit, habits, room, within_room
from sync.hq.store import supply as s
from sync.hq.store import supply_tables as tables
from sync.hq.store.catalogue import put
from sync.hq.store.supply import put_packs
from sync.wire.feed import PriceRow
from sync.wire.supply_feed import AssortmentRow, ProposalLineRow, ProposalRow, SupplyItemRow
from tests.planning.test_batch import at, lines, plan, shop, trade_on
from tests.support.hq import RunningHq, TillByHand
from tests.support.supply import TODAY, days, fed, order, packs

__all__ = ["shop"]


def answer(change: int, reason: str = "", filled: int = 10_000) -> Answer:
    return Answer(worth=2, ordered=2 + change, filled=filled, reason=reason)


def test_three_of_the_last_four_changed_the_same_way_are_a_habit() -> None:
    assert habit([answer(1), answer(1)]) == 0
    assert habit([answer(1), answer(3), answer(1)]) == 1
    assert habit([answer(-1), answer(0), answer(-2), answer(-2)]) == -2
    assert habit([answer(1), answer(1), answer(-1), answer(-1)]) == 0


def test_a_habit_that_she_gave_up_is_forgotten() -> None:
    assert habit([answer(1)] * 6) == 1
    assert habit([answer(1)] * 6 + [answer(0)] * 2) == 0


@given(st.lists(st.builds(answer, st.integers(-2, 5), st.sampled_from(sorted(PASSING)))))
def test_a_feast_teaches_nothing_of_other_weeks(told: list[Answer]) -> None:
    assert habit(told) == 0
    assert habit([*told, *[answer(1, "other")] * 3]) == 1


def test_what_ran_out_is_not_proposed_less() -> None:
    told = {"A1": [answer(-1)] * 4, "A2": [answer(1)] * 4, "A3": [answer(0)] * 4}
    assert habits(told, frozenset()) == {"A1": -1, "A2": 1}
    assert habits(told, frozenset({"A1", "A2"})) == {"A2": 1}


def test_no_room_is_a_full_shelf_until_she_fills_it_further() -> None:
    full = answer(-1, "no_room", 20_000)
    assert room([answer(0)]) is None and room([answer(0), full]) == 20_000
    assert room([full, answer(0, filled=15_000)]) == 20_000
    assert room([full, answer(0, filled=26_000)]) is None
    assert within_room(0, [full]) == 20_000 and within_room(12_000, [full]) == 12_000
    assert within_room(12_000, []) == 12_000
    assert within_room(0, [answer(-2, "no_room", 0)]) == 1, "0 would be no limit"


def days_of_changes(
    hq: RunningHq, shop: TillByHand, change: int, reason: str = "", number: int = 4
) -> None:
    """Night by night a plan; the owner orders bread otherwise than proposed, all else as it is."""
    for day in days(TODAY, number):
        plan(hq, day, "S001")
        proposed = {i: row.packs for i, row in lines(hq).items() if row.packs}
        if "A3" in proposed:
            proposed["A3"] = max(proposed["A3"] + change, 0)
        sent = order(f"o{day}", *((i, n) for i, n in proposed.items() if n),
                     proposal=f"p{day:%Y%m%d}-W1")  # fmt: skip
        left_out = {i: reason for i, n in proposed.items() if not n}
        told = msgspec.structs.replace(
            sent, left_out=left_out,
            lines=tuple(msgspec.structs.replace(ln, reason=reason if ln.item == "A3" else "")
                        for ln in sent.lines),
        )  # fmt: skip
        shop.record(told, at=at(day), date=day.isoformat())
        shop.push(len(shop.payloads))
        with hq.hq.database.operator() as scope:
            # Sold before anybody wrote it down: every morning the bread is wanted anew.
            scope.conn.execute(tables.supply_order.update().values(state="received"))
        trade_on(shop, day)


def test_the_owners_habit_is_in_the_next_proposal(hq: RunningHq, shop: TillByHand) -> None:
    days_of_changes(hq, shop, 1)
    plan(hq, TODAY + timedelta(days=4), "S001")
    bread = lines(hq)["A3"]
    assert bread.habit == 1 and "habit" in bread.tags and "照您的习惯 +1" in bread.why_zh
    kept = {r["item"]: r["habit"] for r in hq.rows(tables.proposal_line)
            if r["proposal_id"] == bread.proposal}  # fmt: skip
    assert kept["A3"] == 1 and not any(n for i, n in kept.items() if i != "A3")
    assert all(row.habit == 0 for i, row in lines(hq).items() if i != "A3")


def test_what_is_left_out_for_want_of_room_fills_the_shelf(hq: RunningHq, shop: TillByHand) -> None:
    days_of_changes(hq, shop, -99, "no_room", number=1)
    (row,) = [r for r in hq.rows(tables.proposal_line) if r["item"] == "A3"]
    assert (row["ordered"], row["reason"]) == (0, "no_room")
    body = msgspec.json.decode(row["body"], type=ProposalLineRow)
    plan(hq, TODAY + timedelta(days=1), "S001")
    after = lines(hq).get("A3")
    assert after is None or after.have + after.packs * after.pack <= max(body.have, after.have, 1)


@pytest.mark.parametrize("how", [{"available": False}, {"left": 0}])
def test_what_hq_is_out_of_is_learned_on_and_its_substitute_planned_more(
    hq: RunningHq, shop: TillByHand, how: dict[str, bool | int]
) -> None:
    plan(hq)
    before, state = lines(hq), {r["store_id"]: r["body"] for r in hq.rows(tables.plan_state)}
    water = replace(packs()[0], substitute="A4", **how)
    with hq.hq.database.operator() as scope:
        put_packs(scope, [water])
    # The shelf is empty of it, so that its customers are looking for something else.
    plan(hq, TODAY + timedelta(days=1))
    now = lines(hq)
    assert "A1" not in now and now["A4"].stand_in > 0
    assert now["A4"].packs >= before["A4"].packs if "A4" in before else now["A4"].packs > 0
    assert "替缺货" in now["A4"].why_zh and "stand_in" in now["A4"].tags
    told = fed(hq, "S001", SupplyItemRow)["A1"]
    assert isinstance(told, SupplyItemRow) and told.substitute == "A4"
    after = {r["store_id"]: r["body"] for r in hq.rows(tables.plan_state)}
    assert after == state, "no new day: what is known of the water is kept"


def test_a_substitute_that_is_not_listed_is_proposed_with_the_reason(
    hq: RunningHq, shop: TillByHand
) -> None:
    tea = s.Pack(item="B9", supplier="W1", pack=12_000, cost=2_000, price=300,
                 card=msgspec.structs.replace(packs()[0].card, id="B9", name="凉茶"))  # fmt: skip
    with hq.hq.database.operator() as scope:
        put_packs(scope, [tea, replace(packs()[0], available=False, substitute="B9")])
    put(hq.hq.database, ["S001"], [PriceRow(item="A1", valid_from=0, price=200)])
    plan(hq, assortment=True)
    found = {r.item: r for r in fed(hq, "S001", AssortmentRow).values()
             if isinstance(r, AssortmentRow)}  # fmt: skip
    assert found["B9"].deed == "list"
    assert found["B9"].why_zh.startswith("清源矿泉水总部缺货,这个可以顶上")
    assert found["B9"].why_en.startswith("Stands in for 清源矿泉水, which HQ is out of.")


def test_the_owner_is_told_what_cannot_be_sent_and_what_takes_its_place(
    hq: RunningHq, shop: TillByHand
) -> None:
    with hq.hq.database.operator() as scope:
        put_packs(scope, [replace(packs()[0], available=False, substitute="A4")])
    plan(hq, TODAY + timedelta(days=1))
    (head,) = fed(hq, "S001", ProposalRow).values()
    assert isinstance(head, ProposalRow) and head.missing == ("清源矿泉水",)
    noodles = lines(hq)["A4"]
    assert noodles.why_zh.endswith("总部缺清源矿泉水,它的一部分顾客会买这个。")
    assert "HQ is out of 清源矿泉水: some" in noodles.why_en
