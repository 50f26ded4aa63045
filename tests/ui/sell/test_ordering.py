"""Any basket becomes a pickup or a delivery, at the counter or on the telephone."""

from __future__ import annotations

from pos_app.ui.screens.sell.order_sheet import OrderSheet
from sync.wire.fulfilment import ShopRules, Zone
from sync.wire.order_machine import OrderView
from sync.wire.orders import pickup_text
from tests.support.face import TillWindow


def offers_delivery(till: TillWindow) -> None:
    zone = Zone(name="万新", places=("万新",), fee=300)
    staff = till.session.staff
    till.session.writer.call(
        lambda shop: shop.orders.set_rules(ShopRules(delivery=True, zones=(zone,)), staff)
    )


def orders(till: TillWindow) -> list[OrderView]:
    return till.session.desk.orders.open()


def sheet(till: TillWindow) -> OrderSheet:
    shown = till.sheet
    assert isinstance(shown, OrderSheet)
    return shown


def test_a_basket_becomes_a_pickup_that_is_paid_when_it_is_fetched(open_till: TillWindow) -> None:
    till = open_till
    till.scan(till.goods()[0].code)
    till.press("Ctrl+O")
    till.type("13800001234")
    till.press("Enter")
    till.wait(lambda: bool(orders(till)) and till.sheet is None)
    (view,) = orders(till)
    assert (view.order.mode, view.order.customer.phone) == ("pickup", "13800001234")
    assert till.basket == []
    till.sees(view.order.code)
    assert [kind for kind, _, _ in till.paper.orders] == ["order"]
    assert till.paper.kicks == 0


def test_a_delivery_names_its_fee_and_is_paid_now(open_till: TillWindow) -> None:
    till = open_till
    offers_delivery(till)
    item = till.goods()[0]
    till.scan(item.code)
    till.press("Ctrl+O", "F2", "F3", "F4")
    till.type("13800001234")
    till.press("Enter")
    till.sees("送货要留地址")
    sheet(till).address.setFocus()
    till.type("万新花园 3 号楼")
    till.sees("含送货费 3.00")
    till.press("Enter")
    till.sees("现金收款")
    till.type("100")
    till.press("Enter")
    till.wait(lambda: bool(orders(till)) and till.sheet is None)
    (view,) = orders(till)
    assert (view.order.channel, view.order.fee, view.to_pay) == ("phone", 300, 0)
    assert view.paid == (item.price or 0) + 300
    assert till.paper.kicks == 1


def test_a_known_customer_comes_back_by_the_last_digits(open_till: TillWindow) -> None:
    till = open_till
    offers_delivery(till)
    till.scan(till.goods()[0].code)
    till.press("Ctrl+O", "F2")
    till.type("13800001234")
    sheet(till).address.setText("万新花园 3 号楼")
    till.press("Enter")
    till.wait(lambda: bool(orders(till)) and till.sheet is None)
    till.scan(till.goods()[1].code)
    till.press("Ctrl+O")
    till.type("1234")
    till.sees("··1234 万新花园")
    till.press("Down")
    assert sheet(till).phone.text() == "13800001234"
    till.press("Enter")
    till.wait(lambda: len(orders(till)) == 2)
    assert {v.order.mode for v in orders(till)} == {"delivery"}


def test_a_code_that_is_scanned_while_selling_leads_to_the_order(open_till: TillWindow) -> None:
    till = open_till
    till.scan(till.goods()[0].code)
    till.press("Ctrl+O", "Enter")
    till.wait(lambda: bool(orders(till)) and till.sheet is None)
    (view,) = orders(till)
    till.scan(till.goods()[1].code)
    till.scan(pickup_text("S999", view.order.code))
    till.sees("别家店")
    till.scan(pickup_text(till.session.desk.identity.store, view.order.code))
    till.wait(lambda: till.window.face.current_key() == "orders")
    assert len(till.basket) == 1
    till.press("Ctrl+1")
    till.type(view.order.code)
    till.press("Enter")
    till.wait(lambda: till.window.face.current_key() == "orders")
    assert len(till.basket) == 1


def test_goods_scanned_meanwhile_are_not_lost(open_till: TillWindow) -> None:
    till = open_till
    till.scan(till.goods()[0].code)
    till.press("Ctrl+O")
    till.scan(till.goods()[1].code)
    assert sheet(till).phone.text() == ""
    till.press("Esc")
    assert len(till.basket) == 2


def test_nothing_becomes_no_order(open_till: TillWindow) -> None:
    open_till.session.screen_wanted.emit("sell", "order")
    open_till.sees("先扫要订的商品")
    assert open_till.sheet is None


def test_the_last_ones_are_somebodys(open_till: TillWindow) -> None:
    till = open_till
    item = till.goods()[0]
    stock = till.session.desk.stock.on_hand(item.id)
    till.scan(item.code)
    till.press("Ctrl+O")
    till.type("13800001234")
    sheet(till).name.setText("陈奶奶")
    till.press("Enter")
    till.wait(lambda: bool(orders(till)) and till.sheet is None)
    till.type(f"{max(1, stock // 1000)}")
    till.press("*")
    till.scan(item.code)
    till.sees("陈奶奶 1", "请店长授权")
    assert till.basket == []
