"""The catalogue: found, changed, created, brought in from a file, taken out to one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pos_app.domain.check_digit import check_digit
from pos_app.ui.screens.goods.form import NEW_CATEGORY
from pos_app.ui.screens.goods.import_sheet import ImportSheet
from pos_app.ui.screens.goods.item_sheet import ItemSheet
from pos_app.ui.screens.goods.screen import GoodsScreen
from sync.wire.facts import CatalogueImported, ItemSaved, PriceChanged
from tests.ui.back_office.conftest import Office


def screen_of(office: Office) -> GoodsScreen:
    office.till.press("Ctrl+3")
    screen = office.till.screen
    assert isinstance(screen, GoodsScreen)
    return screen


def sheet_of(office: Office) -> ItemSheet:
    sheet = office.till.sheet
    assert isinstance(sheet, ItemSheet)
    return sheet


def code_of(body: str) -> str:
    return body + check_digit(body)


def wrong_code_of(body: str) -> str:
    return body + str((int(check_digit(body)) + 1) % 10)


def test_typing_finds_and_enter_opens(office: Office) -> None:
    screen, goods = screen_of(office), office.till.goods()[0]
    office.till.type(goods.code)
    office.till.press("Enter")
    assert sheet_of(office).form.item() == goods
    assert screen.model.rowCount() == 1


def test_a_category_shows_its_goods_alone(office: Office) -> None:
    screen = screen_of(office)
    office.till.press("Alt+Down")
    category = screen.category()
    assert category and {row.item.category for row in screen.model.rows} == {category}


def test_another_price_wants_a_reason_and_is_kept_in_the_history(office: Office) -> None:
    screen, goods = screen_of(office), office.till.goods()[0]
    office.till.type(goods.code)
    office.till.press("Enter", "Esc", "F3")
    office.till.type("9.9")
    office.till.sees("为什么改价")
    sheet_of(office).form.reason.set_current("促销")
    office.till.press("Enter")
    office.wait_no_sheet()
    fact = office.facts(PriceChanged)[-1]
    assert (fact.old, fact.new, fact.reason) == (goods.price, 990, "促销")
    assert screen.model.rows[0].item.price == 990
    office.till.press("Enter", "F6", "F6")
    office.till.sees("9.90", "在收银台改的")


def test_a_scan_opens_known_goods_and_creates_unknown_ones(office: Office) -> None:
    screen_of(office)
    goods, code = office.till.goods()[0], code_of("690999900001")
    office.till.scan(goods.code)
    office.till.sees(goods.name)
    office.till.press("Esc")
    office.till.scan(code)
    office.till.type("新来的饼干")
    sheet_of(office).form.price.setFocus()
    office.till.type("3.5")
    office.till.press("Enter")
    office.wait_no_sheet()
    made = office.facts(ItemSaved)[-1]
    assert made.created and made.name == "新来的饼干" and made.code == code and made.price == 350
    assert office.till.basket == []


def test_a_category_is_made_with_the_goods_that_need_it(office: Office) -> None:
    screen = screen_of(office)
    office.till.press("F2")
    office.till.type("竹编篮子")
    form = sheet_of(office).form
    form.category.set_key(NEW_CATEGORY)
    office.till.press("Enter")
    office.till.sees("请填新分类的名字")
    office.till.type("日杂 山货")
    form.price.setFocus()
    office.till.type("18")
    office.till.press("Enter")
    office.wait_no_sheet()
    found = office.till.session.desk.goods.find("竹编篮子")[0].item
    assert (found.category, found.category_name) == ("日杂 山货", "日杂 山货")
    assert "日杂 山货" in [row.name for row in screen.categories.rows]
    office.till.press("F2")
    office.till.type("核桃")
    form = sheet_of(office).form
    form.category.set_key(NEW_CATEGORY)
    form.new_category.setText("日杂 山货")
    office.till.press("Enter")
    office.wait_no_sheet()
    names = [c.name for c in office.till.session.desk.goods.categories()]
    assert names.count("日杂 山货") == 1


def test_a_code_that_belongs_to_others_is_said_beside_the_field(office: Office) -> None:
    screen_of(office)
    first, second = office.till.goods(2)
    office.till.press("F2")
    office.till.type("重复的")
    sheet_of(office).form.code.setText(first.code)
    office.till.press("Enter")
    office.till.sees(f"条码 {first.code} 已属于 {first.name}")
    assert sheet_of(office).form.rows["code"].error()
    sheet_of(office).form.code.setText(wrong_code_of(second.code[:-1]))
    office.till.press("Enter")
    office.till.sees("校验位不对")


def test_the_first_esc_after_a_change_only_warns(office: Office) -> None:
    screen_of(office)
    office.till.press("Enter")
    sheet = sheet_of(office)
    office.till.type("X")
    office.till.press("Esc")
    office.till.sees("再按一次 Esc 就不要了")
    assert office.till.sheet is sheet
    office.till.press("Esc")
    office.wait_no_sheet()
    assert not office.facts(ItemSaved)


def test_a_case_code_is_scanned_in_and_sells_a_case(office: Office) -> None:
    screen_of(office)
    goods, case = office.till.goods()[0], code_of("1690999900002")
    office.till.scan(goods.code)
    office.till.press("F6")
    office.till.scan(case)
    office.till.type("24")
    office.till.press("Enter")
    office.wait_no_sheet()
    found = office.till.session.desk.goods.by_code(case)
    assert found is not None and found.item.id == goods.id and found.qty == 24_000


def test_a_cashier_needs_a_manager_for_a_change(office_of: Callable[[str], Office]) -> None:
    office = office_of("小周")
    screen_of(office)
    goods = office.till.goods()[0]
    office.till.scan(goods.code)
    sheet_of(office).form.price.setFocus()
    office.till.type("8")
    office.till.press("Enter")
    office.give_pin("王姐")
    office.wait_no_sheet()
    fact = office.facts(PriceChanged)[-1]
    assert fact.new == 800 and fact.approved_by is not None and fact.approved_by.name == "王姐"


def import_sheet(office: Office, path: Path) -> ImportSheet:
    screen_of(office)
    office.till.press("F7")
    sheet = office.till.sheet
    assert isinstance(sheet, ImportSheet)
    sheet.path.set_path(path)
    return sheet


def test_a_file_is_looked_through_then_stored_and_bad_rows_are_named(
    office: Office, tmp_path: Path
) -> None:
    good, wrong = code_of("690999911111"), wrong_code_of("690999922222")
    path = tmp_path / "goods.csv"
    path.write_text(
        f"品名,条码,售价\n好货,{good},2.50\n坏码,{wrong},3\n没价,{code_of('690999933333')},-1\n",
        "utf-8",
    )
    sheet = import_sheet(office, path)
    office.till.press("Enter")
    office.till.wait(lambda: sheet.bad.rowCount() == 2)
    assert office.till.session.desk.goods.by_code(good) is None
    office.till.sees("存进 1 种商品")
    office.till.press("Enter")
    office.till.sees("导入好了:新 1 种,更新 0 种,没进去 2 行")
    assert office.till.session.desk.goods.by_code(good) is not None
    assert office.facts(CatalogueImported)[-1].refused == 2
    office.till.press("Enter")
    office.wait_no_sheet()


def test_a_store_that_is_stopped_keeps_what_went_in(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "goods.csv"
    codes = [code_of(f"6909{n:08d}") for n in range(400)]
    path.write_text("品名,条码,售价\n" + "".join(f"好货{c},{c},2.50\n" for c in codes), "utf-8")
    sheet = import_sheet(office, path)
    office.till.press("Enter")
    office.till.sees("存进 400 种商品")
    sheet.ticker.ticked.connect(lambda rows: sheet.ticker.stop() if rows else None)
    office.till.press("Enter")
    office.till.sees("停下来了。已经进去:新")
    stored = office.facts(CatalogueImported)[-1].created
    assert 0 < stored < 400
    assert office.till.session.desk.goods.by_code(codes[stored - 1]) is not None
    assert office.till.session.desk.goods.by_code(codes[stored]) is None


def test_a_file_that_is_none_is_said_beside_its_path(office: Office, tmp_path: Path) -> None:
    sheet = import_sheet(office, tmp_path / "nothing.csv")
    office.till.press("Enter")
    office.till.wait(lambda: bool(sheet.path_row.error()))
    assert not sheet.is_busy()


def test_goods_are_taken_out_to_a_file(office: Office, tmp_path: Path) -> None:
    screen_of(office)
    office.till.press("F8")
    target = tmp_path / "goods.csv"
    office.till.sheet.path.set_path(target)  # type: ignore[union-attr]  # it has just been opened
    office.till.press("Enter")
    office.wait_no_sheet()
    office.till.sees("导出")
    assert office.till.goods()[0].name in target.read_text("utf-8-sig")
