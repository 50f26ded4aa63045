"""Words on screen, paper and in the terminal: Chinese is the source, English is looked up.

`tr("挂单 {n}", n=2)` takes a literal first argument so that a test can walk the code and hold
that every sentence has its English and that both carry the same placeholders.
"""

from __future__ import annotations

import json
import string
from collections.abc import Mapping
from functools import cache
from typing import Literal

from pos_app.runtime.resources import resource_dir

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class _Current:
    language: Language = "zh"


@cache
def catalogue(language: Language) -> dict[str, str]:
    """All sentences of a language, merged from its area files; empty for the source language."""
    merged: dict[str, str] = {}
    folder = resource_dir() / "translations" / language
    if folder.is_dir():
        for file in sorted(folder.glob("*.json")):
            merged |= json.loads(file.read_text("utf-8"))
    return merged


def set_language(language: Language) -> None:
    """Choose the language for this process; the face rebuilds itself afterwards."""
    _Current.language = language


def language() -> Language:
    return _Current.language


def tr(text: str, /, **values: object) -> str:
    """The sentence in the current language, placeholders filled from ``values``."""
    template = text if _Current.language == "zh" else catalogue(_Current.language).get(text, text)
    return fill(template, values)


def fill(template: str, values: Mapping[str, object]) -> str:
    """The placeholders filled; ``{n:line|lines}`` gives "1 line" and "3 lines"."""
    if not values:
        return template
    return _COUNTING.vformat(template, (), values) if "|" in template else template.format(**values)


class _Counting(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        one, bar, more = format_spec.partition("|")
        if not bar:
            return str(super().format_field(value, format_spec))
        return f"{value} {one if str(value) == '1' else more}"


_COUNTING = _Counting()
