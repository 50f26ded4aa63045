"""The words of HQ's pages: Chinese is the source, English a file beside those who say them."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

LANGUAGES = {"zh": "中文", "en": "English"}


@cache
def english(package: str = "sync.hq.web") -> dict[str, str]:
    """Chinese sentence -> English sentence, of the pages in that package."""
    text = (files(package) / "words" / "en.json").read_text("utf-8")
    return dict(json.loads(text))


class Words:
    """Sentences in one language, of one package of pages."""

    def __init__(self, language: str, package: str = "sync.hq.web") -> None:
        self.language = language if language in LANGUAGES else "zh"
        self._package = package

    def say(self, text: str, **values: object) -> str:
        """The sentence in the reader's language with its placeholders filled.

        An English sentence may have two forms, for one and for many: ``{n} store | {n} stores``.
        """
        found = english(self._package).get(text, text) if self.language == "en" else text
        one, _, many = found.partition(" | ")
        if many:
            found = one if str(values.get("n")) == "1" else many
        return found.format(**values) if values else found
