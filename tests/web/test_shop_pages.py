"""The storefront by forms alone, on both databases: what a customer sees and what is written."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from sync.hq.store import tables as t
from sync.hq.store.catalogue import put
from sync.wire.facts import MarkedDown
from sync.wire.feed import ItemRow, PriceRow
from sync.wire.fulfilment import ShopRules
from tests.support.hq import NOON
from tests.support.shopfront import (
    HOME,
    RULES,
    STORE,
    Customer,
    Shop,
    filled,
    hidden,
    running_shop,
    said,
    stocked,
)

MINUTE = 60_000


@pytest.fixture
def shop(database_url: str, tmp_path: Path) -> Iterator[Shop]:
    with running_shop(database_url, tmp_path) as running:
        yield running


@pytest.fixture
def customer(shop: Shop) -> Iterator[Customer]:
    person = Customer(shop)
    yield person
    person.session.close()


def orders(shop: Shop) -> list[dict[str, object]]:
    return shop.hq.rows(t.shop_order)


def test_the_front_says_that_the_shop_is_open_and_what_it_has(customer: Customer) -> None:
    words = said(customer.get().text)
    assert "营业中 07:00–22:00" in words
    assert "到店提 最早 今天 12:00–12:30" in words
    assert "配送费 ¥3.00 起,满 ¥20.00 送" in words
    assert "五常产地直发" in words and "阳江工厂直供" in words
    assert "朝阳瓜子 150g · 袋 ¥6.80 卖完了" in words
    assert "金桥香烟" not in words, "tobacco is sold over the counter"


def test_what_expires_soon_is_offered_first_at_its_price(shop: Shop, customer: Customer) -> None:
    shop.till.record(
        MarkedDown(item="A4", name="青山纯牛奶", expiry="2026-03-05", old=450, price=315, qty=2000)
    )
    shop.till.push(len(shop.till.payloads))
    words = said(customer.get().text)
    assert "临期特价 快到期,便宜卖,数量有限 青山 青山纯牛奶" in words
    assert "青山纯牛奶 250ml · 盒 临期特价,03-05 到期 ¥3.15 原价 ¥4.50 只剩 2" in words
    customer.take("A4", 3)
    for path in ("/basket", "/checkout"):
        assert "临期特价,03-05 到期" in said(customer.get(path).text)
    customer.order()
    assert orders(shop)[0]["total"] == 630, "two of them, at the lower price"


def test_after_hours_she_orders_ahead(shop: Shop, customer: Customer) -> None:
    shop.hq.clock.at = NOON + 11 * 60 * MINUTE
    shop.till.log_in(shop.hq.clock())
    shop.till.all_changes()
    assert "已打烊 07:00–22:00 营业,现在可以先订好" in said(customer.get().text)
    customer.take("A1")
    customer.order()
    assert orders(shop)[0]["slot_date"] == "2026-03-04"


def test_a_shop_that_was_not_heard_of_sells_less_and_then_nothing(
    shop: Shop, customer: Customer
) -> None:
    customer.take("A3", 2)
    shop.hq.clock.at = NOON + 20 * MINUTE
    words = said(customer.get().text)
    assert "店里暂时没联网" in words
    assert "麦香全麦吐司 400g · 袋 ¥9.90 卖完了" in words
    form = customer.checkout() if customer.get("/checkout").status_code == 200 else {}
    assert not form, "she is told in her basket first"
    assert "麦香全麦吐司 刚卖完,已从购物篮拿掉" in said(customer.get("/basket").text)
    shop.hq.clock.at = NOON + 5 * 60 * MINUTE
    assert "暂停接单 店里断网有一阵了" in said(customer.get().text)


TYPED = (
    ("汽水", "冰峰橙味汽水"), ("bfcw", "冰峰橙味汽水"), ("bingf", "冰峰橙味汽水"),
    ("zygz", "朝阳瓜子"),
    ("cyg", "朝阳瓜子"), ("zhaoyang", "朝阳瓜子"), ("五常", "五常大米"), ("烘焙", "麦香全麦吐司"),
    ("NIUR", "好劲道牛肉面"), ("qykqs", "清源矿泉水"),
)  # fmt: skip


def test_goods_are_found_by_name_pinyin_and_initials(customer: Customer) -> None:
    for typed, name in TYPED:
        assert name in said(customer.get(f"?find={typed}").text), typed


def test_what_is_not_there_is_not_found(customer: Customer) -> None:
    assert "没有找到“榴莲”" in said(customer.get("?find=榴莲").text)
    assert customer.get("?c=none").status_code == 200


def test_a_basket_without_login_is_kept(shop: Shop, customer: Customer) -> None:
    customer.take("A1", 3)
    customer.take("E1", 3)
    customer.post("/basket", less="A1")
    words = said(customer.get("/basket").text)
    assert "清源矿泉水 ¥2.00/瓶 · 550ml ¥4.00" in words
    assert "本地鸡蛋 ¥9.96/kg ¥7.47" in words and "0.75 kg" in words
    assert "散称的按实际重量结算" in words
    assert not orders(shop)


def test_plus_stops_where_the_shelf_ends(customer: Customer) -> None:
    customer.take("A3", 5)
    assert "麦香全麦吐司 ¥9.90/袋 · 400g ¥19.80" in said(customer.get("/basket").text)


def test_presses_by_the_script_are_answered_with_figures(customer: Customer) -> None:
    guard = hidden(customer.get().text, "guard")
    answer = customer.session.post(
        f"{customer.shop.url}/basket", data={"guard": guard, "add": "A1"},
        headers={"Accept": "application/json", "Origin": customer.shop.hq.url}, timeout=30,
    )  # fmt: skip
    assert answer.json() | {} == {
        "items": {"A1": {"qty": "1", "amount": "¥2.00"}}, "count": 1, "total": "¥2.00",
        "hint": "再选 ¥18.00 就能送到家", "told": "清源矿泉水 现在 1", "reload": False,
    }  # fmt: skip


def test_an_order_is_placed_and_followed(shop: Shop, customer: Customer) -> None:
    customer.take("A1", 2)
    page = customer.order(note="放门口")
    (order,) = orders(shop)
    assert (order["total"], order["mode"], order["pay"]) == (400, "pickup", "on_hand_over")
    words = said(customer.get(page).text)
    assert "下单成功,等店里接单" in words and "取货时付 ¥4.00" in words
    assert f"取货码 {str(order['code'])[:3]} {str(order['code'])[3:]}" in words
    assert "购物篮还空着" in said(customer.get("/basket").text)


def test_the_same_form_sent_again_is_the_same_order(shop: Shop, customer: Customer) -> None:
    customer.take("A3", 2)
    form = customer.checkout()
    first, second = (customer.post("/checkout", **form).headers["Location"] for _ in range(2))
    assert len(orders(shop)) == 1
    assert second == f"{first}&told=again"
    assert "没有重复下单" in said(customer.get(second).text)


def test_an_old_form_sent_again_leaves_the_new_basket_alone(shop: Shop, customer: Customer) -> None:
    customer.take("A1")
    form = customer.checkout()
    customer.post("/checkout", **form)
    customer.take("A2")
    customer.post("/checkout", **form)
    assert len(orders(shop)) == 1
    assert "冰峰橙味汽水" in said(customer.get("/basket").text)


def test_a_full_basket_arrives_whole(shop: Shop, customer: Customer) -> None:
    names = [f"{'long' * 7}{n:04d}" for n in range(60)]
    rows: list[ItemRow | PriceRow] = [ItemRow(id=name, name=name) for name in names]
    rows += [PriceRow(item=name, valid_from=0, price=100) for name in names]
    put(shop.hq.hq.database, [STORE], rows)
    shop.till.record(stocked([(name, 9_000) for name in names]))
    shop.till.push(len(shop.till.payloads))
    customer.get()
    lines = "~".join(f"{name}*9000" for name in names)
    customer.session.cookies.set("xipu_basket", f"{'0' * 32}~{lines}", path=f"/s/{STORE}")
    customer.order()
    assert orders(shop)[0]["total"] == 60 * 900


def test_delivery_with_fee_and_free_from_an_amount(shop: Shop, customer: Customer) -> None:
    customer.take("A1", 10)
    form = customer.checkout(mode="delivery", address=HOME)
    answer = customer.post("/checkout", **form)
    assert answer.status_code == 409 and "配送费 ¥3.00,一共 ¥23.00" in said(answer.text)
    seen = hidden(answer.text, "seen")
    answer = customer.post("/checkout", **form | {"seen": seen})
    assert answer.status_code == 303
    assert (orders(shop)[0]["total"], orders(shop)[0]["mode"]) == (2300, "delivery")
    words = said(customer.get(answer.headers["Location"]).text)
    assert HOME in words and "配送费 ¥3.00" in words and "取货码" not in words
    quote = customer.get(f"/quote?mode=delivery&address={HOME}", Accept="application/json").json()
    assert quote["zone"].startswith("这里满 ¥20.00 才送"), "the basket is empty by now"


def test_sold_out_in_between_is_told_line_by_line(shop: Shop, customer: Customer) -> None:
    customer.take("A3", 2)
    customer.take("A5", 3)
    form = customer.checkout()
    shop.sell("A3", 2000)
    shop.sell("A5", 8000)
    answer = customer.post("/checkout", **form)
    words = said(answer.text)
    assert answer.status_code == 409
    assert "麦香全麦吐司 刚卖完,已从购物篮拿掉" in words and "好劲道牛肉面 只剩 1,已改成 1" in words
    assert not orders(shop)
    again = filled(answer.text)
    assert (again["lines"], again["seen"]) == ("A5*1000", "550")
    assert customer.post("/checkout", **again).status_code == 303


def test_a_price_that_changed_is_shown_before_it_is_charged(shop: Shop, customer: Customer) -> None:
    customer.take("A1", 2)
    form = customer.checkout()
    shop.price("A1", 220)
    answer = customer.post("/checkout", **form)
    assert "价格刚变了,现在一共 ¥4.40" in said(answer.text)
    assert customer.post("/checkout", **filled(answer.text)).status_code == 303
    assert orders(shop)[0]["total"] == 440


def test_an_order_opens_with_its_token_alone(shop: Shop, customer: Customer) -> None:
    customer.take("A1")
    mine = customer.order()
    customer.take("A1")
    other = customer.order()
    path, _, token = mine.partition("?t=")
    theirs = other.partition("?t=")[2]
    for wrong in ("", "x", token[:-1], token + "0", theirs, "S001.", "S002." + "0" * 32, "é"):
        for place in ("", "/state", "/pay"):
            answer = customer.get(f"{path}{place}?t={wrong}")
            assert (answer.status_code, "W001" in answer.text) == (404, False)
        assert customer.post(path, t=wrong, move="cancel").status_code == 404
    assert customer.get(path.replace("S001", "S002") + f"?t={token}").status_code == 404
    assert {row["state"] for row in orders(shop)} == {"NEW"}


def test_she_cancels_at_once_while_nobody_began(shop: Shop, customer: Customer) -> None:
    customer.take("A3", 2)
    page = customer.order()
    path, _, token = page.partition("?t=")
    assert "卖完了" in said(customer.get("?find=麦香").text)
    answer = customer.post(path, t=token, move="cancel")
    assert answer.status_code == 303
    words = said(customer.get(page).text)
    assert "已取消" in words and "确定取消" not in words and "取货码" not in words
    assert "卖完了" not in said(customer.get("?find=麦香").text)
    assert customer.post(path, t=token, move="cancel").status_code == 303
    assert customer.post(path, t=token, move="collect").status_code == 400
    assert "往下走了" in said(
        customer.get(customer.post(path, t=token, move="agree").headers["Location"]).text
    )


def test_english_is_complete(shop: Shop) -> None:
    customer = Customer(shop, language="en-GB")
    customer.take("A1")
    words = said(customer.get().text)
    assert "Open 07:00–22:00" in words and "earliest today 12:00–12:30" in words
    page = customer.order()
    assert "Order placed; waiting for the shop" in said(customer.get(page).text)
    assert "下单成功" in said(customer.get(f"{page}&lang=zh").text)
    assert "营业中" in said(customer.get().text), "the choice is kept"


def test_a_shop_without_delivery_offers_none(shop: Shop, customer: Customer) -> None:
    shop.rules(replace_rules(RULES, delivery=False, online=False))
    customer.take("A1")
    words = said(customer.get("/checkout").text)
    assert "送到哪儿" not in words and "现在网上付" not in words
    answer = customer.post(
        "/checkout",
        **customer.checkout(mode="delivery", address=HOME, delivery_slot="2026-03-03*780*810"),
    )
    assert answer.status_code == 409 and "这家店现在不送货" in said(answer.text)
    shop.rules(replace_rules(RULES, pickup=False))
    assert "什么时候来取" not in said(customer.get("/checkout").text)


def replace_rules(rules: ShopRules, **changes: object) -> ShopRules:
    return msgspec.structs.replace(rules, **changes)
