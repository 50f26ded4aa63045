"""What HQ proposes to list and to take out, and what comes of the owner's answer."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from sync.hq.planning.nightly.engine import Order, local, run
from sync.hq.store import supply as s
from sync.hq.store import supply_tables as st
from sync.wire.facts import AssortmentAnswered, ProposedGoods, SaleAsked
from sync.wire.feed import ItemRow, PriceRow
from sync.wire.supply_feed import AssortmentRow, SupplyItemRow, SupplyOrderRow
from tests.support.hq import NOON, RunningHq, TillByHand, line, received, sale
from tests.support.supply import TODAY, card, fed, packs, stock_chain, tell

MONDAY = date(2026, 3, 9)


@pytest.fixture
def till(hq: RunningHq) -> TillByHand:
    stock_chain(hq)
    with hq.hq.database.operator() as scope:
        scope.conn.exec_driver_sql("UPDATE store SET region = '天津'")
        tea = card("B1", "无糖乌龙茶", "饮料", 365, 300)
        kite = card("B2", "风筝", "玩具", 0, 900)
        s.put_packs(scope, [
            *packs(),
            s.Pack(item="B1", supplier="W1", pack=6_000, cost=1_800, price=500, card=tea, moq=2),
            s.Pack(item="B2", supplier="W1", pack=1_000, cost=900, price=1_500, card=kite,
                   season=(4, 5)),
        ])  # fmt: skip
    return hq.till("S001")


def propose(hq: RunningHq, day: date = MONDAY, **more: bool) -> dict[str, AssortmentRow]:
    list(run(hq.hq.database, Order(day=day, stores=("S001", "S002"), **more), local))
    return {row.item: row for row in fed(hq, "S001", AssortmentRow).values()}


def answer(row: AssortmentRow, *, accepted: bool) -> AssortmentAnswered:
    goods = ProposedGoods(item=row.item, name=row.name)
    return AssortmentAnswered(proposal=row.id, deed=row.deed, goods=goods, accepted=accepted)


def test_what_the_district_asks_for_and_makers_offer_is_proposed(
    hq: RunningHq, till: TillByHand
) -> None:
    other = hq.till("S002")
    tell(other, SaleAsked(asked="无糖乌龙", item="B1"), SaleAsked(asked="无糖的", item="B1"))
    found = propose(hq)
    assert set(found) == {"A5", "B1"}  # straight from the factory; asked for; no kites in March
    tea = found["B1"]
    assert (tea.deed, tea.asked, tea.price, tea.pack) == ("list", 2, 500, 6_000)
    assert "1 家店的顾客问过 2 次" in tea.why_zh and "asked for 2 times" in tea.why_en.lower()
    assert "直供" in found["A5"].why_zh and "毛利 33%" in found["A5"].why_zh


def test_on_other_days_nothing_is_proposed_unless_it_is_asked_for(
    hq: RunningHq, till: TillByHand
) -> None:
    assert propose(hq, TODAY) == {}
    assert set(propose(hq, TODAY + timedelta(days=1), assortment=True)) == {"A5"}


def test_yes_puts_goods_into_the_catalogue_with_a_first_order(
    hq: RunningHq, till: TillByHand
) -> None:
    tell(hq.till("S002"), SaleAsked(asked="乌龙", item="B1"))
    row = propose(hq)["B1"]
    tell(till, answer(row, accepted=True), answer(row, accepted=True), at=NOON)
    item = fed(hq, "S001", ItemRow)["B1"]
    assert (item.name, item.active) == ("无糖乌龙茶", True)
    assert [p.price for p in fed(hq, "S001", PriceRow).values() if p.item == "B1"] == [500]
    (first,) = fed(hq, "S001", SupplyOrderRow).values()
    assert (first.state, first.total, first.delivery) == ("taken", 3_600, "2026-03-04")
    assert fed(hq, "S001", AssortmentRow)[row.id].state == "done"
    assert "B1" not in fed(hq, "S002", ItemRow)
    propose(hq, MONDAY + timedelta(days=1))
    assert "B1" in fed(hq, "S001", SupplyItemRow)


def test_no_is_not_asked_again_for_a_quarter(hq: RunningHq, till: TillByHand) -> None:
    row = propose(hq)["A5"]
    tell(till, answer(row, accepted=False))
    after = propose(hq, MONDAY + timedelta(days=7))
    assert after["A5"].id == row.id and after["A5"].state == "done"
    assert len([r for r in hq.rows(st.assortment) if r["item"] == "A5"]) == 2  # one a store
    assert fed(hq, "S001", SupplyOrderRow) == {}
    later = propose(hq, MONDAY + timedelta(days=98))
    assert any(r.state == "open" for r in later.values())


def test_what_nobody_buys_and_what_no_order_pays_is_to_be_taken_out(
    hq: RunningHq, till: TillByHand
) -> None:
    old = (TODAY - timedelta(days=80)).isoformat()
    till.record(received("A1", 50_000), date=old)
    till.record(received("A2", 5_000), date=old)
    till.record(sale(1, [line(1, "A2", 3_000, 450)]), date="2026-02-20")
    till.push()
    found = propose(hq)
    assert found["A1"].deed == found["A2"].deed == "delist"
    assert "60 天没卖出一件,还压着 50 件" in found["A1"].why_zh
    assert "保质期只有 14 天" in found["A2"].why_zh
    tell(till, answer(found["A1"], accepted=True))
    assert not fed(hq, "S001", ItemRow)["A1"].active
    assert fed(hq, "S002", ItemRow)["A1"].active


def test_an_answer_to_nothing_is_harmless(hq: RunningHq, till: TillByHand) -> None:
    goods = ProposedGoods(item="zz", name="")
    tell(till, AssortmentAnswered(proposal="gone", deed="list", goods=goods, accepted=True))
    assert hq.rows(st.assortment) == [] and fed(hq, "S001", SupplyOrderRow) == {}
