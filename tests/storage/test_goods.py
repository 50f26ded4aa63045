"""The catalogue in the shop's file, and what the owner does with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pos_app.domain.check_digit import check_digit
from pos_app.domain.errors import NeedsApproval, ShopError
from pos_app.domain.item import Category, Item, Pack
from pos_app.services.catalogue_import import Inflow, import_catalogue, read_rows
from pos_app.services.catalogue_rows import GoodsRow, PriceStep
from pos_app.services.goods import GoodsDesk, LocalIds
from pos_app.storage.goods import GoodsBook
from pos_app.storage.journal import payloads_after
from pos_app.storage.verify import verify
from sync.wire.chain import decode
from sync.wire.facts import CatalogueImported, Fact, ItemSaved, PriceChanged
from tests.support.till import BOSS, MORNING, PART_TIMER, Till
from tests.unit.goods import EGGS, SMOKES, SODA, WATER, WATER_CASE, scan


@pytest.fixture
def book(till: Till) -> GoodsBook:
    book = GoodsBook(till.conn)
    till.conn.execute("BEGIN")
    book.save_many(
        [
            GoodsRow(item=SODA),
            GoodsRow(item=WATER, packs=(WATER_CASE,)),
            GoodsRow(item=EGGS),
            GoodsRow(item=SMOKES),
        ],
        at=MORNING - 1000,
        source="hq",
    )
    till.conn.execute("COMMIT")
    return book


@pytest.fixture
def desk(till: Till, book: GoodsBook) -> GoodsDesk:
    return GoodsDesk(till.ledger, book, till.clock)


def facts(till: Till) -> list[Fact]:
    """What the journal holds about goods."""
    kinds = (ItemSaved, PriceChanged, CatalogueImported)
    found = [decode(payload).fact for _, payload in payloads_after(till.conn, 0)]
    return [fact for fact in found if isinstance(fact, kinds)]


def test_a_code_leads_to_the_single_or_to_its_case(book: GoodsBook) -> None:
    single, case = book.by_code(WATER.code), book.by_code(WATER_CASE.code)
    assert single is not None
    assert (single.item, single.qty, single.pack) == (WATER, 1000, None)
    assert case is not None
    assert (case.item, case.qty, case.pack) == (WATER, 12_000, WATER_CASE)
    assert book.by_code("6900000000000") is None


def test_the_scale_number_with_or_without_zeros(book: GoodsBook) -> None:
    assert book.by_plu("00123") == book.by_plu("123") == EGGS
    assert book.by_plu("") is None


def test_created_on_the_spot_and_found_at_once(
    till: Till, desk: GoodsDesk, book: GoodsBook
) -> None:
    made = desk.create(
        Item(id="", name=" 朝阳  饼干 ", code="6900000000076", price=450), PART_TIMER
    )
    assert made.id.startswith("L")
    assert made.name == "朝阳 饼干"
    found = book.by_code("6900000000076")
    assert found is not None
    assert found.item == made
    assert [hit.item for hit in book.find("cybg")] == [made]
    assert [(s.price, s.actor) for s in book.price_history(made.id)] == [(450, "小周")]
    (fact,) = facts(till)
    assert isinstance(fact, ItemSaved)
    assert (fact.item, fact.created, fact.price) == (made.id, True, 450)


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (Item(id="", name="  "), "name_missing"),
        (Item(id="", name="糖", code="6900000000013"), "bad_check_digit"),
        (Item(id="", name="糖", code=SODA.code), "duplicate_code"),
        (Item(id="", name="糖", code=WATER_CASE.code), "duplicate_code"),
        (Item(id="", name="糖", plu="123"), "duplicate_code"),
        (Item(id="", name="糖", price=-1), "bad_price"),
        (Item(id="", name="烟", price=900, tobacco=True, price_floor=1000), "tobacco_floor"),
    ],
)
def test_what_makes_no_goods(till: Till, desk: GoodsDesk, item: Item, code: str) -> None:
    with pytest.raises(ShopError) as caught:
        desk.create(item, BOSS)
    assert caught.value.code == code
    assert str(caught.value)
    assert facts(till) == []


def test_a_shops_own_short_number_has_no_check_digit(desk: GoodsDesk, book: GoodsBook) -> None:
    desk.create(Item(id="", name="手编篮子", code="10000001"), BOSS)
    assert book.by_code("10000001") is not None


def test_a_new_price_is_a_fact_and_a_step(till: Till, desk: GoodsDesk, book: GoodsBook) -> None:
    till.clock.set(MORNING + 5000)
    desk.set_price(SODA.id, 400, BOSS, reason="进价涨了")
    (fact,) = facts(till)
    assert fact == PriceChanged(item=SODA.id, name=SODA.name, old=350, new=400, reason="进价涨了")
    assert book.price_history(SODA.id) == [
        PriceStep(valid_from=MORNING + 5000, price=400, actor="王姐", source="till"),
        PriceStep(valid_from=MORNING - 1000, price=350, actor="", source="hq"),
    ]


def test_the_same_price_again_is_no_news(till: Till, desk: GoodsDesk, book: GoodsBook) -> None:
    desk.set_price(SODA.id, SODA.price or 0, BOSS)
    assert facts(till) == []
    assert len(book.price_history(SODA.id)) == 1


def test_a_cashier_does_not_change_prices_alone(till: Till, desk: GoodsDesk) -> None:
    with pytest.raises(NeedsApproval):
        desk.set_price(SODA.id, 1, PART_TIMER)
    desk.set_price(SODA.id, 300, PART_TIMER, approved_by=BOSS)
    (fact,) = facts(till)
    assert isinstance(fact, PriceChanged)
    assert fact.approved_by is not None
    assert fact.approved_by.name == "王姐"


def test_an_edit_moves_name_and_code(till: Till, desk: GoodsDesk, book: GoodsBook) -> None:
    new = Item(id=WATER.id, name="山泉矿泉水", code="6900000000076", price=WATER.price)
    desk.edit(new, BOSS)
    assert book.by_code(WATER.code) is None
    assert book.packs(WATER.id) == (WATER_CASE,)
    assert book.find("qykqs") == []
    assert [hit.item.id for hit in book.find("sqkqs")] == [WATER.id]
    assert [hit.item.id for hit in book.find("山泉")] == [WATER.id]
    (fact,) = facts(till)
    assert isinstance(fact, ItemSaved)
    assert {"name", "code"} <= set(fact.changed)


def test_cases_can_be_taken_away(desk: GoodsDesk, book: GoodsBook) -> None:
    desk.edit(WATER, BOSS, packs=(Pack(code="6900000000076", qty=6_000, price=1100),))
    assert book.by_code(WATER_CASE.code) is None
    assert book.packs(WATER.id) == (Pack(code="6900000000076", qty=6_000, price=1100),)


def test_the_list_goes_on_where_it_ended(book: GoodsBook) -> None:
    names = [item.name for item in book.page()]
    assert sorted(names) == sorted(i.name for i in (SODA, WATER, EGGS, SMOKES))
    first = book.page(limit=2)
    assert [i.name for i in first + book.page(after=first[-1].id, limit=9)] == names
    assert [i.id for i in book.page(category="fresh")] == [EGGS.id]
    assert names[0] == EGGS.name


def test_goods_out_of_sale_are_found_when_asked_for(desk: GoodsDesk, book: GoodsBook) -> None:
    gone = Item(id=SODA.id, name=SODA.name, code=SODA.code, price=350, active=False)
    desk.edit(gone, BOSS)
    assert book.find("冰峰") == []
    assert [hit.item for hit in book.find("冰峰", inactive=True)] == [gone]
    assert gone.id not in {i.id for i in book.page()}
    assert gone.id in {i.id for i in book.page(inactive=True)}


def test_tiles_by_page(till: Till, book: GoodsBook) -> None:
    tiles = [
        Item(id="a", name="烤肠", quick_page="熟食", quick_rank=201),
        Item(id="b", name="豆浆", quick_page="常用", quick_rank=102),
        Item(id="c", name="馒头", quick_page="常用", quick_rank=101),
    ]
    till.conn.execute("BEGIN")
    book.save_many([GoodsRow(item=i) for i in tiles], at=MORNING)
    book.save_categories([Category(code="deli", name="熟食", rank=2)])
    till.conn.execute("COMMIT")
    pages = [(page.name, [i.name for i in page.items]) for page in book.quick_items()]
    assert pages == [("常用", ["馒头", "豆浆"]), ("熟食", ["烤肠"])]
    assert book.categories() == [Category(code="deli", name="熟食", rank=2)]


def test_ids_of_a_till_are_short_and_never_twice() -> None:
    ids = LocalIds(MORNING)
    made = {ids() for _ in range(10_000)}
    assert len(made) == 10_000
    assert max(map(len, made)) <= 15


def import_file(till: Till, book: GoodsBook, path: Path, *, whole: bool = False) -> tuple[int, ...]:
    done = import_catalogue(
        path, ledger=till.ledger, goods=book, staff=BOSS, clock=till.clock, all_or_nothing=whole
    )
    return done.created, done.updated, len(done.refused)


def test_a_file_goes_in_with_one_fact(till: Till, book: GoodsBook, tmp_path: Path) -> None:
    path = tmp_path / "新品.csv"
    path.write_text(
        f"条码,品名,售价,分类\n{SODA.code},,4\n6900000000076,朝阳饼干,4.5,饼干\n"
        f"{WATER.code},清源矿泉水,2.5,\n",
        "gb18030",
    )
    assert import_file(till, book, path) == (1, 1, 1)
    (fact,) = facts(till)
    assert isinstance(fact, CatalogueImported)
    assert (fact.file, fact.created, fact.updated, fact.refused) == ("新品.csv", 1, 1, 1)
    assert [hit.item.category_name for hit in book.find("朝阳")] == ["饼干"]
    assert [s.price for s in book.price_history(WATER.id)] == [250, 200]
    assert import_file(till, book, path) == (0, 2, 1)
    assert len(book.price_history(WATER.id)) == 2


def test_all_or_nothing(till: Till, book: GoodsBook, tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    path.write_text("条码,品名,售价\n6900000000076,饼干,4.5\n6900000000083,糖,便宜\n", "utf-8")
    assert import_file(till, book, path, whole=True) == (0, 0, 1)
    assert facts(till) == []
    assert book.find("饼干") == []
    with pytest.raises(NeedsApproval):
        import_catalogue(path, ledger=till.ledger, goods=book, staff=PART_TIMER, clock=till.clock)


def big_file(path: Path, goods: int) -> Path:
    rows = (f"{valid(f'6955{n:08d}')},大单商品{n}号,{n % 90 + 1}.5\n" for n in range(goods))
    path.write_text("条码,品名,售价\n" + "".join(rows), "utf-8")
    return path


def valid(body: str) -> str:
    return body + check_digit(body)


def test_sales_go_on_between_the_pieces_of_a_large_file(
    till: Till, book: GoodsBook, tmp_path: Path
) -> None:
    sold: list[str] = []
    done = import_catalogue(
        big_file(tmp_path / "big.csv", 1500), ledger=till.ledger, goods=book, staff=BOSS,
        clock=till.clock, pause=lambda _s: sold.append(till.sell(scan(WATER)).sale.receipt),
    )  # fmt: skip
    assert done.created == 1500 and not done.refused
    assert len(sold) >= 2
    fact = facts(till)[-1]
    assert isinstance(fact, CatalogueImported) and fact.created == 1500
    assert book.find("大单商品1499")[0].item.price == 6050
    assert verify(till.conn).ok


def test_all_or_nothing_of_a_large_file_is_one_transaction(
    till: Till, book: GoodsBook, tmp_path: Path
) -> None:
    held: list[bool] = []
    till.conn.set_trace_callback(lambda sql: held.append(True) if sql == "COMMIT" else None)
    assert import_file(till, book, big_file(tmp_path / "big.csv", 1500), whole=True)[0] == 1500
    assert len(held) == 1


def test_an_import_that_was_stopped_keeps_its_goods_and_goes_on_another_time(
    till: Till, book: GoodsBook, tmp_path: Path
) -> None:
    path = big_file(tmp_path / "big.csv", 500)
    flow = Inflow(path, read_rows(path), book, MORNING)
    assert flow.step(till.ledger, book, BOSS)
    flow.stop()
    assert not flow.step(till.ledger, book, BOSS)
    stored = flow.result.created
    assert 0 < stored < 500
    (fact,) = facts(till)
    assert isinstance(fact, CatalogueImported) and fact.created == stored
    assert import_file(till, book, path) == (500 - stored, stored, 0)


def test_a_code_given_away_at_the_counter_meanwhile_is_refused_by_its_line(
    till: Till, book: GoodsBook, tmp_path: Path
) -> None:
    path = big_file(tmp_path / "big.csv", 300)
    flow = Inflow(path, read_rows(path), book, MORNING)
    assert flow.step(till.ledger, book, BOSS)
    code = valid("695500000299")
    till.conn.execute("BEGIN")
    book.save(Item(id="L9", name="柜台新品", code=code, price=300), at=MORNING)
    till.conn.execute("COMMIT")
    while flow.step(till.ledger, book, BOSS):
        pass
    assert flow.result.created == 299
    assert [(bad.line, bad.value) for bad in flow.result.refused] == [(301, code)]
    assert book.by_code(code).item.name == "柜台新品"  # type: ignore[union-attr]  # it is there


def test_what_the_shop_sold_lately_is_found_first(till: Till, book: GoodsBook) -> None:
    assert [hit.item.id for hit in book.find("水")] == [SODA.id, WATER.id]
    till.sell(scan(WATER))
    till.conn.execute("BEGIN")
    book.rank_by_sales("2026-03-01")
    assert [hit.item.id for hit in book.find("水")] == [WATER.id, SODA.id]
    book.rank_by_sales("2026-03-04")
    till.conn.execute("COMMIT")
    assert [hit.item.id for hit in book.find("水")] == [SODA.id, WATER.id]
