"""Chinese and English are both complete."""

from __future__ import annotations

import re
import string

from sync.hq.web.words import english
from tests.web.sentences import WEB, said

CHINESE = re.compile(r"[\u3400-\u9fff]")


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_sentence_has_its_english() -> None:
    missing = {text for _, text, _ in said()} - set(english())
    assert not missing


def test_no_english_is_left_over() -> None:
    assert not set(english()) - {text for _, text, _ in said()}


def test_both_languages_carry_the_same_values() -> None:
    for text, translated in english().items():
        assert translated.count(" | ") <= 1, text
        for form in translated.split(" | ")[-1:]:
            assert placeholders(text) == placeholders(form), text
        assert not CHINESE.search(translated), text


def test_every_sentence_gets_its_values() -> None:
    for place, text, given in said():
        assert placeholders(text) == given, f"{place}: {text}"


def test_no_page_says_anything_past_the_words() -> None:
    call = re.compile(r'say\("[^"]*"')
    for page in sorted((WEB / "templates").glob("*.html")):
        rest = call.sub("", page.read_text("utf-8"))
        assert not CHINESE.search(rest), page.name
