"""Power cut at the counter: the basket is still there, the sale is whole or absent (scene 8)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.support.face import TillWindow
from tests.ui.sell.conftest import BREAD, SODA, Counter


@pytest.fixture
def start(qtbot: QtBot, shop_path: Path) -> Iterator[Callable[[], Counter]]:
    """Switch the machine on, once or again."""
    on: list[TillWindow] = []

    def switch_on() -> Counter:
        on.append(TillWindow(qtbot, shop_path))
        on[-1].start_day()
        return Counter(on[-1])

    yield switch_on
    on[-1].close()


def test_the_basket_and_the_parked_ones_survive(start: Callable[[], Counter]) -> None:
    counter = start()
    counter.shelve(SODA, BREAD)
    counter.scan(SODA.code)
    counter.till.press("F5", "Enter")
    counter.till.wait(lambda: counter.lines() == [])
    counter.scan(BREAD.code, BREAD.code)
    counter.till.press("F9")
    counter.till.pull_the_plug()
    after = start()
    assert after.lines() == [(BREAD.name, "2", "19.80")]
    after.till.sees("取单 1")
    after.pay_cash()
    assert [s.due for s in after.sales()] == [1980]


def test_a_sale_that_was_recorded_is_not_on_the_screen_again(
    start: Callable[[], Counter],
) -> None:
    counter = start()
    counter.shelve(SODA)
    counter.scan(SODA.code)
    counter.pay_cash()
    counter.till.pull_the_plug()
    after = start()
    assert after.lines() == []
    assert [s.due for s in after.sales()] == [350]
