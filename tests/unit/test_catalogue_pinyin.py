"""The spellings under which a name is typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_app.domain.pinyin_keys import MOST_INITIALS, fold, name_keys, readable, tails


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("可口可乐", "kkkl"),
        ("朝阳饼干", "cybg"),
        ("朝阳饼干", "zybg"),
        ("重庆小面", "cqxm"),
        ("长城干红", "ccgh"),
        ("AD钙奶", "adgn"),
        ("7度空间", "7dkj"),
        ("绿箭薄荷糖", "ljbht"),
        ("番茄味薯片", "fqwsp"),
        ("2L装可乐", "2lzkl"),
    ],
)
def test_initials_in_every_reading(name: str, typed: str) -> None:
    assert typed in name_keys(name).initials


@pytest.mark.parametrize(
    ("name", "typed"),
    [("长城干红", "ChangChengGanHong"), ("女儿红", "NvErHong"), ("OREO饼", "OREOBing")],
)
def test_the_usual_reading_comes_first(name: str, typed: str) -> None:
    assert name_keys(name).pinyin[0] == typed


def test_names_can_be_typed_from_their_middle() -> None:
    initials, pinyin = tails(name_keys("清源矿泉水"))
    assert {"kqs", "qs"} <= initials
    assert "kuangquanshu" in pinyin


def test_nothing_readable_has_no_spelling() -> None:
    assert name_keys("——!").initials == ()


@given(st.text(max_size=30))
def test_any_text_has_few_spellings_of_its_own_length(name: str) -> None:
    keys = name_keys(name)
    length = len(readable(fold(name)))
    assert len(keys.initials) <= MOST_INITIALS
    assert all(len(key) == length for key in keys.initials)
    tails(keys)
