"""What becomes of an order: every path that the shop walks, and the same end in any order."""

from __future__ import annotations

import random
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.wire import order_machine as m
from sync.wire.orders import (
    CHANNEL,
    CUSTOMER,
    DELIVERY,
    HQ,
    PICKUP,
    SHOP,
    LineChange,
    OrderLine,
    OrderMove,
    PlacedOrder,
)


def line(no: int, item: str, qty: int = 1000, price: int = 500) -> OrderLine:
    return OrderLine(no=no, item=item, name=item, qty=qty, price=price, amount=price * qty // 1000)


def order(mode: str = PICKUP, fee: int = 0) -> PlacedOrder:
    lines = (line(1, "milk", 2000), line(2, "bread"))
    return PlacedOrder(
        id="o1", store="S1", number="0417", code="482916", mode=mode, channel="page", placed_at=1,
        lines=lines, goods=1500, fee=fee, total=1500 + fee,
    )  # fmt: skip


def walk(*names: str, who: str = SHOP, **more: object) -> list[OrderMove]:
    return [
        OrderMove(id=f"m{n}", order="o1", move=name, step=n, at=n, who=who)
        for n, name in enumerate(names, 1)
    ]


def money(n: int, name: str, amount: int, reference: str = "") -> OrderMove:
    return OrderMove(
        id=f"$${n}", order="o1", move=name, step=n, at=n, who=HQ, amount=amount, method="online",
        reference=reference,
    )  # fmt: skip


def test_a_pickup_goes_from_new_to_collected() -> None:
    view = m.fold(order(), walk("accept", "pick", "ready", "collect"))
    assert view.state == m.COLLECTED
    assert not view.late
    assert m.reserved(view) == {}


def test_a_delivery_goes_out_fails_and_comes_back_to_the_shelf() -> None:
    steps = ("accept", "pick", "ready", "assign", "send", "fail")
    view = m.fold(order(DELIVERY), walk(*steps))
    assert view.state == m.RETURNING
    assert m.reserved(view) == {"milk": 2000, "bread": 1000}
    paid = [money(1, "pay", 1500, "g1")]
    back = m.fold(order(DELIVERY), [*walk(*steps, "return"), *paid])
    assert (back.state, back.refund, back.owed) == (m.RETURNED, m.REFUND_DUE, 0)
    done = m.fold(order(DELIVERY), [*walk(*steps, "return"), *paid, money(9, "refund_done", 1500)])
    assert (done.refund, done.to_pay) == (m.REFUND_DONE, 0)


def test_goods_that_are_promised_stay_promised_until_handed_over_or_given_up() -> None:
    assert m.reserved(m.fold(order(), [])) == {"milk": 2000, "bread": 1000}
    assert m.reserved(m.fold(order(), walk("cancel"))) == {}


def test_a_substitute_waits_for_the_customer_and_takes_the_lines_place() -> None:
    steps = walk("accept", "pick")
    offer = OrderMove(
        id="x", order="o1", move="adjust", step=3, at=3, who=SHOP, ask=True,
        changes=(LineChange(no=2, qty=1000, instead=line(9, "bun", price=300)),),
    )  # fmt: skip
    waiting = m.fold(order(), [*steps, offer])
    assert waiting.state == m.ADJUSTED
    assert [ln.item for ln in waiting.lines] == ["milk", "bread"]
    yes = OrderMove(id="y", order="o1", move="agree", step=4, at=4, who=CUSTOMER)
    agreed = m.fold(order(), [*steps, offer, yes])
    assert [(ln.no, ln.item) for ln in agreed.lines] == [(1, "milk"), (2, "bun")]
    assert agreed.total == 1300
    no = OrderMove(id="y", order="o1", move="decline", step=4, at=4, who=CUSTOMER)
    assert m.fold(order(), [*steps, offer, no]).total == 1000


def test_what_was_paid_for_goods_that_were_out_goes_back() -> None:
    gone = OrderMove(
        id="x", order="o1", move="adjust", step=3, at=3, who=SHOP,
        changes=(LineChange(no=1, qty=1000),),
    )  # fmt: skip
    view = m.fold(order(), [*walk("accept", "pick"), gone, money(1, "pay", 1500, "g1")])
    assert (view.total, view.to_pay, view.refund) == (1000, -500, m.REFUND_DUE)


def test_a_payment_that_is_told_twice_counts_once() -> None:
    told = [money(1, "pay", 1500, "g1"), money(2, "pay", 1500, "g1")]
    assert m.fold(order(), told).paid == 1500


def test_a_request_to_cancel_does_not_stop_a_shop_that_had_not_heard_of_it() -> None:
    ask = OrderMove(id="c", order="o1", move="request_cancel", step=2, at=2, who=CUSTOMER)
    view = m.fold(order(), [*walk("accept", "pick", "ready"), ask])
    assert (view.state, view.resume) == (m.CANCEL_REQUESTED, m.READY)
    kept = OrderMove(id="k", order="o1", move="refuse_cancel", step=5, at=5, who=SHOP)
    assert m.fold(order(), [*walk("accept", "pick", "ready"), ask, kept]).state == m.READY


def test_goods_that_were_handed_over_are_gone_even_if_a_cancel_came_first() -> None:
    cancel = OrderMove(id="c", order="o1", move="cancel", step=2, at=2, who=HQ)
    view = m.fold(order(), [cancel, *walk("accept", "pick", "ready", "collect")])
    assert view.state == m.COLLECTED
    assert view.trouble


def test_a_cancel_that_was_asked_for_twice_does_not_lose_the_order() -> None:
    asked = walk("accept", "pick", "ready")
    asked += [
        OrderMove(id="c1", order="o1", move="request_cancel", step=4, at=4, who=CUSTOMER),
        OrderMove(id="c2", order="o1", move="request_cancel", step=5, at=5, who=CHANNEL),
    ]
    view = m.fold(order(), asked)
    assert (view.state, view.resume) == (m.CANCEL_REQUESTED, m.READY)
    refused = OrderMove(id="k", order="o1", move="refuse_cancel", step=6, at=6, who=SHOP)
    assert m.fold(order(), [*asked, refused]).state == m.READY


def test_money_that_two_tills_took_for_one_order_is_owed_back_and_shown() -> None:
    mine = OrderMove(
        id="a", order="o1", move="collect", step=4, at=4, who=SHOP, amount=1500, till="T1"
    )
    theirs = OrderMove(
        id="b", order="o1", move="collect", step=4, at=9, who=SHOP, amount=1500, till="T2"
    )
    view = m.fold(order(), [*walk("accept", "pick", "ready"), mine, theirs])
    assert (view.state, view.paid, view.to_pay) == (m.COLLECTED, 3000, -1500)
    assert (view.refund, view.trouble) == (m.REFUND_DUE, True)


def test_money_that_two_tills_gave_back_for_one_order_is_shown() -> None:
    ended = [*walk("accept", "cancel"), money(3, "pay", 1500, "g1")]
    once = m.fold(order(), [*ended, money(4, "refund_done", 1500, "r1")])
    assert not once.trouble
    twice = [money(n, "refund_done", 1500, f"r{n}") for n in (4, 5)]
    assert m.fold(order(), [*ended, *twice]).trouble


def test_a_move_of_a_newer_program_is_kept_and_changes_nothing() -> None:
    newer = OrderMove(id="n", order="o1", move="weigh_again", step=3, at=3, who="robot", amount=9)
    view = m.fold(order(), [*walk("accept", "pick"), newer])
    assert (view.state, view.paid, view.late) == (m.PICKING, 0, (newer,))
    assert m.fold(order(), [*walk("accept", "pick", "ready", "collect"), newer]).state == (
        m.COLLECTED
    )


def test_a_customer_cannot_hand_over_to_himself() -> None:
    moves = walk("accept", "pick", "ready", "collect", who=CUSTOMER)
    view = m.fold(order(), moves)
    assert view.state == m.NEW
    assert len(view.late) == 4


@pytest.mark.parametrize("mode", [PICKUP, DELIVERY])
def test_every_state_but_the_ends_can_be_left_and_every_state_reached(mode: str) -> None:
    reached = {m.NEW}
    for row in m.MOVES.values():
        assert row.to in (*m.STATES, "")
        assert set(row.start) <= set(m.STATES)
        reached.add(row.to)
    assert reached - {""} == set(m.STATES)
    for state in m.OPEN:
        assert any(state in row.start for row in m.MOVES.values() if row.mode in ("", mode))


@st.composite
def histories(draw: st.DrawFn) -> list[OrderMove]:
    numbers = count()
    moves = []
    for _ in range(draw(st.integers(0, 12))):
        n = next(numbers)
        name = draw(st.sampled_from((*m.KNOWN, "weigh_again", "request_cancel")))
        changes: tuple[LineChange, ...] = ()
        if name == "adjust":
            instead = draw(st.sampled_from([None, line(9, "bun", price=300)]))
            no = draw(st.integers(1, 3))
            changes = (LineChange(no=no, qty=draw(st.integers(0, 2)) * 1000, instead=instead),)
        moves.append(
            OrderMove(
                id=f"m{n}",
                order="o1",
                move=name,
                step=draw(st.integers(1, 6)),
                at=n,
                who=draw(st.sampled_from(["shop", "customer", "hq", "timer", "channel"])),
                changes=changes,
                ask=draw(st.booleans()),
                amount=draw(st.integers(0, 2000)),
                method="online",
                reference=draw(st.sampled_from(["", "g1", "g2"])),
            )
        )
    return moves


def counted(moves: list[OrderMove]) -> list[OrderMove]:
    """Of moves of money with one reference the amount is one, as a gateway's is."""
    amounts: dict[tuple[str, str], int] = {}
    for move in moves:
        if move.move in m.MONEY_MOVES and move.reference:
            amounts.setdefault((move.move, move.reference), move.amount)
    return [
        OrderMove(
            **{f: getattr(mv, f) for f in mv.__struct_fields__}
            | {"amount": amounts.get((mv.move, mv.reference), mv.amount)}
        )
        for mv in moves
    ]


@given(histories(), st.sampled_from([PICKUP, DELIVERY]), st.randoms())
def test_late_repeated_and_shuffled_moves_end_in_the_same_state(
    moves: list[OrderMove], mode: str, rnd: random.Random
) -> None:
    placed, moves = order(mode, fee=300), counted(moves)
    shuffled = [*moves, *rnd.sample(moves, k=len(moves) // 2)]
    rnd.shuffle(shuffled)
    view, other = m.fold(placed, moves), m.fold(placed, shuffled)
    assert view == other
    assert view.state in m.STATES
    assert all(qty > 0 for qty in m.reserved(view).values())
    assert view.is_open == (view.state in m.OPEN)
    assert bool(view.resume) == (view.state == m.CANCEL_REQUESTED)
    assert view.resume in ("", *m.PLANNED)
