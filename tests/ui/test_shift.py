"""From the float in the morning to the count at night."""

from __future__ import annotations

from pos_app.domain.tender import CASH, Paid
from pos_app.ui.screens.shift.cash_move import CashMoveSheet
from pos_app.ui.screens.shift.closing import CloseSheet
from tests.support.face import TillWindow


def sell(till: TillWindow, received: int = 10_000) -> int:
    """One piece of the first goods for cash; what it cost in fen."""
    till.scan(till.goods()[0].code)
    basket, staff = till.session.register.basket, till.session.staff
    sold = till.session.writer.call(
        lambda shop: shop.checkout.complete(basket, (Paid(method=CASH, received=received),), staff)
    )
    till.session.register.start()
    till.session.refresh_shift()
    return sold.sale.due


def count(till: TillWindow, fen: int) -> None:
    """Type the pieces that make up this much, the largest first, Enter from row to row."""
    sheet = till.sheet
    assert isinstance(sheet, CloseSheet)
    for face in sheet.count.grid.fields:
        pieces, fen = divmod(fen, face)
        if pieces:
            till.type(str(pieces))
        till.press("Enter")


def test_one_key_opens_the_shift_with_what_the_last_one_left(till: TillWindow) -> None:
    till.log_in()
    till.sees("开班", "钱箱里的备用金")
    till.press("Enter")
    till.wait(lambda: till.session.shift is not None)
    assert till.journal_kinds().count("shift.opened") == 1
    till.sees("早班 · 王姐")


def test_what_is_scanned_before_the_shift_is_open_is_sold_right_after(till: TillWindow) -> None:
    till.log_in()
    item = till.goods()[0]
    till.scan(item.code)
    assert till.basket == []
    till.press("Enter")
    till.wait(lambda: till.basket == [(item.name, 1000)])


def test_cash_is_taken_out_once_with_its_reason(open_till: TillWindow) -> None:
    open_till.press("Ctrl+0", "F3")
    open_till.type("50")
    open_till.press("Enter")
    open_till.wait(lambda: open_till.sheet is None)
    assert open_till.journal_kinds().count("cash.moved") == 1
    assert open_till.session.shift is not None and open_till.session.shift.cash_out == 5_000
    assert open_till.paper.kicks == 1
    open_till.sees("买冰 · 王姐", "-50.00")


def test_a_part_timer_asks_before_cash_leaves_the_drawer(till: TillWindow) -> None:
    till.start_day("小周")
    till.press("Ctrl+0", "F3")
    till.type("50")
    till.press("Enter")
    till.sees("请店长授权")
    till.press("Esc")
    assert isinstance(till.sheet, CashMoveSheet)
    till.press("Enter")
    till.sees("请店长授权")
    till.type("135790")
    till.wait(lambda: till.sheet is None)
    assert till.journal_kinds().count("cash.moved") == 1


def test_who_counts_blind_does_not_see_what_should_be_there(till: TillWindow) -> None:
    till.start_day("小周")
    till.press("Ctrl+0")
    till.sees("应有现金", "••••")


def test_the_drawer_opens_with_a_reason(open_till: TillWindow) -> None:
    open_till.session.screen_wanted.emit("shift", "drawer")
    open_till.press("Enter")
    open_till.wait(lambda: open_till.sheet is None)
    assert open_till.journal_kinds()[-1] == "drawer.opened"
    assert open_till.paper.kicks == 1


def test_an_x_report_is_printed_and_leaves_a_trace(open_till: TillWindow) -> None:
    sell(open_till)
    open_till.press("Ctrl+0", "F5")
    open_till.wait(lambda: bool(open_till.paper.slips))
    assert open_till.journal_kinds()[-1] == "shift.reported"


def test_fifty_short_is_found_in_the_ice_and_the_shift_closes_even(open_till: TillWindow) -> None:
    due = sell(open_till)
    open_till.press("Ctrl+0", "F9")
    count(open_till, 20_000 + due - 5_000)
    open_till.type("100")
    open_till.press("Enter")
    open_till.sees("少了", "50.00")
    open_till.click("补记一笔现金")
    assert isinstance(open_till.sheet, CashMoveSheet)
    assert open_till.sheet.amount.value() == 5_000
    open_till.press("Enter")
    open_till.sees("正好")
    open_till.press("Enter")
    open_till.sees("明天见", "收班完成")
    kinds = open_till.journal_kinds()
    assert kinds[-2:] == ["cash.moved", "shift.closed"]
    open_till.wait(lambda: bool(open_till.paper.slips[1:]))
    open_till.press("Enter")
    open_till.wait(lambda: open_till.sheet is None)
    assert open_till.session.desk.shifts.last_left() == 10_000


def test_a_second_count_is_remembered(open_till: TillWindow) -> None:
    open_till.press("Ctrl+0", "F9")
    count(open_till, 15_000)
    open_till.type("100")
    open_till.press("Enter")
    open_till.sees("少了")
    open_till.click("再点一次")
    open_till.type("3")
    open_till.press(*["Enter"] * 9)
    open_till.sees("多了")
    open_till.press("Enter")
    open_till.wait(lambda: open_till.session.shift is None)
    reason = open_till.session.writer.call(
        lambda shop: shop.conn.execute("SELECT reason FROM shift").fetchone()[0]
    )
    assert reason == "第一次点 150.00"


def test_more_cannot_stay_than_was_counted(open_till: TillWindow) -> None:
    open_till.press("Ctrl+0", "F9")
    count(open_till, 10_000)
    open_till.type("150")
    open_till.press("Enter")
    open_till.sees("不能比点到的多")
    assert "shift.closed" not in open_till.journal_kinds()


def test_handed_over_the_next_one_logs_in(open_till: TillWindow) -> None:
    open_till.press("Ctrl+0", "F6")
    open_till.sees("交给")
    count(open_till, 20_000)
    open_till.press("Enter")
    open_till.sees("正好")
    open_till.press("Enter")
    open_till.sees("交班完成")
    open_till.press("Enter")
    open_till.wait(open_till.window.face.is_locked)
    open_till.type("246801")
    open_till.wait(lambda: not open_till.window.face.is_locked())
    assert open_till.session.staff.name == "老赵"
    open_till.sees("上个班留下 200.00")
