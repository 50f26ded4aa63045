"""Orders at a till, as tests take them: who orders, the basket, the money, the steps between."""

from __future__ import annotations

import pytest

from pos_app.domain.basket import Basket, add
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Scanned
from pos_app.domain.tender import CASH, Paid
from pos_app.services.order_moves import Wish
from sync.wire.fulfilment import ShopRules, Zone
from sync.wire.order_machine import OrderView
from sync.wire.orders import Customer
from tests.support.till import BOSS, Till
from tests.unit.goods import SODA, scan

CHEN = Customer(name="陈奶奶", phone="13800001234")
HOME = Customer(name="陈奶奶", phone="13800001234", address="万新花园 3 号楼 2 门 501")
RULES = ShopRules(
    delivery=True,
    zones=(Zone(name="万新", places=("万新",), fee=300, minimum=600, free_over=5_000),),
)


def basket(*scanned: Scanned, name: str = "b1") -> Basket:
    built = Basket(id=name)
    for one in scanned:
        built = add(built, one)
    return built


def cash(fen: int) -> tuple[Paid, ...]:
    return (Paid(method=CASH, received=fen),)


def pickup(till: Till, *scanned: Scanned, name: str = "b1", paid: int = 0) -> OrderView:
    wish = Wish(mode="pickup", customer=CHEN, pay="now" if paid else "on_hand_over")
    goods = scanned or (scan(SODA, qty=2_000),)
    return till.orders.place(basket(*goods, name=name), wish, BOSS, paid=cash(paid) if paid else ())


def delivery(till: Till, name: str = "b1", paid: int = 0, pieces: int = 3) -> OrderView:
    till.orders.set_rules(RULES, BOSS)
    wish = Wish(mode="delivery", customer=HOME, pay="now" if paid else "on_hand_over")
    goods = basket(scan(SODA, qty=pieces * 1_000), name=name)
    return till.orders.place(goods, wish, BOSS, paid=cash(paid) if paid else ())


def make_ready(till: Till, order_id: str) -> OrderView:
    till.orders.pick(order_id, BOSS)
    return till.orders.ready(order_id, BOSS)


def code_of(error: pytest.ExceptionInfo[ShopError]) -> str:
    return error.value.code


def drawer(till: Till) -> int:
    state = till.shifts.current()
    assert state is not None
    return state.expected


def turnover(till: Till) -> int:
    state = till.shifts.current()
    assert state is not None
    return state.turnover
