"""No card number reaches the file, whatever somebody types where."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.basket import Basket, add, set_line_note
from pos_app.domain.card_numbers import luhn, without_cards
from pos_app.domain.tender import CASH, Paid
from pos_app.services.lost_sales import note_asked
from pos_app.services.stock import FOUND, Moved
from tests.support.till import BOSS, Till
from tests.unit.goods import SODA, scan

CARDS = ("4111111111111111", "5500 0000 0000 0004", "6212-3412-3412-3412-346")


def with_check(body: str) -> str:
    return next(body + d for d in "0123456789" if luhn(body + d))


@given(st.text("0123456789", min_size=14, max_size=18), st.text(max_size=8), st.text(max_size=8))
def test_any_card_number_is_cut_down(body: str, before: str, after: str) -> None:
    card = with_check(body)
    cleaned = without_cards(f"{before} 卡 {card} 号 {after}")
    assert card not in cleaned
    assert card[-4:] in cleaned


@pytest.mark.parametrize("text", ["", "蓝帽子", "6901234567892 的价签", "13800138000", "50 元"])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert without_cards(text) == text


def test_no_field_lets_a_card_number_through(till: Till) -> None:
    for card in CARDS:
        noted = set_line_note(add(Basket(id=f"s{len(card)}"), scan(SODA)), 1, f"卡号 {card}")
        till.checkout.complete(noted, (Paid(method=CASH, received=350),), BOSS, reason=card)
        till.parking.park(add(Basket(id=f"p{len(card)}"), scan(SODA)), BOSS, f"客人 {card}")
        till.checkout.void(
            add(Basket(id=f"v{len(card)}"), scan(SODA)), BOSS, reason=f"{card} 不要了"
        )
        till.shifts.move_cash(BOSS, -100, f"买冰 {card}", note=card)
        till.shifts.open_drawer(BOSS, card)
        till.stock.adjust((Moved(item=SODA, qty=1000),), FOUND, BOSS, note=card)
        note_asked(till.ledger, f"要 {card}", BOSS)
    till.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = till.path.read_bytes().decode("latin-1")
    found = {re.sub(r"\D", "", run) for run in re.findall(r"\d(?:[ -]?\d){14,18}", data)}
    assert not found & {re.sub(r"\D", "", card) for card in CARDS}
