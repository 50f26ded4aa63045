"""Eggs from the scale, a snack that nobody knows, goods without a price, goods past their date.

Nothing of it slips through silently, and nothing stops the queue (scene 4).
"""

from __future__ import annotations

from collections.abc import Callable

from sync.wire.facts import ItemSaved, PriceChanged
from tests.ui.sell.conftest import EGG_LABEL, EGGS, SODA, STALE, UNPRICED, Counter

NEW_CODE = "6977777777777"


def test_a_label_from_the_scale_is_weight_and_amount(counter: Counter) -> None:
    counter.scan(EGG_LABEL)
    assert counter.lines() == [(EGGS.name, "1.235 kg", "12.30")]
    counter.scan(EGG_LABEL)
    assert len(counter.lines()) == 2


def test_loose_goods_ask_for_their_weight(counter: Counter) -> None:
    counter.till.type("00987")
    counter.till.press("Enter")
    counter.till.sees("称重")
    counter.till.type("1.5")
    counter.till.sees("14.94")
    counter.till.press("Enter")
    assert counter.lines() == [(EGGS.name, "1.5 kg", "14.94")]


def test_an_unknown_code_becomes_goods_in_three_fields_and_is_sold(counter: Counter) -> None:
    counter.till.type("2*")
    counter.scan(NEW_CODE)
    counter.till.sees(f"没见过这个条码:{NEW_CODE}")
    counter.till.type("新出的薯片")
    counter.till.press("Tab")
    counter.till.type("7.5")
    counter.till.press("Down", "Enter")
    counter.till.wait(lambda: counter.lines() == [("新出的薯片", "2", "15.00")])
    counter.till.wait(lambda: counter.till.sheet is None)
    (saved,) = [f for f in counter.facts(ItemSaved) if isinstance(f, ItemSaved) and f.created]
    assert (saved.name, saved.code, saved.price) == ("新出的薯片", NEW_CODE, 750)
    counter.scan(NEW_CODE)
    assert counter.lines() == [("新出的薯片", "3", "22.50")]


def test_new_goods_without_a_name_say_so_beside_the_field(counter: Counter) -> None:
    counter.scan(NEW_CODE)
    counter.till.press("Enter")
    counter.till.sees("请填商品名称")
    counter.till.press("Esc")
    assert counter.lines() == []


def test_a_name_that_nobody_sells_can_be_created_too(counter: Counter) -> None:
    counter.till.type("zzqq")
    counter.till.sees("查找结果")
    counter.till.press("Enter")
    counter.till.sees("新商品", "zzqq")


def test_goods_without_a_price_ask_for_it_and_may_keep_it(counter: Counter) -> None:
    counter.scan(UNPRICED.code)
    counter.till.sees("这件还没有价格")
    counter.till.press("Enter")
    assert counter.till.sheet is not None
    counter.till.type("6.8")
    counter.till.press("Enter")
    assert counter.lines() == [(UNPRICED.name, "1", "6.80")]
    (changed,) = counter.facts(PriceChanged)
    assert isinstance(changed, PriceChanged)
    assert (changed.old, changed.new) == (None, 680)
    counter.scan(UNPRICED.code)
    assert counter.lines() == [(UNPRICED.name, "2", "13.60")]


def test_a_cashier_prices_this_line_alone(counter_of: Callable[[str], Counter]) -> None:
    counter = counter_of("小周")
    counter.scan(UNPRICED.code)
    counter.till.type("6.8")
    counter.till.press("Enter")
    assert counter.lines() == [(UNPRICED.name, "1", "6.80")]
    assert counter.facts(PriceChanged) == []


def test_expired_goods_are_not_sold_without_a_manager(counter: Counter) -> None:
    counter.scan(STALE.code)
    counter.till.sees("过期酸奶 已过期(2026-03-01),还要卖")
    assert counter.lines() == []
    counter.till.press("Esc")
    counter.scan(SODA.code)
    assert [name for name, _q, _a in counter.lines()] == [SODA.name]
    counter.scan(STALE.code)
    counter.till.type("135790")
    counter.till.wait(lambda: len(counter.lines()) == 2)
    counter.till.sees("王姐 授权")
    counter.pay_cash()
    (sale,) = counter.sales()
    assert sale.lines[1].approved_by is not None


def test_a_pack_with_its_date_in_the_code_is_checked_by_that_date(counter: Counter) -> None:
    counter.scan(f"01{SODA.code.zfill(14)}17260228")
    counter.till.sees("已过期(2026-02-28)")
