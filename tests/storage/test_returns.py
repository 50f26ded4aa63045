"""Goods that come back: in part, over several visits, never more than was sold."""

from __future__ import annotations

import pytest

from pos_app.domain.basket import Basket, BasketLine, Discount, add, add_return, set_basket_discount
from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.pricing import price
from pos_app.domain.tender import CASH, STATIC_CODE, Paid
from pos_app.services.checkout import Sold
from pos_app.services.return_rules import FEE_ITEM, FEE_LINE
from pos_app.services.returns import Wanted
from pos_app.storage.verify import verify
from tests.storage.ordering import cash, delivery, drawer, make_ready, turnover
from tests.support.till import BOSS, PART_TIMER, Till
from tests.unit.goods import BREAD, SMOKES, SODA, WATER, scan


def give_back(till: Till, receipt: str, *wanted: Wanted, basket: str = "back") -> Sold:
    back = till.returns.fill(Basket(id=basket), receipt, wanted)
    refund = price(back).total
    return till.checkout.complete(back, (Paid(method=CASH, received=refund),), BOSS)


def test_a_torn_bag_comes_back_in_two_visits_and_no_third(till: Till) -> None:
    receipt = till.sell(scan(BREAD), scan(BREAD), scan(SODA)).sale.receipt
    assert give_back(till, receipt, Wanted(line=1, qty=1000), basket="a").sale.due == -990
    assert give_back(till, receipt, Wanted(line=1, qty=1000), basket="b").sale.due == -990
    with pytest.raises(ShopError) as refused:
        give_back(till, receipt, Wanted(line=1, qty=1000), basket="c")
    assert refused.value.code == "already_returned"
    assert "已退 2" in str(refused.value)


def test_two_sheets_open_on_one_receipt_cannot_both_pay(till: Till) -> None:
    receipt = till.sell(scan(BREAD)).sale.receipt
    first = till.returns.fill(Basket(id="a"), receipt, (Wanted(line=1, qty=1000),))
    second = till.returns.fill(Basket(id="b"), receipt, (Wanted(line=1, qty=1000),))
    till.checkout.complete(first, (Paid(method=CASH, received=-990),), BOSS)
    with pytest.raises(ShopError) as refused:
        till.checkout.complete(second, (Paid(method=CASH, received=-990),), BOSS)
    assert refused.value.code == "already_returned"


def test_a_discounted_and_rounded_sale_gives_back_what_was_paid(till: Till) -> None:
    basket = add(add(Basket(id="s"), scan(SODA), 3000), scan(WATER))
    basket = set_basket_discount(basket, Discount(rate_bp=700, reason="老顾客"))
    sold = till.checkout.complete(
        basket, (Paid(method=CASH, received=2000),), BOSS, round_off=True
    ).sale
    assert sold.rounding > 0
    lines = tuple(Wanted(line=ln.no, qty=1000) for ln in sold.lines)
    back = give_back(till, sold.receipt, *lines, basket="b1").sale.due
    back += give_back(till, sold.receipt, Wanted(line=1, qty=2000), basket="b2").sale.due
    assert back == -sold.due


def test_a_deliverys_fee_comes_back_when_it_is_chosen_and_once(till: Till) -> None:
    delivery(till)
    make_ready(till, "b1")
    till.orders.send_out(("b1",), "老赵", BOSS)
    sale = till.orders.deliver("b1", cash(1_350), BOSS).sale
    before = drawer(till)
    goods = give_back(till, sale.receipt, Wanted(line=1, qty=3_000), basket="goods")
    assert goods.sale.due == -1_050
    offered = till.returns.find(sale.receipt).lines
    assert [(one.line.name, one.left) for one in offered if one.left] == [("送货费", 1_000)]
    give_back(till, sale.receipt, Wanted(line=FEE_LINE, qty=1_000), basket="fee")
    assert (drawer(till), turnover(till)) == (before - 1_350, 0)
    assert till.conn.execute("SELECT 1 FROM stock WHERE item = ?", (FEE_ITEM,)).fetchone() is None
    with pytest.raises(ShopError) as refused:
        give_back(till, sale.receipt, Wanted(line=FEE_LINE, qty=1_000), basket="again")
    assert refused.value.code == "already_returned"
    assert verify(till.conn).ok


