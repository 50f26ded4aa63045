"""The truck's paper came a day after the truck: goods taken in without a note count once."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.bootstrap.shop import Shop, create_shop, open_shop
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.receiving import average_without, moving_average
from pos_app.runtime.clock import FixedClock
from pos_app.services import receiving_count as door
from pos_app.services.founding import FirstPerson
from pos_app.services.ports import Identity
from pos_app.services.receiving import Counted
from pos_app.storage.stock import StockBook
from pos_app.storage.verify import verify
from sync.wire.supply import SHORT, Carton, ShipmentLine
from sync.wire.supply_feed import ShipmentRow
from tests.support.till import BOSS, MORNING

PEOPLE = (FirstPerson(id="1", name="王姐", role="owner", pin="135790"),)
LONG_AGO = "2026-01-01"


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    path, clock = tmp_path / "shop.db", FixedClock(MORNING)
    create_shop(path, Identity(store="S1", till="01", epoch=1, shop_name="店"), PEOPLE, clock=clock)
    shop = open_shop(path, clock=clock)
    for item, name in (("milk", "青山纯牛奶"), ("tea", "龙井"), ("eggs", "鸡蛋")):
        shop.goods.create(Item(id=item, name=name, price=600, cost=300), BOSS)
    return shop


def packed(item: str, qty: int, expiry: str = "") -> ShipmentLine:
    return ShipmentLine(item=item, name=item, qty=qty, cost=400, expiry=expiry, unit="盒")


def note(ident: str = "SH1", supplier: str = "W1") -> ShipmentRow:
    """Milk in two cartons of two dates, and tea."""
    cartons = (
        Carton(code="C1", lines=(packed("milk", 12_000, "2026-04-01"), packed("tea", 6_000))),
        Carton(code="C2", lines=(packed("milk", 12_000, "2026-04-09"),)),
    )
    return ShipmentRow(
        id=ident, order="o1", supplier=supplier, supplier_name="天津仓", date="2026-03-03",
        cartons=cartons, total=12_000,
    )  # fmt: skip


def take_in(shop: Shop, *counted: tuple[str, int, str], supplier: str = "") -> str:
    """Without a note; she typed what it cost as she remembered it."""
    lines = tuple(Counted(item=i, name=i, qty=q, cost=500, expiry=e) for i, q, e in counted)
    draft = shop.receiving.begin(blind=True, supplier=supplier)
    return shop.receiving.finish(msgspec.structs.replace(draft, counted=lines), BOSS)


def stock(shop: Shop) -> dict[str, int]:
    book = StockBook(shop.conn)
    return {item: qty for item in ("milk", "tea", "eggs") if (qty := book.on_hand(item))}


def batches(shop: Shop) -> dict[tuple[str, str], int]:
    rows = shop.conn.execute("SELECT item, expiry, qty FROM batch WHERE qty <> 0")
    return {(item, expiry): qty for item, expiry, qty in rows}


def test_what_was_taken_in_without_its_note_counts_once(shop: Shop) -> None:
    """Fewer milk than the note says: that is claimed; eggs that are on no note stay."""
    take_in(shop, ("milk", 20_000, "2026-04-01"), ("tea", 6_000, ""), ("eggs", 3_000, ""))
    earlier = shop.supply.taken_in_before(note(), LONG_AGO)
    assert earlier is not None
    draft = door.instead_of(door.against(shop.receiving.begin(), note()), earlier)
    assert [(c.item, c.qty, c.expected, c.expiry) for c in draft.counted] == [
        ("milk", 20_000, 12_000, "2026-04-01"), ("tea", 6_000, 6_000, ""),
        ("milk", 0, 12_000, "2026-04-09"), ("eggs", 3_000, 0, ""),
    ]  # fmt: skip
    final = door.booked(door.set_qty(door.set_qty(draft, 0, 12_000), 2, 8_000))
    assert [(c.item, c.qty, c.reason) for c in final.claims] == [("milk", 4_000, SHORT)]
    shop.receiving.finish(final, BOSS)
    assert stock(shop) == {"milk": 20_000, "tea": 6_000, "eggs": 3_000}
    assert batches(shop) == {("milk", "2026-04-01"): 12_000, ("milk", "2026-04-09"): 8_000}
    costs = {item: shop.goods_book.get(item) for item in ("milk", "tea", "eggs")}
    assert {i: found.cost for i, found in costs.items() if found} == {
        "milk": 400, "tea": 400, "eggs": 500,
    }  # fmt: skip
    assert shop.supply.taken_in_before(note("SH2"), LONG_AGO) is None
    assert verify(shop.conn).ok


def test_undated_goods_are_poured_over_the_cartons(shop: Shop) -> None:
    take_in(shop, ("milk", 25_000, ""))
    earlier = shop.supply.taken_in_before(note(), LONG_AGO)
    assert earlier is not None
    draft = door.instead_of(door.against(shop.receiving.begin(), note()), earlier)
    assert [c.qty for c in draft.counted if c.item == "milk"] == [12_000, 13_000]


def test_the_average_is_as_if_only_the_note_had_been(shop: Shop) -> None:
    shop.receiving.finish(_of_old(shop), BOSS)  # ten at 3.00 were there
    take_in(shop, ("milk", 10_000, ""))
    earlier = shop.supply.taken_in_before(note(), LONG_AGO)
    assert earlier is not None
    draft = door.instead_of(door.against(shop.receiving.begin(), note()), earlier)
    milk = tuple(c for c in draft.counted if c.item == "milk" and c.qty)
    shop.receiving.finish(msgspec.structs.replace(draft, counted=milk), BOSS)
    found = shop.goods_book.get("milk")
    assert found is not None and found.cost == 350
    assert stock(shop) == {"milk": 20_000}


def _of_old(shop: Shop) -> door.Draft:
    line = Counted(item="milk", name="milk", qty=10_000, cost=300)
    return msgspec.structs.replace(
        shop.receiving.begin(supplier="local", supplier_name="早市"), counted=(line,)
    )


def test_the_same_is_not_replaced_twice(shop: Shop) -> None:
    """Two counts that both stand for it: the second is refused, and nothing of it is booked."""
    take_in(shop, ("milk", 12_000, ""))
    earlier = shop.supply.taken_in_before(note(), LONG_AGO)
    assert earlier is not None
    first, second = (
        door.instead_of(door.against(shop.receiving.begin(), note(ident)), earlier)
        for ident in ("SH1", "SH2")
    )
    shop.receiving.finish(door.booked(first), BOSS)
    with pytest.raises(ShopError) as refused:
        shop.receiving.finish(door.booked(second), BOSS)
    assert refused.value.code == "earlier_gone"
    assert stock(shop) == {"milk": 12_000}


def test_other_peoples_goods_are_another_delivery(shop: Shop) -> None:
    """What was bought around the corner or came from another supplier; the fullest match wins."""
    take_in(shop, ("milk", 1_000, ""), supplier="local")
    take_in(shop, ("milk", 2_000, ""), supplier="R1")
    take_in(shop, ("eggs", 3_000, ""))
    assert shop.supply.taken_in_before(note(), LONG_AGO) is None
    full = take_in(shop, ("milk", 4_000, ""), ("tea", 1_000, ""))
    take_in(shop, ("tea", 5_000, ""), supplier="W1")
    found = shop.supply.taken_in_before(note(), LONG_AGO)
    assert found is not None and found.id == full
    assert shop.supply.taken_in_before(note(), "2027-01-01") is None


@given(st.integers(1, 60), st.integers(0, 5_000), st.integers(1, 60), st.integers(0, 5_000))
def test_without_what_came_the_average_is_what_it_was(
    on_hand: int, average: int, qty: int, cost: int
) -> None:
    """To the rounding of the average, over all goods that weighed in it."""
    mixed = moving_average(on_hand * 1000, average, qty * 1000, cost)
    back = average_without((on_hand + qty) * 1000, mixed, qty * 1000, cost)
    assert abs(back - average) * on_hand <= (on_hand + qty) / 2 + on_hand / 2
