"""A store that sells over HQ: goods with prices and stock, rules, people who order."""

from __future__ import annotations

import secrets
from collections.abc import Iterable

from sync.hq.store import feed, orders, shop_rules
from sync.hq.store.orders import Placed, PlaceOrder, Wanted
from sync.wire.feed import CategoryRow, ItemRow, PriceRow
from sync.wire.feed_row import Row
from sync.wire.fulfilment import ShopRules, Zone
from sync.wire.order_machine import OrderView
from tests.support.hq import RunningHq, TillByHand, received

RULES = ShopRules(
    delivery=True,
    opens=0,
    closes=1440,
    margin=0,
    narrow_margin=0,
    slot_orders=1_000,
    zones=(Zone(name="近处", places=("万新",), fee=300, minimum=1_000, free_over=5_000),),
    phone="022-24370000",
    address="东丽区万新街 8 号",
)
MILK, BREAD, SMOKE, PEARS = "milk", "bread", "smoke", "pears"
PRICES = {MILK: 650, BREAD: 480, SMOKE: 2_500, PEARS: 899}


def open_store(
    hq: RunningHq, store: str = "S001", rules: ShopRules = RULES, stock: int = 50_000
) -> TillByHand:
    """Goods, rules and a till that received so many thousandths of each and called just now."""
    feed_store(hq, store, rules)
    till = hq.till(store)
    for item in PRICES:
        till.record(received(item, stock), at=hq.clock())
    till.push()
    return till


def feed_store(hq: RunningHq, store: str, rules: ShopRules = RULES) -> None:
    """Goods with prices, and rules."""
    goods: list[tuple[str, str, Row | None]] = [
        ("category", "c1", CategoryRow(code="c1", name="日配"))
    ]
    for item, price in PRICES.items():
        row = ItemRow(
            id=item, name=f"商品{item}", category="c1", category_name="日配", unit="件",
            tobacco=item == SMOKE, weighed=item == PEARS,
        )  # fmt: skip
        goods += [
            ("item", item, row),
            ("price", f"{item}|0", PriceRow(item=item, valid_from=0, price=price)),
        ]
    with hq.hq.database.scope(store) as scope:
        feed.publish(scope, store, goods)
        shop_rules.set_rules(scope, store, rules, hq.clock())


def idem() -> str:
    return secrets.token_hex(12)


def wanted(*lines: tuple[str, int], mode: str = "pickup", **more: object) -> PlaceOrder:
    fields: dict[str, object] = {"idem": idem(), "name": "李阿姨", "phone": "13820001234"}
    if mode == "delivery":
        fields["address"] = "万新街 3 号楼 502"
    made = tuple(Wanted(item=item, qty=qty) for item, qty in lines)
    return PlaceOrder(mode=mode, lines=made, **(fields | more))  # type: ignore[arg-type]


def place(hq: RunningHq, want: PlaceOrder, store: str = "S001") -> Placed:
    with hq.hq.database.scope(store) as scope:
        return hq.hq.orders.place(scope, store, want, hq.clock())


def refusal(hq: RunningHq, want: PlaceOrder, store: str = "S001") -> orders.OrderRefused:
    """Why that order was refused."""
    try:
        place(hq, want, store)
    except orders.OrderRefused as error:
        return error
    raise AssertionError("it was taken")


def look(hq: RunningHq, placed: Placed, store: str = "S001") -> OrderView:
    with hq.hq.database.reading(store) as scope:
        return hq.hq.orders.view(scope, store, placed.order.id, placed.token)


def on_page(hq: RunningHq, store: str = "S001") -> dict[str, int]:
    """What the page offers of each article."""
    with hq.hq.database.reading(store) as scope:
        return {good.id: good.available for good in hq.hq.shelf.goods(scope, store, hq.clock())}


def codes(errors: Iterable[orders.OrderRefused]) -> list[str]:
    return [error.code for error in errors]
