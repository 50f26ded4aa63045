"""Receipts found, looked at, printed again."""

from __future__ import annotations

from pos_app.ui.screens.receipts.screen import ReceiptsScreen
from pos_app.ui.screens.returns.sheet import ReturnSheet
from sync.wire.facts import ReceiptReprinted
from tests.ui.back_office.conftest import Office


def screen_of(office: Office) -> ReceiptsScreen:
    office.till.press("Ctrl+9")
    screen = office.till.screen
    assert isinstance(screen, ReceiptsScreen)
    return screen


def numbers(screen: ReceiptsScreen) -> list[str]:
    return [row.receipt for row in screen.model.rows]


def test_today_newest_first_with_the_paper_beside_it(office: Office) -> None:
    goods = office.till.goods()
    first, second = office.sell((goods[0], 1)), office.sell((goods[1], 2))
    screen = screen_of(office)
    office.till.wait(lambda: numbers(screen) == [second, first])
    office.till.sees(f"小票 #{second[-6:]}")
    office.till.press("Down")
    office.till.sees(f"小票 #{first[-6:]}")


def test_found_by_the_end_of_its_number_and_by_goods(office: Office) -> None:
    goods = office.till.goods()
    first, second = office.sell((goods[0], 1)), office.sell((goods[1], 2))
    screen = screen_of(office)
    office.till.wait(lambda: len(numbers(screen)) == 2)
    office.till.type(goods[0].name)
    office.till.wait(lambda: numbers(screen) == [first])
    screen.field.clear()
    office.till.type(second[-3:])
    office.till.press("Enter")
    office.till.wait(lambda: screen.detail.number == second)


def test_a_scanned_receipt_of_another_day_is_shown(office: Office) -> None:
    receipt = office.sell((office.till.goods()[0], 1))
    office.till.clock.advance(3 * 86_400_000)
    screen = screen_of(office)
    office.till.sees("没有小票")
    office.till.scan(receipt)
    office.till.wait(lambda: screen.detail.number == receipt)
    assert screen.days.day() == "2026-03-03"


def test_goods_scanned_here_show_the_receipts_they_stand_on(office: Office) -> None:
    goods = office.till.goods()
    receipt = office.sell((goods[0], 1))
    office.sell((goods[1], 1))
    screen = screen_of(office)
    office.till.scan(goods[0].code)
    office.till.wait(lambda: numbers(screen) == [receipt])
    assert office.till.basket == []


def test_a_reprint_is_written_down_and_marked(office: Office) -> None:
    receipt = office.sell((office.till.goods()[0], 1))
    screen_of(office)
    office.till.sees(f"小票 #{receipt[-6:]}")
    office.till.press("F11")
    office.till.sees("补打过 1 次")
    office.till.press("F11")
    office.till.sees("补打过 2 次")
    assert [f.copy for f in office.facts(ReceiptReprinted)] == [1, 2]
    # Printed by a thread of its own, after the fact.
    office.till.wait(lambda: [copy for _entry, copy in office.till.paper.receipts] == [1, 2])


def test_returning_starts_from_the_chosen_receipt(office: Office) -> None:
    receipt = office.sell((office.till.goods()[0], 1))
    screen_of(office)
    office.till.sees(f"小票 #{receipt[-6:]}")
    office.till.press("F8")
    assert isinstance(office.till.sheet, ReturnSheet)
    office.till.sees(f"小票 {receipt}")
    office.till.press("+", "Right", "Enter")
    office.wait_no_sheet()
    office.till.sees("退货")


def test_all_days_and_back(office: Office) -> None:
    receipt = office.sell((office.till.goods()[0], 1))
    screen = screen_of(office)
    office.till.press("Alt+Left")
    office.till.sees("昨天 3月2日没有小票")
    office.till.press("F5")
    office.till.wait(lambda: numbers(screen) == [receipt])
    office.till.press("F6")
    office.till.sees("2026年3月")