def test_a_receipt_without_a_fee_offers_none(till: Till) -> None:
    receipt = till.sell(scan(BREAD)).sale.receipt
    with pytest.raises(ShopError) as refused:
        give_back(till, receipt, Wanted(line=FEE_LINE, qty=1_000))
    assert refused.value.code == "no_such_receipt"


def test_tobacco_stays_sold(till: Till) -> None:
    receipt = till.sell(scan(SMOKES), scan(SODA)).sale.receipt
    with pytest.raises(ShopError) as refused:
        give_back(till, receipt, Wanted(line=1, qty=1000))
    assert refused.value.code == "not_returnable"
    assert give_back(till, receipt, Wanted(line=2, qty=1000)).sale.due == -350


def test_an_exchange_pays_the_difference_in_one_receipt(till: Till) -> None:
    receipt = till.sell(scan(SODA)).sale.receipt
    basket = till.returns.fill(Basket(id="x"), receipt, (Wanted(line=1, qty=1000),))
    basket = add(basket, scan(BREAD))
    done = till.checkout.complete(basket, (Paid(method=CASH, received=1000),), BOSS)
    assert (done.sale.mode, done.sale.due, done.change) == ("exchange", 640, 360)
    assert till.one("SELECT qty FROM stock WHERE item = '100001'") == 0


def test_spoilt_goods_do_not_return_to_the_shelf(till: Till) -> None:
    receipt = till.sell(scan(BREAD)).sale.receipt
    give_back(till, receipt, Wanted(line=1, qty=1000, restock=False))
    assert till.one("SELECT qty FROM stock WHERE item = '100005'") == -1000


def test_without_a_receipt_a_manager_must_stand_by(till: Till) -> None:
    line = BasketLine(no=0, item=SODA, qty=-1000)
    basket = add_return(Basket(id="n"), line)
    paid = (Paid(method=CASH, received=-350),)
    with pytest.raises(NeedsApproval) as asked:
        till.checkout.complete(basket, paid, PART_TIMER)
    assert asked.value.right == "refund_no_receipt"
    done = till.checkout.complete(basket, paid, PART_TIMER, approved_by=BOSS)
    assert done.sale.approved_by is not None
    assert (done.entry.actor.name, done.sale.approved_by.name) == ("小周", "王姐")


def test_a_refund_by_code_leaves_the_drawer_alone(till: Till) -> None:
    receipt = till.sell(scan(SODA)).sale.receipt
    back = till.returns.fill(Basket(id="r"), receipt, (Wanted(line=1, qty=1000),))
    till.checkout.complete(back, (Paid(method=STATIC_CODE, received=-350),), BOSS)
    state = till.shifts.current()
    assert state is not None
    assert (state.cash_refunds, state.expected) == (0, 20_000 + 350)


def test_a_receipt_nobody_knows(till: Till) -> None:
    with pytest.raises(ShopError) as refused:
        till.returns.find("S001-01-1-999999")
    assert refused.value.code == "no_such_receipt"


def test_nothing_chosen_is_nothing_returned(till: Till) -> None:
    receipt = till.sell(scan(SODA)).sale.receipt
    with pytest.raises(ShopError) as refused:
        till.returns.fill(Basket(id="r"), receipt, (Wanted(line=1, qty=0),))
    assert refused.value.code == "nothing_to_return"


def test_a_forged_refund_is_not_paid(till: Till) -> None:
    """A basket whose refund was changed by hand does not match its receipt."""
    from dataclasses import replace

    receipt = till.sell(scan(SODA)).sale.receipt
    back = till.returns.fill(Basket(id="r"), receipt, (Wanted(line=1, qty=1000),))
    source = back.lines[0].source
    assert source is not None
    forged = replace(back, lines=(replace(back.lines[0], source=replace(source, refund=99_999)),))
    with pytest.raises(ShopError):
        till.checkout.complete(forged, (Paid(method=CASH, received=-99_999),), BOSS)
