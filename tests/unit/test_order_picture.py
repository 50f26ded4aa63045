"""The handbook's picture of an order shows what the table of moves allows today."""

from __future__ import annotations

import pytest

from sync.wire import order_machine as m
from tests.visual import order_machine as picture


@pytest.mark.parametrize("language", picture.WORDS)
def test_the_picture_is_that_of_the_table(language: str) -> None:
    assert picture.path_of(language).read_text("utf-8") == picture.draw(language), (
        "draw it anew: python -m tests.visual.order_machine"
    )


def test_every_state_has_a_place_and_every_move_a_word() -> None:
    assert set(picture.PLACE) == set(m.STATES)
    assert len(set(picture.PLACE.values())) == len(m.STATES)
    assert set(m.STATES) | set(m.MOVES) <= set(picture.ZH)
    shown = {name for arrow in picture.arrows() for name in arrow.moves}
    anywhere = {row.name for row in m.MOVES.values() if picture.from_anywhere(row)}
    assert shown | anywhere | {"refuse_cancel"} == set(m.MOVES)
