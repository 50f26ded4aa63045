"""The drinks wall on a quiet evening: scanned and counted in any order, sold meanwhile."""

from __future__ import annotations

import pytest

from pos_app.domain.item import Item
from pos_app.services.stocktake import SLOT
from pos_app.ui.screens.stock.find_sheet import FindSheet
from pos_app.ui.screens.stock.screen import StockScreen
from sync.wire.chain import decode
from sync.wire.facts import StockCounted
from tests.support.face import TillWindow

PIECE = 1_000


@pytest.fixture
def goods(open_till: TillWindow) -> list[Item]:
    return open_till.goods(3)


@pytest.fixture
def at_shelf(open_till: TillWindow) -> TillWindow:
    open_till.press("Ctrl+4", "F3", "F3", "F3")
    open_till.sees("扫第一件")
    return open_till


def screen_of(till: TillWindow) -> StockScreen:
    screen = till.screen
    assert isinstance(screen, StockScreen)
    return screen


def shown(till: TillWindow) -> list[tuple[str, str, str, str]]:
    """Book, counted, difference and why of every line on the screen."""
    model = screen_of(till).shelf.model
    return [
        tuple(str(model.index(n, column).data()) for column in (1, 2, 3, 5))  # type: ignore[misc]
        for n in range(model.rowCount())
    ]


def level(till: TillWindow, item: Item) -> int:
    return till.session.desk.stock.on_hand(item.id) // PIECE


def counts_of(till: TillWindow) -> list[StockCounted]:
    rows = till.session.writer.call(
        lambda shop: shop.conn.execute("SELECT payload FROM journal ORDER BY pos").fetchall()
    )
    facts = [decode(payload).fact for (payload,) in rows]
    return [fact for fact in facts if isinstance(fact, StockCounted)]


def type_count(till: TillWindow, pieces: int) -> None:
    till.press("F2")
    till.type(str(pieces))
    till.press("Enter")
    till.wait(lambda: till.sheet is None)


def keys_now(till: TillWindow) -> dict[str, str]:
    """What F1 says that each key does."""
    registry = till.window.face.actions_
    return {key: a.text() for a in registry.actions(registry.scopes()) for key in a.keys}


def test_f1_names_what_the_keys_do_on_this_page(at_shelf: TillWindow) -> None:
    till = at_shelf
    assert (keys_now(till)["F5"], keys_now(till)["F4"]) == ("为什么少", "只看差的")
    till.press("F3")
    assert (keys_now(till)["F5"], keys_now(till)["F9"]) == ("有问题", "收下入库")
    till.press("F3")
    assert keys_now(till)["F2"] == "自己降价" and "F5" not in keys_now(till)
    till.press("F3")
    assert keys_now(till)["F8"] == "打印" and "F9" not in keys_now(till)
    till.press("F3", "Ins")
    till.sees("找商品")
    till.press("Esc")
    assert keys_now(till)["Ins"] == "找商品"
    till.press("Ctrl+1")
    assert keys_now(till)["F5"] == "挂单"


def test_counted_explained_and_accepted(at_shelf: TillWindow, goods: list[Item]) -> None:
    till, (one, two, three) = at_shelf, goods
    had = {item.id: level(till, item) for item in goods}
    till.scan(one.code)
    type_count(till, had[one.id] - 2)
    till.press("F5")
    till.sees("为什么少了", f"账面 {had[one.id]},实点 {had[one.id] - 2}")
    till.press("2", "Enter")
    till.wait(lambda: till.sheet is None)
    till.scan(two.code)
    type_count(till, had[two.id])
    till.scan(three.code)
    type_count(till, had[three.id])
    till.press("+")
    assert [(row[2], row[3]) for row in shown(till)] == [
        ("-2", "破损"), ("—", "对"), ("+1", "多出来"),
    ]  # fmt: skip
    till.press("F4")
    assert [row[2] for row in shown(till)] == ["-2", "+1"]
    till.press("F9")
    till.sees("点了 3 种,2 种对不上", "少 ¥", "多 ¥", "破损")
    till.press("Enter")
    till.sees("扫第一件")
    till.wait(lambda: bool(counts_of(till)))
    (fact,) = counts_of(till)
    assert [(ln.counted - ln.book, ln.why) for ln in fact.lines] == [
        (-2 * PIECE, "damaged"), (0, ""), (PIECE, "found"),
    ]  # fmt: skip
    assert [level(till, item) for item in goods] == [
        had[one.id] - 2, had[two.id], had[three.id] + 1,
    ]  # fmt: skip


def test_the_shop_sells_while_it_is_counted(at_shelf: TillWindow, goods: list[Item]) -> None:
    """Sold after the count: no difference. Sold within it: she is asked to look again."""
    till, one = at_shelf, goods[0]
    had = level(till, one)
    till.scan(one.code)
    type_count(till, had)
    till.press("Ctrl+1")
    till.scan(one.code)
    till.press("F9", "Enter")
    till.wait(lambda: till.sheet is None and level(till, one) == had - 1)
    till.press("Ctrl+4")
    assert [row[2] for row in shown(till)] == ["—"]
    till.press("-")
    assert shown(till) == [(str(had - 1), str(had - 1), "—", "点的时候卖过")]
    type_count(till, had - 1)
    assert shown(till)[0][3] == "对"
    till.press("F9")
    till.sees("和账面一致")
    till.press("Enter")
    till.wait(lambda: bool(counts_of(till)))
    assert level(till, one) == had - 1


def test_goods_without_a_code_are_found_by_their_name(at_shelf: TillWindow) -> None:
    till = at_shelf
    till.press("Ins")
    till.sees("找商品")
    till.press("Enter")
    assert till.sheet is not None, "nothing was looked for"
    till.type("bdjd")
    sheet = till.sheet
    assert isinstance(sheet, FindSheet)
    found = sheet.list.current()
    assert found is not None and found.name == "本地鸡蛋"
    till.press("Enter")
    till.sees("实点")
    till.type("1.5")
    till.press("Enter")
    till.wait(lambda: till.sheet is None)
    assert shown(till)[0][1] == "1.5"


def test_a_wrong_scan_is_taken_out_and_comes_back(at_shelf: TillWindow, goods: list[Item]) -> None:
    till = at_shelf
    till.scan(goods[0].code)
    till.scan(goods[1].code)
    till.press("Del")
    assert len(shown(till)) == 1
    till.scan(goods[2].code)
    till.click("撤销")
    assert len(shown(till)) == 3, "what was scanned meanwhile stays"
    till.press("Shift+Del")
    till.sees("扫第一件")
    till.click("撤销")
    assert len(shown(till)) == 3


def test_what_nobody_knows_is_made_and_counted(at_shelf: TillWindow) -> None:
    till = at_shelf
    till.scan("6900000000007")
    till.sees("建好并点一件")
    till.type("怪味豆")
    till.press("Enter")
    till.type("3.5")
    till.press("Enter")
    till.wait(lambda: till.sheet is None)
    assert shown(till) == [("0", "1", "+1", "多出来")]


def test_what_was_counted_is_still_there_after_the_lights_went_out(
    at_shelf: TillWindow, goods: list[Item]
) -> None:
    till, screen = at_shelf, screen_of(at_shelf)
    till.scan(goods[0].code)
    till.wait(lambda: bool(till.session.desk.drafts.load(SLOT)))
    before = shown(till)
    screen.shelf.draft = None
    till.press("Ctrl+1", "Ctrl+4")
    assert shown(till) == before
