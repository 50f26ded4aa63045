"""Words on paper may be in another language than those on the screen."""

from __future__ import annotations

from collections.abc import Callable

from pos_app.runtime.i18n import Language, catalogue, fill

Words = Callable[..., str]


def words(language: Language) -> Words:
    """`tr` for one language: literal first argument, placeholders filled from keywords."""
    known = {} if language == "zh" else catalogue(language)

    def tr(text: str, /, **values: object) -> str:
        return fill(known.get(text, text), values)

    return tr
