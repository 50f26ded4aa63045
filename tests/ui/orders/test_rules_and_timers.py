"""The owner's rules for orders, and what happens when a timer runs out."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtTest import QTest

from pos_app.services.hq import HqStatus
from pos_app.ui.screens.settings.orders_page import OrdersPage
from pos_app.ui.screens.settings.screen import SettingsScreen
from sync.wire.fulfilment import ShopRules, Timers
from sync.wire.order_machine import CANCELLED, NEW
from tests.support.face import TillWindow
from tests.ui.orders.conftest import OrderDesk
from tests.ui.orders.make import MINUTE_MS, placed


def page(till: TillWindow) -> OrdersPage:
    """Settings, the orders' page in front."""
    till.press("Ctrl+8")
    screen = till.screen
    assert isinstance(screen, SettingsScreen)
    screen.list.select(screen.groups.row_of("orders"))
    found = screen.page()
    assert isinstance(found, OrdersPage)
    return found


def rules(till: TillWindow) -> ShopRules:
    return till.session.desk.orders.rules()


def test_zone_is_added_and_delivery_switched_on(desk: OrderDesk) -> None:
    till = desk.till
    orders = page(till)
    till.click("送货上门")
    till.sees("送货区不对")
    assert not rules(till).delivery
    orders.zones.more.click()
    till.type("近处")
    till.press("Tab")
    till.type("海棠苑、翠阜新村")
    till.press("Enter")
    till.wait(lambda: len(rules(till).zones) == 1)
    desk.until_no_sheet()
    till.clock.advance(1000)
    (zone,) = rules(till).zones
    assert (zone.name, zone.places, zone.fee) == ("近处", ("海棠苑", "翠阜新村"), 300)
    till.click("送货上门")
    till.wait(lambda: rules(till).delivery)


def test_hours_that_make_no_sense_are_refused_beside_the_field(desk: OrderDesk) -> None:
    till = desk.till
    orders = page(till)
    row = next(r for r in orders._rules if r.control.accessibleName() == "几点开始接单")
    row.control.decided.emit(23 * 60)
    till.sees("开门要早于关门")
    assert rules(till).opens == 7 * 60
    row.control.decided.emit(8 * 60)
    till.wait(lambda: rules(till).opens == 8 * 60)
    till.sees("已存")


def test_only_the_owner_sets_them(desk_of: Callable[[str], OrderDesk]) -> None:
    till = desk_of("小周").till
    page(till)
    till.click("到店自提")
    till.sees("请店长授权")
    assert rules(till).pickup


def test_order_that_nobody_takes_is_called_out_again(desk: OrderDesk) -> None:
    desk.arrive(placed("0417"))
    assert desk.bell.rings == 1
    desk.till.clock.advance(6 * MINUTE_MS)
    desk.till.window.orders.run_timers()
    desk.till.sees("#0417 还没接单")
    assert desk.bell.rings == 2
    assert desk.state("0417") == NEW
    desk.till.window.orders.run_timers()
    QTest.qWait(50)
    assert desk.bell.rings == 2


def test_timer_may_cancel(desk: OrderDesk) -> None:
    desk.rules(ShopRules(timers=Timers(accept_then="cancel")))
    desk.arrive(placed("0417"))
    desk.till.clock.advance(6 * MINUTE_MS)
    desk.till.window.orders.run_timers()
    desk.until("0417", CANCELLED)
    desk.till.sees("已取消", "没有新订单")


def test_without_a_line_the_page_says_what_comes_later(desk: OrderDesk) -> None:
    cut = HqStatus(joined=True, begun=True, online=False, code="unreachable")
    desk.till.session.sync_changed.emit(cut)
    desk.till.sees("没联网,接单、拣货、交货照常")
    desk.arrive(placed("0417"))
    desk.till.press("Enter")
    desk.until("0417", "ACCEPTED")


def test_new_order_leads_to_the_sale_screen(desk: OrderDesk) -> None:
    desk.till.press("Ctrl+N")
    assert desk.till.window.face.current_key() == "sell"
