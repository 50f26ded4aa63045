"""Which rows of a catalogue go in, and what is said about the others."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.item import Category, Item, Pack
from pos_app.services import catalogue_cells as cells
from pos_app.services.catalogue_import import ImportPlan, RawRow, check_rows, read_rows

SODA = "6900000000014"
WATER = "6900000000021"
CASE = "16900000000028"


class Shop:
    """A shop that has the goods it is given."""

    def __init__(self, *items: Item, packs: tuple[Pack, ...] = ()) -> None:
        self._items = {item.id: item for item in items}
        self._packs = packs

    def get(self, item_id: str) -> Item | None:
        return self._items.get(item_id)

    def packs(self, item_id: str) -> tuple[Pack, ...]:
        return self._packs

    def code_owners(self) -> dict[str, tuple[str, bool]]:
        own = {i.code: (i.id, True) for i in self._items.values() if i.code}
        return own | {p.code: (next(iter(self._items)), False) for p in self._packs}

    def plu_owners(self) -> dict[str, str]:
        return {i.plu: i.id for i in self._items.values() if i.plu}

    def uncoded(self) -> dict[tuple[str, str], str]:
        return {(i.name, i.spec): i.id for i in self._items.values() if not (i.code or i.plu)}

    def categories(self) -> list[Category]:
        return [Category(code="drinks", name="饮料", rank=1)]


def check(tmp_path: Path, text: str, shop: Shop | None = None) -> ImportPlan:
    path = tmp_path / "goods.csv"
    path.write_text(text, "utf-8")
    ids = count(1)
    return check_rows(read_rows(path), shop or Shop(), lambda: f"L{next(ids)}")


def test_a_good_row_is_whole(tmp_path: Path) -> None:
    plan = check(
        tmp_path,
        "条码,品名,规格,单位,分类,售价,进价,箱码,箱规,箱价,保质期,税率,产地\n"
        f"{WATER},清源矿泉水,550ml,瓶,饮料,2,1.1,{CASE},1*12,20.00,18个月,13%,蓟州\n",
    )
    (row,) = plan.good
    assert row.item == Item(
        id="L1", name="清源矿泉水", spec="550ml", unit="瓶", code=WATER, category="drinks",
        category_name="饮料", price=200, cost=110, tax_bp=1300, origin="蓟州", shelf_life=540,
    )  # fmt: skip
    assert row.packs == (Pack(code=CASE, qty=12_000, price=2000),)
    assert (plan.created, plan.updated, plan.bad, plan.categories) == (1, 0, [], [])


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (f"{SODA},,3", "品名", "没有品名"),
        ("6900000000015,汽水,3", "条码", "校验位"),
        (f"{SODA},汽水,-3", "售价", "负数"),
        (f"{SODA},汽水,三块", "售价", "不是数字"),
        (f"{SODA},汽水,3.555", "售价", "2 位小数"),
        (f"{SODA},汽水,6900000000014", "售价", "像是条码"),
        (f"{SODA},汽水,=B2*2", "售价", "公式"),
        (f"{SODA},=HYPERLINK(1),3", "品名", "公式"),
        ("6.9E+12,汽水,3", "条码", "科学计数"),
        ("汽水,汽水,3", "条码", "不是条码"),
        (f'{SODA},"汽\x07水",3', "品名", "看不懂"),
        (f"{SODA},汽水,\"3,50\"", "售价", "不是数字"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named(tmp_path: Path, line: str, column: str, reason: str) -> None:
    plan = check(tmp_path, f"条码,品名,售价\n{line}\n{WATER},水,2\n")
    (bad,) = plan.bad
    assert (bad.line, bad.column) == (2, column)
    assert reason in bad.reason
    assert "第 2 行" in str(bad)
    assert [good.item.name for good in plan.good] == ["水"]


def test_twice_in_the_file(tmp_path: Path) -> None:
    plan = check(tmp_path, f"条码,品名\n{SODA},汽水\n{SODA},又是汽水\n,馒头\n,馒头\n")
    assert [(b.line, b.reason) for b in plan.bad] == [(3, "和第 2 行重复"), (5, "和第 4 行重复")]


def test_a_case_code_of_other_goods(tmp_path: Path) -> None:
    shop = Shop(Item(id="1", name="水", code=WATER), packs=(Pack(code=CASE, qty=12_000),))
    plan = check(tmp_path, f"条码,品名,箱码,箱规\n{SODA},汽水,{CASE},12\n{CASE},水一箱,,\n", shop)
    assert [(b.line, b.column) for b in plan.bad] == [(2, "箱码"), (3, "条码")]


def test_a_case_needs_its_count(tmp_path: Path) -> None:
    plan = check(tmp_path, f"条码,品名,箱码,箱规\n{SODA},汽水,{CASE},\n")
    assert [(b.line, b.column) for b in plan.bad] == [(2, "箱规")]


def test_known_goods_keep_what_the_file_leaves_empty(tmp_path: Path) -> None:
    known = Item(id="7", name="水", spec="550ml", code=WATER, price=200, cost=110, origin="蓟州")
    plan = check(tmp_path, f"条码,品名,规格,售价,进价\n{WATER},清源水,,2.5,\n", Shop(known))
    (row,) = plan.good
    assert row.packs is None
    assert (plan.created, plan.updated) == (0, 1)
    assert (row.item.id, row.item.name, row.item.spec) == ("7", "清源水", "550ml")
    assert (row.item.price, row.item.cost, row.item.origin) == (250, 110, "蓟州")


def test_goods_without_a_code_are_known_by_name_and_scale_goods_by_number(tmp_path: Path) -> None:
    shop = Shop(Item(id="1", name="馒头"), Item(id="2", name="鸡蛋", plu="00012", weighed=True))
    plan = check(tmp_path, "品名,售价,PLU,称重\n馒头,1.2,,\n散鸡蛋,9.9,12,是\n土豆,4,13,是\n", shop)
    assert [g.item.id for g in plan.good] == ["1", "2", "L1"]
    assert plan.good[2].item.unit == "kg"


def test_a_new_category_is_made_once(tmp_path: Path) -> None:
    plan = check(tmp_path, "品名,分类\n馒头,面点\n花卷,面点\n")
    assert [c.name for c in plan.categories] == ["面点"]
    assert {g.item.category_name for g in plan.good} == {"面点"}


@pytest.mark.parametrize(
    ("text", "days"), [("180", 180), ("6个月", 180), ("1年", 365), ("45天", 45), ("18 months", 540)]
)
def test_how_long_it_keeps(text: str, days: int) -> None:
    assert cells.days(text) == days


@pytest.mark.parametrize(
    ("text", "bp"), [("13%", 1300), ("13", 1300), ("0.13", 1300), ("9%", 900), ("0", 0), ("1", 100)]
)
def test_tax(text: str, bp: int) -> None:
    assert cells.tax(text) == bp


@pytest.mark.parametrize(
    ("text", "qty"), [("12", 12_000), ("1*24", 24_000), ("1×6", 6_000), ("12瓶", 12_000)]
)
def test_pieces_in_a_case(text: str, qty: int) -> None:
    assert cells.case_qty(text) == qty


@given(st.integers(0, 9_999_999))
def test_a_price_is_read_to_the_fen(fen: int) -> None:
    assert cells.money(f"¥{fen // 100}.{fen % 100:02d}元") == fen
    assert cells.money(f"{fen // 100:,}.{fen % 100:02d}") == fen


@given(st.dictionaries(st.sampled_from(["name", "code", "price", "plu", "case_code", "case_qty",
                                        "tax", "shelf_life", "colour", "supply", "category"]),
                       st.text(max_size=20)))  # fmt: skip
def test_any_text_is_good_or_named(texts: dict[str, str]) -> None:
    stripped = {name: text.strip() for name, text in texts.items()}
    plan = check_rows([RawRow(line=2, cells=stripped)], Shop(), lambda: "L1")
    assert len(plan.good) + len(plan.bad) == 1
