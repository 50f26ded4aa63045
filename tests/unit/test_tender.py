"""Paying: change, several tenders, rounding down for cash alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.errors import ShopError
from pos_app.domain.tender import CASH, STATIC_CODE, Paid, quick_notes, settle


def cash(fen: int) -> Paid:
    return Paid(method=CASH, received=fen)


def code(fen: int) -> Paid:
    return Paid(method=STATIC_CODE, received=fen)


def test_a_hundred_for_84_70() -> None:
    done = settle(8470, (cash(10_000),))
    assert (done.due, done.change, done.rounding) == (8470, 1530, 0)


def test_rounding_goes_down_and_shows_as_its_own_figure() -> None:
    done = settle(8470, (cash(8450),), rounding_step=50)
    assert (done.due, done.change, done.rounding) == (8450, 0, 20)


def test_electronic_payments_are_exact_to_the_fen() -> None:
    assert settle(8473, (code(8473),), rounding_step=100).rounding == 0


def test_part_by_code_rest_in_cash() -> None:
    done = settle(8470, (code(5000), cash(4000)))
    assert [(p.method, p.amount, p.change) for p in done.parts] == [
        (STATIC_CODE, 5000, 0),
        (CASH, 3470, 530),
    ]


@pytest.mark.parametrize(
    ("paid", "why"),
    [
        ((cash(8000),), "not_enough"),
        ((code(9000),), "change_needs_cash"),
        ((cash(-1),), "bad_amount"),
        ((Paid(method="shells", received=8470),), "bad_amount"),
        ((), "not_enough"),
    ],
)
def test_what_does_not_pay(paid: tuple[Paid, ...], why: str) -> None:
    with pytest.raises(ShopError) as refused:
        settle(8470, paid)
    assert refused.value.code == why


@given(
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.integers(0, 10**7),
    st.sampled_from([1, 10, 50, 100]),
)
def test_what_comes_in_less_change_is_what_is_due(
    total: int, by_code: int, by_cash: int, step: int
) -> None:
    try:
        done = settle(total, (code(by_code), cash(by_cash)), rounding_step=step)
    except ShopError:
        return
    assert sum(p.amount for p in done.parts) == done.due == total - done.rounding
    assert by_code + by_cash - done.change == done.due
    assert done.change >= 0


@given(st.integers(1, 10**6))
def test_refunds_go_out_exactly(fen: int) -> None:
    done = settle(-fen, (cash(-fen),), rounding_step=100)
    assert (done.due, done.rounding, done.parts[0].amount) == (-fen, 0, -fen)
    with pytest.raises(ShopError):
        settle(-fen, (cash(-fen - 1),))


def test_notes_a_customer_is_likely_to_give() -> None:
    assert quick_notes(8470) == (8470, 8500, 9000, 10_000, 20_000)
