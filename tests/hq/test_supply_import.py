"""Suppliers' packs out of a table: also of goods that no store has yet."""

from __future__ import annotations

from pos_app.services.demo_catalogue import demo_tables
from sync.hq.seeding_supply import SUPPLIERS
from sync.hq.store import supply as s
from sync.hq.store.catalogue import put
from sync.hq.store.supply_import import import_supply
from sync.wire.feed import CategoryRow, CodeRow
from tests.support.hq import RunningHq
from tests.support.supply import stock_chain

HEADINGS = ["条码", "品名", "规格", "单位", "分类", "供应商", "箱规", "箱价", "建议售价", "箱码"]
SOCKS = ["6999591135717", "暖足羊毛袜", "3双", "包", "产业带优选", "F1", "20", "172.10", "14.90"]
CARTON = "16999591135714"


def test_goods_that_no_store_has_come_with_all_that_a_till_must_know(hq: RunningHq) -> None:
    """The category by the code that the shops know it by, the cost of one, the carton's code."""
    stock_chain(hq)
    put(hq.hq.database, ["S002"], [CategoryRow(code="belt", name="产业带优选")])
    with hq.hq.database.operator() as scope:
        s.put_suppliers(scope, SUPPLIERS)
        done = import_supply(scope, [HEADINGS, [*SOCKS, CARTON]])
        (pack,) = s.packs(scope, [SOCKS[0]]).values()
    assert (done.packs, done.refused) == (1, [])
    card = pack.article
    assert (card.category, card.category_name, card.supply) == ("belt", "产业带优选", "factory")
    assert (card.name, card.spec, card.unit, card.cost) == ("暖足羊毛袜", "3双", "包", 861)
    assert card.codes == (CodeRow(code=CARTON, pack_qty=20_000),)
    assert card.code == card.id == SOCKS[0]


def test_what_a_store_knows_of_its_goods_stays(hq: RunningHq) -> None:
    """A new price of the carton is not what the shop paid, and its codes are its own."""
    stock_chain(hq)
    with hq.hq.database.operator() as scope:
        before = s.packs(scope, ["A1"])["A1"]
        row = ["A1", "", "", "", "", before.supplier, "12", "99.00", "9.90", CARTON]
        assert import_supply(scope, [HEADINGS, row]).refused == []
        after = s.packs(scope, ["A1"])["A1"]
        assert import_supply(scope, [HEADINGS, row]).refused == []
        again = s.packs(scope, ["A1"])["A1"]
    assert again == after
    assert (after.cost, after.price, after.pack_code) == (9_900, 990, CARTON)
    assert after.card == before.card


def test_what_the_demo_could_list_besides_is_sound(hq: RunningHq) -> None:
    goods, new = demo_tables()
    had = {row[0] for row in goods}
    with hq.hq.database.operator() as scope:
        s.put_suppliers(scope, SUPPLIERS)
        done = import_supply(scope, new)
    assert (done.packs, done.refused) == (len(new) - 1, [])
    assert not had & {row[0] for row in new[1:]}
