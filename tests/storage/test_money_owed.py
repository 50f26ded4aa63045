"""Money of orders that is to go back: who owes it, for how long it is shown, how it leaves."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from pos_app.domain.errors import ShopError
from pos_app.domain.tender import CASH
from pos_app.storage.verify import verify
from sync.wire import order_machine as m
from sync.wire.fulfilment import ShopRules
from sync.wire.orders import HQ, ONLINE, SHOP, OrderMove, Slot
from tests.storage.ordering import cash, code_of, drawer, make_ready, pickup
from tests.support.orders import feed, from_page
from tests.support.till import BOSS, Till
from tests.unit.goods import SODA, scan

DAY_MS = 86_400_000


def at_hq(n: int, name: str, amount: int) -> OrderMove:
    return OrderMove(
        id=f"hq{n}", order="w1", move=name, step=n, at=n, who=HQ, amount=amount, method=ONLINE,
        reference=f"r{n}",
    )  # fmt: skip


def paid_online_and_given_up(till: Till, *more: OrderMove) -> None:
    order = from_page("w1", scan(SODA, qty=2_000), pay=ONLINE)
    gone = OrderMove(id="x", order="w1", move="cancel", step=2, at=2, who=SHOP)
    feed(till, order, at_hq(1, "pay", 700), gone, *more)


def test_money_that_is_owed_for_a_month_is_still_shown(till: Till) -> None:
    pickup(till, paid=1_000)
    till.orders.cancel("b1", "不要了", BOSS)
    till.clock.advance(31 * DAY_MS)
    (view,) = till.book.refunds_due()
    assert (view.order.id, view.owed_here) == ("b1", 700)
    till.orders.refund("b1", CASH, BOSS)
    assert till.book.refunds_due() == []
    assert verify(till.conn).ok


def test_what_was_paid_online_goes_back_by_hq_and_is_no_debt_of_the_counter(till: Till) -> None:
    paid_online_and_given_up(till)
    assert till.book.refunds_due() == []
    with pytest.raises(ShopError) as said:
        till.orders.refund("w1", CASH, BOSS)
    assert code_of(said) == "order_refund_online"


def test_a_refund_that_the_service_refuses_does_not_keep_the_customers_money(till: Till) -> None:
    paid_online_and_given_up(till, at_hq(3, "refund_send", 700), at_hq(4, "refund_failed", 700))
    (view,) = till.book.refunds_due()
    assert view.owed_here == 700
    before = drawer(till)
    done = till.orders.refund("w1", CASH, BOSS)
    assert (drawer(till), done.refund, done.to_pay) == (before - 700, m.REFUND_DONE, 0)
    with pytest.raises(ShopError) as said:
        till.orders.refund("w1", CASH, BOSS)
    assert code_of(said) == "order_nothing_due"


def test_the_owner_changes_the_rules_twice_while_the_clock_runs_back(till: Till) -> None:
    till.orders.set_rules(ShopRules(margin=2_000), BOSS)
    till.clock.advance(-DAY_MS)
    assert till.orders.set_rules(ShopRules(margin=1_000), BOSS).margin == 1_000
    assert till.book.rules().margin == 1_000


def test_hq_hears_that_goods_have_left_before_they_are_free_again(till: Till) -> None:
    """Between two batches of a long catch-up nobody may be promised what was handed over."""
    view = make_ready(till, pickup(till).order.id)
    till.orders.collect("b1", view.order.code, cash(700), BOSS)
    kinds = [k for (k,) in till.conn.execute("SELECT kind FROM journal ORDER BY pos DESC LIMIT 2")]
    assert kinds == ["order.moved", "sale.completed"]
    assert verify(till.conn).ok


def test_an_order_with_a_date_that_is_none_does_not_stop_the_others_timers(till: Till) -> None:
    pickup(till)
    odd = from_page("w1", scan(SODA))
    feed(till, replace(odd, slot=Slot(date="soon", start=0, end=60)))
    till.clock.advance(60 * 60_000)
    assert {fired.view.order.id for fired in till.orders.run_timers()} >= {"b1", "w1"}


def test_a_code_of_letters_does_not_open_an_order_without_a_code(till: Till) -> None:
    odd = replace(from_page("w1", scan(SODA)), code="")
    feed(till, odd)
    make_ready(till, "w1")
    with pytest.raises(ShopError) as said:
        till.orders.collect("w1", "abc", cash(350), BOSS)
    assert code_of(said) == "order_wrong_code"
