"""Handing over by code, and the round of deliveries with its money."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.domain.tender import CASH
from sync.wire.order_machine import (
    CANCELLED,
    COLLECTED,
    COMPLETED,
    OUT,
    READY,
    RETURNED,
    RETURNING,
)
from sync.wire.orders import DELIVERY, NOW, Customer, Slot
from tests.ui.orders.conftest import OrderDesk
from tests.ui.orders.make import HAITANG, TODAY, line, move, placed
from tests.ui.sell.conftest import Counter

READY_MOVES = ("accept", "pick", "ready")


def ready(desk: OrderDesk, number: str = "0412", mode: str = "pickup", **more: object) -> None:
    """An order of 7.00 that is packed."""
    order = placed(number, mode, **more)  # type: ignore[arg-type]
    desk.arrive(order, *(move(order, name, n) for n, name in enumerate(READY_MOVES, 1)))


def test_code_then_cash_then_change_on_the_screen(desk: OrderDesk) -> None:
    ready(desk)
    desk.till.type("482916")
    desk.till.press("Enter")
    desk.till.sees("核销取货", "¥7.00")
    desk.till.press("Enter")
    desk.till.type("10")
    desk.till.press("Enter")
    desk.until("0412", COLLECTED)
    desk.till.sees("#0412 已取走,找零", "3.00")
    (sale,) = Counter(desk.till).sales()
    assert (sale.order, sale.due, sale.tenders[0].method) == ("order-0412", 700, CASH)
    assert desk.till.paper.kicks == 1
    assert len(desk.till.paper.receipts) == 1


def test_scanned_code_leads_straight_to_the_order(desk: OrderDesk) -> None:
    ready(desk)
    desk.till.scan("XP:S001:482916")
    desk.till.sees("核销取货", "#0412")


def test_paid_order_needs_the_code_alone(desk: OrderDesk) -> None:
    order = placed("0412", pay=NOW)
    moves = [move(order, name, n) for n, name in enumerate(READY_MOVES, 1)]
    desk.arrive(order, *moves, move(order, "pay", 4, amount=700))
    desk.till.press("Enter")
    desk.till.type("482916")
    desk.till.press("Enter")
    desk.until("0412", COLLECTED)
    desk.until_no_sheet()
    desk.till.sees("#0412 已取走", "已付清")


def test_wrong_code_is_said_and_typed_over(desk: OrderDesk) -> None:
    ready(desk)
    desk.till.press("Enter")
    desk.till.type("111111")
    desk.till.press("Enter")
    desk.till.sees("码不对")
    assert desk.state("0412") == READY
    desk.till.type("482916")
    desk.till.press("Enter")
    desk.till.sees("现金收款")


def test_code_that_nobody_has(desk: OrderDesk) -> None:
    ready(desk)
    desk.till.type("999999")
    desk.till.press("Enter")
    desk.till.sees("码不对")


def test_code_of_another_shop(desk: OrderDesk) -> None:
    ready(desk)
    desk.till.scan("XP:S002:482916")
    desk.till.sees("别家店")


def test_code_that_was_used_says_when(desk: OrderDesk) -> None:
    order = placed("0412")
    names = (*READY_MOVES, "collect")
    desk.arrive(order, *(move(order, name, n, amount=0) for n, name in enumerate(names, 1)))
    desk.till.type("482916")
    desk.till.press("Enter")
    desk.till.sees("10:40 已经取走了")


def test_too_early_says_when_to_come(desk: OrderDesk) -> None:
    desk.arrive(placed("0412", slot=Slot(date=TODAY, start=900, end=930)))
    desk.till.type("482916")
    desk.till.press("Enter")
    desk.till.sees("来早了", "15:00")


def test_without_a_phone_a_manager_vouches(desk_of: Callable[[str], OrderDesk]) -> None:
    desk = desk_of("小周")
    ready(desk, pay=NOW)
    order = desk.view("0412").order
    known = desk.till.session.desk.orders.moves(order.id)
    desk.arrive(order, *known, move(order, "pay", 9, amount=700))
    desk.till.press("Enter", "F6")
    desk.till.sees("请店长授权")
    desk.till.type("135790")
    desk.until("0412", COLLECTED)


def test_found_by_the_end_of_a_phone_and_by_name(desk: OrderDesk) -> None:
    ready(desk)
    ready(desk, "0413", code="222222", customer=Customer(name="刘女士", phone="13900001111"))
    desk.till.type("5127")
    desk.till.sees("#0412")
    desk.till.wait(lambda: desk.screen.found.model.rowCount() == 1)
    desk.till.press("Esc")
    desk.till.type("刘")
    desk.till.wait(lambda: desk.screen.found.model.rowCount() == 1)
    desk.till.press("Enter")
    desk.till.sees("订单明细", "13900001111")


def out(desk: OrderDesk, number: str, **more: object) -> None:
    order = placed(number, DELIVERY, customer=HAITANG, code=f"00{number}", **more)  # type: ignore[arg-type]
    names = (*READY_MOVES, "send")
    desk.arrive(order, *(move(order, name, n, courier="老赵") for n, name in enumerate(names, 1)))


def test_round_goes_out_with_its_paper(desk: OrderDesk) -> None:
    ready(desk, "0413", DELIVERY, customer=HAITANG)
    ready(desk, "0414", DELIVERY, customer=HAITANG)
    desk.till.press("F4", "Down", "Space")
    desk.till.sees("带 2 单出发 · 要收 ¥14.00")
    desk.till.press("F2", "Enter")
    desk.until("0414", OUT)
    desk.until("0413", OUT)
    assert desk.view("0413").courier == "老赵"
    assert desk.view("0413").trip == desk.view("0414").trip != ""
    desk.till.wait(lambda: bool(desk.till.paper.orders))
    kind, views, courier = desk.till.paper.orders[-1]
    assert (kind, courier) == ("route", "老赵")
    assert {view.order.id for view in views} == {"order-0413", "order-0414"}


def test_round_comes_back_one_paid_one_not_at_home(desk: OrderDesk) -> None:
    out(desk, "0410")
    out(desk, "0411")
    desk.till.press("F5", "Enter")
    desk.until("0410", COMPLETED)
    desk.till.sees("送达,收 7.00")
    desk.till.press("F4")
    desk.till.sees("没人在家")
    desk.till.press("Enter")
    desk.until("0411", RETURNING)
    desk.until_no_sheet()
    desk.till.sees("交回现金 7.00")
    shift = desk.till.session.shift
    assert shift is not None
    (sale,) = Counter(desk.till).sales()
    assert (sale.shift, sale.due) == (shift.id, 700)


def test_failed_one_goes_back_on_the_shelf_or_out_again(desk: OrderDesk) -> None:
    out(desk, "0410")
    desk.till.press("F5", "F4", "Enter")
    desk.until("0410", RETURNING)
    desk.until_no_sheet()
    desk.screen.point_at("order-0410")
    desk.till.press("Enter", "2", "Enter")
    desk.until("0410", RETURNED)


def test_paid_by_phone_at_the_door(desk: OrderDesk) -> None:
    out(desk, "0410")
    desk.till.press("F5", "F10", "Enter")
    desk.until("0410", COMPLETED)
    (sale,) = Counter(desk.till).sales()
    assert sale.tenders[0].method == "static_code"


def test_request_to_cancel_is_agreed_and_the_money_goes_back(desk: OrderDesk) -> None:
    order = placed("0412", pay=NOW)
    desk.arrive(
        order, move(order, "accept", 1), move(order, "pay", 2, amount=700),
        move(order, "request_cancel", 3, who="customer", reason="买错了"),
    )  # fmt: skip
    desk.till.sees("顾客要取消:买错了")
    desk.till.press("Enter")
    desk.till.sees("同意的话退 ¥7.00")
    desk.till.press("Enter")
    desk.until("0412", CANCELLED)
    desk.until_no_sheet()
    desk.till.sees("待退款 1 单")
    desk.till.press("F6", "F6")
    desk.till.sees("要退 ¥7.00")
    desk.till.press("F8", "Enter")
    desk.till.wait(lambda: desk.view("0412").refunded == 700)
    desk.till.sees("已退 ¥7.00")


def test_request_to_cancel_is_refused(desk: OrderDesk) -> None:
    order = placed("0412")
    desk.arrive(
        order, move(order, "accept", 1), move(order, "pick", 2), move(order, "ready", 3),
        move(order, "request_cancel", 4, who="customer"),
    )  # fmt: skip
    desk.till.press("Enter", "2", "Enter")
    desk.until("0412", READY)


def test_cancelled_by_the_shop_with_a_reason(desk: OrderDesk) -> None:
    desk.arrive(placed("0417", lines=(line(1, "冰峰橙味汽水"),)))
    desk.till.press("Shift+Del", "Enter")
    desk.until("0417", CANCELLED)
    assert desk.view("0417").reason == "没货了"
