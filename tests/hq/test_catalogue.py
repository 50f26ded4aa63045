"""HQ's planner changes goods, prices and people; each store sees it whole and nothing twice."""

from __future__ import annotations

import pytest

from sync.hq.store import catalogue, catalogue_import
from sync.hq.store.catalogue import CatalogueError
from sync.hq.store.devices import RefusedError
from sync.hq.store.stores import add_store, all_stores
from sync.wire.feed import (
    CategoryRow,
    CodeRow,
    ItemRow,
    NoticeRow,
    PriceRow,
    Row,
    SettingRow,
    StaffRow,
)
from tests.support.hq import NOON, RunningHq

STORES = ["S001", "S002"]
WATER = ItemRow(id="1001", name="矿泉水", code="6901", codes=(CodeRow(code="6901"),), weighed=True)


def seqs(hq: RunningHq) -> dict[str, int]:
    with hq.hq.database.operator() as scope:
        return {row.store_id: row.feed_seq for row in all_stores(scope)}


def test_a_change_goes_to_every_store_and_again_to_none(hq: RunningHq) -> None:
    rows = [WATER, PriceRow(item="1001", valid_from=0, price=200)]
    written = catalogue.put(hq.hq.database, STORES, rows)
    assert [(w.store, w.changed, w.unchanged) for w in written] == [("S001", 2, 0), ("S002", 2, 0)]
    again = catalogue.put(hq.hq.database, STORES, rows)
    assert [w.changed for w in again] == [0, 0]
    assert seqs(hq) == {"S001": 2, "S002": 2}
    till = hq.till("S002")
    assert {c.table for c in till.all_changes()[0]} == {"item", "price"}


def test_a_price_changes_on_a_date(hq: RunningHq) -> None:
    database = hq.hq.database
    catalogue.put(database, STORES, [WATER, PriceRow(item="1001", valid_from=0, price=200)])
    catalogue.change_price(database, ["S001"], "1001", 250, NOON)
    with database.reading("S001") as scope:
        assert catalogue.prices_at(scope, "S001", NOON - 1) == {"1001": 200}
        assert catalogue.prices_at(scope, "S001", NOON) == {"1001": 250}
    with pytest.raises(CatalogueError, match="no_such_item"):
        catalogue.change_price(database, STORES, "9", 250, NOON)
    assert seqs(hq) == {"S001": 3, "S002": 2}


def test_removing_is_a_row_and_only_once(hq: RunningHq) -> None:
    catalogue.put(hq.hq.database, STORES, [WATER])
    places = [("item", "1001"), ("item", "none")]
    assert [w.changed for w in catalogue.remove(hq.hq.database, STORES, places)] == [1, 1]
    assert [w.changed for w in catalogue.remove(hq.hq.database, STORES, places)] == [0, 0]
    with hq.hq.database.reading("S001") as scope:
        assert catalogue.rows_of(scope, "S001", ItemRow) == []


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (ItemRow(id="", name="x"), "bad_item_id"),
        (ItemRow(id="a|b", name="x"), "bad_item_id"),
        (ItemRow(id="1", name=" "), "bad_name"),
        (ItemRow(id="1", name="a\0"), "bad_name"),
        (ItemRow(id="1", name="x", code="条码"), "bad_code"),
        (ItemRow(id="1", name="x", codes=(CodeRow(code="6", pack_qty=0),)), "bad_pack"),
        (ItemRow(id="1", name="x", cost=-1), "bad_price"),
        (ItemRow(id="1", name="x", tax_bp=10_001), "bad_number"),
        (PriceRow(item="1", valid_from=0, price=-1), "bad_price"),
        (PriceRow(item="1", valid_from=2**60, price=1), "bad_price"),
        (StaffRow(id="1", name="王", role="king"), "bad_staff"),
        (SettingRow(name="x", value="{"), "bad_value"),
        (CategoryRow(code="c", name=""), "bad_name"),
        (NoticeRow(id="n", at=1, title="", text="x" * 5000), "bad_text"),
    ],
)
def test_a_row_that_no_till_could_use_is_refused_before_anything_is_written(
    hq: RunningHq, row: Row, code: str
) -> None:
    with pytest.raises(CatalogueError) as caught:
        catalogue.put(hq.hq.database, STORES, [WATER, row])
    assert caught.value.code == code
    assert seqs(hq) == {"S001": 0, "S002": 0}


