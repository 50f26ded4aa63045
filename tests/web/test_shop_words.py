"""The storefront speaks Chinese and English, both completely and with the same values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

from sync.hq.store.orders_check import SENTENCES
from sync.hq.web.storefront import refusals
from sync.hq.web.words import english
from tests.web.test_words import CHINESE, placeholders

SHOP = Path(refusals.__file__).parent
PACKAGE = "sync.hq.web.storefront"


def said() -> Iterator[tuple[str, str, set[str]]]:
    """(place, sentence, names of its values) of every ``say("...")`` in code and templates."""
    for file in sorted(SHOP.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) == "say":
                place = f"{file.name}:{node.lineno}"
                if isinstance(node.args[0], ast.Name):
                    assert file.name == "asking.py", f"{place}: not a literal"
                    continue  # hands the sentence on
                assert isinstance(node.args[0], ast.Constant), f"{place}: not a literal"
                yield place, str(node.args[0].value), {k.arg or "" for k in node.keywords}
    pages = Environment(autoescape=True)
    for file in sorted((SHOP / "templates").glob("*.html")):
        for call in pages.parse(file.read_text("utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "say":
                place = f"{file.name}:{call.lineno}"
                assert isinstance(call.args[0], nodes.Const), f"{place}: not a literal"
                yield place, call.args[0].value, {k.key for k in call.kwargs}


def _name(func: ast.expr) -> str:
    return getattr(func, "attr", "") or getattr(func, "id", "")


def test_every_sentence_has_its_english_and_none_is_left_over() -> None:
    assert {text for _, text, _ in said()} == set(english(PACKAGE))


def test_both_languages_carry_the_same_values() -> None:
    for text, translated in english(PACKAGE).items():
        assert placeholders(text) == placeholders(translated.split(" | ")[-1]), text
        assert not CHINESE.search(translated), text


def test_every_sentence_gets_its_values() -> None:
    for place, text, given in said():
        assert placeholders(text) == given, f"{place}: {text}"


def test_no_page_says_anything_past_the_words() -> None:
    call = re.compile(r'say\("[^"]*"')
    for page in sorted((SHOP / "templates").glob("*.html")):
        rest = call.sub("", page.read_text("utf-8"))
        assert not CHINESE.search(rest.replace("、", "")), page.name


def test_every_refusal_of_an_order_has_a_sentence() -> None:
    """Codes that HQ may answer with; those with figures are worded where the figures are."""
    source = (SHOP / "refusals.py").read_text("utf-8")
    for code in SENTENCES:
        assert f'"{code}"' in source, code
