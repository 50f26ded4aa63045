"""The tables of demand against sums of the textbook's own probabilities."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.hq.planning.distribution import at_most, nine_in_ten, outlook


def masses(mean: float, variance: float, cells: int = 4_000) -> np.ndarray:
    """Negative binomial by the logarithm of the gamma function, cell by cell."""
    size, keep = mean * mean / (variance - mean), (variance - mean) / variance
    return np.array([
        math.exp(
            math.lgamma(size + k) - math.lgamma(size) - math.lgamma(k + 1)
            + size * math.log1p(-keep) + k * math.log(keep)
        )
        for k in range(cells)
    ])  # fmt: skip


@pytest.mark.parametrize(
    ("mean", "variance"), [(0.05, 0.06), (0.7, 1.1), (3.0, 8.0), (11.0, 60.0), (24.0, 25.0)]
)
def test_what_is_met_and_the_risk_are_those_of_the_negative_binomial(
    mean: float, variance: float
) -> None:
    mass = masses(mean, variance)
    table = outlook(np.array([mean]), np.array([variance]))
    for stock in (0, 1, 2, 5, 11, 30):
        met = float((np.minimum(np.arange(len(mass)), stock) * mass).sum())
        at = np.array([float(stock)])
        assert table.met_from(at)[0] == pytest.approx(met, rel=2e-3, abs=2e-4)
        assert table.risk(at)[0] == pytest.approx(mass[stock + 1 :].sum(), rel=0.02, abs=5e-4)


@pytest.mark.parametrize(("mean", "variance"), [(140.0, 400.0), (900.0, 20_000.0), (5_000.0, 1e6)])
def test_demand_of_hundreds_takes_the_gamma_and_stays_close(mean: float, variance: float) -> None:
    mass = masses(mean, variance, 15_000)
    table = outlook(np.array([mean]), np.array([variance]))
    for stock in (mean * 0.5, mean, mean + 2 * math.sqrt(variance)):
        met = float((np.minimum(np.arange(len(mass)), stock) * mass).sum())
        assert table.met_from(np.array([stock]))[0] == pytest.approx(met, rel=0.01)


@pytest.mark.parametrize(
    ("mean", "variance"), [(0.05, 0.06), (3.0, 8.0), (24.0, 25.0), (900.0, 20_000.0)]
)
def test_the_stock_that_meets_so_much_is_what_was_met_from(mean: float, variance: float) -> None:
    table = outlook(np.array([mean]), np.array([variance]))
    for part in (0.0, 0.1, 0.5, 1.0, 1.3):
        stock = np.array([part * mean])
        assert table.stock_of(table.met_from(stock)) == pytest.approx(stock, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("mean", "variance"), [(0.01, 0.011), (0.7, 1.1), (3.0, 8.0), (40.0, 300.0), (58.0, 58.5)]
)
def test_nine_demands_in_ten_do_not_pass_the_upper_figure(mean: float, variance: float) -> None:
    found = nine_in_ten(np.array([mean]), np.array([variance]))[0]
    below = np.cumsum(masses(mean, variance))
    assert found == int(np.argmax(below >= 0.9))


def test_the_upper_figure_of_hundreds_is_within_a_unit_or_two() -> None:
    found = nine_in_ten(np.array([400.0]), np.array([3_000.0]))[0]
    assert found == pytest.approx(int(np.argmax(np.cumsum(masses(400.0, 3_000.0)) >= 0.9)), abs=2)


@given(
    mean=st.floats(0.01, 30.0), clump=st.floats(1.0, 6.0), stock=st.floats(0.0, 90.0),
)  # fmt: skip
def test_the_bounds_hold_for_what_the_table_says(mean: float, clump: float, stock: float) -> None:
    m, v, y = np.array([mean]), np.array([mean * clump]), np.array([stock])
    risk, unmet = at_most(m, v, y)
    table = outlook(m, v)
    whole = table.met_from(np.full(1, 1e9))
    # A thousandth of slack: the table's variance may be above, and its tail is cut.
    assert table.risk(y)[0] <= risk[0] * 1.02 + 1e-9
    assert (whole - table.met_from(y))[0] <= unmet[0] * 1.02 + 1e-9


def test_a_full_shelf_is_known_to_be_full_without_a_table() -> None:
    """Six times the mean: Cantelli alone would leave 2% of risk, Scarf a tenth of a unit."""
    risk, unmet = at_most(np.array([4.0]), np.array([8.0]), np.array([24.0]))
    cantelli, scarf = 8 / (8 + 20**2), (math.sqrt(8 + 20**2) - 20) / 2
    assert risk[0] < cantelli / 20 and unmet[0] < scarf / 90
