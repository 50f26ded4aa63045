"""A basket as the cashier builds it, and what it costs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain import basket as b
from pos_app.domain.basket import Approval, Basket, Discount, Override
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Scanned
from pos_app.domain.pricing import cash_rounding, net_amounts, price, refund_for
from tests.unit.goods import BREAD, EGGS, SMOKES, SODA, UNPRICED, WATER, WATER_CASE, scan

BOSS = Approval(id="1", name="王姐")


def basket(*scanned: Scanned) -> Basket:
    built = Basket(id="b")
    for one in scanned:
        built = b.add(built, one)
    return built


def test_the_same_goods_join_their_line() -> None:
    built = basket(scan(SODA), scan(WATER), scan(SODA))
    assert [(line.item.id, line.qty) for line in built.lines] == [
        (SODA.id, 2000),
        (WATER.id, 1000),
    ]
    assert built.selected == 1


def test_a_basket_takes_four_hundred_lines_and_says_what_to_do_then() -> None:
    full = basket(*[scan(EGGS, 500 + n) for n in range(b.MAX_LINES)])
    assert len(full.lines) == 400
    with pytest.raises(ShopError) as refused:
        b.add(full, scan(SODA))
    assert str(refused.value) == "一单最多 400 行,先收这一单,剩下的另开一单"
    last = full.lines[-1]
    assert b.set_qty(full, last.no, 700).lines[-1].qty == 700


def test_each_weighing_is_a_line_of_its_own() -> None:
    built = basket(scan(EGGS, 500), scan(EGGS, 700))
    assert [line.qty for line in built.lines] == [500, 700]


def test_four_bottles_by_star() -> None:
    built = b.add(Basket(id="b"), scan(SODA), 4000)
    assert price(built).total == 1400


def test_a_case_costs_the_case_price_and_saves() -> None:
    case = Scanned(item=WATER, code=WATER_CASE.code, qty=12_000, pack=WATER_CASE)
    priced = price(basket(case))
    assert (priced.total, priced.saved, priced.lines[0].labels) == (2000, 400, ("pack",))


def test_singles_and_a_case_stay_apart() -> None:
    case = Scanned(item=WATER, code=WATER_CASE.code, qty=12_000, pack=WATER_CASE)
    assert price(basket(case, scan(WATER))).total == 2200


def test_goods_without_price_do_not_slip_through() -> None:
    with pytest.raises(ShopError) as refused:
        basket(scan(UNPRICED))
    assert refused.value.code == "no_price"


def test_half_a_bottle_is_refused() -> None:
    with pytest.raises(ShopError) as refused:
        b.set_qty(basket(scan(SODA)), 1, 500)
    assert refused.value.code == "quantity_not_whole"


def test_a_code_is_never_a_quantity() -> None:
    with pytest.raises(ShopError):
        b.set_qty(basket(scan(SODA)), 1, 6_921_168_000)


def test_price_quarrel_with_a_reason() -> None:
    built = b.set_price(basket(scan(BREAD)), 1, Override(price=550, reason="价签"))
    priced = price(built)
    assert (priced.total, priced.saved) == (550, 440)


def test_tobacco_keeps_its_floor_and_takes_no_discount() -> None:
    built = basket(scan(SMOKES), scan(SODA))
    with pytest.raises(ShopError):
        b.set_price(built, 1, Override(price=2400))
    with pytest.raises(ShopError):
        b.set_discount(built, 1, Discount(rate_bp=1000))
    priced = price(b.set_basket_discount(built, Discount(rate_bp=1000)))
    assert [p.share for p in priced.lines] == [0, 35]


def test_one_step_below_one_takes_the_line_out_with_a_trace() -> None:
    built = b.step_qty(basket(scan(SODA)), 1, -1, BOSS)
    assert built.is_empty
    assert [(r.name, r.amount, r.by.name) for r in built.removed] == [("冰峰橙味汽水", 350, "王姐")]


def test_removing_selects_the_neighbour() -> None:
    built = b.remove(basket(scan(SODA), scan(WATER), scan(BREAD)), 2, BOSS)
    assert built.selected == 3


@given(
    st.lists(st.tuples(st.sampled_from([SODA, WATER, BREAD, SMOKES]), st.integers(1, 30)),
             min_size=1, max_size=12),
    st.integers(0, 10_000),
    st.integers(0, 5_000),
    st.sampled_from([1, 10, 50, 100]),
)  # fmt: skip
def test_no_fen_is_made_or_lost(
    goods: list[tuple[object, int]], rate: int, off: int, step: int
) -> None:
    built = Basket(id="b")
    for item, pieces in goods:
        built = b.add(built, scan(item), pieces * 1000)  # type: ignore[arg-type]
    built = b.set_basket_discount(built, Discount(rate_bp=rate, amount=off))
    priced = price(built)
    rounding = cash_rounding(priced.total, step)
    nets = net_amounts(priced, rounding)
    assert sum(p.amount for p in priced.lines) == priced.total >= 0
    assert sum(nets) == priced.total - rounding
    assert 0 <= rounding < max(step, 1)
    assert all(n >= 0 for n in nets)
    assert priced.saved == sum(p.list_amount - p.amount for p in priced.lines)


@given(st.integers(0, 10**7), st.lists(st.integers(1, 5000), min_size=1, max_size=10))
def test_all_visits_together_give_back_what_was_paid(net: int, visits: list[int]) -> None:
    sold = sum(visits)
    back_qty = back_fen = 0
    for qty in visits:
        refund = refund_for(net, sold, back_qty, back_fen, qty)
        assert refund >= 0
        back_qty, back_fen = back_qty + qty, back_fen + refund
        assert back_fen <= net
    assert back_fen == net
