"""The sale goes on whatever the screen looks like: theme, language, no shift, keys behind 更多."""

from __future__ import annotations

from pos_app.bootstrap import Shop
from tests.support.face import TillWindow
from tests.ui.sell.conftest import BREAD, SODA, Counter


def look_anew(counter: Counter) -> None:
    staff = counter.till.session.staff

    def change(shop: Shop) -> None:
        shop.settings.change("theme", "dark", staff)
        shop.settings.change("language", "en", staff)

    counter.till.session.writer.call(change)
    counter.till.session.desk.settings.reload()
    counter.till.session.look_changed.emit()


def test_the_basket_outlives_a_new_theme_and_language(counter: Counter) -> None:
    counter.scan(SODA.code, BREAD.code)
    look_anew(counter)
    assert counter.due() == ("Due", "13.40")
    counter.scan(SODA.code)
    assert [qty for _n, qty, _a in counter.lines()] == ["2", "1"]
    counter.till.press("F9", "Enter")
    counter.until_no_sheet()
    assert [s.due for s in counter.sales()] == [1690]
    assert len(counter.till.paper.receipts) == 1


def test_the_change_stays_in_view_under_a_new_theme_and_language(counter: Counter) -> None:
    counter.scan(SODA.code)
    counter.pay_cash("10")
    assert counter.due() == ("找零", "6.50")
    look_anew(counter)
    assert counter.due() == ("Change", "6.50")
    counter.till.sees("Paid")
    counter.scan(BREAD.code)
    assert counter.due()[0] == "Due"
    look_anew(counter)
    assert counter.due()[0] == "Due"


def test_without_a_shift_there_is_one_thing_to_do(till: TillWindow) -> None:
    till.log_in()
    if till.sheet is not None:
        till.press("Esc")
    counter = Counter(till)
    till.sees("还没开班", "开班")
    counter.shelve(SODA)
    counter.scan(SODA.code)
    assert counter.lines() == []
    assert "还没开班,先开班再收款" in till.window.face.toasts.texts()
    till.click("开班")
    assert till.sheet is not None


def test_keys_without_room_stand_behind_more(counter: Counter) -> None:
    counter.till.window.resize(1024, 640)
    counter.scan(SODA.code)
    hidden = [action.objectName() for action in counter.screen.keys.hidden_actions()]
    assert "sell.delete_line" in hidden
    counter.till.click("更多")
    counter.till.click("删除")
    assert counter.lines() == []


def test_keys_of_a_line_rest_while_there_is_none(counter: Counter) -> None:
    counter.till.press("F2", "F3", "F9", "F10", "Del", "+", "-")
    assert counter.till.sheet is None
    assert counter.lines() == []


def test_the_focus_comes_back_to_the_scan_box(counter: Counter) -> None:
    counter.scan(SODA.code)
    for key in ("F2", "F3", "F4", "F5", "F6", "F9", "F10", "F12", "Ins"):
        counter.till.press(key)
        assert counter.till.sheet is not None, key
        counter.till.press("Esc")
        assert counter.till.sheet is None, key
        assert counter.till.focus is counter.screen.bar.edit, key
