"""What makes no sense, comes from elsewhere or too often at the storefront: refused in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.hq.store import tables as t
from sync.hq.web.storefront import Rates
from tests.support.shopfront import (
    HOME,
    Customer,
    Shop,
    running_shop,
    said,
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


NONSENSE: tuple[tuple[dict[str, str], int, str], ...] = (
    ({"mode": "delivery", "address": "北京西站"}, 409, "这个地址送不到"),
    ({"mode": "delivery", "address": HOME}, 409, "这里满 ¥20.00 才送,还差 ¥18.00"),
    ({"mode": "delivery", "address": ""}, 400, "请写地址"),
    ({"mode": "drone"}, 400, "请选到店提还是送到家"),
    ({"name": ""}, 400, "请写称呼"),
    ({"name": "x" * 41}, 400, "请写称呼"),
    ({"phone": "abc"}, 400, "手机号不对"),
    ({"pay": "gold"}, 400, "请选怎么付款"),
    ({"pickup_slot": ""}, 400, "请选一个时间"),
    ({"pickup_slot": "2026-03-03*400*430"}, 409, "这个时间已经过了"),
    ({"pickup_slot": "2026-13-99*9999*1"}, 400, "请选一个时间"),
    ({"pickup_slot": "2027-03-03*720*750"}, 409, "这个时间已经过了"),
    ({"substitute": "never"}, 400, "请选缺货时怎么办"),
    ({"note": "x" * 300}, 400, "备注太长"),
    ({"idem": "short"}, 400, "页面过期了"),
    ({"lines": "A1*0"}, 409, "购物篮还空着"),
    ({"lines": "A1*1500"}, 400, "有一样的数量不对"),
    ({"lines": "nothing*1000"}, 409, "店里不卖了"),
    ({"lines": "'; DROP TABLE store;--"}, 409, "购物篮还空着"),
    ({"seen": "0"}, 409, "价格刚变了,现在一共 ¥2.00"),
    ({"seen": "-1e9"}, 409, "价格刚变了"),
    ({"phone": "\0\0\0"}, 400, "手机号不对"),
)


def test_what_makes_no_sense_is_told_and_nothing_is_written(shop: Shop, customer: Customer) -> None:
    for changes, status, sentence in NONSENSE:
        customer.take("A1")
        answer = customer.post("/checkout", **customer.checkout() | changes)
        words = said(answer.text)
        assert (answer.status_code, sentence in words) == (status, True), (changes, words)
        customer.session.cookies.clear()
    assert not orders(shop)


def test_forms_of_other_sites_are_refused(shop: Shop, customer: Customer) -> None:
    customer.take("A1")
    form = customer.checkout()
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}):
        answer = customer.session.post(
            f"{shop.url}/checkout", data=form, headers=headers, timeout=30
        )
        assert answer.status_code == 403
    assert customer.post("/checkout", **form | {"guard": "0" * 32}).status_code == 403
    assert not orders(shop)


BODIES = (
    ("application/json", b"{}", 400), ("text/plain", b"mode=pickup", 400),
    ("application/x-www-form-urlencoded", b"a=1&" * 200, 403),
    ("application/x-www-form-urlencoded", b"\xff\xfe\x00", 403),
    ("application/x-www-form-urlencoded", b"note=" + b"x" * 40_000, 413),
    ("multipart/form-data; boundary=x", b"--x", 400),
)  # fmt: skip


def test_bodies_that_make_no_sense(shop: Shop, customer: Customer) -> None:
    for kind, body, status in BODIES:
        for place in ("/basket", "/checkout", "/order/none"):
            answer = customer.session.post(
                shop.url + place, data=body, headers={"Content-Type": kind}, timeout=30
            )
            assert answer.status_code == status, (kind, place)
            assert len(said(answer.text)) < 120
    assert not orders(shop)


def test_a_shop_that_is_not_there(customer: Customer) -> None:
    for store in ("S9", "x" * 40, "%2e%2e", "%00", "S001'", "门店"):
        assert customer.get(f"/s/{store}").status_code == 404


def test_every_answer_carries_its_guards(customer: Customer) -> None:
    for path in ("", "/basket", "/order/x?t=y"):
        headers = customer.get(path).headers
        assert "default-src 'self'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
    cookies = customer.session.get(customer.shop.url, timeout=30)
    assert "HttpOnly" in str(cookies.headers.get("set-cookie", "HttpOnly"))


def test_nobody_is_led_elsewhere(customer: Customer) -> None:
    for there in ("https://elsewhere.example", "//elsewhere.example", "/login", "/s/S0012"):
        answer = customer.post("/basket", add="A1", next=there)
        assert answer.headers["Location"] == "/s/S001#g-A1"
    answer = customer.post("/basket", add="A1", next="/s/S001?c=%E9%85%92")
    assert answer.headers["Location"].startswith("/s/S001?c=")


def test_a_basket_that_was_tampered_with_is_read_as_far_as_it_makes_sense(
    shop: Shop, customer: Customer
) -> None:
    customer.get()
    customer.session.cookies.set(
        "xipu_basket", "0" * 32 + "~A1*999999~A3*-4~../x*1000~A5*1000", path="/s/S001"
    )
    words = said(customer.get("/basket").text)
    assert "清源矿泉水 只剩 24,已改成 24" in words and "好劲道牛肉面" in words


def test_rates_are_limited(database_url: str, tmp_path: Path) -> None:
    tight = Rates(deeds=(0.01, 5), orders=(0.01, 2), guesses=(0.01, 3))
    with running_shop(database_url, tmp_path, rates=tight) as shop:
        customer = Customer(shop)
        customer.take("A1")
        form = customer.checkout()
        answers = [customer.post("/checkout", **form) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [303, 303, 429]
        assert int(answers[-1].headers["Retry-After"]) > 0
        codes = [customer.get(f"/order/{n}?t=S001.{n}").status_code for n in range(5)]
        assert codes == [404, 404, 404, 429, 429]
        assert customer.get().status_code == 200, "looking is free"
