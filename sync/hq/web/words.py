"""The console's words: Chinese is the source, English a file beside it."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files

LANGUAGES = {"zh": "中文", "en": "English"}


@cache
def english() -> dict[str, str]:
    """Chinese sentence -> English sentence."""
    text = (files("sync.hq.web") / "words" / "en.json").read_text("utf-8")
    return dict(json.loads(text))


class Words:
    """Sentences in one language."""

    def __init__(self, language: str) -> None:
        self.language = language if language in LANGUAGES else "zh"

    def say(self, text: str, **values: object) -> str:
        """The sentence in the reader's language with its placeholders filled.

        An English sentence may have two forms, for one and for many: ``{n} store | {n} stores``.
        """
        found = english().get(text, text) if self.language == "en" else text
        one, _, many = found.partition(" | ")
        if many:
            found = one if str(values.get("n")) == "1" else many
        return found.format(**values) if values else found