def test_a_table_is_brought_in_and_bad_rows_are_named(hq: RunningHq) -> None:
    table = [
        ["条码", "品名", "分类", "售价", "进价"],
        ["6901", "矿泉水", "饮料", "2.00", "1.38"],
        ["", "", "", "", ""],
        ["6902", "", "饮料", "1", "1"],
        ["6903", "茶", "饮料", "abc", ""],
        ["6901", "又一个", "饮料", "1", ""],
        ["6904", "面包", "烘焙", "¥12.5"],
    ]
    database = hq.hq.database
    catalogue.put(database, ["S001"], [ItemRow(id="6901", name="旧名", weighed=True)])
    done = catalogue_import.import_goods(database, ["S001"], table, valid_from=NOON)
    assert done.goods == 2
    assert [(b.line, b.reason) for b in done.refused] == [
        (4, "bad_name"), (5, "bad_price"), (6, "twice"),
    ]  # fmt: skip
    with database.reading("S001") as scope:
        goods = {row.id: row for row in catalogue.rows_of(scope, "S001", ItemRow)}
        prices = catalogue.prices_at(scope, "S001", NOON)
        kinds = catalogue.rows_of(scope, "S001", CategoryRow)
    assert (goods["6901"].name, goods["6901"].cost, goods["6901"].weighed) == ("矿泉水", 138, True)
    assert prices == {"6901": 200, "6904": 1250}
    assert {kind.code for kind in kinds} == {"饮料", "烘焙"}
    again = catalogue_import.import_goods(database, ["S001"], table, valid_from=NOON)
    assert [w.changed for w in again.written] == [0]
    all_or_nothing = catalogue_import.import_goods(
        database, ["S002"], table, valid_from=NOON, whole=True
    )
    assert all_or_nothing.written == []
    assert seqs(hq)["S002"] == 0


def test_a_table_without_names_is_refused(hq: RunningHq) -> None:
    for table in ([], [["a", "b"]], [["品名", "售价"]]):
        with pytest.raises(CatalogueError, match="no_column"):
            catalogue_import.import_goods(hq.hq.database, STORES, table, valid_from=0)


def test_stores_have_ids_that_tokens_and_receipts_can_carry(hq: RunningHq) -> None:
    for store, name, code in (
        ("S.3", "x", "bad_store"), ("", "x", "bad_store"), ("S" * 17, "x", "bad_store"),
        ("S003", "", "bad_store_name"), ("S003", "a\nb", "bad_store_name"),
        ("S001", "x", "store_exists"),
    ):  # fmt: skip
        with pytest.raises(RefusedError) as caught, hq.hq.database.operator() as scope:
            add_store(scope, store, name, NOON)
        assert caught.value.code == code


@pytest.mark.parametrize(
    ("typed", "fen"),
    [("3.2", 320), ("1,234.50", 123_450), ("¥5", 500), ("3,20", None), ("1,2", None)],
)
def test_a_comma_groups_thousands_and_is_no_point(typed: str, fen: int | None) -> None:
    if fen is None:
        with pytest.raises(CatalogueError):
            catalogue_import._fen(typed, "x")
    else:
        assert catalogue_import._fen(typed, "x") == fen


def test_a_file_of_goods_keeps_what_the_law_asks_about_them(hq: RunningHq) -> None:
    table = [
        ["条码", "品名", "烟草", "保质期", "称重", "售价"],
        ["6999001955041", "晨雾软盒", "是", "", "否", "18"],
        ["6999001955058", "青山纯牛奶", "", "45", "", "5.2"],
        ["6999001955065", "坏行", "也许", "", "", "1"],
        ["6999001955072", "也坏", "", "两天", "", "1"],
    ]
    done = catalogue_import.import_goods(hq.hq.database, ["S001"], table, valid_from=0)
    assert [bad.reason for bad in done.refused] == ["bad_flag", "bad_days"]
    with hq.hq.database.reading("S001") as scope:
        goods = {row.name: row for row in catalogue.rows_of(scope, "S001", ItemRow)}
    assert goods["晨雾软盒"].tobacco
    assert goods["青山纯牛奶"].shelf_life == 45
