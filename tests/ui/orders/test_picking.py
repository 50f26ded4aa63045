"""Picking by scan: what belongs goes in, what does not is refused, what is out is settled."""

from __future__ import annotations

from pos_app.ui.screens.orders.pick_sheet import PickSheet
from sync.wire.order_machine import ADJUSTED, PICKING, READY
from sync.wire.orders import NOW, LineChange
from tests.ui.orders.conftest import OrderDesk
from tests.ui.orders.make import line, move, placed
from tests.ui.sell.conftest import BREAD, EGG_LABEL, EGGS, SODA, WATER

SODA_LINE = line(1, SODA.name, qty=2, price=350, item="t1", code=SODA.code)
BREAD_LINE = line(2, BREAD.name, price=990, item="t2", code=BREAD.code)
EGG_LINE = line(3, EGGS.name, qty=1500, price=996, item="t8", weighed=True)
STRANGE = line(4, "网上的新商品", qty=2, price=1200, item="hq-77", code="6977777000013")


def picking(desk: OrderDesk, *lines: object, pay: str = "on_hand_over", paid: int = 0) -> PickSheet:
    """An accepted order, its sheet open, the picking begun."""
    order = placed("0416", lines=lines or (SODA_LINE, BREAD_LINE), pay=pay)  # type: ignore[arg-type]
    moves = [move(order, "accept", 1)]
    if paid:
        moves.append(move(order, "pay", 2, amount=paid))
    desk.arrive(order, *moves)
    desk.till.press("Enter")
    desk.until("0416", PICKING)
    sheet = desk.till.sheet
    assert isinstance(sheet, PickSheet)
    desk.till.wait(lambda: not sheet.is_busy())
    return sheet


def test_scans_fill_the_bag_and_enter_makes_it_ready(desk: OrderDesk) -> None:
    picking(desk)
    for code in (SODA.code, SODA.code, BREAD.code):
        desk.till.scan(code)
    desk.till.sees("3/3", "拣好了,装袋")
    desk.till.press("Enter")
    desk.until("0416", READY)
    desk.until_no_sheet()
    desk.till.sees("告诉顾客取货码 482 916")


def test_wrong_goods_are_refused_in_words(desk: OrderDesk) -> None:
    picking(desk)
    desk.till.scan(WATER.code)
    desk.till.sees("「清源矿泉水」不在这单里,放回去", "0/3")
    desk.till.scan("6977777777777")
    desk.till.sees("没见过 6977777777777")


def test_too_many_are_refused_and_not_counted(desk: OrderDesk) -> None:
    picking(desk)
    for code in (BREAD.code, BREAD.code):
        desk.till.scan(code)
    desk.till.sees("「麦香全麦吐司」已经够了(1 件)", "1/3")


def test_enter_does_not_pack_what_is_not_there(desk: OrderDesk) -> None:
    picking(desk)
    desk.till.scan(SODA.code)
    desk.till.press("Enter")
    desk.till.sees("还没齐", "没有就按 F4")
    assert desk.state("0416") == PICKING


def test_place_is_kept_over_esc_and_shown_on_the_card(desk: OrderDesk) -> None:
    picking(desk)
    desk.till.scan(SODA.code)
    desk.till.press("Esc")
    desk.till.sees("继续拣 1/3")
    desk.till.press("Enter")
    desk.till.sees("1/3")


def test_scale_label_puts_the_true_weight_and_the_money_follows(desk: OrderDesk) -> None:
    picking(desk, EGG_LINE)
    desk.till.scan(EGG_LABEL)
    desk.till.press("Enter")
    desk.until("0416", READY)
    (eggs,) = desk.view("0416").lines
    assert (eggs.qty, eggs.amount) == (1235, 1230)


def test_typed_weight_when_there_is_no_label(desk: OrderDesk) -> None:
    picking(desk, EGG_LINE)
    desk.till.press("F2")
    desk.till.type("1.6")
    desk.till.press("Enter")
    desk.till.sees("1.6 / 1.5")
    desk.till.press("Enter")
    desk.until("0416", READY)
    assert desk.view("0416").lines[0].qty == 1600


