"""A new order: heard, seen, taken on with one key."""

from __future__ import annotations

from sync.wire.order_machine import ACCEPTED, NEW, PICKING
from sync.wire.orders import DELIVERY
from tests.ui.orders.conftest import OrderDesk
from tests.ui.orders.make import HAITANG, placed


def test_new_order_rings_counts_and_says_how_to_take_it(desk: OrderDesk) -> None:
    desk.till.press("Ctrl+1")
    desk.arrive(placed("0417", DELIVERY, customer=HAITANG))
    desk.till.sees("新订单 送货 #0417", "订单 1", "看 Ctrl 2")
    assert desk.bell.rings == 1
    desk.arrive(placed("0418"))
    assert desk.bell.rings == 2
    desk.till.sees("订单 2")


def test_one_key_takes_the_oldest_from_any_screen(desk: OrderDesk) -> None:
    desk.till.press("Ctrl+1")
    desk.arrive(placed("0417"))
    desk.arrive(placed("0418"))
    desk.till.press("Ctrl+J")
    desk.until("0417", ACCEPTED)
    assert desk.state("0418") == NEW
    desk.till.sees("接了 #0417")
    ((kind, (view,), _courier),) = desk.till.paper.orders
    assert (kind, view.order.id) == ("picking", "order-0417")


def test_message_leads_to_the_order(desk: OrderDesk) -> None:
    desk.till.press("Ctrl+1")
    desk.arrive(placed("0417"))
    desk.arrive(placed("0418"))
    desk.till.click("看 Ctrl 2")
    card = desk.screen.current_card()
    assert card is not None and card.number == "#0418"


def test_touch_takes_the_order_on_and_its_card_moves(desk: OrderDesk) -> None:
    desk.arrive(placed("0417"))
    desk.press_button("0417")
    desk.until("0417", ACCEPTED)
    desk.till.wait(lambda: desk.column_of("0417") == "picking")
    desk.till.sees("开始拣货")


def test_arrow_keys_walk_and_enter_does_the_next_step(desk: OrderDesk) -> None:
    desk.arrive(placed("0417"))
    desk.arrive(placed("0418"))
    desk.till.press("Down", "Enter")
    desk.until("0418", ACCEPTED)
    assert desk.state("0417") == NEW
    desk.till.wait(lambda: desk.column_of("0418") == "picking")
    desk.till.press("Right", "Enter")
    desk.until("0418", PICKING)
    desk.till.sees("拣货", "0/2")


def test_list_has_the_same_orders_by_keyboard(desk: OrderDesk) -> None:
    desk.arrive(placed("0417"))
    desk.till.press("F6")
    assert desk.screen.current_view() == "list"
    desk.till.sees("#0417", "接单")
    desk.till.press("Enter")
    desk.until("0417", ACCEPTED)


def test_chime_can_be_switched_off(desk: OrderDesk) -> None:
    session = desk.till.session
    staff = session.staff
    session.writer.call(lambda shop: shop.settings.change("order_chime", False, staff))
    session.desk.settings.reload()
    desk.arrive(placed("0417"))
    assert desk.bell.rings == 0
    desk.till.sees("订单 1")
