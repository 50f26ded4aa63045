"""One is one: a sentence with a number reads right for 1 as for many."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pos_app.devices.words import words
from pos_app.domain.errors import ShopError
from pos_app.runtime.i18n import set_language, tr


@pytest.fixture
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("zh")


@pytest.mark.usefixtures("english")
def test_english_counts_in_the_singular_and_the_plural() -> None:
    assert tr("{kinds} 种 {pieces} 件", kinds=1, pieces=3) == "1 line, 3 pieces"
    assert tr("{n} 单", n=1) == "1 sale"
    assert tr("看了 {n} 行", n="1,200") == "1,200 rows read"
    assert str(ShopError("wrong_pin", left=1)) == "Wrong PIN, 1 try left"


def test_paper_counts_as_the_screen_does() -> None:
    on_paper = words("en")
    assert on_paper("共 {kinds} 种 {pieces} 件", kinds=2, pieces=1) == "2 lines, 1 piece"
    assert words("zh")("共 {kinds} 种 {pieces} 件", kinds=1, pieces=1) == "共 1 种 1 件"
