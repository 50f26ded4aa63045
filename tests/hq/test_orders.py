"""Orders from the page: HQ's prices, what can still be promised, once, and only with the token."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from sync.hq.store import orders, shop_rules
from sync.hq.store import tables as t
from sync.hq.store.catalogue import change_price
from sync.hq.store.offer_table import mark_down
from sync.hq.store.orders_check import SENTENCES
from sync.hq.store.projections import rebuild
from sync.wire.facts import MarkedDown
from sync.wire.fulfilment import ShopRules
from sync.wire.orders import Slot
from tests.support.hq import NOON, RunningHq, line, received, sale
from tests.support.storefront import (
    BREAD,
    MILK,
    PEARS,
    PRICES,
    RULES,
    SMOKE,
    look,
    on_page,
    open_store,
    place,
    refusal,
    wanted,
)

MINUTE = 60_000


def with_rules(hq: RunningHq, **changes: object) -> None:
    new: ShopRules = msgspec.structs.replace(RULES, **changes)
    hq.clock.at += 1
    with hq.hq.database.scope("S001") as scope:
        shop_rules.set_rules(scope, "S001", new, hq.clock())


def test_a_pickup_is_priced_by_hq_and_held_back_from_everyone_else(hq: RunningHq) -> None:
    open_store(hq)
    placed = place(hq, wanted((MILK, 2_000), (BREAD, 1_000)))
    order = placed.order
    assert (order.goods, order.fee, order.total) == (1_780, 0, 1_780)
    assert [(ln.item, ln.qty, ln.price, ln.amount) for ln in order.lines] == [
        (MILK, 2_000, 650, 1_300), (BREAD, 1_000, 480, 480),
    ]  # fmt: skip
    assert len(order.code) == 6
    assert order.slot is not None
    assert look(hq, placed).state == "NEW"
    assert on_page(hq) == {MILK: 48_000, BREAD: 49_000, SMOKE: 50_000, PEARS: 50_000}


def test_the_same_key_again_gives_the_same_order(hq: RunningHq) -> None:
    open_store(hq)
    want = wanted((MILK, 2_000))
    first, second = place(hq, want), place(hq, want)
    assert (first.order, first.token) == (second.order, second.token)
    assert (first.again, second.again) == (False, True)
    assert on_page(hq)[MILK] == 48_000


def test_what_is_promised_is_not_promised_twice_and_what_is_given_up_is_free_again(
    hq: RunningHq,
) -> None:
    open_store(hq, stock=3_000)
    placed = place(hq, wanted((MILK, 2_000)))
    error = refusal(hq, wanted((BREAD, 1_000), (MILK, 2_000)))
    assert error.code == "sold_out"
    assert error.values["items"] == [{"item": MILK, "name": "商品milk", "left": 1_000}]
    with hq.hq.database.scope("S001") as scope:
        view = hq.hq.orders.customer_move(
            scope, "S001", placed.order.id, placed.token, "cancel", NOON
        )
    assert view.state == "CANCELLED"
    assert on_page(hq)[MILK] == 3_000
    assert place(hq, wanted((MILK, 3_000))).order.total == 1_950


def test_the_page_keeps_back_the_margin_and_more_when_the_tills_are_silent(hq: RunningHq) -> None:
    open_store(hq, stock=5_000)
    with_rules(hq, margin=1_000, narrow_margin=3_000, narrow_after=15, close_after=240)
    assert on_page(hq)[MILK] == 4_000
    hq.clock.at += 16 * MINUTE
    assert on_page(hq)[MILK] == 2_000
    assert refusal(hq, wanted((MILK, 3_000))).code == "sold_out"
    hq.clock.at += 240 * MINUTE
    assert refusal(hq, wanted((MILK, 1_000))).code == "away"


def test_openness_follows_hours_and_the_last_contact(hq: RunningHq) -> None:
    open_store(hq)
    with_rules(hq, opens=7 * 60, closes=22 * 60, narrow_after=15, close_after=240)

    def now(minutes: int) -> str:
        with hq.hq.database.reading("S001") as scope:
            return shop_rules.openness(scope, "S001", NOON + minutes * MINUTE)

    assert [now(m) for m in (1, 16, 241)] == ["open", "narrow", "away"]
    with_rules(hq, opens=13 * 60, closes=22 * 60)
    assert now(1) == "closed"


def test_stock_that_a_till_sells_or_receives_shows_on_the_page(hq: RunningHq) -> None:
    till = open_store(hq, stock=5_000)
    assert on_page(hq)[MILK] == 5_000
    till.record(sale(9, [line(1, MILK, qty=2_000)]))
    till.push(first=5)
    assert on_page(hq)[MILK] == 3_000
    till.record(received(MILK, 500))
    till.push(first=6)
    assert on_page(hq)[MILK] == 3_000, "half a carton of milk is none"


def test_a_price_comes_into_force_by_itself(hq: RunningHq) -> None:
    open_store(hq)
    assert on_page(hq)
    change_price(hq.hq.database, ["S001"], MILK, 700, NOON + MINUTE)

    def price() -> int:
        with hq.hq.database.reading("S001") as scope:
            goods = hq.hq.shelf.goods(scope, "S001", hq.clock())
        return next(g.price for g in goods if g.id == MILK)

    assert price() == 650
    want = wanted((MILK, 1_000), expected=650)
    hq.clock.at += MINUTE
    assert price() == 700
    error = refusal(hq, want)
    assert (error.code, error.values["total"]) == ("price_changed", 700)
    assert place(hq, wanted((MILK, 1_000))).order.total == 700


def test_delivery_has_a_zone_a_fee_and_a_minimum(hq: RunningHq) -> None:
    open_store(hq)
    order = place(hq, wanted((MILK, 2_000), mode="delivery")).order
    assert (order.customer.zone, order.goods, order.fee, order.total) == ("近处", 1_300, 300, 1_600)
    assert place(hq, wanted((MILK, 8_000), mode="delivery")).order.fee == 0
    below = refusal(hq, wanted((MILK, 1_000), mode="delivery"))
    assert (below.code, below.values["missing"]) == ("below_minimum", 350)
    far = wanted((MILK, 2_000), mode="delivery", address="河西区友谊路 1 号")
    assert refusal(hq, far).code == "no_zone"


def test_tobacco_is_never_delivered(hq: RunningHq) -> None:
    open_store(hq)
    assert refusal(hq, wanted((SMOKE, 1_000), mode="delivery")).code == "tobacco"
    assert place(hq, wanted((SMOKE, 1_000))).order.total == 2_500


def test_weighed_goods_are_ordered_by_weight_and_pieces_are_not(hq: RunningHq) -> None:
    open_store(hq)
    assert place(hq, wanted((PEARS, 1_350))).order.total == (899 * 1350 + 500) // 1000
    assert refusal(hq, wanted((MILK, 1_500))).code == "bad_qty"


def test_a_slot_is_given_as_often_as_the_owner_says(hq: RunningHq) -> None:
    open_store(hq)
    with_rules(hq, slot_orders=1, opens=7 * 60, closes=13 * 60, days_ahead=0)
    first = place(hq, wanted((MILK, 1_000))).order.slot
    assert first == Slot(date="2026-03-03", start=12 * 60, end=12 * 60 + 30)
    assert refusal(hq, wanted((MILK, 1_000), slot=first)).code == "slot_full"
    early = Slot(date="2026-03-03", start=8 * 60, end=8 * 60 + 30)
    assert refusal(hq, wanted((MILK, 1_000), slot=early)).code == "slot_gone"
    far = Slot(date="2026-04-03", start=8 * 60, end=8 * 60 + 30)
    assert refusal(hq, wanted((MILK, 1_000), slot=far)).code == "slot_gone"
    assert place(hq, wanted((MILK, 1_000))).order.slot == Slot(
        date="2026-03-03", start=12 * 60 + 30, end=13 * 60
    )
    assert refusal(hq, wanted((MILK, 1_000))).code == "closed"


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("bad_idem", {"idem": "1"}),
        ("bad_mode", {"mode": "drone"}),
        ("bad_pay", {"pay": "later"}),
        ("bad_phone", {"phone": "call me"}),
        ("bad_name", {"name": " "}),
        ("bad_note", {"note": "x" * 300}),
        ("bad_substitute", {"substitute": "whatever"}),
        ("bad_slot", {"slot": Slot(date="tomorrow", start=0, end=9)}),
        ("empty", {"lines": ()}),
        ("too_many", {"lines": tuple(orders.Wanted(item=f"i{n}", qty=1_000) for n in range(99))}),
        ("bad_qty", {"lines": (orders.Wanted(item=MILK, qty=-1_000),)}),
        ("bad_qty", {"lines": (orders.Wanted(item=MILK, qty=1 << 62),)}),
        ("unknown_item", {"lines": (orders.Wanted(item="../etc", qty=1_000),)}),
        ("unknown_item", {"lines": (orders.Wanted(item="nothing", qty=1_000),)}),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_and_nothing_is_written(
    hq: RunningHq, code: str, changes: dict[str, object]
) -> None:
    open_store(hq)
    before = {table.name: hq.rows(table) for table in t.TENANT}
    want = replace(wanted((MILK, 1_000)), **changes)  # type: ignore[arg-type]
    assert refusal(hq, want).code == code
    assert {table.name: hq.rows(table) for table in t.TENANT} == before
    assert code in SENTENCES


def test_only_the_token_opens_an_order(hq: RunningHq) -> None:
    open_store(hq)
    open_store(hq, "S002")
    placed, other = place(hq, wanted((MILK, 1_000))), place(hq, wanted((MILK, 1_000)), "S002")
    for token in ("", "S001", f"S001.{'0' * 32}", other.token, "é.ü", placed.token[:-1]):
        with (
            hq.hq.database.reading("S001") as scope,
            pytest.raises(orders.OrderRefused, match="no_such_order"),
        ):
            hq.hq.orders.view(scope, "S001", placed.order.id, token)


def test_a_customer_cancels_before_the_shop_begins_and_asks_afterwards(hq: RunningHq) -> None:
    open_store(hq)
    placed = place(hq, wanted((MILK, 1_000)))

    def move(name: str) -> str:
        with hq.hq.database.scope("S001") as scope:
            return hq.hq.orders.customer_move(
                scope, "S001", placed.order.id, placed.token, name, NOON
            ).state

    with pytest.raises(orders.OrderRefused, match="bad_move"):
        move("collect")
    with pytest.raises(orders.OrderRefused, match="too_late"):
        move("agree")
    assert move("cancel") == "CANCELLED"
    assert move("cancel") == "CANCELLED", "pressed again, the answer may have been lost"
    with pytest.raises(orders.OrderRefused, match="too_late"):
        move("complete")
    assert len(hq.rows(t.order_move)) == 1


def test_every_article_with_a_price_is_on_the_page_once(hq: RunningHq) -> None:
    open_store(hq)
    with hq.hq.database.reading("S001") as scope:
        goods = hq.hq.shelf.goods(scope, "S001", NOON)
        assert {g.id: g.price for g in goods} == PRICES
        assert hq.hq.shelf.goods(scope, "nowhere", NOON) == ()


def marked_down(price: int, qty: int, expiry: str = "2026-03-04") -> MarkedDown:
    return MarkedDown(item=MILK, name="牛奶", expiry=expiry, old=650, price=price, qty=qty)


def milk(hq: RunningHq) -> tuple[int, int, int, bool]:
    """Price, price before, available and the mark of near-expiry goods on the page."""
    with hq.hq.database.reading("S001") as scope:
        goods = hq.hq.shelf.goods(scope, "S001", hq.clock())
    (good,) = (g for g in goods if g.id == MILK)
    return good.price, good.was, good.available, good.near_expiry


def test_a_batch_that_was_marked_down_is_sold_for_less_as_long_as_it_lasts(hq: RunningHq) -> None:
    till = open_store(hq)
    till.record(marked_down(390, 3_000))
    till.push(first=5)
    assert milk(hq) == (390, 650, 3_000, True)
    assert refusal(hq, wanted((MILK, 4_000))).code == "sold_out"
    assert place(hq, wanted((MILK, 2_000))).order.total == 780
    assert milk(hq) == (390, 650, 1_000, True)
    hq.clock.at += 12 * 60 * MINUTE  # its last day
    assert milk(hq)[0] == 390
    hq.clock.at += 24 * 60 * MINUTE
    with hq.hq.database.reading("S001") as scope:
        goods = {g.id: g for g in hq.hq.shelf.goods(scope, "S001", hq.clock())}
    assert (goods[MILK].price, goods[MILK].was, goods[MILK].near_expiry) == (650, 0, False)


def test_a_till_whose_clock_jumped_back_has_its_last_word_all_the_same(hq: RunningHq) -> None:
    """Its ids are made of its clock; its journal knows what came after what."""
    till = open_store(hq)
    till.record(marked_down(455, 3_000), at=NOON + 60 * MINUTE)
    till.record(marked_down(390, 2_000), at=NOON)
    till.push(first=5)
    assert milk(hq) == (390, 650, 2_000, True)
    till.record(marked_down(0, 0), at=NOON - 60 * MINUTE)
    till.push(first=7)
    assert milk(hq) == (650, 0, 50_000, False)


@pytest.mark.parametrize("turn", [(0, 1), (1, 0)])
def test_of_two_tills_the_later_mark_down_holds_whoever_is_heard_first(
    hq: RunningHq, turn: tuple[int, int]
) -> None:
    tills, first = (open_store(hq), hq.till("S001", "02")), (5, 1)
    tills[0].record(marked_down(455, 3_000), at=NOON)
    tills[1].record(marked_down(390, 2_000), at=NOON + 1)
    for n in turn:
        tills[n].push(first=first[n])
    assert milk(hq) == (390, 650, 2_000, True)


def test_a_mark_down_that_is_taken_back_is_gone_and_the_last_word_holds(hq: RunningHq) -> None:
    till = open_store(hq)
    till.record(marked_down(390, 3_000), at=NOON + 1)
    till.record(marked_down(0, 0), at=NOON + 2)
    till.push(first=5)
    assert milk(hq) == (650, 0, 50_000, False)
    before = hq.rows(mark_down)
    with hq.hq.database.scope("S001") as scope:
        rebuild(scope, "S001")
    assert hq.rows(mark_down) == before
