"""Who stands at the till: log in, lock, step up, hand over."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from pos_app.domain.errors import NeedsApproval
from pos_app.domain.staff import OWNER, Staff
from pos_app.ui.screens.people import PeopleGrid, PersonTile
from pos_app.ui.screens.step_up import StepUp
from tests.support.face import TillWindow


def wrong_pins(till: TillWindow, times: int) -> None:
    for n in range(times):
        till.type("112233")
        till.sees("密码不对" if n < 4 else "密码错太多次")


def test_six_digits_log_the_chosen_person_in(till: TillWindow) -> None:
    till.sees("东丽万新店", "王姐", "老赵", "小周")
    till.log_in("小周")
    assert till.session.staff.name == "小周"
    assert till.journal_kinds()[-1] == "staff.logged_in"


def test_the_arrows_choose_somebody_else(till: TillWindow) -> None:
    till.press("Right", "Right")
    till.type("864209")
    till.wait(lambda: till.session.logged_in)
    assert till.session.staff.name == "小周"


def test_a_wrong_pin_says_how_many_tries_are_left(till: TillWindow) -> None:
    till.type("112233")
    till.sees("密码不对,还可以试 4 次")
    assert not till.session.logged_in


def test_too_many_wrong_pins_lock_that_person_and_no_other(till: TillWindow) -> None:
    wrong_pins(till, 5)
    till.sees("请等 30 秒")
    assert "staff.locked" in till.journal_kinds()
    assert not till.window.face.login.pad.isEnabled()
    till.log_in("老赵")


def test_locked_and_back_with_the_basket_untouched(open_till: TillWindow) -> None:
    item = open_till.goods()[0]
    open_till.scan(item.code)
    open_till.press("Ctrl+L")
    assert open_till.window.face.is_locked()
    open_till.sees("输入六位密码")
    open_till.log_in()
    assert open_till.basket == [(item.name, 1000)]
    assert "staff.logged_out" in open_till.journal_kinds()


def test_keys_of_the_sale_screen_sleep_while_it_is_locked(open_till: TillWindow) -> None:
    open_till.press("Ctrl+L", "F9", "Ctrl+0")
    assert open_till.sheet is None
    assert open_till.window.face.current_key() == "sell"


def test_the_till_locks_itself_when_the_owner_wants_it(open_till: TillWindow) -> None:
    staff = open_till.session.staff
    open_till.session.write(
        lambda shop, _: shop.settings.change("lock_after_minutes", 5, staff), touches=("settings",)
    )
    open_till.journal_kinds()
    watch = open_till.window.idle
    open_till.wait(watch.is_running)
    watch.idle.emit()
    assert open_till.window.face.is_locked()


def test_a_manager_allows_one_step_and_the_cashier_stays(till: TillWindow) -> None:
    till.start_day("小周")
    allowed: list[Staff] = []
    till.session.approval_wanted.emit(NeedsApproval("override_price"), allowed.append)
    till.sees("请店长授权", "改价", "王姐", "老赵")
    till.sees_not("864209")
    till.type("135790")
    till.wait(lambda: bool(allowed))
    assert allowed[0].name == "王姐"
    assert till.session.staff.name == "小周"
    assert till.sheet is None


def test_a_wrong_pin_allows_nothing(till: TillWindow) -> None:
    till.start_day("小周")
    allowed: list[Staff] = []
    till.session.approval_wanted.emit(NeedsApproval("void"), allowed.append)
    till.type("112233")
    till.sees("密码不对,还可以试 4 次")
    assert isinstance(till.sheet, StepUp)
    till.press("Esc")
    assert till.sheet is None and not allowed


def test_a_person_who_stands_alone_stays_chosen_when_clicked(qtbot: QtBot) -> None:
    grid = PeopleGrid()
    qtbot.addWidget(grid)
    grid.set_people([Staff(id="1", name="王姐", role=OWNER)])
    tile = grid.findChild(PersonTile)
    assert tile is not None
    tile.click()
    assert grid.current() is not None
