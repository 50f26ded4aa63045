"""The window itself: places, keys, the printer's pill, a new dress, power cuts, closing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication

from pos_app.domain.basket import Basket
from pos_app.domain.tender import CASH, Paid
from pos_app.services import basket_codec
from pos_app.services.checkout import Sold
from pos_app.services.parking import SCREEN
from pos_app.ui.screens.leaving import LeavingSheet
from pos_app.ui.screens.quiet import QuietMoment
from pos_app.ui.screens.rescue import StandsSheet
from tests.support.face import TillWindow

NextTill = Callable[[], TillWindow]


def pay(till: TillWindow, basket: Basket) -> Sold:
    """Checkout alone, as it is when the power goes before the screen could follow."""
    staff = till.session.staff
    return till.session.writer.call(
        lambda shop: shop.checkout.complete(basket, (Paid(method=CASH, received=10_000),), staff)
    )


def change(till: TillWindow, name: str, value: str | int) -> None:
    staff = till.session.staff
    till.session.writer.call(lambda shop: shop.settings.change(name, value, staff))
    till.session.desk.settings.reload()
    till.session.look_changed.emit()


def test_every_place_of_the_rail_opens_by_its_key(open_till: TillWindow) -> None:
    keys = {"Ctrl+3": "goods", "Ctrl+9": "receipts", "Ctrl+0": "shift", "Ctrl+7": "reports"}
    for key, place in {**keys, "Ctrl+8": "settings", "Ctrl+1": "sell"}.items():
        open_till.press(key)
        assert open_till.window.face.current_key() == place


def test_escape_leads_back_to_selling(open_till: TillWindow) -> None:
    open_till.press("Ctrl+0", "Esc")
    assert open_till.window.face.current_key() == "sell"


def test_f1_shows_the_keys_and_any_key_takes_them_away(open_till: TillWindow) -> None:
    open_till.press("F1")
    assert open_till.window.face.help.isVisible()
    open_till.press("Esc")
    assert not open_till.window.face.help.isVisible()


def test_the_top_bar_says_whose_shift_it_is(open_till: TillWindow) -> None:
    open_till.sees("东丽万新店", "早班 · 王姐", "单店", "10:40")


def test_the_printer_out_of_paper_is_said_and_tried_again(open_till: TillWindow) -> None:
    open_till.paper.become("printer_paper")
    open_till.sees("小票机缺纸")
    open_till.window.face.top_line.bar.pill("printer").click()
    open_till.sees("换纸后可补打")
    open_till.press("Enter")
    assert open_till.paper.retries == 1
    open_till.paper.become("ready")
    open_till.wait(lambda: open_till.window.face.top_line.bar.pill("printer").text() == "小票机")


@pytest.mark.parametrize(
    ("name", "value"), [("theme", "dark"), ("language", "en"), ("scale_percent", 125)]
)
def test_a_new_dress_keeps_basket_place_and_keys(
    open_till: TillWindow, name: str, value: str | int
) -> None:
    item, other, _ = open_till.goods()
    open_till.scan(item.code)
    change(open_till, name, value)
    assert open_till.basket == [(item.name, 1000)]
    open_till.sees(item.name)
    open_till.scan(other.code)
    assert len(open_till.basket) == 2
    open_till.press("Ctrl+0")
    assert open_till.window.face.current_key() == "shift"
    change(open_till, "language", "zh")
    assert open_till.window.face.current_key() == "shift"
    change(open_till, "scale_percent", 100)
    change(open_till, "theme", "light")


def test_a_basket_outlives_a_power_cut(next_till: NextTill) -> None:
    before = next_till()
    before.start_day()
    item = before.goods()[0]
    before.scan(item.code)
    before.pull_the_plug()
    after = next_till()
    after.log_in()
    assert after.basket == [(item.name, 1000)]
    after.sees("上次没收完的这单还在")


def test_a_sale_that_stands_is_said_after_a_power_cut(next_till: NextTill) -> None:
    before = next_till()
    before.start_day()
    before.scan(before.goods()[0].code)
    sold = pay(before, before.session.register.basket)
    before.pull_the_plug()
    after = next_till()
    after.log_in()
    assert isinstance(after.sheet, StandsSheet)
    after.sees("最后一单已经记好", sold.sale.receipt)
    assert after.basket == []
    after.press("Enter")
    after.wait(lambda: bool(after.paper.receipts))
    assert after.paper.receipts[0][1] == 1
    assert after.journal_kinds().count("sale.completed") == 1


def test_a_draft_that_was_sold_is_not_sold_again(next_till: NextTill) -> None:
    before = next_till()
    before.start_day()
    before.scan(before.goods()[0].code)
    basket = before.session.register.basket
    pay(before, basket)
    text = basket_codec.encode(basket)
    before.session.writer.call(lambda shop: shop.drafts.save(SCREEN, text, 1))
    before.pull_the_plug()
    after = next_till()
    after.log_in()
    assert isinstance(after.sheet, StandsSheet)
    assert after.basket == []


def test_a_quiet_night_needs_no_words(next_till: NextTill) -> None:
    evening = next_till()
    evening.start_day()
    evening.scan(evening.goods()[0].code)
    pay(evening, evening.session.register.basket)
    evening.session.register.start()
    evening.close()
    morning = next_till()
    morning.log_in()
    assert morning.sheet is None


def test_closing_with_an_open_shift_is_said_and_not_refused(open_till: TillWindow) -> None:
    open_till.window.close()
    assert isinstance(open_till.sheet, LeavingSheet)
    open_till.sees("早班还没收班")
    open_till.window.close()
    assert not open_till.window.isVisible()
    assert "staff.logged_out" in open_till.journal_kinds()


def test_closing_can_lead_to_the_count(open_till: TillWindow) -> None:
    open_till.window.close()
    open_till.click("去收班")
    open_till.sees("按张数、枚数点")


def test_what_may_disturb_waits_for_a_quiet_moment_without_a_basket(open_till: TillWindow) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    done: list[bool] = []
    register = open_till.session.register
    goods = open_till.goods()[0]
    open_till.scan(goods.code)
    asked: list[bool] = []

    def is_free() -> bool:
        asked.append(register.basket.is_empty)
        return asked[-1]

    QuietMoment(app, is_free, lambda: done.append(True), wait_ms=5)
    open_till.wait(lambda: len(asked) >= 2)
    assert done == []
    open_till.press("F9", "Enter")
    open_till.wait(lambda: done == [True])
    assert asked.count(True) == 1
