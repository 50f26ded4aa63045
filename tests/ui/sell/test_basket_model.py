"""The basket's table: exact changes, so that a hundred lines cost no more than one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.modeltest import ModelTester

from pos_app.domain import basket as b
from pos_app.domain import pricing
from pos_app.domain.basket import Approval, Basket, Discount, Override
from pos_app.domain.item import Item, Pack, Scanned
from pos_app.domain.money import MILLI
from pos_app.ui.models.basket_model import BasketModel, Column
from pos_app.ui.models.basket_words import discount_words
from pos_app.ui.screens.sell.put_back import put_back
from pos_app.ui.theme import CellRole

BY = Approval(id="1", name="王姐")


def goods(n: int, **more: object) -> Item:
    return Item(id=f"i{n}", name=f"商品{n}", spec="瓶 550ml", price=100 + n, **more)  # type: ignore[arg-type]


def filled(count: int) -> Basket:
    basket = Basket(id="b")
    for n in range(count):
        basket = b.add(basket, Scanned(item=goods(n)))
    return basket


class Watch:
    """What a model told its views."""

    def __init__(self, model: BasketModel) -> None:
        self.told: list[tuple[str, int, int]] = []
        model.rowsInserted.connect(lambda _p, a, z: self.told.append(("in", a, z)))
        model.rowsRemoved.connect(lambda _p, a, z: self.told.append(("out", a, z)))
        model.dataChanged.connect(
            lambda a, z: self.told.append((f"changed {a.column()}", a.row(), z.row()))
        )
        model.modelReset.connect(lambda: self.told.append(("reset", 0, 0)))
        model.layoutChanged.connect(lambda: self.told.append(("layout", 0, 0)))


@pytest.fixture
def model(qtmodeltester: ModelTester) -> BasketModel:
    model = BasketModel()
    qtmodeltester.check(model, force_py=True)
    return model


def test_the_hundred_and_first_line_touches_no_other(model: BasketModel) -> None:
    basket = filled(100)
    model.show(pricing.price(basket))
    watch = Watch(model)
    model.show(pricing.price(b.add(basket, Scanned(item=goods(500)))))
    assert watch.told == [("in", 100, 100)]


def test_one_more_of_a_line_changes_that_row_alone(model: BasketModel) -> None:
    basket = filled(30)
    model.show(pricing.price(basket))
    watch = Watch(model)
    model.show(pricing.price(b.set_qty(basket, 7, 3 * MILLI)))
    assert watch.told == [("changed 0", 6, 6)]
    assert model.data(model.index(6, Column.QTY)) == "3"
    assert model.data(model.index(6, Column.AMOUNT)) == "3.18"


def test_taking_a_line_out_numbers_those_below_anew(model: BasketModel) -> None:
    basket = filled(5)
    model.show(pricing.price(basket))
    watch = Watch(model)
    model.show(pricing.price(b.remove(basket, 2, BY)))
    assert watch.told == [("out", 1, 1), ("changed 0", 1, 3)]
    assert [model.data(model.index(r, Column.NUMBER)) for r in range(4)] == ["1", "2", "3", "4"]


def test_undo_puts_the_line_back_in_its_place(model: BasketModel) -> None:
    basket = filled(5)
    gone = basket.line(2)
    less = b.remove(basket, 2, BY)
    model.show(pricing.price(less))
    watch = Watch(model)
    back = put_back(less, gone, 1)
    model.show(pricing.price(back))
    assert watch.told[0] == ("in", 1, 1)
    assert [line.no for line in back.lines] == [1, 2, 3, 4, 5]
    assert back.removed == ()
    assert put_back(back, gone, 1) is back


def test_a_basket_discount_is_told_on_every_line(model: BasketModel) -> None:
    basket = filled(3)
    model.show(pricing.price(basket))
    model.show(pricing.price(b.set_basket_discount(basket, Discount(rate_bp=1000))))
    tags = model.data(model.index(0, Column.NAME), CellRole.TAGS)
    assert [tag.text for tag in tags] == ["整单优惠 0.10"]


def test_why_a_line_costs_what_it_costs(model: BasketModel) -> None:
    case = Pack(code="16901", qty=12 * MILLI, price=1000)
    basket = b.add(Basket(id="b"), Scanned(item=goods(1), pack=case, qty=12 * MILLI))
    basket = b.add(basket, Scanned(item=goods(2)))
    basket = b.set_price(basket, 2, Override(price=50, reason="价签"))
    basket = b.add(basket, Scanned(item=goods(3)))
    basket = b.set_discount(basket, 3, Discount(rate_bp=3000))
    model.show(pricing.price(basket))
    tags = [model.data(model.index(r, Column.NAME), CellRole.TAGS)[0].text for r in range(3)]
    assert tags == ["整箱价", "价签", "7 折"]
    struck = [model.data(model.index(r, Column.PRICE), CellRole.STRUCK) for r in range(3)]
    assert struck == [None, "1.02", "1.03"]
    assert model.data(model.index(2, Column.PRICE)) == "0.72"


def test_weighed_goods_show_their_weight_and_cannot_be_stepped(model: BasketModel) -> None:
    eggs = goods(1, weighed=True, unit="kg", supply="origin", origin="蓟州")
    labelled = Scanned(item=eggs, qty=1235, amount=1230)
    model.show(pricing.price(b.add(Basket(id="b"), labelled)))
    assert model.data(model.index(0, Column.QTY)) == "1.235 kg"
    assert model.data(model.index(0, Column.QTY), CellRole.STEPPER) is False
    assert "产地直发 蓟州" in str(model.data(model.index(0, Column.NAME), CellRole.SUB))


def test_discounts_in_the_shopkeepers_words() -> None:
    assert [discount_words(r, 0) for r in (1000, 1200, 500)] == ["9 折", "8.8 折", "9.5 折"]
    assert discount_words(0, 150) == "减 1.50"


@given(st.lists(st.lists(st.integers(0, 12), unique=True, max_size=8).map(sorted), max_size=6))
def test_the_model_ends_as_the_basket_stands(steps: list[list[int]]) -> None:
    model = BasketModel()
    whole = filled(13)
    for keep in steps:
        basket = replace(whole, lines=tuple(whole.lines[n] for n in keep))
        model.show(pricing.price(basket))
        shown = [model.line_at(r) for r in range(model.rowCount())]
        assert [p.line.no for p in shown if p] == [n + 1 for n in keep]
