"""The truck at eight: what came, what is claimed, what a unit costs, and what survives a crash."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.bootstrap.shop import Shop, create_shop, open_shop
from pos_app.domain import near_expiry, own_plan
from pos_app.domain.errors import ShopError
from pos_app.domain.item import Item
from pos_app.domain.receiving import moving_average
from pos_app.runtime.clock import FixedClock
from pos_app.services.founding import FirstPerson
from pos_app.services.ports import Identity
from pos_app.services.receiving import Counted
from pos_app.storage.verify import verify
from sync.wire.supply import SHORT, ClaimLine, SupplyLine
from sync.wire.supply_feed import ProposalRow
from tests.support.till import BOSS, MORNING

PEOPLE = (FirstPerson(id="1", name="王姐", role="owner", pin="135790"),)


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    path, clock = tmp_path / "shop.db", FixedClock(MORNING)
    create_shop(path, Identity(store="S1", till="01", epoch=1, shop_name="店"), PEOPLE, clock=clock)
    shop = open_shop(path, clock=clock)
    shop.goods.create(Item(id="milk", name="青山纯牛奶", price=600, cost=300), BOSS)
    return shop


def milk(qty: int, expiry: str, cost: int = 400) -> Counted:
    return Counted(item="milk", name="青山纯牛奶", qty=qty, cost=cost, expiry=expiry, expected=qty)


def test_two_dates_one_short_and_the_claim_are_one_booking(shop: Shop) -> None:
    draft = shop.receiving.begin(supplier="hq", supplier_name="京东仓", shipment="SH1")
    short = ClaimLine(item="milk", name="青山纯牛奶", qty=2000, cost=400, reason=SHORT)
    counted = (milk(6000, "2026-04-01"), milk(4000, "2026-04-09"))
    draft = type(draft)(
        id=draft.id, supplier="hq", shipment="SH1", counted=counted, claims=(short,)
    )
    shop.receiving.keep(draft, BOSS)
    assert shop.receiving.kept() == draft
    shop.receiving.finish(draft, BOSS)
    assert shop.receiving.kept() is None
    assert shop.conn.execute("SELECT qty FROM stock WHERE item = 'milk'").fetchone() == (10_000,)
    assert shop.conn.execute("SELECT amount FROM claim").fetchone() == (800,)
    milk_now = shop.goods_book.get("milk")
    assert milk_now is not None
    assert milk_now.cost == 400
    with pytest.raises(ShopError, match="收过了"):
        shop.receiving.finish(draft, BOSS)
    assert verify(shop.conn).ok


def test_an_order_is_sent_once_for_a_proposal(shop: Shop) -> None:
    proposal = ProposalRow(
        id="P1", supplier="hq", supplier_name="京东仓", date="2026-03-03", delivery="2026-03-04",
        deadline=MORNING - 1, budget=100_000, lines=1,
    )  # fmt: skip
    line = SupplyLine(item="milk", name="青山纯牛奶", packs=2, pack=16_000, cost=6400)
    sent = shop.replenish.send(proposal, (line,), BOSS)
    assert sent.late
    with pytest.raises(ShopError, match="下过单"):
        shop.replenish.send(proposal, (line,), BOSS)
    assert shop.conn.execute("SELECT total FROM supply_order").fetchall() == [(12_800,)]
    assert verify(shop.conn).ok


@given(st.integers(-50, 50), st.integers(0, 10_000), st.integers(0, 50), st.integers(0, 10_000))
def test_the_average_lies_between_what_was_and_what_came(
    on_hand: int, average: int, qty: int, cost: int
) -> None:
    got = moving_average(on_hand * 1000, average, qty * 1000, cost)
    assert min(average, cost) <= got <= max(average, cost)


@given(st.integers(0, 400_000), st.integers(0, 28), st.integers(-5, 90), st.integers(1, 4))
def test_the_stand_in_never_orders_less_than_nothing_and_keeps_the_least_order(
    sold: int, days: int, have: int, moq: int
) -> None:
    need = own_plan.Need(
        sold28=sold, days=days, on_hand=have * 1000, coming=0, pack=12_000, moq=moq, lead=1, cover=3
    )
    packs = own_plan.packs(need)
    assert packs == 0 or packs >= moq
    assert own_plan.packs(need) >= own_plan.packs(
        own_plan.Need(
            sold28=sold,
            days=days,
            on_hand=have * 1000 + 12_000,
            coming=0,
            pack=12_000,
            moq=moq,
            lead=1,
            cover=3,
        )
    )


def test_the_oldest_date_is_sold_first() -> None:
    batches = (
        near_expiry.Batch(expiry="2026-03-05", qty=6000),
        near_expiry.Batch(expiry="2026-03-09", qty=6000),
    )
    left = near_expiry.on_shelf(batches, 8000)
    assert left == (
        near_expiry.Batch(expiry="2026-03-05", qty=2000),
        near_expiry.Batch(expiry="2026-03-09", qty=6000),
    )


@pytest.mark.parametrize(
    ("life", "days"),
    [(400, 45), (364, 20), (179, 15), (89, 10), (29, 5), (15, 4), (7, 3), (1, 1), (0, 0)],
)
def test_near_expiry_begins_by_the_shelf_life(life: int, days: int) -> None:
    assert near_expiry.near_days(life) == days
