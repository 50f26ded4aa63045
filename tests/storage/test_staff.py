"""Who may do what: PINs, lock-out with growing delay, the last owner."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.staff import CASHIER, MANAGER, OWNER, Staff
from pos_app.runtime.hashing import Argon2Hasher
from pos_app.services.staff import StaffDesk, check_pin
from pos_app.storage.mirrors import StaffTable
from tests.support.till import BOSS, PART_TIMER, Till


@pytest.fixture
def desk(till: Till) -> StaffDesk:
    hasher = Argon2Hasher(memory_kib=8, rounds=1)
    desk = StaffDesk(till.ledger, StaffTable(till.conn), hasher, b"p" * 32, till.clock)
    desk.save(BOSS, BOSS, "135790")
    desk.save(BOSS, PART_TIMER, "864209")
    return desk


def refusal(act: Callable[[], object]) -> ShopError:
    with pytest.raises(ShopError) as refused:
        act()
    return refused.value


def test_the_right_pin_opens(desk: StaffDesk) -> None:
    assert desk.log_in("1", "135790") == BOSS


def test_no_pin_is_in_the_file(desk: StaffDesk, till: Till) -> None:
    till.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = till.path.read_bytes()
    assert b"135790" not in data
    assert b"$argon2id$" in data


def test_five_wrong_pins_lock_for_longer_each_time(desk: StaffDesk, till: Till) -> None:
    lefts = [refusal(lambda: desk.log_in("3", "000001")).values.get("left") for _ in range(4)]
    assert lefts == [4, 3, 2, 1]
    assert refusal(lambda: desk.log_in("3", "000001")).values["seconds"] == 30
    assert refusal(lambda: desk.log_in("3", "864209")).code == "pin_locked"
    till.clock.advance(30_000)
    assert refusal(lambda: desk.log_in("3", "000001")).values["seconds"] == 60
    till.clock.advance(60_000)
    assert desk.log_in("3", "864209") == PART_TIMER
    assert refusal(lambda: desk.log_in("3", "000001")).values["left"] == 4


def test_a_clock_that_jumps_back_locks_nobody_for_years(desk: StaffDesk, till: Till) -> None:
    for _ in range(5):
        refusal(lambda: desk.log_in("3", "000001"))
    till.clock.advance(-5 * 365 * 86_400_000)
    assert int(str(refusal(lambda: desk.log_in("3", "864209")).values["seconds"])) <= 3600


def test_step_up_needs_someone_with_the_right(desk: StaffDesk) -> None:
    assert desk.step_up("1", "135790", "refund") == BOSS
    assert refusal(lambda: desk.step_up("3", "864209", "refund")).code == "not_allowed"
    assert [s.name for s in desk.approvers("refund")] == ["王姐"]


@pytest.mark.parametrize(
    "pin", ["", "12345", "111111", "123456", "654321", "12345a", "１２３４５７", "1" * 13]
)
def test_weak_pins(pin: str) -> None:
    assert refusal(lambda: check_pin(pin)).code == "pin_weak"


def test_the_last_owner_stays(desk: StaffDesk) -> None:
    demoted = Staff(id="1", name="王姐", role=MANAGER)
    assert refusal(lambda: desk.save(BOSS, demoted)).code == "last_owner"
    desk.save(BOSS, Staff(id="2", name="老赵", role=OWNER), "246801")
    desk.save(BOSS, demoted)


def test_a_cashier_changes_nobody(desk: StaffDesk) -> None:
    with pytest.raises(NeedsApproval):
        desk.save(PART_TIMER, Staff(id="4", name="朋友", role=CASHIER), "975310")


def test_someone_switched_off_cannot_log_in(desk: StaffDesk) -> None:
    desk.save(BOSS, Staff(id="3", name="小周", role=CASHIER, active=False))
    assert refusal(lambda: desk.log_in("3", "864209")).code == "no_such_staff"
