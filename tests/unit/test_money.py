"""Money is whole fen, and what is split sums to what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.errors import ShopError
from pos_app.domain.money import (
    allocate,
    divide,
    extend,
    format_fen,
    format_qty,
    parse_fen,
    parse_qty,
)


@given(st.integers(-(10**9), 10**9), st.lists(st.integers(0, 10**7), min_size=1, max_size=40))
def test_parts_sum_to_the_whole(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    assert all(p * total >= 0 for p in parts)


@given(st.integers(0, 10**8), st.lists(st.integers(1, 10**6), min_size=1, max_size=20))
def test_no_part_is_a_fen_away_from_its_share(total: int, weights: list[int]) -> None:
    whole = sum(weights)
    for part, weight in zip(allocate(total, weights), weights, strict=True):
        assert abs(part * whole - total * weight) < whole


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (15, 10, 2), (-15, 10, -2), (14, 10, 1)],
)
def test_halves_go_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert divide(numerator, denominator) == rounded


def test_eggs_by_weight() -> None:
    assert extend(996, 1235) == 1230


@given(st.integers(-(10**9), 10**9))
def test_what_is_shown_can_be_typed_again(fen: int) -> None:
    assert parse_fen(format_fen(fen, grouped=False)) == fen or abs(fen) >= 10**10


@given(st.integers(-(10**8), 10**8))
def test_a_quantity_can_be_typed_again(milli: int) -> None:
    assert parse_qty(format_qty(milli)) == milli


def test_a_scanned_code_is_no_amount() -> None:
    with pytest.raises(ShopError) as refused:
        parse_fen("6921168509256")
    assert refused.value.code == "too_many_digits"


@pytest.mark.parametrize("text", ["", "-", ".", "1.234", "1,5,x", "五", "１２", "--3", "1e3"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ShopError):
        parse_fen(text)


def test_money_has_two_decimals_always() -> None:
    assert [format_fen(n) for n in (0, 5, -5, 123456, 100)] == [
        "0.00",
        "0.05",
        "-0.05",
        "1,234.56",
        "1.00",
    ]
