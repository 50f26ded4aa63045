"""Shifts: opened with a float, counted blind, closed whatever still waits."""

from __future__ import annotations

import pytest

from pos_app.domain.basket import Basket, add
from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.services.shifts import Count
from tests.support.till import BOSS, PART_TIMER, Till
from tests.unit.goods import SODA, scan


def test_fifty_short_until_the_ice_is_found(till: Till) -> None:
    till.sell(scan(SODA), received=1000)
    till.shifts.move_cash(BOSS, -5000, "买冰")
    closed = till.shifts.close(BOSS, Count(notes={10_000: 1, 5_000: 1, 100: 3, 50: 1}))
    assert (closed.expected, closed.counted, closed.variance) == (15_350, 15_350, 0)


def test_a_zero_difference_closes(till: Till) -> None:
    assert till.shifts.close(BOSS, Count(notes={10_000: 2})).variance == 0


def test_a_parked_basket_does_not_hold_the_shift_open(till: Till) -> None:
    till.parking.park(add(Basket(id="p"), scan(SODA)), BOSS, "蓝帽子")
    closed = till.shifts.close(BOSS, Count(notes={10_000: 2}))
    assert closed.parked == 1
    assert till.shifts.current() is None


def test_a_refund_does_not_block_the_close(till: Till) -> None:
    from pos_app.services.returns import Wanted
    from tests.storage.test_returns import give_back

    receipt = till.sell(scan(SODA), received=350).sale.receipt
    give_back(till, receipt, Wanted(line=1, qty=1000))
    closed = till.shifts.close(BOSS, Count(notes={10_000: 2}))
    assert (closed.variance, closed.state.cash_refunds) == (0, 350)


def test_what_is_left_is_tomorrows_float(till: Till) -> None:
    till.shifts.close(BOSS, Count(notes={10_000: 2}, left=10_000))
    assert till.shifts.suggested_float() == 10_000


def test_one_shift_at_a_time(till: Till) -> None:
    with pytest.raises(ShopError) as refused:
        till.shifts.open(BOSS, 0)
    assert refused.value.code == "shift_open"


def test_nobody_sells_without_a_shift(till: Till) -> None:
    till.shifts.close(BOSS, Count(notes={10_000: 2}))
    with pytest.raises(ShopError) as refused:
        till.sell(scan(SODA))
    assert refused.value.code == "no_shift"
    assert till.one("SELECT count(*) FROM sale") == 0


def test_the_part_timer_cannot_take_cash_out_alone(till: Till) -> None:
    with pytest.raises(NeedsApproval):
        till.shifts.move_cash(PART_TIMER, -1000, "借")
    till.shifts.move_cash(PART_TIMER, -1000, "买冰", approved_by=BOSS)
    row = till.conn.execute("SELECT actor_name, approved_by FROM cash_move").fetchone()
    assert row == ("小周", "王姐")


@pytest.mark.parametrize("count", [{7: 1}, {100: -1}, {100: 100_000}])
def test_a_count_that_cannot_be_is_refused(till: Till, count: dict[int, int]) -> None:
    with pytest.raises(ShopError) as refused:
        till.shifts.close(BOSS, Count(notes=count))
    assert refused.value.code == "bad_amount"
    assert till.shifts.current() is not None


def test_a_scanned_code_is_no_float(till: Till) -> None:
    till.shifts.close(BOSS, Count(notes={10_000: 2}))
    with pytest.raises(ShopError):
        till.shifts.open(BOSS, 6_921_168_509_256)


def test_opening_the_drawer_leaves_a_trace(till: Till) -> None:
    till.shifts.open_drawer(BOSS, "换零钱")
    row = till.conn.execute("SELECT kind, reason FROM audit WHERE kind = 'drawer.opened'")
    assert row.fetchone() == ("drawer.opened", "换零钱")
