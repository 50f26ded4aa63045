"""Cards, timers and the bag, as values."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.modeltest import ModelTester

from pos_app.ui.models.order_board import CardsModel, OrderListModel
from pos_app.ui.models.order_cards import (
    ANSWER,
    COLUMNS,
    Countdown,
    OrderCard,
    card_of,
    cards_of,
)
from pos_app.ui.models.order_pick import Bag, Refused
from pos_app.ui.models.order_words import ShopNow, slot_words
from sync.wire.fulfilment import ShopRules
from sync.wire.order_machine import OrderView, fold
from sync.wire.orders import LineChange, Slot
from tests.support.face import MORNING
from tests.ui.orders.make import after, afternoon_orders, line, many_orders, placed

NOW = ShopNow(MORNING, 480)
RULES = ShopRules()


def board(views: Sequence[OrderView]) -> dict[str, list[OrderCard]]:
    return cards_of(views, RULES, NOW, {})


def afternoon() -> list[OrderView]:
    return [fold(order, moves) for order, moves in afternoon_orders()]


def test_every_open_order_has_one_place_on_the_board() -> None:
    cards = board(afternoon())
    assert sum(len(part) for part in cards.values()) == len(afternoon())
    assert {name: [card.number for card in part] for name, part in cards.items()} == {
        "new": ["#0417", "#0418"],
        "picking": ["#0416", "#0420"],
        "ready": ["#0411", "#0413", "#0414", "#0412"],
        "out": ["#0409", "#0410"],
    }


def test_timer_counts_down_turns_red_and_counts_what_is_over() -> None:
    timer = Countdown(0, 5 * 60_000)
    assert (timer.words(60_000), timer.share(60_000), timer.urgent(60_000)) == (
        "04:00", 200, False,
    )  # fmt: skip
    assert (timer.words(230_000), timer.urgent(230_000)) == ("01:10", True)
    assert (timer.words(310_000), timer.share(310_000)) == ("+00:10", 1000)


def test_slot_of_another_day_says_which() -> None:
    assert slot_words(Slot(date="2026-03-03", start=1080, end=1110), NOW) == "18:00–18:30"
    assert slot_words(Slot(date="2026-03-04", start=480, end=510), NOW) == "明天 08:00–08:30"
    assert slot_words(Slot(date="2026-03-08", start=480, end=510), NOW) == "3月8日 08:00–08:30"


def test_when_only_the_answer_is_missing_the_button_asks_for_it() -> None:
    offer = LineChange(no=1, qty=1000, instead=line(1, "别的"))
    order = placed("0416", lines=(line(1, "吐司"), line(2, "牛奶")))
    view = after(order, "accept", "pick", "adjust", changes=(offer,), ask=True)
    assert card_of(view, RULES, NOW, {"order-0416": (0, 2)}).words == "开始拣货"
    assert card_of(view, RULES, NOW, {"order-0416": (1, 2)}).deed == ANSWER


def test_models_keep_qts_rules(qtmodeltester: ModelTester) -> None:
    model = CardsModel()
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    first, second = many_orders(12), many_orders(9)
    for orders in (first, second, first[3:], [], second):
        views = [fold(order, moves) for order, moves in orders]
        for name in COLUMNS:
            model.show_cards(board(views)[name])
    table = OrderListModel(lambda _card: "")
    qtmodeltester.check(table)  # type: ignore[no-untyped-call]
    table.show_cards(board(afternoon())["new"])


@given(st.lists(st.integers(0, 11), unique=True), st.lists(st.integers(0, 11), unique=True))
def test_model_becomes_whatever_it_is_shown(before: list[int], then: list[int]) -> None:
    orders = [fold(order, moves) for order, moves in many_orders(12)]
    cards = [card_of(view, RULES, NOW, {}) for view in orders]
    model = CardsModel()
    for wanted in (before, then):
        model.show_cards([cards[n] for n in wanted])
        assert [card.id for card in model.rows] == [cards[n].id for n in wanted]


def picking(*lines: object) -> Bag:
    order = placed("0416", lines=lines)  # type: ignore[arg-type]
    return Bag.of(after(order, "accept", "pick"), {})


def test_bag_is_complete_when_every_line_is() -> None:
    bag = picking(
        line(1, "汽水", qty=2, item="a"), line(2, "鸡蛋", qty=1500, weighed=True, item="e")
    )
    for item, qty in (("a", 1000), ("e", 1235), ("a", 1000)):
        assert not bag.is_complete
        bag, _line = bag.take(item=item, code="", name=item, qty=qty)
    assert bag.is_complete
    assert bag.progress() == (3, 3)
    assert bag.changes() == (LineChange(no=2, qty=1235),)


def test_same_goods_on_two_lines_fill_one_after_the_other() -> None:
    bag = picking(line(1, "汽水", item="a"), line(2, "汽水", item="a"))
    for no in (1, 2):
        bag, took = bag.take(item="a", code="", name="汽水", qty=1000)
        assert took.no == no
    with pytest.raises(Refused, match="已经够了"):
        bag.take(item="a", code="", name="汽水", qty=1000)


def test_case_that_is_more_than_was_asked_is_refused() -> None:
    bag = picking(line(1, "水", qty=3, item="w"))
    with pytest.raises(Refused, match="拆开再扫"):
        bag.take(item="w", code="", name="水", qty=12_000)


def test_line_that_was_replaced_is_picked_anew() -> None:
    bag = picking(line(1, "吐司", item="b"))
    bag, _ = bag.take(item="b", code="", name="吐司", qty=1000)
    other = LineChange(no=1, qty=1000, instead=line(1, "面包", item="c"))
    order = bag.view.order
    view = after(order, "accept", "pick", "adjust", changes=(other,))
    assert bag.with_view(view).progress() == (0, 1)


@given(st.lists(st.sampled_from(["a", "b", "x"]), max_size=12))
def test_bag_never_holds_more_than_the_order_asks(scans: list[str]) -> None:
    bag = picking(line(1, "甲", qty=2, item="a"), line(2, "乙", qty=3, item="b"))
    for item in scans:
        try:
            bag, _line = bag.take(item=item, code="", name=item, qty=1000)
        except Refused:
            continue
    assert all(bag.has(one) <= one.qty for one in bag.view.lines)
    wanted = min(scans.count("a"), 2) + min(scans.count("b"), 3)
    assert bag.progress() == (wanted, 5)
