"""The last three: whose they are is said before they go over the counter, and a manager decides."""

from __future__ import annotations

import pytest

from pos_app.domain.errors import NeedsApproval
from pos_app.domain.in_store import DEFAULT_FORMATS
from pos_app.services.register import Register
from pos_app.services.stock import FOUND, Moved
from pos_app.storage.goods import GoodsBook
from pos_app.storage.stock import StockBook
from tests.storage.ordering import pickup
from tests.support.till import BOSS, PART_TIMER, Till
from tests.unit.goods import SODA, WATER, scan


@pytest.fixture
def register(till: Till) -> Register:
    """Three bottles on the shelf, two of them promised."""
    till.stock.adjust((Moved(item=SODA, qty=3_000),), FOUND, BOSS)
    pickup(till)
    return Register(
        GoodsBook(till.conn), StockBook(till.conn), till.settings, till.clock, lambda _draft: None,
        DEFAULT_FORMATS, till.book,
    )  # fmt: skip


def test_what_is_free_is_sold_without_a_word(register: Register) -> None:
    register.add(scan(SODA))
    register.add(scan(WATER))
    assert len(register.basket.lines) == 2


def test_the_till_says_whose_the_last_ones_are(register: Register) -> None:
    register.add(scan(SODA))
    with pytest.raises(NeedsApproval) as needed:
        register.add(scan(SODA))
    assert needed.value.right == "promised"
    assert needed.value.values["whose"] == "陈奶奶 2"
    assert (needed.value.values["left"], needed.value.values["promised"]) == ("3", "2")
    assert register.basket.lines[0].qty == 1_000


def test_a_cashier_cannot_decide_and_a_manager_does_once(register: Register) -> None:
    with pytest.raises(NeedsApproval):
        register.add(scan(SODA), 2_000, approved_by=PART_TIMER)
    register.add(scan(SODA), 2_000, approved_by=BOSS)
    register.step(1, 1, PART_TIMER)
    assert register.basket.lines[0].qty == 3_000
    assert register.basket.lines[0].approved_by is not None


def test_more_by_a_key_asks_as_a_scan_does_and_fewer_never(register: Register) -> None:
    register.add(scan(SODA))
    with pytest.raises(NeedsApproval):
        register.set_qty(1, 3_000)
    with pytest.raises(NeedsApproval):
        register.step(1, 1, PART_TIMER)
    register.step(1, 1, PART_TIMER, approved_by=BOSS)
    register.set_qty(1, 1_000)
    assert register.basket.lines[0].qty == 1_000
