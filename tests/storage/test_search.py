"""Finding goods by what a cashier types."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos_app.domain.item import Item
from pos_app.services.catalogue_rows import GoodsRow
from pos_app.storage.goods import GoodsBook
from tests.bench.make_goods import goods
from tests.support.till import MORNING, Till

SHELF = [
    Item(id="1", name="可口可乐", spec="罐 330ml", code="6900000000014"),
    Item(id="2", name="可口可乐", spec="500ml", code="6900000000021"),
    Item(id="3", name="朝阳饼干", spec="100g", code="6900000000038"),
    Item(id="4", name="清源矿泉水", spec="550ml", code="6900000000045"),
    Item(id="5", name="好劲道红烧牛肉面", spec="桶 110g", code="6900000012345"),
    Item(id="6", name="好劲道老坛酸菜面", spec="桶 110g", code="6900000000069"),
    Item(id="7", name="小牧人AD钙奶", spec="220ml", code="6900000000076"),
    Item(id="8", name="本地鸡蛋", weighed=True, plu="00123", origin="蓟州"),
    Item(id="9", name="水蜜桃汁", code="12345"),
    Item(id="10", name="OREO 夹心饼", code="6900000000090"),
]


@pytest.fixture
def book(till: Till) -> GoodsBook:
    book = GoodsBook(till.conn)
    till.conn.execute("BEGIN")
    book.save_many([GoodsRow(item=item) for item in SHELF], at=MORNING)
    till.conn.execute("COMMIT")
    return book


def ids(book: GoodsBook, query: str, limit: int = 20) -> list[str]:
    return [hit.item.id for hit in book.find(query, limit)]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("kkkl", ["1", "2"]),
        ("KKKL", ["1", "2"]),
        ("kk", ["1", "2"]),
        ("cybg", ["3"]),
        ("zybg", ["3"]),
        ("kqs", ["4"]),
        ("kekoukele", ["1", "2"]),
        ("kuangquan", ["4"]),
        ("haojindaohongshaoniurou", ["5"]),
        ("hjdhsnrm", ["5"]),
        ("hjdhsnrmx", []),
        ("可乐", ["1", "2"]),
        ("矿", ["4"]),
        ("红烧面", ["5"]),
        ("adgn", ["7"]),
        ("AD钙", ["7"]),
        ("oreo", ["10"]),
        ("2345", ["5", "9"]),
        ("6900000000045", ["4"]),
        ("123", ["8"]),
        ("550ml", ["4"]),
        ("550", ["4"]),
        ("蓟州", ["8"]),
        ("好劲道 酸菜", ["6"]),
        ("hjd 酸菜", ["6"]),
        ("可乐 500", ["2"]),
        ("hjd niurou", ["5"]),
        ("面 桶 红烧", ["5"]),
        ("kkkl 330ml", ["1"]),
        ("zzzz", []),
        ("", []),
        (" - ", []),
        ('"', []),
        ("水 vv", []),
    ],
)
def test_what_is_typed_and_what_is_found(book: GoodsBook, typed: str, found: list[str]) -> None:
    assert ids(book, typed) == found


def test_a_name_that_begins_so_comes_before_one_that_holds_it(book: GoodsBook) -> None:
    assert ids(book, "水") == ["9", "4"]


def test_what_sells_more_comes_first(till: Till, book: GoodsBook) -> None:
    till.conn.execute("BEGIN")
    book.add_sold(["2", "2", "6"])
    assert ids(book, "kkkl") == ["2", "1"]
    assert ids(book, "好劲道") == ["6", "5"]
    book.set_ranks({"1": 10, "2": 3, "unknown": 5})
    till.conn.execute("COMMIT")
    assert ids(book, "kkkl") == ["1", "2"]


@pytest.mark.parametrize(
    ("typed", "lit"),
    [("kqs", "矿泉水"), ("矿泉", "矿泉"), ("kuangq", "矿泉"), ("qy 水", "清源水"), ("0045", "")],
)
def test_what_matched_is_shown(book: GoodsBook, typed: str, lit: str) -> None:
    hit = next(h for h in book.find(typed) if h.item.id == "4")
    assert "".join(hit.item.name[a:b] for a, b in hit.spans) == lit


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(typed=st.text(max_size=20))
def test_whatever_is_typed_has_an_answer(book: GoodsBook, typed: str) -> None:
    for hit in book.find(typed):
        assert all(0 <= a < b <= len(hit.item.name) for a, b in hit.spans)


@pytest.fixture
def wholesale(till: Till) -> GoodsBook:
    """So many goods that a letter means thousands."""
    book = GoodsBook(till.conn)
    rows = list(goods(6_000))
    rows.append(GoodsRow(item=Item(id="rare", name="青山龙虾片", code="6900000000014")))
    till.conn.execute("BEGIN")
    book.save_many(rows, at=MORNING)
    till.conn.execute("COMMIT")
    return book


def test_among_thousands_the_best_sold_are_shown_first(till: Till, wholesale: GoodsBook) -> None:
    common = [hit.item.id for hit in wholesale.find("水", 500)]
    best = common[-1]
    till.conn.execute("BEGIN")
    wholesale.add_sold([best], 9)
    wholesale.add_sold(["rare"], 1)
    till.conn.execute("COMMIT")
    assert ids(wholesale, "水")[0] == best
    letter = wholesale.find(wholesale.find("水")[0].item.name[0])
    assert len(letter) == 20
    assert len(set(ids(wholesale, "q"))) == 20
    assert ids(wholesale, "q")[0] == "rare"


def test_a_rare_one_is_found_behind_common_words(wholesale: GoodsBook) -> None:
    assert ids(wholesale, "qs 虾") == ["rare"]
    assert ids(wholesale, "q p 虾") == ["rare"]
    assert ids(wholesale, "青 片 虾") == ["rare"]