def test_goods_that_this_till_does_not_know_are_picked_by_code_or_by_hand(desk: OrderDesk) -> None:
    picking(desk, STRANGE)
    desk.till.scan(STRANGE.code)
    desk.till.sees("1/2")
    desk.till.press("+")
    desk.till.sees("2/2")
    desk.till.press("Enter")
    desk.until("0416", READY)


def test_line_of_unknown_goods_can_be_refused(desk: OrderDesk) -> None:
    picking(desk, SODA_LINE, STRANGE, pay=NOW, paid=3100)
    desk.till.press("Down", "F4", "F3")
    desk.till.sees("退给顾客", "24.00")
    desk.till.press("Enter")
    desk.till.wait(lambda: len(desk.view("0416").lines) == 1)
    assert -desk.view("0416").to_pay == 2400


def test_fewer_says_what_the_customer_pays_less(desk: OrderDesk) -> None:
    picking(desk)
    desk.till.press("F4")
    desk.till.sees("少收", "3.50")
    desk.till.press("Enter")
    desk.till.wait(lambda: desk.view("0416").lines[0].qty == 1000)
    desk.till.sees("0 / 1 件")


def offer_water(desk: OrderDesk) -> None:
    """Bread is out: two bottles of water are offered for it."""
    desk.till.press("Down", "F4", "F4")
    desk.till.scan(WATER.code)
    desk.till.sees("清源矿泉水")
    desk.till.press("Enter")


def test_something_else_waits_for_the_customer_and_her_answer_by_phone(desk: OrderDesk) -> None:
    sheet = picking(desk)
    offer_water(desk)
    desk.until("0416", ADJUSTED)
    desk.till.sees("等顾客答复:换成 清源矿泉水", "待确认")
    desk.till.scan(WATER.code)
    desk.till.sees("等她答应了再装")
    desk.till.press("F6")
    desk.till.sees("答应换", "不要了", "13802125127")
    desk.till.press("Enter")
    desk.until("0416", PICKING)
    desk.till.wait(lambda: desk.till.sheet is sheet)
    for code in (SODA.code, SODA.code, WATER.code):
        desk.till.scan(code)
    desk.till.press("Enter")
    desk.until("0416", READY)
    assert [ln.name for ln in desk.view("0416").lines] == [SODA.name, WATER.name]


def test_her_own_answer_arrives_while_picking(desk: OrderDesk) -> None:
    picking(desk)
    offer_water(desk)
    desk.until("0416", ADJUSTED)
    view = desk.view("0416")
    answer = move(view.order, "decline", view.step + 1, who="customer")
    known = desk.till.session.desk.orders.moves(view.order.id)
    desk.arrive(view.order, *known, answer)
    desk.till.sees("顾客答复了,清单已经更新", "0/2")


def test_agreed_on_the_telephone_needs_no_waiting(desk: OrderDesk) -> None:
    picking(desk)
    desk.till.press("Down", "F4", "F4")
    desk.till.scan(WATER.code)
    desk.till.press("F7", "Enter")
    desk.till.wait(lambda: desk.view("0416").lines[-1].name == WATER.name)
    assert not desk.view("0416").offered


def test_scan_on_the_board_goes_to_the_order_that_misses_it(desk: OrderDesk) -> None:
    picking(desk)
    desk.till.press("Esc")
    desk.till.scan(BREAD.code)
    desk.till.sees("放进去了:麦香全麦吐司")


def test_scan_that_no_order_wants_is_sold(desk: OrderDesk) -> None:
    desk.till.scan(WATER.code)
    assert desk.till.basket == [(WATER.name, 1000)]


def test_offer_is_kept_on_the_card(desk: OrderDesk) -> None:
    order = placed("0416", lines=(SODA_LINE, BREAD_LINE))
    offer = LineChange(no=2, qty=1000, instead=line(2, WATER.name, price=200, item="t3"))
    desk.arrive(
        order, move(order, "accept", 1), move(order, "pick", 2),
        move(order, "adjust", 3, changes=(offer,), ask=True),
    )  # fmt: skip
    desk.till.sees("缺 1 件,待顾客确认")
