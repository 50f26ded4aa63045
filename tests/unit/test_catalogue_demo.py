"""The demo shop's goods have the shape of a real convenience store."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from pos_app.domain.check_digit import has_valid_check
from pos_app.services.demo_catalogue import CATEGORIES, DemoGoods, demo_file, demo_goods

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def goods() -> list[DemoGoods]:
    return demo_goods()


def test_about_six_hundred_in_all_categories(goods: list[DemoGoods]) -> None:
    assert 550 <= len(goods) <= 650
    assert {g.item.category for g in goods} == set(CATEGORIES.values())


def test_codes_are_valid_and_marked_as_demo(goods: list[DemoGoods]) -> None:
    codes = [g.item.code for g in goods if g.item.code]
    codes += [p.code for g in goods for p in g.packs]
    assert len(codes) == len(set(codes))
    assert all(has_valid_check(c) and c.removeprefix("1").startswith("6999") for c in codes)


def test_what_the_shop_needs_to_show(goods: list[DemoGoods]) -> None:
    items = [g.item for g in goods]
    assert sum(i.weighed for i in items) > 30
    assert all(i.plu and i.unit == "kg" for i in items if i.weighed)
    assert sum(i.supply == "factory" and bool(i.origin) for i in items) > 20
    assert sum(i.supply == "origin" and bool(i.origin) for i in items) > 10
    assert all(i.price_floor == i.price for i in items if i.tobacco)
    assert sum(len(g.history) > 1 for g in goods) > 100
    assert {i.quick_page for i in items} == {"", "常用", "熟食", "散称", "烟", "生鲜"}
    assert all(i.colour for i in items if i.quick_page)
    assert all(g.stock > 0 for g in goods)


def test_prices_make_sense(goods: list[DemoGoods]) -> None:
    for g in goods:
        assert g.item.price is not None
        assert 0 < g.item.cost < g.item.price, g.item.name
        assert not g.history or g.history[-1].price == g.item.price
        for pack in g.packs:
            whole = g.item.price * pack.qty // 1000
            assert pack.price is not None
            assert g.item.cost * pack.qty // 1000 < pack.price <= whole, g.item.name


def test_the_water_of_the_counter(goods: list[DemoGoods]) -> None:
    water = next(g for g in goods if g.item.name == "清源矿泉水" and g.item.spec == "550ml")
    assert (water.item.price, water.packs[0].qty, water.packs[0].price) == (200, 12_000, 2000)


def test_the_list_still_makes_the_file(tmp_path: Path) -> None:
    before = demo_file().read_bytes()
    target = tmp_path / "demo.csv"
    command = [sys.executable, str(ROOT / "installer" / "make_demo_goods.py"), str(target)]
    subprocess.run(command, check=True, capture_output=True)
    assert target.read_bytes() == before
