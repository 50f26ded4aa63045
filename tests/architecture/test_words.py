"""The two languages are complete, and the check that says so can fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pos_app.domain.sentences import codes
from tests.architecture import words


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A program of one sentence, whole in both languages."""
    (tmp_path / "pos_app" / "ui").mkdir(parents=True)
    (tmp_path / words.TRANSLATIONS).mkdir(parents=True)
    say(
        tmp_path,
        "from pos_app.runtime.i18n import tr\n\nHELLO = tr('早上好,{name}', name='王姐')\n",
    )
    translate(tmp_path, {"早上好,{name}": "Good morning, {name}"})
    return tmp_path


def say(root: Path, source: str) -> None:
    (root / "pos_app" / "ui" / "hello.py").write_text(source, "utf-8")


def translate(root: Path, entries: dict[str, str]) -> None:
    (root / words.TRANSLATIONS / "hello.json").write_text(json.dumps(entries), "utf-8")


def test_both_languages_are_complete() -> None:
    assert words.complaints() == []


def test_no_chinese_of_the_face_bypasses_the_words() -> None:
    assert words.untranslated() == []


def test_every_raised_error_has_a_sentence() -> None:
    assert {
        code: place for code, place in words.raised_codes().items() if code not in codes()
    } == {}


def test_a_whole_house_has_no_complaint(house: Path) -> None:
    assert words.complaints(house) == []


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("tr(f'你好,{name}')", "one literal sentence"),
        ("tr(GREETING)", "one literal sentence"),
        ("tr('早上好,{name}')", "wants ['name'], gets []"),
        ("tr('早上好,{name}', nmae='王姐')", "gets ['nmae']"),
        ("tr('早上好,{name', name='王姐')", "does not format"),
        ("tr('晚安')", "no English for '晚安'"),
    ],
)
def test_a_wrong_call_is_named(house: Path, source: str, complaint: str) -> None:
    say(house, f"{source}\ntr('早上好,{{name}}', name='王姐')\n")

    found = words.complaints(house)

    assert any(complaint in line for line in found), found
    assert "pos_app/ui/hello.py:1" in found[0]


@pytest.mark.parametrize(
    ("entries", "complaint"),
    [
        ({}, "no English"),
        ({"早上好,{name}": "Good morning"}, "different placeholders"),
        ({"早上好,{name}": "Good morning, {nmae}"}, "different placeholders"),
        ({"早上好,{name}": "早上好,{name}!"}, "is not English yet"),
        ({"早上好,{name}": "Good morning, {name}", "晚安": "Good night"}, "said nowhere"),
    ],
)
def test_a_wrong_translation_is_named(house: Path, entries: dict[str, str], complaint: str) -> None:
    translate(house, entries)

    found = words.complaints(house)

    assert len(found) == 1
    assert complaint in found[0]


def test_a_sentence_translated_twice_in_one_file_is_named(house: Path) -> None:
    (house / words.TRANSLATIONS / "hello.json").write_text('{"好": "OK", "好": "Good"}', "utf-8")

    assert any("stands there twice" in line for line in words.complaints(house))


def test_chinese_beside_the_words_is_named(house: Path) -> None:
    say(house, "title = '收款'\nname = '喜铺'  # as it is: the name of the program\n")

    assert words.untranslated(house) == ["pos_app/ui/hello.py:1: '收款' bypasses tr()"]
